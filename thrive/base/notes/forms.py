"""The forms of notes and of the timeline's filter."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import TextInput
from django.http import QueryDict

from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.notes.models import Note, NoteAbout
from thrive.base.notes.queries.filters import WORDS_MOST, Filters
from thrive.base.notes.queries.timeline import Timeline
from thrive.base.notes.rules import FOR_NAMED, NOTE_KINDS, WHY_MOST, NoteFault, Seen, SpellsPlace, Stray
from thrive.base.people.queries.members import Member
from thrive.base.record.rules import EVENT_GROUPS, LABELS
from thrive.govuk import forms, words
from thrive.govuk.forms.dates import Typed

FEWEST, MOST = 3, 40  # paragraph boxes
PARAGRAPH_MOST = 20_000  # characters
TEXT, ABOUT, SEEN, KEPT = "text_", "about_", "seen_", "kept_"
ADD = "do_add"
EVERYONE = "Everyone ticked"
NUMBERED = re.compile(rf"{TEXT}(\d{{1,2}})")
CAPACITY_WORDS = {Capacity.CHILD: "", Capacity.ADULT: "as parent or carer", Capacity.OTHER: "as somebody else"}


class NoteForm(forms.GovukForm):
    """A note about several people, with a few boxes for paragraphs.

    `members` are those it may be about, the one it is opened from first. `one_more` adds a box. With `fixed` the
    people are given and not asked for (a correction), and a reason is. With `may_keep` a paragraph can be kept for
    people who are named: an address is withheld, and the author is named.
    """

    mark_optional = False  # every box but the first paragraph may stay empty; only single answers say so

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        members: Sequence[Member],
        one_more: bool = False,
        fixed: bool = False,
        may_keep: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.may_keep = may_keep
        self.members = {one.ref: one for one in members}
        self.fixed = fixed
        self.boxes = min(MOST, boxes_in(data, self.initial) + one_more)
        if fixed:
            self.fields["why"] = forms.LongTextField(
                "Why is it corrected?", what="why the note is corrected", max_chars=WHY_MOST, rows=2
            )
            self.fields["seen"] = forms.HiddenField(required=False)
        else:
            self.fields["about"] = forms.MultiChoiceField(
                "Who is this note about?",
                what="who the note is about",
                choices=[forms.Choice(one.ref, one.name, hint=described(one)) for one in members],
                initial=[one.ref for one in members[:1]],
            )
        self._add_facts()
        self._add_seen(members)
        self._add_boxes(members)

    def _add_facts(self) -> None:
        kinds = [(kind.key, kind.title) for kind in NOTE_KINDS.values()]
        self.fields["kind"] = forms.ChoiceField("Kind of note", what="the kind of note", choices=kinds, look="select")
        self.fields["happened_on"] = forms.DateField("Date", past=True, initial=clock.today())
        self.fields["happened_at"] = forms.TimeField(
            "Time (optional)", what="a time", subject="Time", required=False, hint="For example, 4:15pm"
        )
        self.fields["where"] = forms.TextField("Where (optional)", required=False, subject="Where")
        self.fields["who_was_there"] = forms.TextField(
            "Who was there, or who told you (optional)", required=False, max_chars=400, subject="Who was there"
        )
        self.fields["source_withheld"] = forms.TickField(
            "Do not show who told me (only for information from somebody else)", required=False
        )

        self.fields["label"] = forms.ChoiceField(
            "Who may read it?",
            what="who may read it",
            choices=[("", "Whoever may read the record"), *((one.value, said) for one, said in LABELS.items())],
            hint="What is marked shows to you and to roles that read such. Others learn that something is withheld.",
            required=False,
            initial="",
        )

    def _add_seen(self, members: Sequence[Member]) -> None:
        choices = [(one.value, one.label) for one in Seen] + [("", "Not asked")]
        for one in members:
            if one.is_child and one.is_living:
                self.fields[f"{SEEN}{one.ref}"] = forms.ChoiceField(
                    f"Was {one.short} seen?", what=f"whether {one.short} was seen", choices=choices, required=False,
                    inline=True,
                )  # fmt: skip

    def _add_boxes(self, members: Sequence[Member]) -> None:
        owners = [("", EVERYONE), *((one.ref, f"Only {one.short}") for one in members)]
        for number in range(1, self.boxes + 1):
            self.fields[f"{TEXT}{number}"] = forms.LongTextField(
                f"Paragraph {number}", what="what happened", max_chars=PARAGRAPH_MOST, rows=5, required=False
            )
            self.fields[f"{ABOUT}{number}"] = forms.ChoiceField(
                f"Paragraph {number} is about", choices=owners, look="select", required=False
            )
            if self.may_keep:
                self.fields[f"{KEPT}{number}"] = forms.TickField(FOR_NAMED, required=False)

    @property
    def box_fields(self) -> list[list[Any]]:
        """Each paragraph's box with the list of whom it is about and, where it can be kept, the tick for that."""
        asked = (TEXT, ABOUT, KEPT) if self.may_keep else (TEXT, ABOUT)
        return [[self[f"{name}{number}"] for name in asked] for number in range(1, self.boxes + 1)]

    @property
    def seen_fields(self) -> list[Any]:
        """The questions about who was seen."""
        return [self[name] for name in self.fields if name.startswith(SEEN)]

    @property
    def ticked(self) -> list[Member]:
        """Whom the note is about."""
        refs = self.members if self.fixed else self.cleaned_data.get("about", ())
        return [one for ref, one in self.members.items() if ref in refs]

    @property
    def paragraphs(self) -> list[tuple[int, str, Member | None]]:
        """Paragraphs that say something: number of the box, text, and whom alone it is about."""
        found = []
        for number in range(1, self.boxes + 1):
            text = self.cleaned_data.get(f"{TEXT}{number}", "")
            if text:
                found.append((number, text, self.members.get(self.cleaned_data.get(f"{ABOUT}{number}", ""))))
        return found

    def clean(self) -> dict[str, Any]:
        """Something is written, and what is about one person is about one of those ticked."""
        answers = super().clean() or {}
        ticked = {one.ref for one in self.ticked}
        if not self.paragraphs and not any(name.startswith(TEXT) for name in self.errors):
            self.add_error(f"{TEXT}1", "Enter what happened")
        for number, _, owner in self.paragraphs:
            if owner is not None and ticked and owner.ref not in ticked:
                self.add_error(f"{ABOUT}{number}", f"Tick {owner.short}, or change whom paragraph {number} is about")
        self._clean_seen(ticked)
        kind = NOTE_KINDS.get(answers.get("kind", ""))
        if answers.get("source_withheld") and kind and not kind.may_withhold_source:
            self.add_error("source_withheld", f"Untick this, or choose “{NOTE_KINDS['third_party'].title}” as the kind")
        return answers

    def _clean_seen(self, ticked: set[str]) -> None:
        kind = NOTE_KINDS.get(self.cleaned_data.get("kind", ""))
        if kind is None or not kind.asks_seen:
            return
        for ref, one in self.members.items():
            name = f"{SEEN}{ref}"
            if name not in self.fields:
                continue
            answer = self.cleaned_data.get(name, "")
            if ref in ticked and not answer and name not in self.data:
                self.add_error(name, f"Select whether {one.short} was seen")
            if answer and ticked and ref not in ticked:
                self.add_error(name, f"Tick {one.short} above, or choose “Not asked” here")

    def answers(self) -> dict[str, Any]:
        """What the action is given, beside the people."""
        kind = NOTE_KINDS[self.cleaned_data["kind"]]
        seen = {
            one.subject_id: Seen(self.cleaned_data[f"{SEEN}{one.ref}"])
            for one in self.ticked
            if kind.asks_seen and self.cleaned_data.get(f"{SEEN}{one.ref}")
        }
        return {
            "kind": kind.key,
            "happened_on": self.cleaned_data["happened_on"],
            "happened_at": at_time(self.cleaned_data["happened_on"], self.cleaned_data["happened_at"]),
            "where": self.cleaned_data["where"],
            "who_was_there": self.cleaned_data["who_was_there"],
            "source_withheld": self.cleaned_data["source_withheld"],
            "label": self.cleaned_data["label"],
            "paragraphs": [
                (text, owner.subject_id if owner else None, bool(self.cleaned_data.get(f"{KEPT}{number}")))
                for number, text, owner in self.paragraphs
            ],
            "seen": seen,
        }

    def refuse(self, fault: NoteFault) -> None:
        """Show what the action refused beside the answer it is about."""
        first_seen = next((one.name for one in self.seen_fields), None)
        number = self.paragraphs[fault.number - 1][0] if isinstance(fault, SpellsPlace) and fault.number else 1
        field = {"paragraphs": f"{TEXT}{number}", "seen": first_seen}.get(fault.field, fault.field)
        self.add_error(field if field in self.fields else None, str(fault))


