"""Why somebody can or cannot use a permission about a record, rule by rule, and what would change the answer.

For those who may see who looked at the record; what they may not know of the record or of the worker is not said.
"""

from dataclasses import dataclass
from typing import cast

from django.db.models import Q

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import CircleMember, Declaration, Involvement, Subject, User
from thrive.base.access.permission import Permission
from thrive.base.access.permissions import KEEP_DECLARATIONS, SEE_POLICY, SEE_WHO_LOOKED
from thrive.base.access.policy import Decision, Way
from thrive.base.access.queries.declared import worker_here
from thrive.base.access.rules import PURPOSE_WORDS, ROLES, TIE_WORDS, Capacity, Purpose, Restriction, Role
from thrive.base.calendar import clock
from thrive.base.calendar.words import say
from thrive.base.history import audit
from thrive.base.offers import REGISTRY

CAPACITY_WORDS = {
    Capacity.ANY: "everything about them",
    Capacity.CHILD: "what concerns them as a child",
    Capacity.ADULT: "what concerns them as a parent or carer",
    Capacity.OTHER: "what concerns them as somebody around the family",
}
GUARD_WORDS = {
    Restriction.ORDINARY: "The record is not restricted.",
    Restriction.RESTRICTED: "The record is restricted: it opens to people involved by name, and to nobody else.",
    Restriction.SEALED: "The record is sealed: it opens to the few who are named for it.",
}
BY_WORDS = {"name": "By name", "team": "Through their team", "organisation": "Through their organisation"}


@dataclass(frozen=True)
class Rule:
    """One rule of the policy as it applies here. `helps`: it opens; False: it closes; None: it does neither."""

    title: str
    text: str
    helps: bool | None = None

    @property
    def result(self) -> str:
        """What it does, in a word."""
        return {True: "Opens", False: "Closes", None: "–"}[self.helps]


@dataclass(frozen=True)
class Why:
    """The answer about one worker, one record and one permission, as the policy gives it now."""

    worker: User
    permission: Permission
    decision: Decision
    rules: list[Rule]
    mends: list[str]


@dataclass(frozen=True)
class _Asked:
    worker: User
    subject: Subject
    permission: Permission
    decision: Decision
    ways: list[Way]
    is_barred: bool
    tie: str  # in words, where the asker may know it

    @property
    def roles(self) -> list[Role]:
        return [ROLES[key] for key in ROLES if key in self.worker.standing.roles & self.permission.roles]

    def obstacle(self, way: Way) -> str:
        """Why being involved in this way does not open it; empty where it does."""
        if not self.roles:
            return "none of their roles may do this"
        if not any(policy.counts(self.worker.standing, role, way.purpose) for role in self.roles):
            return "their role does not work for this purpose"
        if way.purpose not in self.permission.purposes:
            return "this is not open for that purpose"
        if not policy.is_enough(way, self.subject):
            return "the record is guarded, and this does not name them for that"
        return ""


def why(*, viewer: User, worker: str, record: str, permission: str) -> Why:
    """What the policy answers now for the worker with that e-mail address. The asking is logged.

    Raises NotAllowed; BadAnswer (fields "worker", "record", "permission") for what is not there or the asker may not
    know of, in the same words.
    """
    policy.require_role(viewer, SEE_POLICY)
    asked = cast(Permission | None, next((one for one in REGISTRY.permissions if one.key == permission), None))
    if asked is None:
        raise BadAnswer("Select what they want to do", field="permission")
    subject = _subject(viewer, record)
    who = worker_here(viewer, worker)
    audit.looked(viewer, "access.why.asked", about=[subject.pk], user=who.pk, permission=permission)
    found = _Asked(
        worker=who,
        subject=subject,
        permission=asked,
        decision=policy.decide(who, asked, subject),
        ways=policy.ways(who, subject),
        is_barred=policy.is_barred(who, subject),
        tie=_tie(viewer, who, subject),
    )
    return Why(who, asked, found.decision, _rules(found), _mends(found))


def actions_asked_about() -> list[tuple[str, str]]:
    """(key, words) of every permission, to choose from."""
    return sorted(
        ((one.key, _upper(cast(Permission, one).title)) for one in REGISTRY.permissions), key=lambda one: one[1]
    )


def _subject(viewer: User, ref: str) -> Subject:
    """The record, if the asker may see who looked at it. Their own, or a declared person's, is refused and logged."""
    found = Subject.objects.filter(ref=ref.strip()).first()
    if found is not None and policy.is_barred(viewer, found):
        policy.require(viewer, SEE_WHO_LOOKED, found)
    if found is None or not policy.decide(viewer, SEE_WHO_LOOKED, found).ok:
        raise BadAnswer("There is no record with this reference that you can ask about", field="record")
    return found


