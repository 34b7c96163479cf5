"""How long a search takes among N invented people.

    python bench/search.py --people 100000 [--searches 400] [--processor-time]

Makes its own database (SQLite in a temporary folder, or the empty PostgreSQL database at THRIVE_DATABASE_URL),
fills it with families whose names follow roughly the frequencies of England, searches in process as a front-door
officer and as a school's safeguarding lead, and prints a table. Nothing of it is a real person.
"""

import argparse
import datetime as dt
import itertools
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

GIVEN = """
Oliver George Noah Arthur Harry Leo Muhammad Jack Charlie Oscar Jacob Henry Thomas Freddie Alfie Theo William
Theodore Archie Joshua Alexander James Isaac Edward Lucas Tommy Finley Max Logan Ethan Mohammed Teddy Benjamin
Arlo Joseph Sebastian Harrison Elijah Adam Daniel Samuel Louie Mason Reuben Albie Rory Jaxon Hugo Luca Zachary
Reggie Hunter Louis Dylan Albert David Jude Frankie Roman Ezra Toby Riley Carter Ronnie Frederick Gabriel
Stanley Bobby Jesse Michael Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Isabella
Grace Daisy Sienna Poppy Elsie Emily Ella Evelyn Phoebe Evie Charlotte Sophie Isabelle Maya Millie Ruby Harper
Luna Aria Alice Matilda Penelope Ada Bonnie Eva Maisie Siobhan Shivaun Niamh Katherine Catherine Kate Chloe
Aisha Fatima Zainab Priya Ananya Li Wei Yusuf Ibrahim Kofi Ama Chidi Ngozi Oluwaseun Temitope Maja Zofia Jakub
Kacper Andrei Ioana Elena Ana Maria Jose Kelly Sheila Daniel Simran Jasleen Nia
""".split()  # noqa: SIM905
FAMILY = """
Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker Robinson Wood
Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes Edwards
Hill Moore Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Patel Adams Campbell
Anderson Allen Cook Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall
Collins Bennett Cox Richardson Fox Gray Rose Chapman Hunt Robertson Shaw Reynolds Lloyd Ellis Richards Russell
Wilkinson Khan Graham Stewart Reid Murray Powell Palmer Holmes Rogers Stevens Walsh Hunter Thomson Matthews
Ross Owen Mason Knight Kennedy Butler Saunders Cole Pearce Dean Foster Harvey Hudson Gibson Mills Berry Barnes
Pearson Kaur Ali Hussain Ahmed Begum Singh Okoro Okafor Adeyemi Mensah Kowalczyk Nowak Li Wu Chen Nguyen Silva
Santos Popescu Ionescu Marlowe Bannister Dhillon Beswick Prior Coker Osei Shah Aziz O'Brien O'Connor McDonald
""".split()  # noqa: SIM905
HEADS = """
ba be bi bo bra bri ca ce chi cla co cra da de do du fa fe fi ga ge gra ha he ho ja jo ka ke ki la le lo ma me
mi mo na ne ni o pa pe pi qua ra re ri ro sa se sha si so sta ta te ti to tra u va ve vi wa we wi wo ya yo za
""".split()  # noqa: SIM905
MIDDLES = """
b bb d dd f g gg k l ll lm ln m mb n nd ng nn p r rd rk rl rn rr rs rt s ss st t th tt v w x z
""".split()  # noqa: SIM905
ENDS = """
a ab ah am an and ard ay e ed el ell er es ett ey field ford ham i ia ic in ing is ley low man o on or ova ow
ski son ston ton us well wood worth y
""".split()  # noqa: SIM905
STREETS = [f"{name} {kind}" for name in FAMILY[:90] for kind in ("Road", "Street", "Close", "Avenue", "Lane")]
PAGE = 20_000  # people made at a time
FAMILY_OF = 3  # a parent and two children, of one name at one home
ROLES = {"officer": "a front-door officer", "school": "a safeguarding lead"}


