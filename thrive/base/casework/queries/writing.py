"""A letter before it is sent: who it may go to, and how it will read, or why it may not go so.

What is looked at first is what is sent: the action makes it here again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import CircleMember, Involvement, Organisation, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.rules import Restriction
from thrive.base.calendar import clock
from thrive.base.casework import paper
from thrive.base.casework.paper import Sheet
from thrive.base.casework.permissions import WRITE_LETTER
from thrive.base.casework.rules.letters import (
    BY_POST,
    HOW_SENT,
    KEPT_FROM_AUTHOR,
    LANGUAGES,
    PART_MOST,
    SEALED,
    SIZES,
    says_too_much,
    texts_in,
)
from thrive.base.offers import REGISTRY, LetterContent, LetterKind
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Residence
from thrive.base.people.queries import members
from thrive.base.people.queries.outgoing import PASSING, Addressee, Untold, is_kept_from_author, untold


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who a letter goes to: somebody on record, an organisation, or a name with the address that was typed."""

    person: Subject | None = None
    organisation: Organisation | None = None
    name: str = ""
    address: str = ""

    @property
    def addressee(self) -> Addressee:
        """By key, for what must not be told."""
        return Addressee(
            person=self.person.pk if self.person else None,
            organisation=self.organisation.pk if self.organisation else None,
        )


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter as its writer hands it in. `of`: the ref of what it is made from, for a kind that is."""

    kind: LetterKind
    about: Sequence[Subject]
    to: Recipient
    parts: Mapping[str, str]
    how: str
    sent_on: dt.date
    language: str = "en-gb"
    size: str = "ordinary"
    of: str = ""


@dataclass(frozen=True)
class Composed:
    """A letter that may go: its sheet, its HTML, and what it says in plain text."""

    sheet: Sheet
    html: str
    text: str
    about: Sequence[Subject] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """Its heading, in its own language."""
        return paper.heading(self.sheet.kind, self.sheet.language)


def letter_kind(key: str, *, viewer: User) -> LetterKind:
    """A kind of letter. Raises NotFound for an unknown one, NotAllowed for one that the viewer may not write."""
    kind = REGISTRY.letters.get(key)
    if kind is None:
        raise NotFound(key)
    policy.require_role(viewer, needs_of(kind))
    return kind


def letter_kinds(*, viewer: User) -> list[LetterKind]:
    """The kinds that the viewer may write by themselves, from a record."""
    return [one for one in REGISTRY.letters.values() if one.content is None and policy.holds(viewer, needs_of(one))]


def require_author(viewer: User, subject: Subject) -> None:
    """Raises NotAllowed where the viewer may send nothing out about this person and those near them: the record is
    sealed, or an address is withheld from the viewer. One query."""
    if subject.restriction == Restriction.SEALED:
        raise NotAllowed(SEALED, permission=WRITE_LETTER, subject_id=subject.pk)
    if is_kept_from_author(viewer, [subject.pk]):
        raise NotAllowed(KEPT_FROM_AUTHOR, permission=WRITE_LETTER, subject_id=subject.pk)


def organisations_near(subject: Subject, *, viewer: User) -> list[Organisation]:
    """Organisations that work with the person or their family, for somebody who `require_author` lets write."""
    circles = CircleMember.objects.now().filter(subject_id__in=subject.about_ids()).values("circle_id")
    rows = Involvement.objects.now().filter(organisation__isnull=False).exclude(purpose__in=PASSING)
    about = rows.filter(subject_id__in=subject.about_ids()).values("organisation_id")
    through = rows.filter(circle_id__in=circles).values("organisation_id")
    found = Organisation.objects.filter(pk__in=about).union(Organisation.objects.filter(pk__in=through))
    return sorted(found, key=lambda one: one.name.casefold())


def workers_near(subject: Subject, *, viewer: User) -> list[User]:
    """Users who work with the person or their family by name, for whoever may know who they are."""
    circles = CircleMember.objects.now().filter(subject_id__in=subject.about_ids()).values("circle_id")
    mine = Q(subject_id__in=subject.about_ids()) | Q(circle_id__in=circles)
    rows = Involvement.objects.now().filter(mine, user__isnull=False).exclude(purpose__in=PASSING)
    found = User.objects.filter(pk__in=rows.values("user_id"), ends_on=None).select_related("organisation")
    return sorted(found, key=lambda one: one.name.casefold())


def subjects_called(refs: Sequence[str], *, viewer: User) -> dict[str, Subject]:
    """The Subjects of these refs, by ref. The action asks whether each may be written about. Raises NotFound for a ref
    that is nobody's."""
    found = {one.ref: one for one in Subject.objects.filter(ref__in=refs, person__isnull=False)}
    for ref in refs:
        if ref not in found:
            raise NotFound(ref)
    return found


