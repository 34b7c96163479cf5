"""Workers and teams that files name: workers found by e-mail or staff code, teams by code or name."""

from dataclasses import dataclass, field

from thrive.base.access.models import Authority, Team, User
from thrive.base.calendar import clock
from thrive.oversight.returns.joining.entries import TeamSaid, WorkerSaid


@dataclass
class Staff:
    """Everybody of an authority's organisations who may be named in a file."""

    by_email: dict[str, User] = field(default_factory=dict)
    by_code: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    @classmethod
    def of(cls, authority: Authority) -> "Staff":
        """Users and teams of today. A staff code or team name that several bear names nobody."""
        found = cls()
        double: set[str] = set()
        for user in User.objects.filter(organisation__authority=authority).order_by("pk"):
            found.by_email[user.email.casefold()] = user
            if user.staff_code and user.is_active:
                code = user.staff_code.casefold()
                double |= {code} & found.by_code.keys()
                found.by_code[code] = user
        for code in double:
            del found.by_code[code]
        found.teams = _teams(authority)
        return found

    def worker(self, said: WorkerSaid) -> User | None:
        """Whom a file means; None where nobody who works here today has that e-mail or staff code."""
        user = self.by_email.get(said.email.casefold()) if said.email else None
        for code in (said.code, said.other_code):
            user = user or (self.by_code.get(code.casefold()) if code else None)
        return user if user is not None and user.is_active else None

    def team(self, said: TeamSaid) -> Team | None:
        """Which team a file means."""
        return self.teams.get(said.text.casefold()) or self.teams.get(said.other.casefold())


def _teams(authority: Authority) -> dict[str, Team]:
    found: dict[str, Team] = {}
    several: set[str] = set()
    today = clock.today()
    rows = Team.objects.filter(Team.on(today), organisation__authority=authority).order_by("pk")
    for team in rows:
        for name in {team.code.casefold(), team.name.casefold()} - {""}:
            several |= {name} & found.keys()
            found[name] = team
    return {name: team for name, team in found.items() if name not in several}
