"""Entering a local choice, taking one back, and narrowing the list."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from thrive.base import law
from thrive.base.access.models import Authority
from thrive.base.calendar.units import Days, Length
from thrive.govuk import forms

ALL = ("", "All")
Pairs = Sequence[tuple[str, str]]
UNITS = ("working days", "days", "weeks", "months", "hours")
HERE, ENGLAND = "here", "england"


class ChoicesForm(forms.GovukForm):
    """What the list may be narrowed to. Nothing in it is ever wrong."""

    mark_optional = False

    rule = forms.HiddenField(required=False)
    state = forms.ChoiceField("How it stands", look="select", required=False)
    kind = forms.ChoiceField("Kind", look="select", required=False)

    def __init__(self, data: Any, *, states: Pairs, kinds: Pairs) -> None:
        super().__init__(data)
        self.fields["state"].choices = [ALL, *states]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [ALL, *kinds]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What was asked for; what is not on a list sets no limit."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class EnterForm(forms.GovukForm):
    """What every choice needs: where it holds."""

    place = forms.ChoiceField("Where does it hold?", what="where it holds")

    def __init__(self, data: Any = None, *, places: Pairs, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            self.initial.setdefault("place", places[0][0])

    def authority(self, own: Authority | None) -> Authority | None:
        """The authority in which it holds; None for all England."""
        return own if self.cleaned_data["place"] == HERE else None

    def values(self, own: Authority | None) -> dict[str, Any]:
        """The answers in the words of the action."""
        return {"authority": self.authority(own)}


class AboutADuty(EnterForm):
    """A choice about a duty: which, where, for what, from when, on whose decision."""

    rule = forms.ChoiceField("Which duty?", what="the duty", look="select")
    area = forms.TextField(
        "Only in one part of the authority", required=False, max_chars=60, subject="The part",
        hint="For example, North locality. Leave empty for all of it",
    )  # fmt: skip
    purpose = forms.TextField(
        "Only for one purpose", required=False, max_chars=60, subject="The purpose",
        hint="For example, Families First pilot. Leave empty for every purpose",
    )  # fmt: skip
    on = forms.DateField("First day", what="the first day", subject="The first day")
    last = forms.DateField("Last day, if there is one", required=False, what="the last day", subject="The last day")
    instrument = forms.TextField(
        "Which decision does it rest on?", what="the decision it rests on", subject="The decision",
        hint="For example, Partnership board, 4 June 2026, item 7",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, rules: Pairs, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["rule"].choices = [("", "Choose"), *rules]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        first, last = self.cleaned_data.get("on"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must be the same as or after the first day")
        return self.cleaned_data

    def values(self, own: Authority | None) -> dict[str, Any]:
        """The answers, by the columns of a choice."""
        data = self.cleaned_data
        return {
            **super().values(own),
            "rule": data["rule"],
            "area": data["area"],
            "purpose": data["purpose"],
            "instrument": data["instrument"],
            "true_from": data["on"],
            "true_to": Days(1).after(data["last"]) if data["last"] else None,
        }


class VariationForm(AboutADuty):
    """Another limit than the national one."""

    amount = forms.NumberField("What is the limit here?", what="the limit", subject="The limit", least=0, most=100_000)
    unit = forms.ChoiceField("Counted in", what="the unit", look="select")
    field_order = ("rule", "amount", "unit", "place", "area", "purpose", "on", "last", "instrument")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        others = {one.unit for one in law.declared() if isinstance(one, law.Threshold) and one.unit}
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"), *((one, one) for one in (*UNITS, *sorted(others - set(UNITS))))
        ]  # fmt: skip

    @staticmethod
    def initial_of(rule: law.Rule) -> dict[str, Any]:
        """The duty as it is declared, to start from."""
        limit = getattr(rule, "limit", None) or getattr(rule, "value", None)
        if isinstance(limit, Length):
            amount, _, unit = limit.words().partition(" ")
            return {"rule": rule.key, "amount": amount, "unit": unit if unit.endswith("s") else f"{unit}s"}
        return {"rule": rule.key, "amount": limit, "unit": getattr(rule, "unit", "")}

    def values(self, own: Authority | None) -> dict[str, Any]:
        """The answers, by the columns of a variation."""
        return {
            **super().values(own),
            "amount": self.cleaned_data["amount"],
            "unit": self.cleaned_data["unit"],
        }


class CommencementForm(AboutADuty):
    """The day on which a duty begins to bind."""

    field_order = ("rule", "place", "area", "purpose", "on", "last", "instrument")


class HolidayForm(EnterForm):
    """A bank holiday that the published lists do not hold."""

    name = forms.TextField("What is it called?", what="what it is called", subject="The name", max_chars=120)
    day = forms.DateField("Which day is it?", what="the day", subject="The day")
    source = forms.TextField(
        "Where was it announced?", what="where it was announced", subject="The announcement", max_chars=80,
        hint="For example, Royal Proclamation of 12 May 2026",
    )  # fmt: skip
    field_order = ("name", "day", "place", "source")

    def values(self, own: Authority | None) -> dict[str, Any]:
        """The answers, by the columns of a holiday."""
        day: dt.date = self.cleaned_data["day"]
        return {
            **super().values(own),
            "day": day,
            "name": self.cleaned_data["name"],
            "source": self.cleaned_data["source"],
        }


class TakeBackForm(forms.GovukForm):
    """Why a choice is taken back."""

    why = forms.LongTextField(
        "Why is it taken back?", what="why it is taken back", subject="Why it is taken back", max_chars=400, rows=3,
        hint="It stays in the list, with your reason",
    )  # fmt: skip


class EndForm(forms.GovukForm):
    """The last day of a choice that ends before its own, and why."""

    last = forms.DateField("Last day", what="the last day", subject="The last day", today_or_after=True)
    why = forms.LongTextField(
        "Why does it end early?", what="why it ends early", subject="Why it ends early", max_chars=400, rows=3,
        hint="Name the decision. It stays in the list, with your reason",
    )  # fmt: skip
