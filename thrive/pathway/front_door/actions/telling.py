"""Keeping what a member of the public tells, once however often it is sent."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from thrive.base.access.models import Authority
from thrive.base.history.refs import ref_drawn_from
from thrive.base.history.wall import action
from thrive.pathway.front_door import permissions
from thrive.pathway.front_door.actions.taking import Stated, Told, take_contact
from thrive.pathway.front_door.models import Contact

SALT = "thrive.pathway.front_door.telling"


def tell(told: Told, people: Sequence[Stated], *, authority: Authority, once: str) -> str:
    """Keep what somebody tells who has not signed in; returns its reference number.

    `once` is what their form was given when it was begun: the same words with it give the same number and are kept
    once, other words are another contact. Nobody is looked up, so that the answer, and how long it takes, say nothing
    of whether a child is known. Raises ContactFault.
    """
    ref = number_of(told, people, once=once)
    try:
        _keep_once(told, people, authority, ref)
    except IntegrityError:  # the same form was sent twice in the same moment: the other one has kept it
        if not _is_kept(ref):
            raise
    return ref


def number_of(told: Told, people: Sequence[Stated], *, once: str) -> str:
    """The reference number of these words: keyed, so that nobody can work it out."""
    said = repr((once, asdict(told), [asdict(one) for one in people]))
    return ref_drawn_from(salted_hmac(SALT, said, algorithm="sha256").digest())


@action
def _keep_once(told: Told, people: Sequence[Stated], authority: Authority, ref: str) -> None:
    if _is_kept(ref):
        return
    take_contact(told, people, by=permissions.public_form(authority.pk), authority=authority, ref=ref)


@action
def _is_kept(ref: str) -> bool:
    return Contact.objects.filter(ref=ref).exists()
