"""What is asked of whoever says that somebody is away, and who covers. Not law: Thrive's own."""

from thrive.base.calendar.units import Months

#: How long one absence may be said to last. Whoever is away longer is looked at anew, and so is who sees their work.
LONGEST = Months(6)

NOTE_MOST = 1_000
WHY_MOST = 400

COVERING = "cover"  # the part of an involvement of somebody who covers
