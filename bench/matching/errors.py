"""How a record of a child goes wrong between the child and the extract.

Errors are not spread evenly: a fifth of the records come from careless hands and carry most of them, names that
English clerks do not know suffer more, and each kind of agency has its own gaps. Rates at medium difficulty follow
published ones where there are any: given names differ between two collections of one cohort in about 12% and surnames
in 18% (ALSPAC, children of many ages); postcodes are old or missing in a third to a half of hospital records; birth
date or sex in well under 1% of good records, several times that in bad ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bench.matching.families import AS_OF, Child, Home
from bench.matching.names import Origin, by_key, origins, variants
from bench.matching.slips import plain, respelt, slip, typing

DIFFICULTIES = {"easy": 0.45, "medium": 1.0, "hard": 1.9}
CARELESS, CARELESS_TIMES, CAREFUL_TIMES = 0.22, 2.9, 0.46
UNFAMILIAR_TIMES = 1.35
BABIES = ("Baby", "Baby", "Baby of", "Infant", "Baby Boy")
SHORT = (("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Close", "Cl"), ("Flat ", "Apt "))
FAMILIAR = {"english", "welsh", "irish", "caribbean", "traveller"}


@dataclass(slots=True)
class Record:
    """One row of a file, before it is written."""

    id: str
    nhs_number: str
    upn: str
    given_name: str
    middle_names: str
    family_name: str
    dob: str
    gender: str
    postcode: str
    address: str
    parent_name: str


COLUMNS = tuple(Record.__slots__)


@dataclass(frozen=True)
class Agency:
    """Who keeps the records of an extract: what share of them, and how often each column is empty."""

    key: str
    share: float
    missing: dict[str, float]
    style: str = "as known"


AGENCIES = (
    Agency("school", 0.34, {"nhs_number": 1.0, "upn": 0.06, "middle_names": 0.25, "parent_name": 0.08, "gender": 0.002,
                            "postcode": 0.02, "address": 0.03}),
    Agency("health", 0.28, {"nhs_number": 0.07, "upn": 1.0, "middle_names": 0.4, "parent_name": 0.55, "gender": 0.004,
                            "postcode": 0.03, "address": 0.06}),
    Agency("police", 0.23, {"nhs_number": 1.0, "upn": 1.0, "middle_names": 0.6, "parent_name": 0.45, "gender": 0.03,
                            "postcode": 0.12, "address": 0.1, "dob": 0.012, "given_name": 0.008}, "capitals"),
    Agency("housing", 0.15, {"nhs_number": 0.97, "upn": 0.98, "middle_names": 0.75, "parent_name": 0.1, "gender": 0.12,
                             "postcode": 0.02, "address": 0.02, "dob": 0.02}, "short"),
)  # fmt: skip
INDEX_MISSING = {"nhs_number": 0.17, "upn": 0.15, "middle_names": 0.18, "parent_name": 0.14, "gender": 0.003,
                 "postcode": 0.015, "address": 0.02}  # fmt: skip


# --- What can go wrong with a record ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """What an error may draw on: the child, its origin, a home it moved from, a brother or sister."""

    child: Child
    origin: Origin
    old_home: Home
    sibling: Child | None
    dice: Random


Error = Callable[[Record, Scene], None]


def _given_slip(record: Record, scene: Scene) -> None:
    record.given_name = slip(record.given_name, scene.dice)


def _family_slip(record: Record, scene: Scene) -> None:
    record.family_name = slip(record.family_name, scene.dice)


def _parent_slip(record: Record, scene: Scene) -> None:
    record.parent_name = slip(record.parent_name, scene.dice)


def _given_respelt(record: Record, scene: Scene) -> None:
    record.given_name = respelt(record.given_name, scene.dice)


def _family_respelt(record: Record, scene: Scene) -> None:
    record.family_name = respelt(record.family_name, scene.dice)


def _parent_respelt(record: Record, scene: Scene) -> None:
    record.parent_name = respelt(record.parent_name, scene.dice)


def _short_form(record: Record, scene: Scene) -> None:
    short = variants("short").get(record.given_name)
    if short:
        record.given_name = scene.dice.choice(short)


def _middle_used(record: Record, scene: Scene) -> None:
    if record.middle_names:
        record.given_name, record.middle_names = record.middle_names.split()[0], scene.dice.choice(
            ("", record.given_name)
        )  # fmt: skip


def _middle_merged(record: Record, scene: Scene) -> None:
    if record.middle_names:
        record.given_name, record.middle_names = f"{record.given_name} {record.middle_names.split()[0]}", ""


def _part_of_given(record: Record, scene: Scene) -> None:
    words = record.given_name.split()
    if len(words) > 1:
        record.given_name = scene.dice.choice(words)


def _initial(record: Record, scene: Scene) -> None:
    record.given_name = record.given_name[:1]


def _other_name(record: Record, scene: Scene) -> None:
    """A name used at home or chosen by the child, that no list knows."""
    record.given_name = scene.origin.given(scene.child.sex, scene.dice)


def _family_changed(record: Record, scene: Scene) -> None:
    mother = scene.child.mother_family
    record.family_name = mother if mother and scene.dice.random() < 0.55 else scene.origin.surname(scene.dice)


def _doubled(record: Record, scene: Scene) -> None:
    if "-" not in record.family_name:
        other = scene.child.mother_family or scene.origin.surname(scene.dice)
        pair = [record.family_name, other]
        scene.dice.shuffle(pair)
        record.family_name = scene.dice.choice(("-", " ")).join(pair)


def _half(record: Record, scene: Scene) -> None:
    halves = record.family_name.replace("-", " ").split()
    if len(halves) > 1:
        record.family_name = scene.dice.choice(halves)


def _swapped(record: Record, scene: Scene) -> None:
    record.given_name, record.family_name = record.family_name, record.given_name


def _placeholder(record: Record, scene: Scene) -> None:
    age = (AS_OF - scene.child.born).days
    if age > 200:
        return
    one = "Unborn" if age < 0 else scene.dice.choice(BABIES)
    if age < 150 and scene.dice.random() < 0.4:  # written down before the birth, under the day it was expected
        one = "Unborn"
        record.dob = (scene.child.born + timedelta(days=scene.dice.randrange(-14, 22))).isoformat()
    if one == "Baby of":
        one = f"Baby {record.family_name}"
    if scene.child.twin:
        one = scene.dice.choice(("Twin 1", "Twin 2", "Twin One", "Baby"))
    record.given_name, record.middle_names = one, ""
    if scene.child.mother_family and scene.dice.random() < 0.5:
        record.family_name = scene.child.mother_family


def _real_day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _dob_exchanged(record: Record, scene: Scene) -> None:
    born = scene.child.born
    record.dob = _real_day(born.year, born.day, born.month) or record.dob


def _dob_digit(record: Record, scene: Scene) -> None:
    """One digit of day, month or year wrong, to another day there is."""
    if not record.dob:
        return
    for _ in range(6):
        at = scene.dice.choice((3, 3, 5, 6, 8, 9, 9))
        wrong = record.dob[:at] + scene.dice.choice("0123456789") + record.dob[at + 1 :]
        real = _real_day(int(wrong[:4]), int(wrong[5:7]), int(wrong[8:]))
        if real and real != record.dob and abs(int(wrong[:4]) - AS_OF.year + 9) < 11:
            record.dob = real
            return


def _dob_near(record: Record, scene: Scene) -> None:
    record.dob = (scene.child.born + timedelta(days=scene.dice.choice((-2, -1, 1, 1, 2, 7, 30)))).isoformat()


def _dob_default(record: Record, scene: Scene) -> None:
    born = scene.child.born
    record.dob = (born.replace(month=1, day=1) if scene.dice.random() < 0.7 else born.replace(day=1)).isoformat()


def _sex_wrong(record: Record, scene: Scene) -> None:
    record.gender = "male" if record.gender == "female" else "female"


def _moved(record: Record, scene: Scene) -> None:
    record.postcode, record.address = scene.old_home.postcode, scene.old_home.address


def _postcode_slip(record: Record, scene: Scene) -> None:
    if len(record.postcode) > 4:
        at = scene.dice.randrange(len(record.postcode) - 3, len(record.postcode))
        other = scene.dice.choice("0123456789" if record.postcode[at].isdigit() else "ABDEFGHJLNPQRSTUWXYZ")
        record.postcode = record.postcode[:at] + other + record.postcode[at + 1 :]


def _address_slip(record: Record, scene: Scene) -> None:
    kind = scene.dice.randrange(3)
    if kind == 0:
        record.address = typing(record.address, scene.dice)
    elif kind == 1 and record.address.startswith("Flat"):
        record.address = record.address.split(", ", 1)[-1]
    else:
        record.address = record.address.lstrip("Flat 0123456789,") or record.address


def _other_parent(record: Record, scene: Scene) -> None:
    """The other parent, a step-parent or a grandmother is named."""
    other = scene.dice.choice((scene.child.family, scene.origin.surname(scene.dice)))
    record.parent_name = f"{scene.origin.given(scene.dice.choice(('female', 'male')), scene.dice)} {other}"


def _parent_short(record: Record, scene: Scene) -> None:
    words = record.parent_name.split()
    if len(words) > 1:
        record.parent_name = f"{words[0][0]} {words[-1]}" if scene.dice.random() < 0.6 else words[0]


def _siblings_number(record: Record, scene: Scene) -> None:
    if scene.sibling and record.nhs_number and scene.sibling.nhs_number:
        record.nhs_number = scene.sibling.nhs_number
    elif scene.sibling and record.upn and scene.sibling.upn:
        record.upn = scene.sibling.upn


def _number_digit(record: Record, scene: Scene) -> None:
    """A number with two digits exchanged, which its check digit shows."""
    if record.nhs_number:
        at = scene.dice.randrange(3, 9)
        digits = record.nhs_number
        record.nhs_number = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


#: What goes wrong, and how often in a record of medium difficulty, before dirt and origin are counted.
ERRORS: dict[str, tuple[float, Error]] = {
    "moved": (0.30, _moved),
    "given respelt": (0.09, _given_respelt),
    "family respelt": (0.08, _family_respelt),
    "parent respelt": (0.08, _parent_respelt),
    "short form": (0.05, _short_form),
    "middle used": (0.012, _middle_used),
    "middle merged": (0.025, _middle_merged),
    "part of given": (0.18, _part_of_given),
    "initial": (0.006, _initial),
    "other name": (0.006, _other_name),
    "given slip": (0.035, _given_slip),
    "family changed": (0.055, _family_changed),
    "doubled": (0.025, _doubled),
    "half": (0.22, _half),
    "family slip": (0.035, _family_slip),
    "swapped": (0.006, _swapped),
    "placeholder": (0.13, _placeholder),
    "parent slip": (0.03, _parent_slip),
    "other parent": (0.12, _other_parent),
    "parent short": (0.05, _parent_short),
    "dob exchanged": (0.008, _dob_exchanged),
    "dob digit": (0.012, _dob_digit),
    "dob near": (0.004, _dob_near),
    "dob default": (0.004, _dob_default),
    "sex wrong": (0.006, _sex_wrong),
    "postcode slip": (0.02, _postcode_slip),
    "address slip": (0.05, _address_slip),
    "sibling's number": (0.014, _siblings_number),
    "number digit": (0.006, _number_digit),
}
NOT_BY_DIRT = frozenset({"moved", "part of given", "half", "placeholder", "other parent", "family changed"})
NOT_COUNTED = frozenset({"moved", "part of given", "parent respelt", "parent slip", "parent short", "address slip"})
MORE_OFTEN_OF = {
    "swapped": {"chinese": 8.0, "vietnamese": 8.0, "somali": 5.0, "eritrean": 4.0, "tamil": 6.0, "kurdish": 3.0},
    "dob default": {"somali": 9.0, "afghan": 12.0, "eritrean": 6.0, "kurdish": 7.0, "arabic": 3.0},
}  # fmt: skip
INDEX_KEEPS_OUT = frozenset({"moved", "placeholder", "sibling's number"})


class Spoiler:
    """Spoils records. The rates are worked out once for each origin."""

    def __init__(self, difficulty: str, dice: Random) -> None:
        self.dice, self.times = dice, DIFFICULTIES[difficulty]
        self._rates = {one.key: self._of(one.key) for one in origins()}

    def _of(self, origin: str) -> list[tuple[str, float, Error]]:
        unfamiliar = 1.0 if origin in FAMILIAR else UNFAMILIAR_TIMES
        rates = []
        for name, (rate, error) in ERRORS.items():
            about_name = name.startswith(("given", "family", "parent"))
            times = MORE_OFTEN_OF.get(name, {}).get(origin, unfamiliar if about_name else 1.0)
            rates.append((name, rate * times, error))
        return rates

    def spoil(self, record: Record, scene: Scene, *, times: float = 1.0, without: frozenset[str] = frozenset()) -> int:
        """Let things go wrong with `record`. Returns how many that count towards its difficulty did."""
        dice = self.dice
        dirt = (CARELESS_TIMES if dice.random() < CARELESS else CAREFUL_TIMES) * self.times * times
        wrong = 0
        for name, rate, error in self._rates[scene.child.origin]:
            chance = rate * times if name in NOT_BY_DIRT else rate * dirt
            if dice.random() < chance and name not in without:
                before = (record.given_name, record.family_name, record.dob, record.gender, record.nhs_number)
                error(record, scene)
                after = (record.given_name, record.family_name, record.dob, record.gender, record.nhs_number)
                wrong += name not in NOT_COUNTED and before != after
        return wrong

    def leave_out(self, record: Record, missing: dict[str, float]) -> None:
        """Empty some columns."""
        for column, rate in missing.items():
            if self.dice.random() < rate:
                setattr(record, column, "")

    def restyle(self, record: Record, style: str) -> None:
        """Write as the agency does: in capitals without accents, or with short words in addresses."""
        if style == "capitals":
            for column in ("given_name", "middle_names", "family_name", "address", "parent_name"):
                setattr(record, column, plain(getattr(record, column)).upper())
            record.gender = record.gender[:1].upper()
        elif style == "short":
            for long, short in (
                ("Road", "Rd"),
                ("Street", "St"),
                ("Avenue", "Ave"),
                ("Close", "Cl"),
                ("Flat ", "Apt "),
            ):
                record.address = record.address.replace(long, short)
            record.postcode = record.postcode.replace(" ", "")


def origin_of(child: Child) -> Origin:
    """The origin whose names a child bears."""
    return by_key(child.origin)
