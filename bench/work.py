"""How fast the team page and a long home page are under load, with reads audited.

    python bench/work.py [--workers 20] [--team-children 600] [--items 200] [--children 2000] [--rate 50] [--seconds 20]

Beside the invented authority it makes a team of its own, whose workers have children between them, with duties that
run, and a worker with as many tasks and duties on their list as asked for. Then as `pages.py` does.
"""

import datetime as dt
import random
from typing import Any

import serving
from serving import Asked, session

SIGNED_IN = 12  # sessions of each of the two who ask


def main() -> None:
    """Read the command line; make, serve, measure, print."""
    parser = serving.arguments(__doc__ or "", children=2_000)
    parser.add_argument("--workers", type=int, default=20)
    parser.add_argument("--team-children", type=int, default=600)
    parser.add_argument("--items", type=int, default=200)
    given = parser.parse_args()
    with serving.database(given) as home:
        manager, busy = _team(given)
        pages = {
            "team": Asked(["/team"], [session(manager) for _ in range(SIGNED_IN)]),
            "home": Asked(["/", "/?show=late", "/?rows=4"], [session(busy) for _ in range(SIGNED_IN)]),
        }
        counts = serving.count_queries(pages)
        with serving.served():
            results = {
                name: serving.measure(asked, rate=given.rate, seconds=given.seconds, home=home)
                for name, asked in pages.items()
            }
        serving.describe(
            f"{given.rate} requests a second; team of {given.workers} workers and {given.team_children} children, "
            f"home with {_items(busy)} items"
        )
        serving.print_table(counts, results)


def _team(given: Any) -> tuple[Any, Any]:
    """The manager of a team whose workers have the children between them, and a worker with a long list."""
    from thrive.base.access.models import Organisation, Team, User
    from thrive.base.access.rules import OrganisationKind
    from thrive.base.people.models import Card

    council = Organisation.objects.filter(kind=OrganisationKind.COUNCIL).earliest("pk")
    found = User.objects.filter(email="manager@bench.example").first()
    if found is not None:
        return found, User.objects.get(email="worker0@bench.example")
    team = Team.objects.create(organisation=council, name="Bench", starts_on="2020-01-01")
    manager = _user("manager", "practice_supervisor", team)
    workers = [_user(f"worker{number}", "lead_practitioner", team) for number in range(given.workers)]
    cards = Card.objects.filter(is_child=True, where_guarded=False, person__subject__restriction="ordinary")
    children = list(cards.exclude(name="").order_by("pk").values_list("pk", flat=True))
    some = random.Random(1).sample(children, given.team_children)
    for number, key in enumerate(some):
        _allocate(key, workers[number % len(workers)], by=manager)
    _fill_list(workers[0], by=manager, children=children, items=given.items)
    return manager, workers[0]


def _user(name: str, role: str, team: Any) -> Any:
    from thrive.base.access.models import RoleHolding, User

    made = User.objects.create(
        email=f"{name}@bench.example", name=name.capitalize(), organisation=team.organisation, starts_on="2020-01-01"
    )
    RoleHolding.objects.create(user=made, role=role, team=team, starts_on="2020-01-01")
    return User.objects.get(pk=made.pk)


def _allocate(key: int, worker: Any, *, by: Any) -> None:
    from thrive.base.access import actions
    from thrive.base.access.models import Subject
    from thrive.base.access.rules import Purpose
    from thrive.base.calendar import clock

    actions.involve(
        Subject.objects.get(pk=key), by=by, party=worker, role="lead_practitioner", purpose=Purpose.ALLOCATED,
        true_from=clock.today(),
    )  # fmt: skip


def _fill_list(worker: Any, *, by: Any, children: list[int], items: int) -> None:
    """Tasks about one child after another until the list is as long as asked for; a third of them are late."""
    from thrive.base.access.models import Subject
    from thrive.base.calendar import clock
    from thrive.base.casework.actions import tasks
    from thrive.base.people.models import Person

    for number, key in enumerate(children):
        if _items(worker) >= items:
            return
        tasks.ask(
            "casework.take_up", about=[Subject.objects.get(pk=key)], to=worker, by=by, of=Person.objects.get(pk=key),
            due_on=clock.today() + dt.timedelta(days=number % 45 - 15),
        )  # fmt: skip


def _items(worker: Any) -> int:
    from thrive.base.access.models import User
    from thrive.base.casework import queries

    viewer = User.objects.get(pk=worker.pk)
    needs, _ = queries.rest(viewer=viewer, held=queries.holding(viewer=viewer))
    return len(needs.every)


if __name__ == "__main__":
    main()
