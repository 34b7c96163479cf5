"""Sending letters: what goes is kept as it went."""

import datetime as dt
from collections.abc import Mapping, Sequence

from thrive.base.access import policy
from thrive.base.access.errors import NotAllowed
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Capacity
from thrive.base.casework.models import Letter, LetterAbout
from thrive.base.casework.permissions import WRITE_LETTER
from thrive.base.casework.queries.writing import Recipient, Written, composed
from thrive.base.history import audit
from thrive.base.history.wall import action
from thrive.base.offers import LetterKind
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
    _allow(by, made.about, concerns)
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


def _allow(by: User, about: Sequence[Subject], concerns: Mapping[int, Capacity]) -> None:
    """Raises NotAllowed unless the author may write about each of these in the capacity the letter concerns them in."""
    for subject in about:
        opened = policy.require(by, WRITE_LETTER, subject).capacities
        if not opened & {Capacity.ANY, concerns[subject.pk]}:
            raise NotAllowed(
                "You are not involved with this person in that way.",
                permission=WRITE_LETTER,
                subject_ref=subject.ref,
                subject_id=subject.pk,
            )