def boxes_in(data: QueryDict | None, initial: Mapping[str, Any]) -> int:
    """How many paragraph boxes a form has: those posted or filled, and never fewer than FEWEST."""
    names = [*(data or {}), *initial]
    return max([FEWEST, *(int(match[1]) for name in names if (match := NUMBERED.fullmatch(name)))])


def described(member: Member) -> str:
    """Age and, for an adult, in what capacity: what tells people of a family apart."""
    return ", ".join(part for part in (member.age_words, CAPACITY_WORDS[member.capacity]) if part)


def at_time(day: dt.date, time: dt.time | None) -> dt.datetime | None:
    """The instant of a time on a London day; None where the time is not known."""
    return None if time is None else dt.datetime.combine(day, time, tzinfo=clock.LONDON).astimezone(dt.UTC)


def filled_from(note: Note, about: Sequence[NoteAbout]) -> dict[str, Any]:
    """What a correction starts from: the note as it is."""
    refs = {one.subject_id: one.subject.ref for one in about}
    initial: dict[str, Any] = {
        "seen": note.ref,
        "kind": note.kind,
        "happened_on": note.happened_on,
        "happened_at": words.local(note.happened_at).time() if note.happened_at else None,
        "where": note.where,
        "who_was_there": note.who_was_there,
        "source_withheld": note.source_withheld,
        "label": note.label,
    }
    for one in about:
        initial[f"{SEEN}{refs[one.subject_id]}"] = Seen.of(one.seen, one.seen_alone) or ""
    for number, paragraph in enumerate(note.paragraphs.all(), start=1):
        initial[f"{TEXT}{number}"] = paragraph.text
        initial[f"{ABOUT}{number}"] = refs.get(paragraph.only_about_id or 0, "")
        initial[f"{KEPT}{number}"] = paragraph.for_named
    return initial


