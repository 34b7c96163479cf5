"""Sending letters: what goes is kept as it went."""

import datetime as dt
from collections.abc import Mapping, Sequence

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.calendar import clock
from thrive.base.casework.models import Letter, LetterAbout, Receipt
from thrive.base.casework.permissions import WRITE_LETTER
from thrive.base.casework.queries.writing import Recipient, Written, composed, needs_of
from thrive.base.history import audit
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.wall import action
from thrive.base.offers import LetterKind
from thrive.base.people.errors import CannotBe
from thrive.base.record import events


@action
def send_letter(
    kind: LetterKind,
    *,
    about: Sequence[Subject],
    by: User,
    to: Recipient,
    parts: Mapping[str, str],
    how: str,
    sent_on: dt.date,
    language: str = "en-gb",
    size: str = "ordinary",
    capacities: Mapping[int, Capacity] | None = None,
    of: str = "",
) -> Letter:
    """Keep a letter as it was sent: the HTML as its reader gets it, to whom, how and when, and an event on the timeline
    of everybody it is about. Nothing is posted or mailed by Thrive.

    `capacities` go by Subject key; it concerns everybody as a child unless one is given. Raises NotAllowed if `by` may
    not write about one of them, in that capacity, or to the addressee, or if an address near them is withheld from
    `by`; CannotBe for what is missing, and where a text tells the addressee what they must not learn.
    """
    policy.lock(*about, *([to.person] if to.person else []))
    written = Written(
        kind=kind, about=about, to=to, parts=parts, how=how, sent_on=sent_on, language=language, size=size, of=of
    )
    made = composed(written, by=by)
    concerns = {one.pk: (capacities or {}).get(one.pk, Capacity.CHILD) for one in made.about}
    _allow(by, kind, made.about, concerns)
    sheet = made.sheet
    letter = Letter.objects.create(
        kind=kind.key,
        kind_version=kind.version,
        title=made.title,
        language=language,
        size=size,
        html=made.html,
        text=made.text,
        how=how,
        to_person=to.person,
        to_organisation=to.organisation,
        to_name=sheet.to_name,
        to_address=sheet.to_address,
        of_ref=of,
        happened_on=sent_on,
        recorded_by=by,
    )
    LetterAbout.objects.bulk_create(
        [LetterAbout(letter=letter, subject_id=key, capacity=capacity) for key, capacity in concerns.items()]
    )
    events.tell(
        letter,
        about=concerns,
        group="notes",
        kind="letter.sent",
        title="Letter sent",
        sentence=f"{kind.title}.",
        on=sent_on,
        by=by,
    )
    audit.note(by, "casework.letter.sent", letter, about=made.about, kind=kind.key, how=how, language=language)
    return letter


def _allow(by: User, kind: LetterKind, about: Sequence[Subject], concerns: Mapping[int, Capacity]) -> None:
    """Raises NotAllowed unless the author may write about each of these in the capacity the letter concerns them in."""
    needs = needs_of(kind)
    for subject in about:
        opened = policy.require(by, needs, subject).capacities
        if not opened & {Capacity.ANY, concerns[subject.pk]}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=needs,
                subject_ref=subject.ref,
                subject_id=subject.pk,
            )


@action
def record_receipt(letter: Letter, *, by: User, received_on: dt.date, said: str) -> Receipt:
    """Keep that somebody has a letter that they were sent, since when, and how that is known (`said`).

    Raises NotAllowed as sending does, CannotBe for a day before it was sent or to come and for want of words, and
    AlreadyRecorded where it is known already.
    """
    rows = list(LetterAbout.objects.filter(letter=letter))
    locked = policy.lock(*(one.subject_id for one in rows))
    for subject in locked:
        policy.require(by, WRITE_LETTER, subject)
    if not letter.happened_on <= received_on <= clock.today():
        raise CannotBe("Date must be today or in the past, and not before it was sent", field="received_on")
    if not said.strip():
        raise CannotBe("Enter how you know that they have it", field="said")
    if Receipt.objects.filter(letter=letter).exists():
        raise AlreadyRecorded("It is on record already that they have it")
    made = Receipt.objects.create(letter=letter, happened_on=received_on, why=said.strip(), recorded_by=by)
    audit.note(by, "casework.letter.received", letter, about=locked)
    return made
