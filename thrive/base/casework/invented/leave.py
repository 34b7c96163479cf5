"""A worker on leave this week, and whoever covers: so that Home and the team page show what that looks like."""

import datetime as dt

from thrive.base.access.invented import Cast
from thrive.base.access.models import Involvement, User
from thrive.base.calendar import clock
from thrive.base.casework.actions import absences

SINCE, FOR = dt.timedelta(days=2), dt.timedelta(days=6)


def write(*, cast: Cast) -> None:
    """The first other lead of the team of whoever guides sign in as, who works with somebody, is away for a week."""
    if not cast.leads:
        return
    cover, team = cast.leads[0]
    for user, other in cast.leads[1:]:
        if other == team and Involvement.objects.now().filter(user=user).exists():
            today = clock.today()
            absences.record_absence(
                User.objects.get(pk=user.pk),
                by=User.objects.get(pk=cast.manager.pk),
                starts_on=today - SINCE,
                last_day=today + FOR,
                cover=User.objects.get(pk=cover.pk),
                note="Visits for this week are arranged. The diary is on the team’s shared calendar.",
            )
            return
