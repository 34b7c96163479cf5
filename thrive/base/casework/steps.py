"""What is done about the work at any stage of the road: giving it, meeting, planning, writing."""

from thrive.base.casework import permissions
from thrive.base.casework.rules.approvals import APPROVE
from thrive.base.offers import Step

WORKER, MANAGER = "Whoever works with the family", "Manager"
COME = "casework.meeting_come"  # a kind of task

STEPS = (
    Step(
        key="casework.allocate",
        title="Allocate the work",
        who=MANAGER,
        needs=permissions.MOVE_WORK,
        page="casework:allocate",
        api="casework.allocate_work",
    ),
    Step(
        key="casework.hand_over",
        title="Hand work over",
        who=WORKER,
        needs=permissions.HAND_OVER,
        page="casework:hand-over",
        api="casework.transfer_work",
    ),
    Step(
        key="casework.meeting",
        title="Set up a meeting",
        who=WORKER,
        needs=permissions.HOLD_MEETING,
        page="casework:meeting-new",
        api="casework.set_up_meeting",
    ),
    Step(
        key="casework.meeting_hold",
        title="Hold it: who came, what was said and decided",
        who="Whoever chairs or minutes it",
        needs=permissions.HOLD_MEETING,
        after=("casework.meeting",),
        clears=COME,
        page="casework:meeting-hold",
        api="casework.record_meeting",
    ),
    Step(
        key="casework.meeting_minutes",
        title="Write and send the minutes",
        who="Whoever chairs or minutes it",
        needs=permissions.HOLD_MEETING,
        after=("casework.meeting_hold",),
        page="casework:meeting-minutes",
        api="casework.write_minutes",
    ),
    Step(
        key="casework.plan",
        title="Write a plan with the family",
        who=WORKER,
        needs=permissions.WRITE_PLAN,
        page="casework:plan-new",
        api="casework.begin_plan",
    ),
    Step(
        key="casework.plan_answer",
        title="Agree to the plan, or return it",
        who=f"{MANAGER}, never its writer",
        needs=permissions.AGREE_PLAN,
        after=("casework.plan",),
        clears=APPROVE,
        page="casework:plan-answer",
        api="casework.answer_plan",
    ),
    Step(
        key="casework.plan_copy",
        title="Send the family their copy",
        who=WORKER,
        needs=permissions.WRITE_PLAN,
        after=("casework.plan_answer",),
        page="casework:plan-copy",
        api="casework.copy_plan",
    ),
    Step(
        key="casework.letter",
        title="Write a letter",
        who=WORKER,
        needs=permissions.WRITE_LETTER,
        page="casework:letters-new",
        api="casework.keep_letter",
    ),
)
