"""What casework gives to shared pages: kinds of task, permissions, the statuses judged by the elements it keeps."""

from thrive.base.access.rules import sources
from thrive.base.casework import facts, permissions, queries, steps
from thrive.base.casework.actions import absences, dues
from thrive.base.casework.actions.plans import approval_of
from thrive.base.casework.queries import circulating, letters, meetings, plans
from thrive.base.casework.rules import approvals
from thrive.base.offers import (
    Audience,
    Domain,
    DraftForm,
    LetterKind,
    LetterPart,
    MeetingKind,
    Panel,
    PlanKind,
    Quorum,
    RecordLink,
    TaskKind,
)

DATES = Panel(
    key="casework.dates",
    page="event",
    order=10,
    title="What became due",
    template="casework/panels/dates.html",
    query=queries.event_panel,
    queries_used=7,
)
ELEMENT = Panel(
    key="casework.element",
    page="event",
    order=20,
    title="The imported record",
    template="casework/panels/element.html",
    query=queries.element_panel,
    queries_used=3,
)
DUE = Panel(
    key="casework.due",
    page="people.summary",
    order=10,
    title="What is due",
    template="casework/panels/due.html",
    query=queries.due_panel,
    queries_used=5,
)
SENT = Panel(
    key="casework.letter",
    page="event",
    order=30,
    title="The letter",
    template="casework/panels/letter.html",
    query=letters.event_panel,
    queries_used=3,
)

TO_FAMILY = LetterKind(
    key="casework.family_letter",
    title="Letter to the family",
    heading="A letter to you",
    audience=Audience.FAMILY,
    template="casework/letters/family.html",
    needs=permissions.WRITE_LETTER,
    parts=(
        LetterPart(
            key="says",
            label="What you want to tell them",
            hint="Write to the person: “you”, short sentences, no codes and no shortened words.",
        ),
        LetterPart(key="next", label="What happens next (optional)", heading="What happens next", required=False),
    ),
)
TO_AGENCY = LetterKind(
    key="casework.agency_letter",
    title="Letter to an agency",
    heading="A letter about our work with a family",
    audience=Audience.AGENCY,
    template="casework/letters/agency.html",
    needs=permissions.WRITE_LETTER,
    parts=(
        LetterPart(key="says", label="What you want to tell them", hint="Only what they need to know for their work."),
        LetterPart(key="asks", label="What you ask of them (optional)", heading="What we ask of you", required=False),
    ),
)
MET = Panel(
    key="casework.meeting",
    page="event",
    order=31,
    title="The meeting",
    template="casework/panels/meeting.html",
    query=meetings.event_panel,
    queries_used=3,
)

INVITATION = LetterKind(
    key="casework.invitation",
    title="Invitation to a meeting",
    heading="Come to a meeting",
    audience=Audience.FAMILY,
    template="casework/letters/invitation.html",
    needs=permissions.HOLD_MEETING,
    parts=(
        LetterPart(
            key="says", label="What else you want to tell them (optional)", hint="What would help them to come.",
            required=False,
        ),
    ),
    content=circulating.invitation,
)  # fmt: skip
MINUTES = LetterKind(
    key="casework.minutes",
    title="Minutes of a meeting",
    heading="What happened at the meeting",
    audience=Audience.FAMILY,
    template="casework/letters/minutes.html",
    needs=permissions.HOLD_MEETING,
    parts=(LetterPart(key="says", label="What else you want to tell them (optional)", required=False),),
    content=circulating.copy_of_minutes,
)
PLAIN_MINUTES = LetterKind(
    key="casework.plain_minutes",
    title="Minutes in plain words",
    heading="What happened at the meeting",
    audience=Audience.FAMILY,
    template="casework/letters/minutes.html",
    needs=permissions.HOLD_MEETING,
    parts=(
        LetterPart(
            key="says",
            label="What was said, in plain words",
            hint="Write to the person: “you”, short sentences. What was decided and who does what goes with it.",
            heading="What was said",
        ),
    ),
    content=circulating.outcome_only,
)

