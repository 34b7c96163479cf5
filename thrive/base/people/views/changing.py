"""The steps by which a fact changes: which form asks, and which action does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import User
from thrive.base.people import permissions
from thrive.base.people.actions import family, life, people, warnings
from thrive.base.people.forms import details as asked
from thrive.base.people.models import Life, ParentalResponsibility, PersonFact, Residence
from thrive.base.people.queries import details
from thrive.base.people.queries.details import DetailKind, Target
from thrive.base.people.queries.details.choosing import place_called, places_like
from thrive.base.people.queries.records import Record
from thrive.govuk import forms, words
from thrive.govuk.versions import Versions

WITHOUT_A_ROW = frozenset({"add", "born", "expected", "pregnancy-ended", "died"})

BUTTONS = {
    "add": "Save",
    "correct": "Save the correction",
    "end": "End it",
    "withdraw": "Take it back",
    "review": "Save the review",
    "born": "Save the birth",
    "expected": "Save the date",
    "pregnancy-ended": "Save",
    "died": "Save",
}
_SAID = {
    "correct": "{noun} was corrected. What it said before is in the history.",
    "end": "{noun} was ended. It stays in the history.",
    "withdraw": "{noun} was taken back. It stays in the history, marked as an error.",
    "review": "The warning was reviewed.",
    "born": "The date of birth was recorded.",
    "expected": "The expected date was changed.",
    "pregnancy-ended": "Recorded. Nothing further falls due on this record.",
    "died": "The death was recorded.",
}
_LIFE_FORMS: dict[str, type[forms.GovukForm]] = {
    "born": asked.BornForm,
    "expected": asked.ExpectedForm,
    "pregnancy-ended": asked.PregnancyEndedForm,
    "died": asked.DiedForm,
}


def said(step: str, kind: DetailKind) -> str:
    """What the next page says happened."""
    noun = words.upper_first(f"the {kind.noun_alone}")
    return f"{noun} was {'changed' if kind.is_one else 'added'}." if step == "add" else _SAID[step].format(noun=noun)


def refuse_withheld(record: Record, kind: DetailKind) -> None:
    """Raises NotAllowed where a kind gives away an address that is not for this viewer."""
    is_kept = not (record.may_change_address if kind.model is Residence else record.shows_address)
    if kind.says_where and is_kept:
        raise NotAllowed(
            "The address is restricted to named people.",
            permission=permissions.SEE_ADDRESS,
            subject_ref=record.ref,
            subject_id=record.subject.pk,
        )


@dataclass
class Doing:
    """One step on one kind of fact: its form and its action. `target` is the row it is about, for most steps."""

    record: Record
    kind: DetailKind
    step: str
    target: Target | None
    by: User

    @cached_property
    def now(self) -> list[Any]:
        """What is held now."""
        return details.changeable(self.record, self.kind)

    @cached_property
    def life(self) -> Life:
        """The dates of birth and death as they stand."""
        return details.life_of(self.record)

    def form(self, data: QueryDict | None) -> forms.GovukForm:
        """The form of this step, filled with what was typed or with what stands."""
        row = self.target.row or self.target.asked if self.target else None
        seen = str(self.target.row.pk) if self.target and self.target.row else ""
        if self.kind.key == "life" and self.step in _LIFE_FORMS:
            return _LIFE_FORMS[self.step](data, initial={"expected": self.life.expected_on})
        if self.step == "review":
            self._refuse_in_part(row)
            return asked.ReviewForm(data, initial={"seen": seen, **asked.ReviewForm.initial_of(row)})  # type: ignore[arg-type]
        if self.step == "end":
            return asked.EndForm(data, initial={"seen": seen})
        if self.step == "withdraw":
            return asked.WithdrawForm(data, initial={"seen": seen})
        if self.kind.key == "life":
            return asked.LifeForm(data, initial={"seen": seen, **asked.LifeForm.initial_of(row)})  # type: ignore[arg-type]
        return self._detail_form(data, row, seen)

    def _is_in_part(self, row: Any) -> bool:
        """Whether words of a summary are kept from the viewer: written on from, it would lose them."""
        return self.record.words.hides(row.text, row.recorded_by_id)

    def _refuse_in_part(self, row: Any) -> None:
        """Raises NotAllowed where a part of what is to be written anew is kept from the viewer: it would be lost."""
        if any(self.record.words.hides(text, row.recorded_by_id) for text in (row.instruction, row.reason)):
            raise NotAllowed(
                "A part of this warning is withheld from you. Ask somebody who is named on the record to review it.",
                permission=permissions.SEE_ADDRESS,
                subject_ref=self.record.ref,
                subject_id=self.record.subject.pk,
            )

    def _detail_form(self, data: QueryDict | None, row: Any, seen: str) -> asked.DetailForm:
        make = asked.FORMS.get(self.kind.key, asked.TraitForm)
        more: dict[str, Any] = {}
        if make is asked.TraitForm:
            more["kind"] = self.kind.only["kind"]
        if make is asked.PlaceForm:
            more["finder"] = places_like
        if self.step == "add":
            now = [(str(one.pk), details.said(self.record, self.kind, one)) for one in self.now]
            start = {}
            if self.kind.key == "summary" and self.now and not self._is_in_part(self.now[0]):
                start = {"text": details.said(self.record, self.kind, self.now[0])}
            return make(data, step="add", now=now, is_one=self.kind.is_one, initial=start, **more)
        start = {"since": row.true_from, "until": row.true_to, **make.initial_of(row)}
        return make(data, step="correct", seen=seen, initial=start, **more)

    @property
    def says_now(self) -> str:
        """What is recorded now, above a form whose answer takes its place; empty where the form itself shows it."""
        if self.step != "add" or not self.kind.is_one or self.kind.key == "summary" or not self.now:
            return ""
        return details.said(self.record, self.kind, self.now[0])

    def has_moved_on(self, form: forms.GovukForm) -> bool:
        """Whether somebody changed the fact since this form was shown. The form then carries what stands now, so
        that sending it again goes over that."""
        assert self.target is not None
        if self.target.row is None:
            return True
        now = str(self.target.row.pk)
        was = form.data.get("seen", "") if form.is_bound else str(self.target.asked.pk)
        if was == now:
            return False
        if isinstance(form.data, QueryDict):
            answers = form.data.copy()
            answers["seen"] = now
            form.data = answers
        return True

    def versions(self, form: forms.GovukForm, sent: QueryDict) -> Versions | None:
        """What was typed beside what somebody else saved meanwhile; None where there is nothing to choose between."""
        if self.target is None or self.target.row is None or not form.is_valid():
            return None
        row = self.target.row
        theirs = {name: value for name, value in form.initial.items() if name not in ("seen", "find")}
        said = {"place": str(form.initial["find"])} if "find" in form.initial else {}
        found = Versions(
            form,
            theirs=theirs,
            sent=sent,
            key=str(row.pk),
            by=self.target.author,
            at=words.at_time(row.recorded_at),
            said=said,
        )
        return found if found.differences else None

    def do(self, form: forms.GovukForm) -> str:
        """Do it; gives the key of the row that came of it. Raises what the action raises."""
        act = _LIFE.get(self.step) if self.kind.key == "life" else _ACTS[self.step]
        assert act is not None
        return str(act(self, form).pk)

    @property
    def row(self) -> Any:
        """The row as it stands."""
        assert self.target is not None and self.target.row is not None
        return self.target.row


def _values(form: forms.GovukForm) -> dict[str, Any]:
    assert isinstance(form, asked.DetailForm)
    values = form.values()
    return {**values, "place": place_called(values["place"])} if "place" in values else values


def _but_seen(form: forms.GovukForm) -> dict[str, Any]:
    """The answers, without the key that says what was seen."""
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}


def _add(doing: Doing, form: forms.GovukForm) -> PersonFact:
    assert isinstance(form, asked.DetailForm)
    values, source = _values(form), form.cleaned_data.get("source", "")
    person = doing.record.person
    if doing.kind.key == "summary":
        return people.write_summary(person, by=doing.by, **values)
    if doing.kind.key == "warnings":
        return warnings.add_warning(person, by=doing.by, source=source, **values)
    row = doing.kind.model(true_from=form.cleaned_data.get("since"), source=source, **values)
    gives_way = [one for one in doing.now if str(one.pk) in form.chosen]
    return people.record_fact(person, row, by=doing.by, instead_of=gives_way)


def _correct(doing: Doing, form: forms.GovukForm) -> PersonFact:
    data = form.cleaned_data
    span = {"true_from": data["since"], "true_to": data["until"]} if "since" in data else {}
    return people.correct_fact(doing.row, by=doing.by, why=data["why"], **_values(form), **span)


def _end(doing: Doing, form: forms.GovukForm) -> PersonFact:
    if isinstance(doing.row, ParentalResponsibility):
        return family.end_responsibility(doing.row, by=doing.by, **_but_seen(form))
    return people.end_fact(doing.row, by=doing.by, on=form.cleaned_data["on"], why=form.cleaned_data["why"])


def _withdraw(doing: Doing, form: forms.GovukForm) -> PersonFact:
    if isinstance(doing.row, ParentalResponsibility):
        return family.withdraw_responsibility(doing.row, by=doing.by, **_but_seen(form))
    return people.withdraw_fact(doing.row, by=doing.by, why=form.cleaned_data["why"])


def _review(doing: Doing, form: forms.GovukForm) -> PersonFact:
    return warnings.review_warning(doing.row, by=doing.by, **_but_seen(form))


def _born(doing: Doing, form: forms.GovukForm) -> PersonFact:
    born = form.cleaned_data["born"]
    return life.record_birth(doing.record.person, by=doing.by, born_on=born.date, precision=born.precision)


def _expected(doing: Doing, form: forms.GovukForm) -> PersonFact:
    data = form.cleaned_data
    return life.correct_life(doing.life, by=doing.by, why=data["why"], expected_on=data["expected"])


def _pregnancy_ended(doing: Doing, form: forms.GovukForm) -> PersonFact:
    return life.record_pregnancy_end(doing.record.person, by=doing.by, on=form.cleaned_data["on"])


def _died(doing: Doing, form: forms.GovukForm) -> PersonFact:
    died = form.cleaned_data["died"]
    return life.record_death(doing.record.person, by=doing.by, died_on=died.date, precision=died.precision)


def _correct_life(doing: Doing, form: forms.GovukForm) -> PersonFact:
    assert isinstance(form, asked.LifeForm)
    return life.correct_life(doing.row, by=doing.by, why=form.cleaned_data["why"], **form.values())


Act = Callable[[Doing, forms.GovukForm], PersonFact]
_ACTS: Mapping[str, Act] = {
    "add": _add, "correct": _correct, "end": _end, "withdraw": _withdraw, "review": _review,
}  # fmt: skip
_LIFE: Mapping[str, Act] = {
    "born": _born, "expected": _expected, "pregnancy-ended": _pregnancy_ended, "died": _died,
    "correct": _correct_life,
}  # fmt: skip