def _tie(viewer: User, worker: User, subject: Subject) -> str:
    """How the worker is tied to the person, for information governance only."""
    if not policy.holds(viewer, KEEP_DECLARATIONS):
        return ""
    row = Declaration.objects.now().filter(user=worker, subject_id__in=subject.about_ids()).first()
    return TIE_WORDS[row.tie] if row else ""  # type: ignore[index]


def _rules(asked: _Asked) -> list[Rule]:
    return [_account(asked), _roles(asked), _own(asked), _guard(asked), *_involvement(asked), _authority(asked)]


def _account(asked: _Asked) -> Rule:
    active = asked.worker.is_active
    return Rule(
        "Account", "They can sign in today." if active else "They cannot sign in today.", None if active else False
    )


def _roles(asked: _Asked) -> Rule:
    held = ", ".join(policy.role_titles(asked.worker.standing.roles)) or "none"
    if asked.roles:
        return Rule("Roles", f"They hold: {held}. It takes: {', '.join(role.title for role in asked.roles)}.")
    return Rule("Roles", f"They hold: {held}. None of these may {asked.permission.title}.", False)


def _own(asked: _Asked) -> Rule:
    title = "Their own record, or of somebody they know"
    if not asked.is_barred:
        return Rule(title, "Nothing has been declared.")
    said = f"{asked.tie}." if asked.tie else "Information governance knows why."
    return Rule(title, f"A declaration closes this record to them. {said}", False)


def _guard(asked: _Asked) -> Rule:
    guard = Restriction(asked.subject.restriction)
    return Rule("Restriction", GUARD_WORDS[guard], None if guard is Restriction.ORDINARY else False)


def _involvement(asked: _Asked) -> list[Rule]:
    if not asked.ways:
        return [Rule("Involvement", f"They are not involved today.{_ended(asked)}", False)]
    found = []
    for way in asked.ways:
        how = f"{BY_WORDS[way.by]}{', through the family' if way.through_family else ''}"
        because = PURPOSE_WORDS[Purpose(way.purpose)]
        against = asked.obstacle(way)
        opens = f"It opens {CAPACITY_WORDS[way.capacity]}." if not against else f"It does not count: {against}."
        found.append(Rule("Involvement", f"{how}: {because}. {opens}", not against and not asked.is_barred))
    return found


def _ended(asked: _Asked) -> str:
    """When they were last involved by name, if they were."""
    circles = CircleMember.objects.current().filter(subject_id=asked.subject.pk).values("circle_id")
    row = (
        Involvement.objects.current()
        .filter(Q(subject_id=asked.subject.pk) | Q(circle_id__in=circles), user=asked.worker)
        .filter(true_to__lte=clock.today())
        .order_by("-true_to")
        .first()
    )
    return f" It ended on {say(row.true_to)}." if row and row.true_to else ""


def _authority(asked: _Asked) -> Rule:
    title = "Working for the authority"
    standing = asked.worker.standing
    if not standing.is_own_staff or asked.subject.authority_id != standing.authority_id:
        return Rule(title, "They do not work for the authority whose record it is: only involvement opens it.")
    if asked.decision.ok and Capacity.ANY in asked.decision.capacities and not asked.is_barred:
        return Rule(title, "They work for the authority, and their role reaches this far or they are involved.", True)
    if asked.decision.can_open:
        return Rule(title, "They work for the authority: a reason opens it until the end of the day.")
    return Rule(title, "They work for the authority, which is not enough here.")


def _mends(asked: _Asked) -> list[str]:
    """What would change a no, and who can do it; nothing for a yes."""
    if asked.decision.ok:
        return []
    if not asked.worker.is_active:
        return ["An administrator can take back the last day of their account, if they still work here."]
    if not asked.roles:
        who = ", ".join(policy.role_titles(asked.permission.roles))
        return [f"An administrator can give them a role that may do this: {who}."]
    if asked.is_barred:
        return ["Somebody else does this work. A declaration made in error is ended by information governance."]
    return _ways_in(asked)


def _ways_in(asked: _Asked) -> list[str]:
    if asked.subject.restriction == Restriction.SEALED:
        return ["Whoever keeps sealed records can name them for it."]
    found = []
    if asked.decision.can_open:
        found.append("They can open it with a reason; it stays open until the end of the day.")
    if asked.subject.restriction == Restriction.RESTRICTED:
        found.append("Whoever leads the work can involve them by name. In an emergency they can use emergency access.")
    else:
        purposes = [PURPOSE_WORDS[one] for one in Purpose if any(one in role.purposes for role in asked.roles)]
        if purposes:
            found.append(f"Whoever leads the work can involve them. It counts where {'; or '.join(purposes)}.")
    return found or ["Nothing does: this role has no way to this record."]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