FAMILY_MEETING = MeetingKind(
    key="casework.family_meeting",
    title="Family meeting",
    heading="A meeting about your family",
    basis=sources.WORKING_TOGETHER,
    chair="The lead practitioner, or somebody the family chooses with them",
    by_when="When the family and those who help agree.",
    purposes=(
        ("plan", "Agree what help there is"),
        ("review", "Look at how the help goes"),
        ("listen", "Hear what the family thinks"),
    ),
    decisions=(
        ("goes_on", "Help goes on as it is"),
        ("changes", "Help changes"),
        ("ends", "Help comes to an end"),
        ("ask", "Ask for more than family help can give"),
    ),
    quorum=(Quorum(agency="family"), Quorum(agency="social_care")),
    needs=permissions.HOLD_MEETING,
)

TAKE_UP = TaskKind(
    "casework.take_up",
    "Take up the work given to you",
    "whoever was given it has said that they have it",
    permissions.DISMISS_TASK,
)
PLANNED = Panel(
    key="casework.plan",
    page="event",
    order=32,
    title="The plan",
    template="casework/panels/plan.html",
    query=plans.event_panel,
    queries_used=3,
)
PLAN_COPY = LetterKind(
    key="casework.plan_copy",
    title="Plan for the family",
    heading="Our plan",
    audience=Audience.FAMILY,
    template="casework/letters/plan.html",
    needs=permissions.WRITE_PLAN,
    parts=(LetterPart(key="says", label="What else you want to tell them (optional)", required=False),),
    content=plans.copy_of_plan,
)
FAMILY_PLAN = PlanKind(
    key="casework.family_plan",
    title="Family plan",
    heading="Our plan",
    basis=sources.WORKING_TOGETHER,
    review="It is looked at again with the family.",
    needs=permissions.WRITE_PLAN,
    agrees=permissions.AGREE_PLAN,
    moves_to=("casework.safety_plan",),
)
SAFETY_PLAN = PlanKind(
    key="casework.safety_plan",
    title="Safety plan",
    heading="Our plan to keep everybody safe",
    basis=sources.WORKING_TOGETHER,
    review="It is looked at again as soon as something changes.",
    needs=permissions.WRITE_PLAN,
    agrees=permissions.AGREE_PLAN,
    moves_to=("casework.family_plan",),
)
COME = TaskKind(
    "casework.meeting_come",
    "Come to a meeting",
    "the meeting has ended, or was called off",
    permissions.DISMISS_TASK,
)
PLAN_ACTION = TaskKind(
    "casework.plan_action",
    "Do what the plan says",
    "it is on record that it was done, or is no longer needed",
    permissions.DISMISS_TASK,
)

APPROVE = TaskKind(
    approvals.APPROVE,
    "Approve it, or return it for changes",
    "it is approved, returned or taken back",
    permissions.DISMISS_TASK,
)
CHANGE = TaskKind(
    approvals.CHANGE,
    "Change what was returned to you",
    "approval is asked for anew",
    permissions.DISMISS_TASK,
)
AGREED = TaskKind(
    "casework.meeting_action",
    "Do what was agreed at a meeting",
    "it is on record that it was done, or is no longer needed",
    permissions.DISMISS_TASK,
)
READ_ANSWER = TaskKind(
    "casework.read_answer",
    "Read the answer to what you handed over",
    "whoever sent it has said that they read the answer",
    permissions.DISMISS_TASK,
)
NAME_TAKER = TaskKind(
    "casework.name_taker",
    "Say who takes it up",
    "whoever takes it up is named, or it is needed no longer",
    permissions.DISMISS_TASK,
)
CHASE = TaskKind(
    "casework.chase",
    "Ask again: no answer came to what you handed over",
    "it is answered, or taken back",
    permissions.DISMISS_TASK,
)