def main() -> None:
    """Read the command line, make the people, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder: use the database in it when it is there, and leave it there")
    parser.add_argument("--processor-time", action="store_true", help="measure processor time, not time by the clock")
    parser.add_argument("--explain", metavar="TEXT", help="print the plans of one search instead of measuring")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        start_django(given.keep or folder)
        from thrive.base.history import wall

        with wall.whole_process("a bench fills its own database, and chooses whom to search for"):
            viewers = prepare(given.people, random.Random(given.seed))
            if given.explain:
                explain(given.explain, viewers["officer"])
            else:
                dice = random.Random(given.seed + 1)
                report(given.people, viewers, given.searches, dice, by_processor=given.processor_time)


def start_django(folder: str) -> None:
    """Start Django on a database of its own."""
    os.environ.update(THRIVE_HOME=folder, DJANGO_SETTINGS_MODULE="thrive.project.settings", THRIVE_LOG_LEVEL="ERROR")
    import django

    django.setup()


# --- Making people --------------------------------------------------------------------------------


def prepare(count: int, dice: random.Random) -> dict[str, object]:
    """The viewers, after making as many people as there should be. A database with fewer is filled up."""
    from django.core.management import call_command

    from thrive.base.access.models import Authority, User
    from thrive.base.people.models import Person
    from thrive.base.people.searching import shares

    call_command("migrate", verbosity=0)
    there = Person.objects.count()
    if there < count:
        authority = Authority.objects.first() or make_authority()
        dice.seed(f"{dice.random()}:{there}")
        started = time.perf_counter()
        spent = [make_people(authority, first, min(PAGE, count - first), dice) for first in range(there, count, PAGE)]
        total = time.perf_counter() - started
        print(f"{count - there} people made in {total:.0f} s; their index in {sum(spent):.0f} s, "
              f"{PAGE * sum(spent) / (count - there):.1f} s for {PAGE:,}")  # fmt: skip
        if not there:
            make_involved(dice)
        shares.refresh()
        settle()
    return {key: User.objects.get(email=f"{key}@example.org") for key in ROLES}


def make_authority() -> object:
    """One authority, a council and a school, and somebody in each."""
    from thrive.base.access.models import Authority, Organisation, RoleHolding, User

    long_ago = dt.date(2020, 1, 1)
    authority = Authority.objects.create(dfe_code="999", name="Wexmoor", is_home=True)
    council = Organisation.objects.create(kind="council", name="Wexmoor", authority=authority, starts_on=long_ago)
    school = Organisation.objects.create(kind="school", name="Larkfield", authority=authority, starts_on=long_ago)
    for key, where, role in (
        ("officer", council, "front_door_officer"),
        ("school", school, "designated_safeguarding_lead"),
    ):
        user = User.objects.create(email=f"{key}@example.org", name=key, organisation=where, starts_on=long_ago)
        RoleHolding.objects.create(user=user, role=role, starts_on=long_ago)
    return authority


def rare_names() -> Iterator[str]:
    """Names nobody has, without end, each once."""
    for parts in itertools.chain(
        itertools.product(HEADS, MIDDLES, ENDS), itertools.product(HEADS, MIDDLES, HEADS, MIDDLES, ENDS)
    ):
        yield "".join(parts).capitalize()


class Names:
    """Names as common as in England: few very common, a long tail of rare ones."""

    def __init__(self, common: list[str], rare: int, shift: int, dice: random.Random) -> None:
        tail = list(itertools.islice(rare_names(), shift, shift + rare))
        dice.shuffle(tail)
        self.names = common + tail
        ranks = range(1, len(self.names) + 1)
        self.weights = list(itertools.accumulate((rank + 12) ** -0.95 for rank in ranks))
        self.dice = dice

    def draw(self, count: int) -> list[str]:
        """`count` names."""
        return self.dice.choices(self.names, cum_weights=self.weights, k=count)


_drawn: dict[str, Names] = {}


def make_people(authority: object, first: int, count: int, dice: random.Random) -> float:
    """Add people in bulk, straight to the tables, and return the seconds their index took."""
    from django.db import transaction

    from thrive.base.access.models import Subject
    from thrive.base.people.models import Card, ContactPoint, Identifier, Life, Name, Person, Relationship, Residence
    from thrive.base.people.searching import index

    if not _drawn:
        _drawn.update(given=Names(GIVEN, 20_000, 0, dice), family=Names(FAMILY, 120_000, 20_000, dice))
    given, family, middle = _drawn["given"].draw(count), _drawn["family"].draw(count), _drawn["given"].draw(count)
    with transaction.atomic():
        restrictions = dice.choices(["ordinary", "restricted"], [995, 5], k=count)
        subjects = Subject.objects.bulk_create([Subject(authority=authority, restriction=one) for one in restrictions])
        Person.objects.bulk_create([Person(subject=one) for one in subjects])
        cards, names, homes, numbers, lives, phones, ties = [], [], [], [], [], [], []
        street = code = ""
        for place, subject in enumerate(subjects):
            born = dt.date(2026, 11, 1) - dt.timedelta(days=dice.randrange(18 * 365))
            is_parent = place % FAMILY_OF == 0
            if is_parent:
                street, code = f"{dice.randrange(1, 180)} {dice.choice(STREETS)}", postcode(dice)
                born -= dt.timedelta(days=22 * 365)
                parent, number = subject, f"07700 {dice.randrange(1_000_000):06d}"
                phones.append(ContactPoint(person_id=subject.pk, kind="mobile", value=number))
            else:
                family[place] = family[place - place % FAMILY_OF]
                phones.append(ContactPoint(person_id=subject.pk, kind="mobile", value=number))
                ties.append(Relationship(person_id=parent.pk, other_id=subject.pk, kind="parent"))
            nhs = nhs_number(first + place)
            cards.append(
                Card(
                    person_id=subject.pk,
                    authority=authority,
                    ref=subject.ref,
                    name=f"{given[place]} {family[place]}",
                    sort_name=f"{family[place]} {given[place]}".casefold(),
                    born_on=born,
                    is_child=not is_parent,
                    where_guarded=False,
                    address=street,
                    postcode=code,
                    nhs_number=nhs,
                    local_id=f"C{first + place}",
                )
            )
            lives.append(Life(person_id=subject.pk, born_on=born))
            names.append(Name(person_id=subject.pk, kind="legal", given=given[place], family=family[place],
                              middle=middle[place] if place % 3 else ""))  # fmt: skip
            if place % 9 == 0:
                names.append(Name(person_id=subject.pk, kind="former", given=given[place], family=family[place - 1]))
            homes.append(Residence(person_id=subject.pk, address=street, postcode=code))
            numbers.append(Identifier(person_id=subject.pk, scheme="nhs", value=nhs))
            numbers.append(Identifier(person_id=subject.pk, scheme="la_child_id", value=f"C{first + place}"))
        for rows in (cards, lives, names, homes, numbers, phones, ties):
            type(rows[0]).objects.bulk_create(rows, batch_size=2_000)
        started = time.perf_counter()
        index([subject.pk for subject in subjects])
        return time.perf_counter() - started


def nhs_number(serial: int) -> str:
    """A number from the range kept for tests, with its check digit; where 11 leaves none, one of the next thousand."""
    for step in itertools.count():
        digits = f"999{(serial + step * 7_919) % 1_000_000:06d}"
        check = -sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError


def postcode(dice: random.Random) -> str:
    """A postcode of an invented area: twenty first halves."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"WX{dice.randrange(1, 21)} {dice.randrange(10)}{dice.choice(letters)}{dice.choice(letters)}"


