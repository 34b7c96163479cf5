"""Whatever is done to the facts about somebody, the card says what the facts say."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thrive.base.access.models import User
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.history.errors import AlreadyRecorded, EndsBeforeStart
from thrive.base.history.tests.helpers import rolled_back
from thrive.base.people import cards
from thrive.base.people.actions import life, people, warnings
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Card, Characteristic, Identifier, Name, Person, PersonFact, Residence, Warning
from thrive.base.people.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NUMBERS = ("9990000018", "9990000026", "9990000034")
MODELS = (Name, Residence, Characteristic, Warning, Identifier)

ago = st.integers(0, 4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("name"), st.sampled_from(["legal", "preferred", "former"]), ago),
        st.tuples(st.just("home"), st.sampled_from(["home", "second", "post"]), ago),
        st.tuples(st.just("move"), st.just("home"), ago),
        st.tuples(st.just("trait"), st.sampled_from(["sex", "pronoun", "faith"]), ago),
        st.tuples(st.just("number"), st.sampled_from(NUMBERS), ago),
        st.tuples(st.just("warning"), st.sampled_from(["animal", "risk_to_children"]), ago),
        st.tuples(st.just("born"), st.just(""), ago),
        st.tuples(st.just("died"), st.just(""), ago),
        st.tuples(st.sampled_from(["correct", "end", "withdraw"]), st.integers(0, 20), ago),
    ),
    min_size=1,
    max_size=7,
)


def since(number: int) -> dt.date | None:
    """A day up to three days ago, or none."""
    return None if number == 4 else access.days_from_today(-number)


def current(one: Person) -> list[PersonFact]:
    """Every current row about somebody."""
    rows: list[PersonFact] = []
    for model in MODELS:
        rows.extend(model.objects.current().filter(person=one).order_by("pk"))
    return rows


def do(one: Person, by: User, step: tuple[str, Any, int]) -> None:
    """One change, as a worker would make it; what is refused changes nothing."""
    verb, what, number = step
    day = since(number)
    write: dict[str, Callable[[], Any]] = {
        "name": lambda: _record(one, by, Name(kind=what, given=f"Ava{number}", family="Okoro", true_from=day)),
        "home": lambda: _record(one, by, Residence(kind=what, address=f"{number} Tanner Row", true_from=day)),
        "move": lambda: people.record_fact(
            one,
            Residence(address=f"{number} Mill Court", true_from=day),
            by=by,
            instead_of=Residence.objects.current().filter(person=one, true_to=None),
        ),
        "trait": lambda: _record(one, by, Characteristic(kind=what, value="FM"[number % 2], true_from=day)),
        "number": lambda: _record(one, by, Identifier(scheme="nhs", value=what)),
        "warning": lambda: warnings.add_warning(
            one, by=by, kind=what, instruction="Ring first", reason="A dog", review_on=clock.today()
        ),
        "born": lambda: life.record_birth(one, by=by, born_on=access.days_from_today(-number)),
        "died": lambda: life.record_death(one, by=by, died_on=access.days_from_today(-number)),
    }
    rows = current(one)
    if verb in write:
        write[verb]()
    elif rows:
        row = rows[what % len(rows)]
        if verb == "correct":
            people.correct_fact(row, by=by, why="Wrong", true_from=day)
        elif verb == "end":
            people.end_fact(row, by=by, on=day or clock.today())
        else:
            people.withdraw_fact(row, by=by, why="Wrong")


def _record(one: Person, by: User, row: PersonFact) -> None:
    people.record_fact(one, row, by=by)


def naive(one: Person) -> dict[str, Any]:
    """What the card should say, by looking at every row one after the other."""
    true = [row for row in current(one) if row.is_true_on(clock.today())]
    true.sort(key=lambda row: (row.true_from or dt.date.min, row.pk))

    def last(model: type, **only: Any) -> Any:
        found = [row for row in true if type(row) is model and all(getattr(row, k) == v for k, v in only.items())]
        return found[-1] if found else None

    homes = [row for row in true if type(row) is Residence]
    home = last(Residence, kind="home") or (homes[0] if homes else None)
    main = next(
        (found for kind in cards.MAIN_NAMES if (found := last(Name, kind=kind))),
        None,
    )
    preferred = last(Name, kind="preferred")
    nhs = last(Identifier, scheme="nhs", status="active")
    dates = one.life_rows.get(replaced_at=None)
    return {
        "name": main.short if main else "",
        "known_as": preferred.given if preferred and preferred is not main else "",
        "address": home.address if home else "",
        "sex": getattr(last(Characteristic, kind="sex"), "value", ""),
        "pronoun": getattr(last(Characteristic, kind="pronoun"), "value", ""),
        "nhs_number": nhs.value if nhs else "",
        "warnings": sum(type(row) is Warning for row in true),
        "risk_to_children": any(type(row) is Warning and row.risk_to_children for row in true),
        "born_on": dates.born_on,
        "expected_on": dates.expected_on,
        "died_on": dates.died_on,
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_card_says_what_the_facts_say(steps: list[tuple[str, Any, int]]) -> None:
    with rolled_back():
        one = factories.person("Ava Okoro", born=None, expected=access.days_from_today(30), address="1 Birch Lane")
        worker = access.user(["lead_practitioner"])
        access.involvement(one.subject, worker)
        cards.rebuild([one.pk])
        for step in steps:
            before = Card.objects.get(pk=one.pk)
            try:
                do(one, worker, step)
            except (CannotBe, AlreadyRecorded, EndsBeforeStart):
                assert model_to_dict(Card.objects.get(pk=one.pk)) == model_to_dict(before)
            card = model_to_dict(Card.objects.get(pk=one.pk))
            expected = naive(one)
            assert {name: card[name] for name in expected} == expected
        card = model_to_dict(Card.objects.get(pk=one.pk))
        cards.rebuild([one.pk])
        assert model_to_dict(Card.objects.get(pk=one.pk)) == card
