"""How fast pages are under load, with reads audited: home, search, record, timeline, family.

    python bench/pages.py --children 100000 [--rate 50] [--seconds 20] [--keep FOLDER]

Fills its own database with the invented authority (SQLite in a folder, or the empty PostgreSQL database at
THRIVE_DATABASE_URL), starts `thrive serve`, and asks for each page at a fixed rate from a second process, whether or
not the last answer has come. Prints the 50th, 95th and 99th percentile, the statuses, and the queries of each page
counted in process. All traffic stays on this machine. Nothing of it is a real person.
"""

import random

import serving
from serving import HOST, Asked, session

SIGNED_IN = 12  # sessions the requests are spread over
SAMPLE = 400  # people whose pages are asked for


def main() -> None:
    """Read the command line; make, serve, measure, print."""
    given = serving.arguments(__doc__ or "", children=100_000).parse_args()
    with serving.database(given) as home:
        pages = _pages()
        counts = serving.count_queries(pages)
        with serving.served():
            results = {
                name: serving.measure(asked, rate=given.rate, seconds=given.seconds, home=home)
                for name, asked in pages.items()
            }
        serving.describe(f"{given.rate} requests a second")
        serving.print_table(counts, results)


def _pages() -> dict[str, Asked]:
    """What to ask for: people who are on record, as workers who may see them, each with a session."""
    from thrive.base.access.models import Involvement, User
    from thrive.base.people.models import Card

    dice = random.Random(1)
    workers = list(User.objects.filter(holdings__role="out_of_hours_worker")[:1])
    lead = User.objects.filter(pk__in=Involvement.objects.now().filter(user__isnull=False).values("user")[:1]).get()
    open_to = Card.objects.filter(is_child=True, person__subject__restriction="ordinary").exclude(name="")
    keys = list(open_to.order_by("pk").values_list("ref", "name")[:50_000])
    some = dice.sample(keys, min(SAMPLE, len(keys)))
    sessions = [session(user) for user in workers for _ in range(SIGNED_IN)]
    words = [name.split()[dice.randrange(2)] if " " in name else name for _, name in some]
    return {
        "home": Asked(["/"], [session(lead) for _ in range(SIGNED_IN)]),
        "search": Asked(_searches(sessions, words), sessions[:1]),  # a kept search answers its own user and visit
        "record": Asked([f"/people/{ref}/" for ref, _ in some], sessions),
        "timeline": Asked([f"/people/{ref}/timeline" for ref, _ in some], sessions),
        "family": Asked([f"/people/{ref}/family" for ref, _ in some], sessions),
    }


def _searches(sessions: list[str], words: list[str]) -> list[str]:
    """Addresses of kept searches: the page that is measured finds the people anew each time."""
    from django.test import Client

    addresses = []
    client = Client(SERVER_NAME=HOST, headers={"cookie": sessions[0]})
    for word in words[:100]:
        answer = client.post("/search", {"find": word})
        addresses.append(answer.headers["Location"])
    return addresses


if __name__ == "__main__":
    main()
