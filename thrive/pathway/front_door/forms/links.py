"""Making one-time links."""

from collections.abc import Sequence
from typing import Any

from thrive.base.access.models import Organisation
from thrive.govuk import forms
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.rules import FORMS

NOT_OF_A_BODY = frozenset({"public", "self"})


class WhomForm(forms.GovukForm):
    """For whom a link is, by name."""

    once = forms.HiddenField(max_length=40)
    for_name = forms.TextField("Name", what="who the link is for", max_chars=200)
    for_role = forms.TextField("Role", required=False, max_chars=120)

    def refuse(self, fault: ContactFault) -> None:
        """Show what the action refused beside the answer it is about."""
        self.add_error(fault.field if fault.field in self.fields else None, str(fault))


class ReportLinkForm(WhomForm):
    """A link to tell the front door of a worry: for which body, and with which of the forms."""

    mark_optional = False

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {one.ref: one for one in bodies}
        self.fields["organisation"] = forms.ChoiceField(
            "Organisation", required=False, look="select", what="an organisation",
            choices=[("", "Not on the list"), *((one.ref, one.name) for one in bodies)],
        )  # fmt: skip
        self.fields["agency"] = forms.TextField("Its name, if it is not on the list", required=False, max_chars=200)
        self.fields["form"] = forms.ChoiceField(
            "Which form do they fill in?", what="which form they fill in",
            choices=[(one.key, one.title) for one in FORMS.values() if one.key not in NOT_OF_A_BODY],
        )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """What the action is given."""
        said = dict(self.cleaned_data)
        return {**said, "organisation": self.bodies.get(said["organisation"])}
