"""Things that are there, for calls about them: so that an answer is more often what was asked for than "not found"."""

from dataclasses import dataclass, field

from thrive.base.access.models import Subject, User
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.actions import handovers, meetings, plans
from thrive.base.casework.models import Approval, Handover, Meeting, MeetingEntry, PlanVersion, Task
from thrive.base.casework.offers import FAMILY_MEETING, FAMILY_PLAN
from thrive.base.notes.tests import factories as notes
from thrive.base.people.tests import factories as people
from thrive.pathway.front_door.actions import checking, deciding, triaging
from thrive.pathway.front_door.rules import Outcome
from thrive.pathway.front_door.tests import factories as door


@dataclass
class Things:
    """Refs by the beginning of the addresses that name them, the longest first; and a school's safeguarding lead."""

    lead: User
    refs: dict[str, str] = field(default_factory=dict)

    def named_in(self, path: str) -> dict[str, str]:
        """The parameters of an address that is about one of them."""
        start = next((one for one in sorted(self.refs, key=len, reverse=True) if path.startswith(one)), None)
        found = {"ref": self.refs[start]} if start and "{ref}" in path else {}
        return found | ({"number": "1"} if "{number}" in path else {})


def things(worker: User) -> Things:
    """Ava, whom `worker` works with, a note about her, and contacts about another child in different stages."""
    ava = people.person("Ava Okoro")
    access.involvement(ava.subject, worker)
    note = notes.note(ava, by=worker, text="Rang.")
    lead = door.school_lead(access.school("Larkfield Primary", of=door.authority()))
    by = access.fresh(worker)
    told = door.contact(by=lead)
    triaging.triage(told, by=by, urgency="today", analysis="A bruise")
    check = checking.ask_partner(
        told, lead.organisation, by=by, about=[door.first(told)], question="What?", basis="public_task"
    )
    referred = door.contact(by=lead)
    theo = door.matched(referred, people.person("Theo Okoro"), by=by)
    judged = deciding.Judged(person=theo, outcome=Outcome.REFERRAL, level="cp", reason="A bruise")
    (referral,) = deciding.decide(referred, [judged], by=by).referrals
    handover, meeting, action, version = _work(ava.subject, by)
    refs = {
        "/people/{ref}": ava.subject.ref,
        "/notes/{ref}": note.ref,
        "/tasks/{ref}": tasks_of(worker),
        "/handovers/{ref}": handover.thread,
        "/meetings/{ref}": meeting.ref,
        "/meetings/actions/{ref}": action.ref,
        "/seats/{ref}": action.seat.ref,
        "/plans/{ref}": version.plan.ref,
        "/approvals/{ref}": Approval.objects.current().latest("pk").thread,
        "/plans/steps/{ref}": version.plan.steps.get().ref,
        "/contacts/{ref}": told.ref,
        "/reports/{ref}": told.ref,
        "/checks/{ref}": check.ref,
        "/referrals/{ref}": referral.ref,
    }
    return Things(lead, refs)


def tasks_of(worker: User) -> str:
    """A task that the worker has."""
    return Task.objects.still_open().filter(user=worker).latest("pk").thread


def _work(about: Subject, by: User) -> tuple[Handover, Meeting, MeetingEntry, PlanVersion]:
    """A transfer to a colleague, a meeting with an action of the worker, and a plan that waits for an answer."""
    colleague = access.user(["lead_practitioner"], by.organisation, name="Imran Shah")
    handover = handovers.transfer(
        about, to=colleague, by=by, role="lead_practitioner", reason="They moved", reply_by=access.days_from_today(5),
        grounds=handovers.Grounds(basis="task", consent="agreed"),
    )  # fmt: skip
    meeting = meetings.set_up_meeting(
        FAMILY_MEETING, about=[about], by=by, purpose="plan", starts_at=clock.now(), where="", chair="Ruth Osei"
    )
    seat = meetings.add_seat(meeting, by=by, agency="social_care", right="all", user=by)
    said = meetings.Said(kind="action", text="Ring the school", seat=seat.pk)
    (action,) = meetings.record_meeting(meeting, by=by, said=[said])
    version = plans.begin_plan(
        FAMILY_PLAN, about=[about], by=by, review_on=access.days_from_today(30),
        needs=[plans.NeedSaid(need="Sleep", outcome="So.", actions=[plans.ActionSaid(what="Buy a bed", user=by)])],
        opinions={about.pk: plans.OpinionSaid(text="Mine.")},
    )  # fmt: skip
    return handover, meeting, action, version