class WhoseParagraph(forms.GovukForm):
    """Asked when a shared paragraph names an adult who is not in the family of every child it would show for."""

    mark_optional = False

    def __init__(
        self, data: QueryDict | None = None, *, note: NoteForm, strays: Sequence[Stray], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.numbers = [number for number, _, _ in note.paragraphs]
        self.texts = {number: text for number, text, _ in note.paragraphs}
        owners = [*((one.ref, f"Only {one.short}") for one in note.ticked), ("", f"{EVERYONE}: leave it as it is")]
        for number in sorted({self.numbers[stray.paragraph] for stray in strays}):
            self.fields[f"{ABOUT}{number}"] = forms.ChoiceField(
                f"Who is paragraph {number} about?",
                choices=owners,
                required=False,
                hint=" ".join(says(one) for one in strays if self.numbers[one.paragraph] == number),
            )

    def clean(self) -> dict[str, Any]:
        """Each is answered; "everyone" is an answer, none is not."""
        answers = super().clean() or {}
        for name in self.fields:
            if name not in self.data:
                self.add_error(name, f"Select who paragraph {name.removeprefix(ABOUT)} is about")
        return answers

    @property
    def asked(self) -> list[tuple[Any, str]]:
        """Each question with the paragraph's text."""
        return [(self[name], self.texts[int(name.removeprefix(ABOUT))]) for name in self.fields]


def says(stray: Stray) -> str:
    """ "It names Lee Bannister, who is not in Zara's family."."""
    children = words.listed([f"{one.known_as or one.name.split(' ')[0]}’s" for one in stray.not_to], "or")
    return f"It names {stray.adult.name}, who is not in {children} family."


class OneBoxDate(forms.DateField):
    """A date typed in one box, where there is no room for three: "1 September 2026", "1 9 2026", "1/9/2026"."""

    widget = TextInput  # type: ignore[assignment]  # one box in the place of three
    look = "input"

    def prepare_value(self, value: Any) -> Any:
        """The date in words; what was typed stays as it was typed."""
        return words.long_date(value) if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> Any:
        """The date, or an error; nothing typed is None."""
        parts = [part for part in re.split(r"[\s/.-]+", str(value or "").strip()) if part]
        if not parts:
            return None
        if len(parts) != 3:
            raise self.refuse(f"{self.subject} must be a date, like 1 9 2026", "unreal")
        if len(parts[0]) == 4:
            parts.reverse()
        return self.read(Typed(parts[0], parts[1], parts[2]))


class FilterForm(forms.GovukForm):
    """What to show of a timeline. Only kinds, authors and agencies that are there are offered."""

    mark_optional = False

    def __init__(self, data: QueryDict | None = None, *, timeline: Timeline, filters: Filters, **options: Any) -> None:
        super().__init__(data, initial=_shown(filters, timeline), **options)
        if len(timeline.people) > 1:
            self.fields["children"] = forms.MultiChoiceField(
                "Children", choices=[(one.ref, one.short) for one in timeline.people], required=False
            )
        there = {one.group for one in timeline.facets} | set(filters.groups)
        kinds = [(key, title) for key, title in EVENT_GROUPS.items() if key in there]
        if kinds:
            self.fields["groups"] = forms.MultiChoiceField("Kind of event", choices=kinds, required=False)
        self.fields["significant"] = forms.TickField("Significant events only", required=False)
        self.fields["from_on"] = OneBoxDate("From", required=False, what="the first day", hint="For example, 1 9 2026")
        self.fields["to_on"] = OneBoxDate("To", required=False, what="the last day")
        self.fields["author"] = forms.ChoiceField(
            "Recorded by", choices=[("", "Anybody"), *timeline.authors], look="select", required=False
        )
        agencies = [("", "Any agency"), *((one, one) for one in timeline.agencies)]
        self.fields["agency"] = forms.ChoiceField("Agency", choices=agencies, look="select", required=False)
        self.fields["words"] = forms.TextField("Words in the text", required=False, max_chars=WORDS_MOST)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        answers = super().clean() or {}
        self.must_not_precede("to_on", answers.get("from_on"), "the first day")
        return answers

    def filters(self, timeline: Timeline) -> Filters:
        """What was asked for. Nobody but the person, or every kind ticked, is no filter."""
        asked = self.cleaned_data
        children = tuple(asked.get("children", ()))
        groups = tuple(asked.get("groups", ()))
        return Filters(
            groups=() if set(groups) >= {one.group for one in timeline.facets} else groups,
            significant=asked["significant"],
            children=() if children == tuple(one.ref for one in timeline.people[:1]) else children,
            author=asked["author"],
            agency=asked["agency"],
            from_on=asked["from_on"],
            to_on=asked["to_on"],
            words=asked["words"],
        )


def _shown(filters: Filters, timeline: Timeline) -> dict[str, Any]:
    """How the filter stands now."""
    return {
        "children": [one.ref for one in timeline.chosen],
        "groups": list(filters.groups),
        "significant": filters.significant,
        "from_on": filters.from_on,
        "to_on": filters.to_on,
        "author": filters.author,
        "agency": filters.agency,
        "words": filters.words,
    }
