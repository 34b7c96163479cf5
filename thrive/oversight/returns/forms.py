"""The forms of imports."""

from thrive.govuk import forms
from thrive.oversight.returns.queries import Asked

MAX_MB = 25


class ImportForm(forms.GovukForm):
    """Bringing in one file."""

    file = forms.FileField(
        "File",
        hint=f"A census, a people file or a table of a safeguarding dataset, up to {MAX_MB}MB.",
        max_mb=MAX_MB,
    )
    as_at = forms.DateField(
        "Day of which it speaks",
        hint="For people files and datasets. Leave it empty for today.",
        required=False,
        past=True,
    )
    dry_run = forms.TickField("Only say what would happen", required=False)


class FindingsForm(forms.GovukForm):
    """Which findings are shown. `like` is one that all the others say the same as."""

    mark_optional = False

    level = forms.ChoiceField(
        "What",
        choices=[("", "Everything"), ("refused", "Refused"), ("odd", "Taken, to be looked at")],
        required=False,
        look="radios",
    )
    like = forms.HiddenField(required=False)

    def asked(self) -> Asked:
        """What was asked for; everything where it makes no sense."""
        self.is_valid()
        return Asked(level=self.cleaned_data.get("level", ""), like=self.cleaned_data.get("like", ""))
