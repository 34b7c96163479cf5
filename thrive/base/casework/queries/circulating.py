"""What an invitation and a copy of the minutes say, for one who is sent it.

A copy holds what its reader has a right to be told: of what is kept from them it holds nothing, and where somebody
hides from them it holds no word, no office and no name of an agency's worker.
"""

from collections.abc import Sequence
from typing import Any

from thrive.base.access import policy
from thrive.base.access.errors import NotFound
from thrive.base.access.models import User
from thrive.base.casework.models import Arrangement, KeptFrom, MeetingAbout, MeetingEntry, Minutes, Seat
from thrive.base.casework.queries.meetings import needs_of, seat_name
from thrive.base.casework.queries.writing import Recipient
from thrive.base.casework.rules.meetings import AGENCIES
from thrive.base.offers import REGISTRY, LetterContent
from thrive.base.people.errors import CannotBe
from thrive.base.people.queries import members
from thrive.base.people.queries.outgoing import Addressee, Untold, untold


def seat_called(ref: str, *, viewer: User) -> Seat:
    """The seat called `ref`, of a meeting that the viewer may hold. Raises NotFound and NotAllowed."""
    found = (
        Seat.objects.current()
        .filter(ref=ref)
        .select_related("meeting", "person", "organisation", "user__organisation")
        .first()
    )
    if found is None or found.meeting.kind not in REGISTRY.meetings:
        raise NotFound(ref)
    for one in MeetingAbout.objects.filter(meeting=found.meeting).select_related("subject"):
        policy.require(viewer, needs_of(REGISTRY.meetings[found.meeting.kind]), one.subject)
    return found


def recipient_of(seat: Seat) -> Recipient:
    """Who a letter to this seat goes to."""
    if seat.person is not None:
        return Recipient(person=seat.person)
    if seat.user is not None:
        return Recipient(organisation=seat.user.organisation, name=seat.user.name)
    return Recipient(organisation=seat.organisation, name=seat.name)


def invitation(*, viewer: User, ref: str, addressee: Addressee) -> LetterContent:
    """When and where a meeting is, who chairs it, and by when a report is asked for. `ref` is of the seat."""
    seat = seat_called(ref, viewer=viewer)
    about, kept = _about(seat), _kept(seat, addressee, viewer)
    now = Arrangement.objects.current().filter(meeting=seat.meeting).latest("pk")
    kind = REGISTRY.meetings[seat.meeting.kind]
    facts = {
        "purpose": kind.purpose_words.get(seat.meeting.purpose, ""),
        "heading": kind.heading,
        "starts_at": now.starts_at,
        "where": kept.without(now.where),
        "chair": now.chair,
        "report_due_on": seat.report_due_on,
        "is_family": seat.agency == "family",
    }
    return LetterContent(about=about, facts=facts)


def copy_of_minutes(*, viewer: User, ref: str, addressee: Addressee) -> LetterContent:
    """The minutes that stand, as whoever has this seat may be told them. `ref` is of the seat.

    Raises CannotBe where there are none yet.
    """
    seat = seat_called(ref, viewer=viewer)
    standing = Minutes.objects.current().filter(meeting=seat.meeting).order_by("-number").first()
    if standing is None:
        raise CannotBe("Write the minutes first")
    facts = _decided(seat, addressee, viewer)
    kept = _kept(seat, addressee, viewer)
    facts["number"] = standing.number
    facts["summary"] = kept.without(standing.text) if seat.right == "all" else ""
    return LetterContent(about=_about(seat), facts=facts)


def outcome_only(*, viewer: User, ref: str, addressee: Addressee) -> LetterContent:
    """What was decided and what happens next, for a copy in plain words. `ref` is of the seat."""
    seat = seat_called(ref, viewer=viewer)
    facts = _decided(seat, addressee, viewer)
    return LetterContent(about=_about(seat), facts={**facts, "notes": [], "views": [], "child_views": []})


def _about(seat: Seat) -> list[int]:
    return list(MeetingAbout.objects.filter(meeting=seat.meeting).values_list("subject_id", flat=True))


def _kept(seat: Seat, addressee: Addressee, viewer: User) -> Untold:
    return untold(addressee, _about(seat), by=viewer)


def _decided(seat: Seat, addressee: Addressee, viewer: User) -> dict[str, Any]:
    """What was said, decided and agreed, without what is kept from whoever has this seat."""
    kept, kind = _kept(seat, addressee, viewer), REGISTRY.meetings[seat.meeting.kind]
    away = set(KeptFrom.objects.filter(seat=seat).values_list("entry_id", flat=True))
    rows = MeetingEntry.objects.current().filter(meeting=seat.meeting).exclude(pk__in=away).order_by("said_at", "pk")
    entries = list(rows.select_related("seat__organisation", "seat__user__organisation", "against"))
    people = {*_about(seat), *(one.seat.person_id for one in entries if one.seat and one.seat.person_id)}
    known = members.names(viewer=viewer, subject_ids=people)

    def who(one: MeetingEntry) -> str:
        if one.seat is None:
            return ""
        if kept.keeps and not one.seat.person_id:
            return AGENCIES[one.seat.agency]
        return seat_name(one.seat, known, withheld=False)

    now = Arrangement.objects.current().filter(meeting=seat.meeting).latest("pk")
    return {
        "heading": kind.heading,
        "starts_at": now.starts_at,
        "decisions": [
            {
                "child": known[one.subject_id].name if one.subject_id in known else "",
                "decision": kind.decision_words.get(one.outcome, one.outcome),
                "reason": kept.without(one.text),
                "dissents": [
                    {"who": who(other), "text": kept.without(other.text)}
                    for other in entries
                    if other.kind == "dissent" and other.against_id == one.pk and _is_told(seat, other)
                ],
            }
            for one in _of(entries, "decision")
        ],
        "actions": [
            {"what": kept.without(one.text), "who": who(one), "by": one.due_on} for one in _of(entries, "action")
        ],
        "child_views": [
            {"child": known[one.subject_id].name if one.subject_id in known else "", "text": kept.without(one.text)}
            for one in _of(entries, "child_view")
            if _is_told(seat, one)
        ],
        "views": [
            {"who": who(one), "text": kept.without(one.text), "recommends": kept.without(one.outcome)}
            for one in _of(entries, "view")
            if _is_told(seat, one)
        ],
        "notes": [kept.without(one.text) for one in _of(entries, "note") if _is_told(seat, one)],
    }


def _of(entries: Sequence[MeetingEntry], kind: str) -> list[MeetingEntry]:
    return [one for one in entries if one.kind == kind]


def _is_told(seat: Seat, one: MeetingEntry) -> bool:
    """Whether whoever has the seat has a right to this: all of it, what they said themselves, or only what was
    decided."""
    return seat.right == "all" or (seat.right == "own" and one.seat_id == seat.pk)