def composed(written: Written, *, by: User) -> Composed:
    """The letter as it will be read.

    Raises CannotBe, naming the answer to mend, for what is missing or cannot be, and where a text tells the addressee
    what they must not learn; NotAllowed if `by` may not write about one of these people or to the addressee.
    """
    content = _content(written, by)
    about = _about(written, content)
    _allow(written, about, by)
    _check(written, about)
    known = members.names(viewer=by, subject_ids=[*(one.pk for one in about), *_keys(written.to.person)])
    kept = untold(written.to.addressee, [one.pk for one in about], by=by)
    name, address = _where_to(written, known)
    _check_words(written, content, kept)
    sheet = Sheet(
        kind=written.kind,
        language=LANGUAGES[written.language],
        size=written.size,
        sent_on=written.sent_on,
        office=by.organisation.name,
        office_phone=by.organisation.phone,
        author=by.name,
        author_title=by.job_title,
        author_phone=by.organisation.phone if kept.keeps else by.phone or by.organisation.phone,
        to_name=name,
        to_address=address,
        about=[known[one.pk].name for one in about if one.pk in known],
        parts={key: text.strip() for key, text in written.parts.items()},
        facts=content.facts if content else {},
    )
    return Composed(sheet, paper.letter(sheet), paper.words_of(sheet), about)


def needs_of(kind: LetterKind) -> Permission:
    """The permission to write a letter of this kind."""
    assert isinstance(kind.needs, Permission)
    return kind.needs


def _keys(*subjects: Subject | None) -> list[int]:
    return [one.pk for one in subjects if one is not None]


def _content(written: Written, by: User) -> LetterContent | None:
    if written.kind.content is None:
        return None
    return written.kind.content(viewer=by, ref=written.of, addressee=written.to.addressee)


def _about(written: Written, content: LetterContent | None) -> list[Subject]:
    """Whom it is about: as its writer says, or as what it is made from does."""
    if content is None:
        return sorted(written.about, key=lambda one: one.pk)
    return list(Subject.objects.filter(pk__in=content.about).order_by("pk"))


def _allow(written: Written, about: Sequence[Subject], by: User) -> None:
    for one in (*about, *([written.to.person] if written.to.person else [])):
        policy.require(by, needs_of(written.kind), one)
        if one.restriction == Restriction.SEALED:
            raise NotAllowed(SEALED, permission=needs_of(written.kind), subject_id=one.pk)
    keys = [*_keys(*about), *_keys(written.to.person)]
    if is_kept_from_author(by, keys):
        raise NotAllowed(KEPT_FROM_AUTHOR, permission=needs_of(written.kind), subject_id=keys[0])


def _check(written: Written, about: Sequence[Subject]) -> None:
    if not about:
        raise CannotBe("Select who the letter is about", field="about")
    if written.sent_on > clock.today():
        raise CannotBe("Date must be today or in the past", field="sent_on")
    for name, given, known in (
        ("language", written.language, LANGUAGES),
        ("size", written.size, SIZES),
        ("how", written.how, HOW_SENT),
    ):
        if given not in known:
            raise CannotBe(f"Select {'how it is sent' if name == 'how' else f'the {name}'}", field=name)
    unknown = written.parts.keys() - {one.key for one in written.kind.parts}
    if unknown:
        raise CannotBe(f"This letter has no part called {sorted(unknown)[0]}", field="parts")
    for part in written.kind.parts:
        text = written.parts.get(part.key, "").strip()
        if part.required and not text:
            raise CannotBe(f"Enter {part.label[:1].lower()}{part.label[1:]}", field=part.key)
        if len(text) > PART_MOST:
            raise CannotBe(f"{part.label} must be {PART_MOST:,} characters or fewer", field=part.key)


def _where_to(written: Written, known: Mapping[int, members.Named]) -> tuple[str, str]:
    """The name and, for a letter that is posted, the address it goes to."""
    to = written.to
    if to.person is None:
        name = ", ".join(part for part in (to.name.strip(), to.organisation.name if to.organisation else "") if part)
        if not name:
            raise CannotBe("Enter who the letter is to", field="to_name")
        if written.how == BY_POST and not to.address.strip():
            raise CannotBe("Enter the address it is posted to", field="to_address")
        return name, to.address.strip()
    if to.person.pk not in known:
        raise CannotBe("Select who the letter is to", field="to")
    if written.how != BY_POST:
        return known[to.person.pk].name, ""
    home = _home(to.person)
    if not home:
        raise CannotBe("No address is recorded for them. Record it, or select another way", field="how")
    return known[to.person.pk].name, home


def _home(person: Subject) -> str:
    """Where somebody has letters sent today, else where they live."""
    rows = Residence.objects.now().filter(person_id__in=person.about_ids())
    order = {Residence.Kind.POST.value: 0, Residence.Kind.HOME.value: 1}
    homes = sorted(rows, key=lambda one: (order.get(one.kind, 2), -one.pk))
    return f"{homes[0].address}, {homes[0].postcode}".strip(", ") if homes else ""


def _check_words(written: Written, content: LetterContent | None, kept: Untold) -> None:
    """Raises CannotBe where a text tells the addressee what they must not learn."""
    for part in written.kind.parts:
        if said := kept.found_in(written.parts.get(part.key, "")):
            raise CannotBe(says_too_much(said, what="This"), field=part.key)
    if written.to.person is None:
        for name, text in (("to_name", written.to.name), ("to_address", written.to.address)):
            if said := kept.found_in(text):
                raise CannotBe(says_too_much(said, what="This"), field=name)
    for text in texts_in(content.facts if content else {}):
        if said := kept.found_in(text):
            raise CannotBe(says_too_much(said, what="What it is made from"), field="")
