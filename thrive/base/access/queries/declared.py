"""Declarations as they are read: one's own, and all of them for information governance."""

from django.db.models import Q, QuerySet

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer, NotFound
from thrive.base.access.models import Declaration, Subject, User
from thrive.base.access.permissions import DECLARE, KEEP_DECLARATIONS
from thrive.base.access.rules import Restriction
from thrive.base.history import audit


def own_declarations(*, viewer: User) -> list[Declaration]:
    """What the viewer, or information governance about them, has declared and what holds today."""
    return list(Declaration.objects.now().filter(user=viewer).order_by("-recorded_at", "-pk"))


def declarations(*, viewer: User, worker: str = "") -> "QuerySet[Declaration]":
    """Declarations that hold today of people who work here or with us, latest first; of one worker, by name or e-mail.

    Those about the viewer are theirs to see, not to end. Raises NotAllowed.
    """
    policy.require_role(viewer, KEEP_DECLARATIONS)
    here = Q(user__organisation__authority_id=viewer.standing.authority_id) | Q(user__organisation__authority=None)
    rows = Declaration.objects.now().filter(here).select_related("user__organisation", "subject")
    rows = rows.filter(policy.visible(viewer, KEEP_DECLARATIONS, "subject"))
    if worker:
        rows = rows.filter(Q(user__name__icontains=worker) | Q(user__email__iexact=worker))
    audit.looked(viewer, "access.declarations.seen")
    return rows.order_by("-recorded_at", "-pk")


def declaration(*, viewer: User, ref: str) -> Declaration:
    """One declaration that holds today. Raises NotAllowed and NotFound."""
    policy.require_role(viewer, KEEP_DECLARATIONS)
    found = Declaration.objects.now().select_related("user__organisation", "subject").filter(ref=ref).first()
    if found is None or not policy.decide(viewer, KEEP_DECLARATIONS, found.subject).ok:
        raise NotFound(ref)
    return found


def worker_here(viewer: User, email: str) -> User:
    """The worker of the viewer's authority, or of a body that many share, with that e-mail address.

    Raises BadAnswer (field "worker").
    """
    here = Q(organisation__authority_id=viewer.standing.authority_id) | Q(organisation__authority=None)
    found = User.objects.filter(here, email__iexact=email.strip()).select_related("organisation").first()
    if found is None:
        raise BadAnswer("Nobody with this email address works here or with you", field="worker")
    return found


def record_to_declare(*, viewer: User, ref: str) -> Subject:
    """The record a worker says is theirs or of somebody they know. Logs nothing: nothing of it is shown.

    Raises NotFound for a ref that is nobody's or of a sealed record, and NotAllowed for one they may not know of.
    """
    found = Subject.objects.filter(ref=ref).first()
    if found is None or found.restriction == Restriction.SEALED:
        raise NotFound(ref)
    policy.require(viewer, DECLARE, found)
    return found


def record_and_worker(*, viewer: User, record: str, worker: str) -> tuple[Subject, User]:
    """The record called `record` and the worker with that e-mail address, for information governance.

    Raises NotAllowed, and BadAnswer (fields "record", "worker") for what is not there or not theirs to keep.
    """
    policy.require_role(viewer, KEEP_DECLARATIONS)
    subject = Subject.objects.filter(ref=record.strip()).first()
    if subject is None or not policy.decide(viewer, KEEP_DECLARATIONS, subject).ok:
        raise BadAnswer("There is no record with this reference that you can keep", field="record")
    return subject, worker_here(viewer, worker)
