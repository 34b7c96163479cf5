"""How long a census takes to import, and how much memory.

    python bench/import_census.py [--children 10000] [--keep FOLDER] [--again] [--profile]

Writes a census of invented children with about 1.6 referrals each, makes its own database (SQLite in a temporary
folder, or the empty PostgreSQL database at THRIVE_DATABASE_URL), imports the file in a process of its own and prints
seconds, peak memory and what was written. `--again` imports it a second time. Nothing of it is a real person.
"""

import argparse
import datetime as dt
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

YEAR = 2025
BEGINS, ENDS = dt.date(2024, 4, 1), dt.date(2025, 3, 31)
SOURCES = ["1A", "1B", "1C", "1D", "2A", "2B", "3A", "3B", "3E", "4", "5A", "5B", "6", "6", "6", "7", "8", "9"]
NEEDS = ["N1", "N1", "N1", "N2", "N3", "N4", "N5", "N6", "N8"]
ETHNICITIES = ["WBRI", "WBRI", "WBRI", "WOTH", "MWBC", "AIND", "APKN", "BAFR", "BCRB", "OOTH", "NOBT"]
FACTORS = ["1B", "2B", "3A", "3B", "4A", "4B", "5A", "7A", "10A", "11A", "15A", "16A", "17A", "18C", "20"]
CATEGORIES = ["NEG", "NEG", "EMO", "EMO", "PHY", "SAB", "MUL"]


def main() -> None:
    """Read the command line; write the file, import it, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder: leave the file and the database there")
    parser.add_argument("--again", action="store_true", help="import the same file a second time")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--import", dest="file", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        measure(Path(given.file), given.profile)
        return
    with tempfile.TemporaryDirectory(prefix="thrive-bench-") as folder:
        home = Path(given.keep or folder)
        home.mkdir(parents=True, exist_ok=True)
        file = home / "census.xml"
        write_census(file, given.children, random.Random(given.seed))
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"{given.children:,} children, {file.stat().st_size / 1e6:.1f} MB")
        for _ in range(2 if given.again else 1):
            command = [sys.executable, __file__, "--import", str(file), *(["--profile"] if given.profile else [])]
            subprocess.run(command, env={**os.environ, "THRIVE_HOME": str(home)}, check=True)


def measure(file: Path, profile: bool) -> None:
    """Import the file in this process and print what it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thrive.project.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from thrive.oversight.returns import actions

    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    if profile:
        import cProfile
        import pstats

        profiler = cProfile.Profile()
        report = profiler.runcall(actions.import_paths, [file])[0]
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
    else:
        report = actions.import_paths([file])[0]
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert not report.failed, report.failed
    print(
        f"{connection.vendor}: {seconds:.1f} s, of which {after.ru_utime - before.ru_utime:.1f} s in Python;", end=" "
    )
    print(f"{after.ru_maxrss / 1024:.0f} MB at most")
    for kind, outcomes in report.counts.items():
        print(f"  {kind:<14}" + ", ".join(f"{number:,} {outcome}" for outcome, number in outcomes.items()))


def write_census(file: Path, children: int, rng: random.Random) -> None:
    """A census of so many invented children."""
    with file.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n<Header>\n<CollectionDetails>\n')
        out.write(f"<Collection>CIN</Collection>\n<Year>{YEAR}</Year>\n<ReferenceDate>{ENDS}</ReferenceDate>\n")
        out.write("</CollectionDetails>\n<Source>\n<LEA>926</LEA>\n</Source>\n</Header>\n<Children>\n")
        for number in range(children):
            out.write(child(number, rng))
        out.write("</Children>\n</Message>\n")


