"""Asking for approval, and giving it or returning what was asked: what every domain's forms build on."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from thrive.base.access.models import User
from thrive.base.casework.rules.approvals import COMMENT_MOST, WHY_MOST
from thrive.govuk import forms

ANYBODY = "Whoever manages your team"


class AskForm(forms.GovukForm):
    """Who is asked to approve it, and what they should know; a form of what is approved takes this in."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, approvers: Sequence[User], **options: Any) -> None:
        super().__init__(data, **options)
        self.approvers = {one.ref: one for one in approvers}
        named = [(one.ref, f"{one.name}, {one.job_title}" if one.job_title else one.name) for one in approvers]
        self.fields["to"] = forms.ChoiceField(
            "Who is asked to approve it?", choices=[("", ANYBODY), *named], look="select", required=False
        )
        self.fields["comment"] = forms.LongTextField(
            "What should they know? (optional)", subject="What they should know", required=False,
            max_chars=COMMENT_MOST, rows=2,
        )  # fmt: skip

    def asks(self) -> dict[str, Any]:
        """What the action is given."""
        said = self.cleaned_data
        return {"to": self.approvers.get(said["to"]), "comment": said["comment"]}


class DecideForm(forms.GovukForm):
    """Approved, with a comment where there is something to say; or returned with what is to be changed."""

    mark_optional = False
    outcome = forms.ChoiceField(
        "What is your answer?", what="your answer",
        choices=[("approved", "Approve it"), ("returned", "Return it for changes")],
    )  # fmt: skip
    why = forms.LongTextField(
        "What is to be changed? (only where you return it)", required=False, subject="What is to be changed",
        max_chars=WHY_MOST, rows=3,
    )  # fmt: skip
    comment = forms.LongTextField(
        "Comment (optional, where you approve it)", required=False, subject="Comment", max_chars=COMMENT_MOST, rows=2
    )


class TakeBackForm(forms.GovukForm):
    """Why approval is asked for no longer."""

    why = forms.TextField("Why?", what="why", subject="The reason", max_chars=WHY_MOST)
