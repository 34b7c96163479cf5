"""What follows from a decision: work for whoever has it, the next stage of the road, and when things are due."""

from collections.abc import Sequence

from thrive.base.access.models import Involvement, Subject, User
from thrive.base.casework.actions import dues, handovers, tasks
from thrive.base.casework.errors import OutOfReach
from thrive.base.casework.facts import may_be_passed_to
from thrive.base.casework.models import Handover
from thrive.base.history.wall import action
from thrive.pathway.front_door import facts, rules
from thrive.pathway.front_door.models import Contact, Referral, ReferralDecision

INFORMATION, DECIDE = "front_door.information", "front_door.decide"
TOLD = "Somebody told the front door of something new"


def pass_on_information(contact: Contact, subject: Subject, working: Sequence[Involvement], *, by: User) -> None:
    """Ask whoever works with the child to read what is new: who leads, or where nobody does by name, their team."""
    for row in working:
        party = row.user or row.team
        if party is None:
            continue
        try:
            tasks.ask(
                INFORMATION, about=[subject], to=party, by=by, of=contact, why=TOLD,
                path=f"/front-door/information/{contact.ref}",
            )  # fmt: skip
        except OutOfReach:  # a team is not told of a restricted record; somebody named comes first in the list
            continue
        return


def ask_for_response(referral: Referral, *, by: User) -> None:
    """Put the decision on the list of the decider's team, by the last day that the duty sets."""
    due = facts.referral_due(referral.happened_on, referral.authority)
    tasks.ask_own_team(
        DECIDE, about=[referral.subject], by=by, due_on=due.on, rule=rules.REFERRAL_DECISION.key, of=referral,
        path=f"/front-door/referrals/{referral.ref}", why="A referral waits for a response",
    )  # fmt: skip


def pass_forward(decision: ReferralDecision, responses: Sequence[rules.Response], *, by: User) -> None:
    """Hand the child to the stages of the road that the responses name, and take the decision off the lists.

    What an earlier decision passed on goes on where this one names the stage too; what waits for another stage is
    needed no longer.
    """
    tasks.clear(DECIDE, of=decision.referral, by=by)
    wanted = dict.fromkeys(one for one in (rules.RESPONSES[one].forward_to for one in responses) if one)
    for row in facts.passed_on(decision.referral):
        if row.step in wanted and row.state != Handover.State.REVOKED:
            wanted.pop(row.step)
        elif row.step not in wanted and may_be_passed_to(row):
            handovers.withdraw(row, by=by, why="The decision on the referral was changed")
    for step in wanted:
        handovers.pass_forward(step, about=[decision.referral.subject], of=decision, by=by)


def stop_passing_on(referral: Referral, *, by: User) -> None:
    """Nobody is asked any more to take up what has not been taken up of a referral that is closed."""
    for row in facts.passed_on(referral):
        if may_be_passed_to(row):
            handovers.withdraw(row, by=by, why="The referral was closed")


def move_dues(subjects: Sequence[int], *, by: User) -> None:
    """Let the due dates of these people follow what was decided."""
    dues.refresh(subjects, by=by, because="a decision of the front door")


@action
def read_information(contact: Contact, *, by: User) -> int:
    """Say that one has read what is new: it leaves one's list, and that of one's team. Returns how many tasks it
    cleared."""
    return tasks.clear(INFORMATION, of=contact, by=by)