def child(number: int, rng: random.Random) -> str:
    """One child with one to four referrals."""
    born = BEGINS - dt.timedelta(days=rng.randrange(1, 17 * 365))
    referrals = rng.choices([1, 2, 3, 4], [58, 27, 12, 3])[0]
    days = sorted(BEGINS + dt.timedelta(days=rng.randrange(0, 330)) for _ in range(referrals))
    disability = rng.choice(["LD", "AUT", "MOB"]) if rng.random() < 0.12 else "NONE"
    return (
        "<Child>\n<ChildIdentifiers>\n"
        + f"<LAchildID>B{number:07}</LAchildID>\n<UPNunknown>UN2</UPNunknown>\n"
        + f"<PersonBirthDate>{born}</PersonBirthDate>\n<Sex>{rng.choice('MF')}</Sex>\n</ChildIdentifiers>\n"
        + f"<ChildCharacteristics>\n<Ethnicity>{rng.choice(ETHNICITIES)}</Ethnicity>\n"
        + f"<Disabilities>\n<Disability>{disability}</Disability>\n</Disabilities>\n</ChildCharacteristics>\n"
        + "".join(referral(day, rng) for day in days)
        + "</Child>\n"
    )


def referral(day: dt.date, rng: random.Random) -> str:
    """One referral with what usually follows it."""
    nothing = rng.random() < 0.08
    closed = rng.random() < 0.65
    parts = [
        "<CINdetails>\n",
        f"<CINreferralDate>{day}</CINreferralDate>\n<ReferralSource>{rng.choice(SOURCES)}</ReferralSource>\n",
        f"<PrimaryNeedCode>{rng.choice(NEEDS)}</PrimaryNeedCode>\n",
    ]
    if closed:
        end = day + dt.timedelta(days=rng.randrange(5, 200))
        parts.append(f"<CINclosureDate>{end}</CINclosureDate>\n<ReasonForClosure>RC7</ReasonForClosure>\n")
    if not nothing:
        parts += following(day, rng)
    parts.append(f"<ReferralNFA>{int(nothing)}</ReferralNFA>\n")
    if not nothing and rng.random() < 0.12:
        parts.append(plan(day, rng))
    return "".join([*parts, "</CINdetails>\n"])


def following(day: dt.date, rng: random.Random) -> list[str]:
    """Assessment, child in need plan, enquiry."""
    parts = []
    if rng.random() < 0.9:
        done = day + dt.timedelta(days=rng.randrange(10, 60))
        factors = "".join(f"<AssessmentFactors>{code}</AssessmentFactors>\n" for code in rng.sample(FACTORS, 3))
        parts.append(
            f"<Assessments>\n<AssessmentActualStartDate>{day}</AssessmentActualStartDate>\n"
            f"<AssessmentAuthorisationDate>{done}</AssessmentAuthorisationDate>\n"
            f"<FactorsIdentifiedAtAssessment>\n{factors}</FactorsIdentifiedAtAssessment>\n</Assessments>\n"
        )
    if rng.random() < 0.35:
        start = day + dt.timedelta(days=45)
        parts.append(f"<CINPlanDates>\n<CINPlanStartDate>{start}</CINPlanStartDate>\n</CINPlanDates>\n")
    if rng.random() < 0.3:
        start = day + dt.timedelta(days=3)
        parts.append(
            f"<Section47>\n<S47ActualStartDate>{start}</S47ActualStartDate>\n"
            f"<InitialCPCtarget>{start + dt.timedelta(days=21)}</InitialCPCtarget>\n"
            f"<DateOfInitialCPC>{start + dt.timedelta(days=18)}</DateOfInitialCPC>\n"
            "<ICPCnotRequired>0</ICPCnotRequired>\n</Section47>\n"
        )
    return parts


def plan(day: dt.date, rng: random.Random) -> str:
    """A child protection plan with up to two reviews."""
    start = day + dt.timedelta(days=21)
    category = rng.choice(CATEGORIES)
    reviews = "".join(
        f"<Reviews>\n<CPPreviewDate>{start + dt.timedelta(days=length)}</CPPreviewDate>\n</Reviews>\n"
        for length in (90, 270)[: rng.randrange(0, 3)]
    )
    return (
        f"<ChildProtectionPlans>\n<CPPstartDate>{start}</CPPstartDate>\n"
        f"<InitialCategoryOfAbuse>{category}</InitialCategoryOfAbuse>\n"
        f"<LatestCategoryOfAbuse>{category}</LatestCategoryOfAbuse>\n<NumberOfPreviousCPP>0</NumberOfPreviousCPP>\n"
        f"{reviews}</ChildProtectionPlans>\n"
    )


if __name__ == "__main__":
    main()