DOMAIN = Domain(
    key="casework",
    title="Casework",
    permissions=permissions.ALL,
    panels=(DATES, ELEMENT, SENT, MET, PLANNED, DUE),
    tabs=(
        RecordLink(key="tab.work", title="Work", order=70, url_name="casework:work", needs=permissions.SEE_WORK),
        RecordLink(key="tab.plans", title="Plans", order=45, url_name="casework:plans", needs=permissions.READ_PLANS),
        RecordLink(
            key="tab.meetings",
            title="Meetings",
            order=50,
            url_name="casework:meetings",
            needs=permissions.READ_MEETINGS,
        ),
        RecordLink(
            key="tab.letters", title="Letters", order=60, url_name="casework:letters", needs=permissions.READ_LETTERS
        ),
    ),
    drafts=(
        DraftForm(
            key="casework.letter", title="Letter", url_name="casework:letters-new", needs=permissions.WRITE_LETTER
        ),
    ),
    tasks=(TAKE_UP, AGREED, COME, PLAN_ACTION, READ_ANSWER, NAME_TAKER, CHASE, APPROVE, CHANGE),
    letters=(TO_FAMILY, TO_AGENCY, INVITATION, MINUTES, PLAIN_MINUTES, PLAN_COPY),
    meetings=(FAMILY_MEETING,),
    plans=(FAMILY_PLAN, SAFETY_PLAN),
    approvals=(approval_of(FAMILY_PLAN), approval_of(SAFETY_PLAN)),
    steps=steps.STEPS,
    status_source=facts.statuses,
    turned_on=facts.turned_on,
    element_source=facts.imported_elements,
    element_called=facts.element_called,
    local_choice_made=dues.after_local_choice,
    work_held=facts.held_by,
    involvement_changed=absences.follow,
    user_ended=absences.end_covering,
    verbs=(
        ("casework.imported", "Imported from a file"),
        ("casework.element.read", "Read an imported record in full"),
        ("casework.letter.sent", "Sent a letter"),
        ("casework.letter.opened", "Read a letter"),
        ("casework.due.moved", "A last day moved"),
        ("casework.allocated", "Allocated the work"),
        ("casework.handover.recorded", "Recorded a hand-over"),
        ("casework.handover.sent", "Handed work over"),
        ("casework.handover.accepted", "Took on what was handed over"),
        ("casework.handover.declined", "Did not take on what was handed over"),
        ("casework.handover.revoked", "Took back a hand-over"),
        ("casework.handover.read", "Read a hand-over"),
        ("casework.moved", "Moved work to another worker"),
        ("casework.team.list", "Looked at a list of a worker’s children"),
        ("casework.work.seen", "Looked at who has the work"),
        ("casework.task.asked", "Asked somebody to do something"),
        ("casework.task.due", "Moved the last day of a task"),
        ("casework.task.done", "Did what was asked"),
        ("casework.task.dismissed", "Took a task off a list"),
        ("casework.task.passed_on", "Passed a task on"),
        ("casework.task.read", "Read a task"),
        ("casework.letter.received", "Kept that somebody has a letter"),
        ("casework.plan.begun", "Began a plan"),
        ("casework.plan.written", "Wrote a version of a plan"),
        ("casework.plan.answered", "Answered a plan"),
        ("casework.plan.progress", "Said how an action of a plan stands"),
        ("casework.plan.opened", "Read a plan"),
        ("casework.approval.asked", "Asked for approval"),
        ("casework.approval.approved", "Approved what was asked"),
        ("casework.approval.returned", "Returned what was asked for changes"),
        ("casework.approval.taken_back", "Took back what was asked"),
        ("casework.approval.read", "Read an approval"),
        ("casework.absence.recorded", "Recorded when somebody is away"),
        ("casework.absence.changed", "Changed when somebody is away, or who covers"),
        ("casework.absence.ended", "Ended an absence"),
        ("casework.absence.read", "Read when somebody is away"),
        ("casework.meeting.set_up", "Set up a meeting"),
        ("casework.meeting.arranged", "Changed when or where a meeting is"),
        ("casework.meeting.seated", "Put somebody on the list of a meeting"),
        ("casework.meeting.recorded", "Kept what was said at a meeting"),
        ("casework.meeting.ended", "Ended a meeting"),
        ("casework.meeting.called_off", "Called a meeting off"),
        ("casework.meeting.minuted", "Wrote the minutes of a meeting"),
        ("casework.meeting.action_ended", "Kept how an action of a meeting ended"),
        ("casework.meeting.opened", "Read of a meeting"),
    ),
)
