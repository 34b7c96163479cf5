"""Meetings: set up, arranged, who is asked and who came, what was said and decided, how they ended, their minutes.

Each is done or decided on a day and kept: a change is a further row. A meeting's own row never changes; when and where
it is stands in the arrangement that was made last.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from thrive.base.access import wall
from thrive.base.access.models import Organisation, Subject, User, choices
from thrive.base.access.rules import Capacity
from thrive.base.casework.models.letters import Letter
from thrive.base.casework.rules.meetings import AGENCIES, ATTENDANCE, ENTRIES, LINE_MOST, NOT_INVITED, RIGHTS
from thrive.base.history.fields import RefField
from thrive.base.history.models import AppendOnly
from thrive.base.history.sensitivity import Sensitivity

_SHOWN = wall.through("casework_meetingabout", "meeting_id", "meeting_id")


class Meeting(AppendOnly):
    """A meeting about one or several children, of a declared kind. `happened_on` is the day it was set up."""

    ref = RefField()
    kind = models.CharField(max_length=40)  # key of an `offers.MeetingKind`
    purpose = models.CharField(max_length=40)  # one of its purposes
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("casework_meetingabout", "meeting_id")
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "purpose": Sensitivity.PERSONAL,
        "recorded_by": Sensitivity.STAFF,
    }

    def __str__(self) -> str:
        return f"Meeting {self.ref}"


class MeetingAbout(models.Model):
    """Whom a meeting is about, and in which capacity it concerns them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="about")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="meetings")
    capacity = models.CharField(max_length=8, choices=choices(Capacity), default=Capacity.CHILD)

    ROWS = wall.about()
    SENSITIVITY = {
        "meeting": Sensitivity.TECHNICAL,
        "subject": Sensitivity.TECHNICAL,
        "capacity": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "subject"], name="meeting_about_a_subject_once")]

    def __str__(self) -> str:
        return f"Meeting {self.meeting_id} about {self.subject_id}"


class Noted(AppendOnly):
    """Something that was done or said on a day, with who put it on record."""

    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    SENSITIVITY: ClassVar[dict[str, Sensitivity]] = {"recorded_by": Sensitivity.STAFF}

    class Meta:
        abstract = True


class Arrangement(Noted):
    """When and where a meeting is to be, and who chairs it. A change replaces the one before and says why.

    `must_be_by` is the last day on which it may be held, where there is one.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="arrangements")
    starts_at = models.DateTimeField()
    where = models.CharField(max_length=LINE_MOST, blank=True)
    chair = models.CharField(max_length=LINE_MOST)
    must_be_by = models.DateField(null=True, blank=True)

    ROWS = _SHOWN
    SENSITIVITY = {
        "meeting": Sensitivity.TECHNICAL,
        "starts_at": Sensitivity.PERSONAL,
        "where": Sensitivity.LOCATION,
        "chair": Sensitivity.STAFF,
        "must_be_by": Sensitivity.PERSONAL,
    }

    def __str__(self) -> str:
        return f"Arrangement of meeting {self.meeting_id}"


class Seat(Noted):
    """Somebody who is, or might have been, asked to a meeting: for which agency, and what they have a right to be told.

    A member of the family is there as a person on record, who works with them as a user, anybody else by name and
    organisation. `report_due_on`:
    the day by which their report is asked for.
    """

    ref = RefField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    agency = models.CharField(max_length=12, choices=list(AGENCIES.items()))
    person = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LINE_MOST, blank=True)
    part = models.CharField(max_length=LINE_MOST, blank=True)  # "health visitor", "mother’s sister"
    right = models.CharField(max_length=8, choices=list(RIGHTS.items()))
    report_due_on = models.DateField(null=True, blank=True)

    ROWS = _SHOWN
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "meeting": Sensitivity.TECHNICAL,
        "agency": Sensitivity.PERSONAL,
        "person": Sensitivity.TECHNICAL,
        "user": Sensitivity.STAFF,
        "organisation": Sensitivity.LOCATION,
        "name": Sensitivity.LOCATION,
        "part": Sensitivity.FREE_TEXT,
        "right": Sensitivity.PERSONAL,
        "report_due_on": Sensitivity.PERSONAL,
    }

    def __str__(self) -> str:
        return f"Seat {self.ref}"


class Attendance(Noted):
    """How somebody took part; the latest counts. Who was not invited has a reason (`why`)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=12, choices=list(ATTENDANCE.items()))

    ROWS = wall.through("casework_seat", "id", "seat_id")
    SENSITIVITY = {"seat": Sensitivity.TECHNICAL, "state": Sensitivity.PERSONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state=NOT_INVITED) | ~Q(why=""), name="not_invited_says_why")
        ]

    def __str__(self) -> str:
        return f"Attendance of seat {self.seat_id}"


