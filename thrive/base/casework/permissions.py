"""What may be seen and done about the work with somebody: letters, what is due, who has it, and moving it."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import COUNCIL_PRACTICE, MANAGERS, Ring

REVIEWERS = frozenset({"conference_chair", "reviewing_officer", "legal_adviser", "auditor", "inspector"})
READERS = COUNCIL_PRACTICE | REVIEWERS | {"information_governance"}

READ_LETTERS = Permission("casework.read_letters", "read letters that were sent", READERS)
WRITE_LETTER = Permission("casework.write_letter", "write and send letters", COUNCIL_PRACTICE)
SEE_WORK = Permission("casework.see_work", "see what is due for somebody and who has it", COUNCIL_PRACTICE | REVIEWERS)
MOVE_WORK = Permission("casework.move_work", "move work from one worker to another", MANAGERS, Ring.AUTHORITY)
HAND_OVER = Permission("casework.hand_over", "hand over, refer or share work with somebody", COUNCIL_PRACTICE)
SEE_TEAM = Permission("casework.see_team", "see the work of their team", MANAGERS, Ring.AUTHORITY)
DISMISS_TASK = Permission("casework.dismiss_task", "take a task off a list", MANAGERS, Ring.AUTHORITY)

OWN_ABSENCE = Permission(
    "casework.own_absence",
    "say when you are away and who covers for you",
    COUNCIL_PRACTICE | {"conference_chair", "reviewing_officer", "legal_adviser"},
    Ring.AUTHORITY,
)
KEEP_ABSENCE = Permission(
    "casework.keep_absence", "say when somebody of your team is away and who covers", MANAGERS, Ring.AUTHORITY
)

READ_MEETINGS = Permission("casework.read_meetings", "read of meetings and decisions", READERS)
HOLD_MEETING = Permission(
    "casework.hold_meeting",
    "set up, hold and minute meetings",
    COUNCIL_PRACTICE | {"conference_chair", "reviewing_officer"},
)
READ_PLANS = Permission("casework.read_plans", "read plans", READERS)
WRITE_PLAN = Permission("casework.write_plan", "write plans, and say how their actions stand", COUNCIL_PRACTICE)
AGREE_PLAN = Permission("casework.agree_plan", "agree to a plan, or return it", MANAGERS)

ALL = (
    READ_LETTERS,
    WRITE_LETTER,
    READ_MEETINGS,
    HOLD_MEETING,
    READ_PLANS,
    WRITE_PLAN,
    AGREE_PLAN,
    SEE_WORK,
    MOVE_WORK,
    HAND_OVER,
    SEE_TEAM,
    DISMISS_TASK,
    OWN_ABSENCE,
    KEEP_ABSENCE,
)