def make_involved(dice: random.Random) -> None:
    """The school knows its pupils; the officer is involved with some."""
    from thrive.base.access.models import Involvement, Organisation, Subject, User

    people = list(Subject.objects.order_by("pk").values_list("pk", flat=True)[:20_000])
    school, officer = Organisation.objects.get(kind="school"), User.objects.get(email="officer@example.org")
    since = dt.date(2025, 9, 1)
    pupils = dice.sample(people, min(400, len(people)))
    known = {"purpose": "education", "role": "pupil", "organisation": school, "true_from": since}
    led = {"purpose": "allocated", "role": "lead", "user": officer, "true_from": since}
    Involvement.objects.bulk_create(
        [Involvement(subject_id=pk, **known) for pk in pupils]
        + [Involvement(subject_id=pk, **led) for pk in pupils[:25]]
    )


def settle() -> None:
    """Let the database learn how its tables look, as it does by itself in use."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# --- Searching ------------------------------------------------------------------------------------


def mistyped(word: str, dice: random.Random) -> str:
    """The word with one letter wrong, missing or doubled."""
    if len(word) < 4:
        return word
    place = dice.randrange(1, len(word))
    return dice.choice([word[:place] + word[place + 1 :], word[:place] + dice.choice("aeinrst") + word[place + 1 :],
                        word[:place] + word[place - 1] + word[place:]])  # fmt: skip


def ways_to_search(dice: random.Random) -> dict[str, Callable[[object], str]]:
    """What people type, by kind, about somebody on record."""
    return {
        "whole name": lambda card: card.name,
        "turned name": lambda card: " ".join(reversed(card.name.split(" ", 1))),
        "one letter wrong": lambda card: " ".join(mistyped(word, dice) for word in card.name.split()),
        "family name": lambda card: card.name.split(" ", 1)[-1],
        "beginnings": lambda card: " ".join(word[:3] for word in card.name.split()),
        "two letters": lambda card: card.name[:2],
        "name and year": lambda card: f"{card.name} {card.born_on.year}",
        "name and postcode": lambda card: f"{card.name.split(' ')[0]} {card.postcode}",
        "name and district": lambda card: f"{card.name.split(' ')[-1]} {card.postcode.split(' ')[0]}",
        "number": lambda card: card.nhs_number,
        "birth date": lambda card: f"{card.born_on:%d/%m/%Y}",
        "postcode": lambda card: card.postcode,
        "district": lambda card: card.postcode.split(" ")[0],
        "address": lambda card: card.address,
        "nobody": lambda card: f"{card.name.split(' ')[0]} Zzyzxwick",
    }


def measure(texts: list[str], viewer: object, *, by_processor: bool) -> tuple[list[float], int, int]:
    """Milliseconds of each search, the most queries one took, and how many found somebody."""
    from django.db import connection, reset_queries

    from thrive.base.access.models import User
    from thrive.base.access.scope import scope
    from thrive.base.calendar import clock
    from thrive.base.matching.typed import read_query
    from thrive.base.people.searching import find

    took, queries, found = [], 0, 0
    ticks = processor_clock() if by_processor else time.perf_counter
    for text in texts:
        who = User.objects.select_related("organisation").get(pk=viewer.pk)
        who.standing  # noqa: B018
        reset_queries()
        before = len(connection.queries_log)
        with scope(who):
            started = ticks()
            results = find(read_query(text, today=clock.today()), viewer=who)
            took.append((ticks() - started) * 1000)
        queries = max(queries, len(connection.queries_log) - before)
        found += bool(results.hits)
    return took, queries, found


def processor_clock() -> Callable[[], float]:
    """Seconds of processor time that this process and its PostgreSQL backend have used: fair on a busy machine.

    The backend must run on this machine. What it writes to disk and what travels between the two is left out.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        usage = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(usage.read_text().split()[0]) / 1e9


