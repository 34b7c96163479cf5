"""What law and guidance say about assessment and help."""

from datetime import date

from thrive.base.calendar.units import WorkingDays
from thrive.base.law import Timescale
from thrive.pathway.front_door.rules import EARLIER_EDITIONS, WORKING_TOGETHER_2026

ASSESSMENT = Timescale(
    key="family_help.assessment",
    duty="Authorise the assessment",
    clock_starts="the day the referral was received",
    at_most=WorkingDays(45),
    owner="Lead practitioner; authorised by a social-work-qualified supervisor",
    source=WORKING_TOGETHER_2026,
    former=EARLIER_EDITIONS,
    note="The clock starts with the referral, not when it is accepted. An assessment may take longer "
    "if the reason is recorded. Help does not wait for it.",
    examples=((date(2026, 11, 2), date(2027, 1, 7)),),
)
