"""What the form of a note needs to know about the people it may be about."""

from collections.abc import Sequence

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import Subject
from thrive.base.access.policy import Viewer
from thrive.base.access.rules import Capacity, Restriction
from thrive.base.notes import rules
from thrive.base.notes.models import NoteAbout
from thrive.base.notes.permissions import WRITE_NOTE
from thrive.base.notes.rules import Household, Somebody, Stray
from thrive.base.people.queries import members
from thrive.base.people.queries.members import Member
from thrive.base.people.rules import NAME_NOT_RECORDED


def subjects_of(those: Sequence[Member]) -> list[Subject]:
    """Their Subjects, in ascending order. The action asks whether each may be written about."""
    return list(Subject.objects.filter(pk__in=[one.subject_id for one in those]).order_by("pk"))


def called(*, viewer: Viewer, refs: Sequence[str]) -> dict[str, Subject]:
    """The Subjects of these refs. The action asks whether each may be written about.

    Raises NotFound for a ref that is nobody's, or of a sealed record the viewer may not know of. Two queries.
    """
    found = {one.ref: one for one in Subject.objects.filter(ref__in=refs, person__isnull=False).order_by("pk")}
    allowed = policy.decide_all(viewer, WRITE_NOTE, found.values())
    for ref in refs:
        one = found.get(ref)
        if one is None or (one.restriction == Restriction.SEALED and not allowed[one.pk].ok):
            raise NotFound(ref)
    return found


def people_of(about: Sequence[NoteAbout], *, viewer: Viewer) -> list[Member]:
    """Whom a note is about, each in the capacity they were written about in, with names the viewer may see. Who has
    died since counts as living where the note said whether they were seen."""
    known = members.names(viewer=viewer, subject_ids=[one.subject_id for one in about])
    return [
        Member(
            ref=one.subject.ref,
            subject_id=one.subject_id,
            name=known[one.subject_id].name if one.subject_id in known else NAME_NOT_RECORDED,
            age_words="",
            capacity=Capacity(one.capacity),
            is_child=one.capacity == Capacity.CHILD,
            short=known[one.subject_id].short if one.subject_id in known else NAME_NOT_RECORDED,
            is_living=one.seen is not None or one.subject_id not in known or known[one.subject_id].is_living,
        )
        for one in about
    ]


def strays(*, viewer: Viewer, ticked: Sequence[Member], paragraphs: Sequence[tuple[str, int | None]]) -> list[Stray]:
    """Adults named in shared paragraphs who are not in the family of every child ticked. Three queries a child."""
    children = [one for one in ticked if one.is_child]
    if len(children) < 2:
        return []
    households = []
    for child in children:
        family = members.family_members(viewer=viewer, ref=child.ref)
        adults = tuple(_somebody(one) for one in family if one.capacity == Capacity.ADULT)
        households.append(Household(_somebody(child), adults))
    return rules.strays(paragraphs, households)


def _somebody(one: Member) -> Somebody:
    return Somebody(one.subject_id, one.name, one.known_as)
