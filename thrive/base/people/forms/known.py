"""The day, and the instant of knowledge, at which a record is looked back at."""

import datetime as dt
from typing import Any

from thrive.base.calendar import clock
from thrive.govuk import forms, words

TIME_HINT = "For example, 5pm. Empty means the end of the day"
END_OF_DAY = dt.time(23, 59, 59, 999_999)


def at(day: dt.date, time: dt.time | None) -> dt.datetime:
    """The instant of a London day and time; its very end where no time is given."""
    return dt.datetime.combine(day, time or END_OF_DAY, clock.LONDON)


class LookBackForm(forms.GovukForm):
    """Which day, as known when; and, to see what was learnt since, a later instant."""

    mark_optional = False
    day = forms.DateField("Which day do you want to see?", what="the day", past=True, subject="The day")
    known_on = forms.DateField(
        "As it was known on", what="the day on which it was known", past=True, subject="The day on which it was known",
        required=False, hint="Leave it empty for what is known now",
    )  # fmt: skip
    known_time = forms.TimeField(
        "At what time?", required=False, hint="For example, 5pm. Empty means the end of the day"
    )
    later_on = forms.DateField(
        "Show what was learnt until", what="the later day", past=True, subject="The later day", required=False,
        hint="Optional. Shows each fact learnt, corrected, ended or taken back after the time above",
    )  # fmt: skip
    later_time = forms.TimeField(
        "At what time?", required=False, hint="For example, 5pm. Empty means the end of the day"
    )

    def clean(self) -> dict[str, Any]:
        """A later instant needs an earlier one, and comes after it."""
        data = self.cleaned_data
        if data.get("later_on") and not data.get("known_on") and "known_on" not in self.errors:
            self.add_error("known_on", "Enter the day from which to show what was learnt")
        known, later = self._instant("known"), self._instant("later")
        if known and later and later <= known:
            self.add_error("later_on", "The later time must be after the one above")
        return data

    def asked(self) -> dict[str, str]:
        """What was asked for, as an address says it."""
        known, later = self._instant("known"), self._instant("later")
        found = {"day": self.cleaned_data["day"].isoformat()}
        if known:
            found["known"] = written(known)
        if later:
            found["later"] = written(later)
        return found

    def _instant(self, name: str) -> dt.datetime | None:
        day = self.cleaned_data.get(f"{name}_on")
        return at(day, self.cleaned_data.get(f"{name}_time")) if day else None


def written(instant: dt.datetime) -> str:
    """An instant as an address says it: the London day, with the time unless it is the end of the day."""
    local = instant.astimezone(clock.LONDON)
    return local.date().isoformat() if local.time() == END_OF_DAY else local.strftime("%Y-%m-%dT%H:%M")


def read(text: str) -> dt.datetime | None:
    """The instant that `written` wrote; None for anything else, and for a time to come."""
    day, _, time = text.partition("T")
    try:
        found = at(dt.date.fromisoformat(day), dt.time.fromisoformat(time) if time else None)
    except (ValueError, OverflowError):
        return None
    return found if clock.london_day(found) <= clock.today() else None


def read_day(text: str) -> dt.date | None:
    """A day not to come; None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= clock.today() else None


def initial(day: dt.date, known: dt.datetime | None, later: dt.datetime | None) -> dict[str, Any]:
    """The answers that would ask for this."""
    found: dict[str, Any] = {"day": day}
    for name, instant in (("known", known), ("later", later)):
        if instant is not None:
            local = instant.astimezone(clock.LONDON)
            found[f"{name}_on"] = local.date()
            found[f"{name}_time"] = local.time() if local.time() != END_OF_DAY else None
    return found


def in_words(instant: dt.datetime) -> str:
    """ "1 March 2026 at 5pm", or "the end of 1 March 2026"."""
    local = instant.astimezone(clock.LONDON)
    return f"the end of {words.long_date(local)}" if local.time() == END_OF_DAY else words.at_time(local)
