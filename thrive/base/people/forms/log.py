"""What information governance asks of the log."""

from typing import Any

from thrive.base.access.rules import LOG_EXPORT_REASONS
from thrive.base.history import patterns
from thrive.govuk import forms


class TakeAwayForm(forms.GovukForm):
    """Why a part of the log is taken away. It is kept, with the name and the time."""

    reason = forms.ChoiceField(
        "Why do you need the file?", what="why you need the file", choices=list(LOG_EXPORT_REASONS.items())
    )


class NameForm(forms.GovukForm):
    """Whose part of the log."""

    mark_optional = False

    name = forms.TextField("Name", required=False)


class UnusualForm(forms.GovukForm):
    """What the report may be narrowed to. What cannot be read sets no limit."""

    mark_optional = False

    pattern = forms.ChoiceField(
        "Why it stands out", look="select", required=False, choices=[("", "Everything"), *patterns.TITLES.items()]
    )
    worker = forms.ChoiceField("Worker", look="select", required=False)
    first = forms.DateField("From", what="the first day", required=False)
    last = forms.DateField("To", what="the last day", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        asked = str(data.get("worker", ""))
        self.offer([(asked, asked)] if asked else [])

    def offer(self, workers: Any) -> None:
        """Set which workers may be chosen: those who are in the report."""
        self.fields["worker"].choices = [("", "Everybody"), *workers]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """The answers that can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
