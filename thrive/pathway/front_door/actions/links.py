"""One-time links: made, taken back, and used once.

The link itself is shown to whoever made it and then known to nobody: a digest of it is kept.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from thrive.base.access import policy
from thrive.base.access.models import Organisation, User
from thrive.base.access.rules import Restriction
from thrive.base.calendar import clock
from thrive.base.history import audit
from thrive.base.history.refs import ref_drawn_from
from thrive.base.history.wall import action
from thrive.pathway.front_door import facts, permissions, rules
from thrive.pathway.front_door.actions import checking
from thrive.pathway.front_door.actions.taking import Stated, Told, take_contact
from thrive.pathway.front_door.errors import AlreadyMade, ContactFault
from thrive.pathway.front_door.models import CheckAnswer, Contact, ContactMatch, LinkEnd, OneTimeLink, PartnerCheck
from thrive.pathway.front_door.rules.links import LinkFor

SALT = "thrive.pathway.front_door.links"
KEY_BYTES = 32
OVER = "The link can no longer be used"


def digest_of(key: str) -> str:
    """What is kept of a link: nobody who reads the table can open it."""
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()


def make_report_link(
    *, by: User, once: str, for_name: str, for_role: str = "", form: str, organisation: Organisation | None = None,
    agency: str = "",
) -> tuple[OneTimeLink, str]:  # fmt: skip
    """A link by which somebody tells the front door of a worry, with `form`, for a body on record or one by name.

    Returns it with its key, which is kept nowhere. Raises NotAllowed, ContactFault for a link for nobody, and
    AlreadyMade where the form of this `once` was sent before.
    """
    if form not in rules.FORMS:
        raise ContactFault("Select which form they fill in", field="form")
    if organisation is None and not agency.strip():
        raise ContactFault("Select an organisation, or enter its name", field="organisation")
    if organisation is not None and (organisation.is_council or organisation.has_ended):
        raise ContactFault("Select a partner", field="organisation")
    said = {"form": form, "organisation": organisation, "agency": "" if organisation else agency.strip()}
    return _make(by, once, for_name, for_role, purpose=LinkFor.REPORT, **said)


def make_answer_link(
    check: PartnerCheck, *, by: User, once: str, for_name: str, for_role: str = ""
) -> tuple[OneTimeLink, str]:
    """A link by which somebody of the body that was asked answers a check. As `make_report_link`; refused as well for
    a check that has an answer, and about a record that is restricted."""
    return _make(
        by, once, for_name, for_role, purpose=LinkFor.ANSWER, check_asked=check, organisation=check.organisation
    )


def _make(by: User, once: str, for_name: str, for_role: str, **said: Any) -> tuple[OneTimeLink, str]:
    ref = ref_drawn_from(salted_hmac(SALT, f"{by.pk} {once}", algorithm="sha256").digest())
    try:
        return _keep(by, ref, for_name.strip(), for_role.strip(), said)
    except IntegrityError as twice:
        raise AlreadyMade from twice


@action
def _keep(by: User, ref: str, for_name: str, for_role: str, said: dict[str, Any]) -> tuple[OneTimeLink, str]:
    policy.require_role(by, permissions.SEND_LINK)
    if not for_name:
        raise ContactFault("Enter who the link is for", field="for_name")
    check = said.get("check_asked")
    if check is not None:
        _require_askable(check)
    authority = by.organisation.authority
    assert authority is not None
    key, today = secrets.token_urlsafe(KEY_BYTES), clock.today()
    link = OneTimeLink(
        ref=ref, authority=authority, digest=digest_of(key), for_name=for_name, for_role=for_role, happened_on=today,
        last_on=facts.link_lasts(today, authority), recorded_by=by, **said,
    )  # fmt: skip
    link.save()
    audit.note(by, "front_door.link.made", link, about=_about(check), purpose=str(link.purpose), last_on=link.last_on)
    return link, key


def _require_askable(check: PartnerCheck) -> None:
    if CheckAnswer.objects.current().filter(check_asked=check).exists():
        raise ContactFault("It has an answer already, or was taken back")
    if is_about_guarded(check):
        raise ContactFault("A record here is restricted: only somebody who signs in can be asked about it")


def is_about_guarded(check: PartnerCheck) -> bool:
    """Whether somebody the check is about is known to be a person whose record is restricted or sealed."""
    return _matched(check).exclude(subject__restriction=Restriction.ORDINARY).exists()


def _matched(check: PartnerCheck):  # type: ignore[no-untyped-def]
    return ContactMatch.objects.current().filter(person__checks__check_asked=check, subject__isnull=False)


def _about(check: PartnerCheck | None) -> list[int]:
    return sorted(set(_matched(check).values_list("subject_id", flat=True))) if check is not None else []


@action
def take_back_link(link: OneTimeLink, *, by: User) -> None:
    """Whoever has the link can no longer use it. Raises NotAllowed, and ContactFault where it has ended."""
    policy.require_role(by, permissions.SEND_LINK)
    _end(link, LinkEnd.Kind.TAKEN_BACK, by=by)
    audit.note(by, "front_door.link.taken_back", link)


@action
def use_to_report(link: OneTimeLink, told: Told, people: Sequence[Stated]) -> Contact:
    """Keep what whoever holds the link tells, and end it. Raises ContactFault, also where it was used meanwhile."""
    by = permissions.by_link(link.ref, link.authority_id, link.organisation_id, permissions.REPORT)
    end = _end(link, LinkEnd.Kind.USED)
    contact = take_contact(told, people, by=by, authority=link.authority, organisation=link.organisation)
    audit.note(by, "front_door.link.used", link, purpose=str(link.purpose), contact=contact.pk, end=end.pk)
    return contact


@action
def use_to_answer(link: OneTimeLink, *, kind: str, words: str = "", is_intelligence: bool = False) -> CheckAnswer:
    """Answer the check the link is for, and end it. Raises ContactFault, also where it was used meanwhile."""
    assert link.check_asked is not None
    if is_about_guarded(link.check_asked):
        raise ContactFault(OVER)
    by = permissions.by_link(link.ref, link.authority_id, link.organisation_id, permissions.ANSWER_CHECK)
    answer = checking.answer_by_link(link, by=by, kind=kind, words=words, is_intelligence=is_intelligence)
    end = _end(link, LinkEnd.Kind.USED)
    audit.note(by, "front_door.link.used", link, about=_about(link.check_asked), purpose=str(link.purpose), end=end.pk)
    return answer


def _end(link: OneTimeLink, kind: LinkEnd.Kind, *, by: User | None = None) -> LinkEnd:
    OneTimeLink.objects.select_for_update().get(pk=link.pk)
    if link.ends.filter(replaced_at=None).exists() or (kind == LinkEnd.Kind.USED and link.last_on < clock.today()):
        raise ContactFault(OVER)
    end = LinkEnd(link=link, kind=kind, happened_on=clock.today(), recorded_by=by)
    end.save()
    return end