def report(count: int, viewers: dict[str, object], searches: int, dice: random.Random, *, by_processor: bool) -> None:
    """Measure every way to search and print a table."""
    from django.db import connection

    from thrive.base.people.models import Card

    low, high = Card.objects.order_by("pk").first().pk, Card.objects.order_by("-pk").first().pk
    clock = "processor time" if by_processor else "by the clock"
    print(
        f"{connection.vendor}, {count} people, Python {platform.python_version()}, {os.cpu_count()} cores, ms {clock}"
    )
    print(f"{'searches of':<22}{'what':<20}{'p50':>8}{'p95':>8}{'p99':>8}{'worst':>8}{'found':>8}{'queries':>9}")
    for key, words in ROLES.items():
        everything: list[float] = []
        for kind, typed in ways_to_search(dice).items():
            each = max(10, searches // 15)
            cards = Card.objects.in_bulk([dice.randrange(low, high + 1) for _ in range(each)]).values()
            texts = [typed(card) for card in cards]
            connection.force_debug_cursor = True
            _, queries, _ = measure(texts[:3], viewers[key], by_processor=False)
            connection.force_debug_cursor = False
            took, _, found = measure(texts, viewers[key], by_processor=by_processor)
            everything += took
            print(f"{words:<22}{kind:<20}{row(took)}{found:>5}/{len(texts):<3}{queries:>8}")
        print(f"{words:<22}{'all':<20}{row(everything)}")


def row(took: list[float]) -> str:
    """Three quantiles and the worst, in milliseconds."""
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return "".join(f"{value:8.1f}" for value in (cuts[49], cuts[94], cuts[98], max(took)))


def explain(text: str, viewer: object) -> None:
    """Print each query of a search with the time it took and its plan."""
    from django.db import connection

    from thrive.base.calendar import clock
    from thrive.base.matching.typed import read_query
    from thrive.base.people.searching import find

    viewer.standing  # type: ignore[attr-defined]  # noqa: B018
    connection.force_debug_cursor = True
    results = find(read_query(text, today=clock.today()), viewer=viewer)
    queries = list(connection.queries_log)
    connection.force_debug_cursor = False
    word = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    for query in queries:
        print(f"\n{query['time']} s  {query['sql'][:3000]}")
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {query['sql']}")
            print("\n".join(str(line[-1]) for line in cursor.fetchall()))
    print(len(results.hits), [hit.who.sort_name for hit in results.hits[:10]])


if __name__ == "__main__":
    main()
