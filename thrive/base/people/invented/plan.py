"""Planning a family: who, born when, related how, living where.

Every day is a number of whole days from the one it is planned as at, so that another such day moves them all alike.
"""

import datetime as dt
from random import Random

from thrive.base.access.rules import Capacity, Restriction
from thrive.base.people.invented import names, stock
from thrive.base.people.invented.births import Births
from thrive.base.people.invented.names import Origin
from thrive.base.people.invented.shapes import (
    About,
    FamilyPlan,
    Home,
    Known,
    OtherFamily,
    Someone,
    Tie,
    days_before,
)

YEAR = stock.DAYS_IN_YEAR


def plan_family(rng: Random, as_of: dt.date, known: Known, *, most: int | None = None) -> FamilyPlan:
    """Plan one family as at `as_of`, with the children whom the work in `known` can be about; `most` of them."""
    return _Planner(rng, as_of, known).plan(most)


class _Planner:
    def __init__(self, rng: Random, as_of: dt.date, known: Known) -> None:
        self.rng, self.as_of, self.known = rng, as_of, known
        self.people: list[Someone] = []
        self.ties: list[Tie] = []
        self.responsible: list[tuple[int, int, str]] = []
        self.homes: list[Home] = []

    def plan(self, most: int | None) -> FamilyPlan:
        births = Births(self.rng, self.known).draw(most)
        origin = self._origin()
        surname = origin.surname(self.rng)
        self.homes.append(self._home(within=4))
        if self.known.about is About.ALONE:
            self._alone(births[0], origin, surname)
        else:
            self._family(births, origin, surname)
        plan = FamilyPlan(self._family_name(), self.people, self.ties, self.responsible, self.homes)
        if self.known.about is not About.ALONE:
            self._moves(plan)
            self._second_family(plan)
        self._guards(plan)
        return plan

    def _origin(self) -> Origin:
        if self.known.about is About.ALONE:
            return names.by_key(self.rng.choice(stock.ARRIVES_ALONE))
        return names.pick(self.rng)

    def _family(self, births: list[int], origin: Origin, surname: str) -> None:
        eldest = max(births)
        mother = self._adult("F", origin, surname, eldest, 16, 38)
        fathers = self._fathers(mother, origin, len(births), eldest)
        for place, days in enumerate(births):
            father = fathers[min(place * len(fathers) // len(births), len(fathers) - 1)]
            self._child(days, mother, father, surname)
        if self.known.about is About.DISABLED_CHILD:
            eligible = [one for one in self.people if one.is_child and one.born_on]
            for one in eligible[:1]:
                one.disabilities = self._some_disabilities()
        self._grandparents(mother)

    def _alone(self, days: int, origin: Origin, surname: str) -> None:
        """A young person who came by themselves: no family here."""
        sex = "M" if self.rng.random() < 0.9 else "F"
        self.people.append(
            Someone(
                given=origin.given(sex, self.rng),
                family=surname,
                sex=sex,
                origin=origin,
                ethnicity=origin.ethnicities[0],
                born_on=days_before(self.as_of, days),
                language=stock.LANGUAGES.get(origin.key, ""),
                interpreter=self.rng.random() < 0.7,
                nationality=stock.NATIONALITIES.get(origin.key, ""),
                disabilities=("NONE",),
            )
        )

    def _family_name(self) -> str:
        surnames = dict.fromkeys(one.family for one in self.people if one.is_child and one.family)
        return " and ".join(list(surnames)[:2]) or self.people[0].family

    # --- adults ------------------------------------------------------------------------------------------------

    def _adult(self, sex: str, origin: Origin, surname: str, eldest: int, youngest: int, oldest: int) -> int:
        """An adult who was between `youngest` and `oldest` years old, `eldest` days before the day of the plan."""
        age_at_birth = self.rng.triangular(youngest, oldest, (2 * youngest + oldest) / 3)
        someone = Someone(
            given=origin.given(sex, self.rng),
            family=surname,
            sex=sex,
            origin=origin,
            ethnicity=self.rng.choice(origin.ethnicities),
            born_on=days_before(self.as_of, eldest + int(age_at_birth * YEAR)),
            is_child=False,
            phone=f"07700 900{self.rng.randrange(1000):03d}",
            safe_note=self.rng.choice(stock.SAFE_NOTES) if self.rng.random() < 0.25 else "",
        )
        if origin.key in stock.LANGUAGES and self.rng.random() < 0.6:
            someone.language = stock.LANGUAGES[origin.key]
            someone.interpreter = self.rng.random() < 0.35
        if origin.key in stock.NATIONALITIES and self.rng.random() < 0.5:
            someone.nationality = stock.NATIONALITIES[origin.key]
        if sex == "F" and self.rng.random() < 0.15:
            someone.former_family = origin.surname(self.rng)
            someone.former_until = days_before(self.as_of, self.rng.randrange(200, 3000))
        if sex == "F":
            someone.was_in_care = self.rng.random() < stock.WAS_IN_CARE
        self.people.append(someone)
        return len(self.people) - 1

    def _fathers(self, mother: int, origin: Origin, size: int, eldest: int) -> list[int | None]:
        """Fathers (or second mothers) of the children, eldest's first; None where he is not known."""
        draw = self.rng.random()
        if draw < stock.TWO_MOTHERS:
            return [self._partner(mother, "F", origin, eldest)]
        if draw < stock.TWO_MOTHERS + stock.TWO_FATHERS:
            first = self.people[mother]
            first.sex, first.given, first.was_in_care = "M", origin.given("M", self.rng), False
            first.former_family, first.former_until = "", None
            return [self._partner(mother, "M", origin, eldest)]
        fathers: list[int | None] = []
        wanted = 2 if size > 1 and self.rng.random() < stock.SECOND_FATHER else 1
        for number in range(wanted):
            if self.rng.random() < stock.FATHER_UNKNOWN:
                fathers.append(None)
                continue
            his = names.pick(self.rng) if self.rng.random() < stock.FATHER_OF_OTHER_ORIGIN else origin
            father = self._adult("M", his, his.surname(self.rng), eldest, 18, 45)
            together = number == wanted - 1 and self.rng.random() < 0.5
            kind = self.rng.choice(("married", "cohabiting")) if together else "separated"
            self.ties.append(Tie(father, kind, mother))
            if not together:
                self.homes.append(self._home(within=8))
                self.people[father].home = len(self.homes) - 1
            fathers.append(father)
        return fathers

    def _partner(self, first: int, sex: str, origin: Origin, eldest: int) -> int:
        """The other of two mothers or two fathers, in the same home."""
        partner = self._adult(sex, origin, origin.surname(self.rng), eldest, 20, 42)
        kind = "civil_partner" if self.rng.random() < 0.5 else "married"
        self.ties.append(Tie(partner, kind, first))
        return partner

    def _grandparents(self, mother: int) -> None:
        if self.rng.random() > stock.GRANDMOTHER:
            return
        mum = self.people[mother]
        days = (self.as_of - (mum.born_on or self.as_of)).days
        family = mum.former_family or mum.family
        self.homes.append(self._home(within=15))
        couple = [self._adult("F", mum.origin, family, days, 17, 35)]
        if self.rng.random() < stock.GRANDFATHER / stock.GRANDMOTHER:
            couple.append(self._adult("M", mum.origin, family, days, 19, 40))
            self.ties.append(Tie(couple[1], "married", couple[0]))
        for place in couple:
            one = self.people[place]
            one.home, one.was_in_care = len(self.homes) - 1, False
            if self.rng.random() < stock.GRANDPARENT_DIED:
                one.died_on = days_before(self.as_of, self.rng.randrange(100, 2500))
            self.ties.append(Tie(place, "parent", mother, mum.born_on))

    # --- children ----------------------------------------------------------------------------------------------

    def _child(self, days: int, mother: int, father: int | None, surname: str) -> None:
        """A child born so many days before the day of the plan; not born yet where the number is negative."""
        mum, dad = self.people[mother], self.people[father] if father is not None else None
        is_born = days > 0
        sex = ("M" if self.rng.random() < stock.MALE else "F") if is_born else "U"
        origin = mum.origin if dad is None or self.rng.random() < 0.6 else dad.origin
        birth = days_before(self.as_of, days)
        brothers_and_sisters = [one.given for one in self.people if one.is_child]
        child = Someone(
            given=origin.given(sex, self.rng, brothers_and_sisters) if is_born else "",
            family=(dad.family if dad is not None and self.rng.random() < 0.6 else surname) if is_born else "",
            sex=sex,
            origin=origin,
            ethnicity=self._ethnicity(mum, dad) if is_born else "",
            born_on=birth if is_born else None,
            expected_on=self._expected(birth, is_born),
            language=mum.language,
            faith=stock.FAITHS.get(origin.key, "") if self.rng.random() < 0.7 else "",
            disabilities=self._disabilities(days) if is_born else (),
        )
        if len(child.given) > 4 and self.rng.random() < 0.06:
            child.known_as = child.given[:3]
        if is_born and self.rng.random() < 0.03:
            child.former_family = mum.former_family or mum.origin.surname(self.rng)
            child.former_until = days_before(self.as_of, days // 2)
        for code in child.disabilities:
            child.communication = child.communication or stock.COMMUNICATION.get(code, "")
        self.people.append(child)
        self._parents(len(self.people) - 1, mother, father)

    def _expected(self, birth: dt.date, is_born: bool) -> dt.date | None:
        """The day expected: of a child not born yet, and of one who was known of before birth."""
        if not is_born:
            return birth
        days = (self.as_of - birth).days
        was_known = any(
            start > days and end < days + stock.KNOWN_BEFORE_BIRTH for start, end in self.known.spans
        )  # some of the work fell into the pregnancy
        return birth + dt.timedelta(self.rng.randrange(-9, 13)) if was_known else None

    def _parents(self, child: int, mother: int, father: int | None) -> None:
        birth = self.people[child].born_on
        is_mother = self.people[mother].sex == "F"
        kind = "parent" if is_mother else "adoptive_parent"
        for parent in (mother, father):
            if parent is not None:
                self.ties.append(Tie(parent, kind, child, birth))
        if not is_mother:
            self.responsible += [(parent, child, "adoption") for parent in (mother, father) if parent is not None]
            return
        self.responsible.append((mother, child, "mother"))
        if father is None:
            return
        married = any(tie.kind in ("married", "civil_partner") and tie.person == father for tie in self.ties)
        if self.people[father].sex == "F":
            self.responsible.append((father, child, "second_parent"))
        elif married or self.rng.random() < 0.75:
            self.responsible.append((father, child, "married_father" if married else "birth_registration"))

    def _ethnicity(self, mum: Someone, dad: Someone | None) -> str:
        if self.rng.random() < stock.ETHNICITY_NOT_KNOWN:
            return self.rng.choice(("REFU", "NOBT", "NOBT"))
        both = names.mixed(mum.origin, dad.origin) if dad is not None else ""
        if not both and self.rng.random() < stock.MIXED_ANYWAY:
            both = self.rng.choice(("MWBC", "MWBA", "MWAS", "MOTH"))
        return both or mum.ethnicity

    def _disabilities(self, days: int) -> tuple[str, ...]:
        if days < 2 * YEAR or self.rng.random() > stock.DISABLED:
            return ("NONE",)
        return self._some_disabilities()

    def _some_disabilities(self) -> tuple[str, ...]:
        wanted = self.rng.choice((1, 1, 1, 2, 2, 3))
        codes = list(stock.DISABILITIES)
        found = self.rng.choices(codes, weights=list(stock.DISABILITIES.values()), k=wanted)
        return tuple(sorted(set(found)))

    # --- homes, other families, guards ---------------------------------------------------------------------------

    def _home(self, *, within: int) -> Home:
        """A home lived in since some day within so many years."""
        since = days_before(self.as_of, self.rng.randrange(60, within * 365))
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        code = stock.postcode(self.rng.randrange(72), self.rng.choice(letters), self.rng.choice(letters))
        return Home(f"{self.rng.randrange(1, 160)} {self.rng.choice(stock.STREETS)}, Wexmoor", code, since)

    def _moves(self, plan: FamilyPlan) -> None:
        """Some families lived elsewhere before; the children born by then lived there too."""
        if self.rng.random() > stock.MOVED:
            return
        here = self.homes[0]
        earlier = self._home(within=2)
        earlier.since = days_before(here.since, self.rng.randrange(200, 1500))
        for place, one in enumerate(self.people):
            if one.home == 0 and one.born_on and one.born_on < here.since:
                plan.former_homes.append((place, earlier, here.since))

    def _second_family(self, plan: FamilyPlan) -> None:
        """A father who lives elsewhere, with a new partner, is a family of his own for the children they share."""
        apart = [tie.person for tie in self.ties if tie.kind == "separated"]
        if not apart or self.rng.random() > stock.SECOND_FAMILY:
            return
        father = apart[0]
        his = self.people[father]
        shared = [tie.other for tie in self.ties if tie.person == father and tie.kind == "parent"]
        if not shared:
            return
        eldest = max((self.as_of - (self.people[place].birth or self.as_of)).days for place in shared)
        origin = names.pick(self.rng)
        partner = self._adult("F", origin, origin.surname(self.rng), max(eldest, 0), 18, 40)
        self.people[partner].home, self.people[partner].was_in_care = his.home, False
        self.ties.append(Tie(father, "cohabiting", partner))
        since = plan.homes[his.home].since
        adults = [(place, Capacity.ADULT, since, None) for place in (father, partner)]
        children = [(place, Capacity.CHILD, since, None) for place in shared if self.people[place].born_on]
        plan.others.append(OtherFamily(f"{his.family} and {self.people[partner].family}", [*adults, *children]))

    def _guards(self, plan: FamilyPlan) -> None:
        """Warnings, and the few records that are kept from most people."""
        draw = self.rng.random()
        for place in plan.children:
            one = self.people[place]
            if draw < stock.RESTRICTED:
                one.restriction = Restriction.RESTRICTED
            elif draw < stock.RESTRICTED + stock.ADDRESS_RESTRICTED:
                one.address_restricted = True
        if stock.RESTRICTED < draw < stock.RESTRICTED + stock.ADDRESS_RESTRICTED:
            self.people[0].address_restricted = True
        for one in self.people:
            if self.rng.random() < stock.CAUTIONED and one.birth and not one.died_on:
                of_age = stock.CHILD_CAUTIONS if one.is_child else stock.CAUTIONS
                caution = self.rng.choice(of_age)
                overdue = self.rng.random() < stock.OVERDUE
                days = -self.rng.randrange(5, 60) if overdue else self.rng.randrange(5, caution.review_in)
                is_grown = not one.is_child or (self.as_of - one.birth).days > 10 * YEAR
                if is_grown or caution.kind in ("health", "communication"):
                    one.cautions = (_reviewed(caution, days),)


def _reviewed(caution: stock.Caution, days: int) -> stock.Caution:
    return stock.Caution(
        caution.kind, caution.instruction, caution.reason, days, caution.since, caution.risk_to_children
    )