class MeetingEntry(Noted):
    """One thing that was said, recommended, decided or agreed at a meeting.

    A decision is for one child, with its reason as `text`; a view and a dissent are of one seat, and the dissent may
    name the decision it is `against`. An action says who does it and by when. `said_at` is when it was, to the minute.
    """

    ref = RefField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=[(one.key, one.title) for one in ENTRIES.values()])
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    outcome = models.CharField(max_length=LINE_MOST, blank=True)  # a decision's key, or a recommendation in words
    text = models.TextField(blank=True)
    against = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="dissents")
    due_on = models.DateField(null=True, blank=True)
    said_at = models.DateTimeField()

    ROWS = wall.both(_SHOWN, wall.where_given("subject_id", wall.about()))
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "meeting": Sensitivity.TECHNICAL,
        "kind": Sensitivity.PERSONAL,
        "subject": Sensitivity.TECHNICAL,
        "seat": Sensitivity.TECHNICAL,
        "outcome": Sensitivity.FREE_TEXT,
        "text": Sensitivity.FREE_TEXT,
        "against": Sensitivity.TECHNICAL,
        "due_on": Sensitivity.PERSONAL,
        "said_at": Sensitivity.PERSONAL,
    }

    def __str__(self) -> str:
        return f"Entry {self.ref}"


class ActionEnd(Noted):
    """What was agreed as an action was done, or is no longer needed and why."""

    entry = models.ForeignKey(MeetingEntry, on_delete=models.PROTECT, related_name="ends")
    was_done = models.BooleanField()

    ROWS = wall.through("casework_meetingentry", "id", "entry_id")
    SENSITIVITY = {"entry": Sensitivity.TECHNICAL, "was_done": Sensitivity.PERSONAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry"], name="action_ends_once")]

    def __str__(self) -> str:
        return f"End of action {self.entry_id}"


class KeptFrom(models.Model):
    """Whoever has this seat is not told this entry: it is left out of the copy of the minutes they are sent."""

    entry = models.ForeignKey(MeetingEntry, on_delete=models.PROTECT, related_name="kept_from")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    ROWS = wall.through("casework_meetingentry", "id", "entry_id")
    SENSITIVITY = {"entry": Sensitivity.TECHNICAL, "seat": Sensitivity.TECHNICAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "seat"], name="entry_kept_from_a_seat_once")]

    def __str__(self) -> str:
        return f"Entry {self.entry_id} kept from seat {self.seat_id}"


class MeetingEnd(Noted):
    """A meeting ended: held, or called off. Where too few were there, `why` says why it went on; and
    so it does where it was called off."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ends")
    was_held = models.BooleanField()
    was_quorate = models.BooleanField()
    ended_at = models.DateTimeField()

    ROWS = _SHOWN
    SENSITIVITY = {
        "meeting": Sensitivity.TECHNICAL,
        "was_held": Sensitivity.PERSONAL,
        "was_quorate": Sensitivity.PERSONAL,
        "ended_at": Sensitivity.PERSONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting"], name="meeting_ends_once")]

    def __str__(self) -> str:
        return f"End of meeting {self.meeting_id}"


class Minutes(Noted):
    """A version of the minutes: what the meeting came to, in its chair's words. What was said and decided is kept in
    entries and goes with it. A later version replaces this one and says why."""

    ref = RefField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    ROWS = _SHOWN
    SENSITIVITY = {
        "ref": Sensitivity.TECHNICAL,
        "meeting": Sensitivity.TECHNICAL,
        "number": Sensitivity.TECHNICAL,
        "text": Sensitivity.FREE_TEXT,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="minutes_numbered_once")]

    def __str__(self) -> str:
        return f"Minutes {self.ref}"


class Receipt(Noted):
    """Somebody who was sent a letter or minutes said that they have them, on `happened_on`."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="receipts")

    ROWS = wall.through("casework_letter", "id", "letter_id")
    SENSITIVITY = {"letter": Sensitivity.TECHNICAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter"], name="receipt_once")]

    def __str__(self) -> str:
        return f"Receipt of letter {self.letter_id}"
