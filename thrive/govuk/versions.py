"""Two versions of one thing, answer by answer: what somebody typed, and what somebody else saved meanwhile.

    versions = Versions(form, theirs=form.initial, sent=request.POST, key=str(row.revision))
    if versions.is_open:                # something differs and is not chosen yet
        return render(..., {"versions": versions})
    form = versions.merged()            # chosen: the form filled with it, to be checked and saved

`form` is the valid form as it was `sent`, `theirs` the stored values under the same names. Nothing is chosen for the
worker, and nothing is written before the merged form is saved in its turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.forms import BaseForm, Field
from django.http import QueryDict

from thrive.govuk import words
from thrive.govuk.forms.dates import ApproxDate

KEEP = "do_keep_"  # before an answer's name: which version is kept
SETTLE = "do_settle"  # the key of the version that was chosen from
OURS, THEIRS = "ours", "theirs"
NOTHING = "Nothing"
GUARDS = ("csrfmiddlewaretoken", "once")


def is_settling(data: Mapping[str, Any] | None) -> bool:
    """Whether what was sent is a choice between two versions, not the form itself."""
    return bool(data) and SETTLE in data  # type: ignore[operator]


@dataclass(frozen=True)
class Difference:
    """One answer that differs, in words. `choice` is "ours", "theirs" or empty; `is_missing`: it was not chosen."""

    name: str
    label: str
    ours: str
    theirs: str
    choice: str
    is_missing: bool

    @property
    def field(self) -> str:
        """What the choice is sent as."""
        return f"{KEEP}{self.name}"


class Versions:
    """The two versions of a form's answers. `by` and `at` say who saved the other one, and when, in words."""

    def __init__(
        self,
        form: BaseForm,
        *,
        theirs: Mapping[str, Any],
        sent: QueryDict,
        key: str,
        by: str = "",
        at: str = "",
        said: Mapping[str, str] | None = None,
        leaving_out: Iterable[str] = (),
    ) -> None:
        self.form, self.theirs, self.sent, self.key, self.by, self.at = form, theirs, sent, key, by, at
        self.said = said or {}  # of their answers, in words, where the form's own choices do not know them
        self.was_sent = sent.get(SETTLE, "") == key
        names = [name for name in form.fields if name in theirs and name not in set(leaving_out)]
        self.differences = [
            self._difference(name) for name in names if not _same(form.cleaned_data.get(name), theirs[name])
        ]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be chosen."""
        return any(not one.choice for one in self.differences)

    @property
    def needs_check(self) -> bool:
        """Whether all was chosen just now, so that the merged answers are to be looked at before they are saved."""
        return self.was_sent and not self.is_open

    @property
    def missing(self) -> list[Difference]:
        """What was left without a choice when the page was sent."""
        return [one for one in self.differences if one.is_missing]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed, to be sent again with the choices."""
        return [
            (name, value)
            for name, values in self.sent.lists()
            if name not in GUARDS and not name.startswith("do_")
            for value in values
        ]

    def merged(self) -> BaseForm:
        """The form filled with what was chosen of each, as if it were opened anew: not yet checked, not yet saved."""
        chosen = {one.name: self.theirs[one.name] for one in self.differences if one.choice == THEIRS}
        self.form.initial = {**self.theirs, **self.form.cleaned_data, **chosen}
        self.form.is_bound = False
        self.form.__dict__["_errors"] = None
        return self.form

    def _difference(self, name: str) -> Difference:
        field = self.form.fields[name]
        choice = self.sent.get(f"{KEEP}{name}", "") if self.was_sent else ""
        choice = choice if choice in (OURS, THEIRS) else ""
        ours = _in_words(field, self.form.cleaned_data.get(name))
        theirs = self.said.get(name) or _in_words(field, self.theirs[name])
        return Difference(name, str(field.label), ours, theirs, choice, self.was_sent and not choice)


def _same(one: Any, other: Any) -> bool:
    """Whether two answers say the same; nothing is nothing, however it is written."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    if value in (None, "", False) or value == []:
        return ""
    if isinstance(value, list | tuple) and not isinstance(value, ApproxDate):
        return sorted(str(one) for one in value)
    return value if isinstance(value, ApproxDate) else str(value)


def _in_words(field: Field, value: Any) -> str:
    """An answer as a reader would say it."""
    if _plain(value) == "":
        return NOTHING
    if isinstance(value, ApproxDate):
        return words.approx_date(value.date, value.precision)
    if isinstance(value, bool):
        return "Yes"
    if isinstance(value, time):
        return words.clock_time(value)
    if isinstance(value, date):
        return words.long_date(value)
    known = {str(key): str(label) for key, label, *_ in getattr(field, "choices", ())}
    several = value if isinstance(value, list | tuple) else [value]
    return ", ".join(known.get(str(one), str(one)) for one in several)
