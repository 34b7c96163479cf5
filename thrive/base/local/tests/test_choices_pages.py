"""Entering local choices, seeing what they change, checking and taking back: as an administrator meets it."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from thrive.base import law
from thrive.base.access.tests import factories as make
from thrive.base.calendar.units import WorkingDays
from thrive.base.local import actions, facts, queries
from thrive.base.local.models import Commencement, Holiday, Variation
from thrive.base.local.queries import effects

pytestmark = pytest.mark.django_db

KEY = "protection.conference.initial"
JUNE = dt.date(2026, 6, 1)
NOON = dt.datetime(2026, 5, 12, 11, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def ada():
    return make.user(["administrator"], name="Ada Minister")


@pytest.fixture
def ann():
    return make.user(["administrator"], name="Ann Sorley")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    """The words of a page within its main part, or of the alerts above it."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def date(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def answers(**more):
    return {
        "rule": KEY, "amount": "10", "unit": "working days", "place": "here", "area": "", "purpose": "",
        "instrument": "Partnership board, item 7", **date("on", JUNE), **more,
    }  # fmt: skip


def enter(kind):
    return reverse("local:choice-enter", args=[kind])


def test_one_enters_another_checks_and_then_it_counts(ada, ann):
    first, second = signed_in(ada), signed_in(ann)
    answer = first.post(enter("variation"), answers(), follow=True)
    assert "It counts once somebody else has checked it" in text(answer)
    assert "You entered this. Somebody else checks it." in text(answer)
    row = Variation.objects.get()
    assert (row.amount, row.true_from, row.true_to, row.authority) == (10, JUNE, None, make.authority())
    check = reverse("local:choice-check", args=["variation", row.pk])
    assert first.post(check).status_code == 403
    page = text(second.get(reverse("local:choice", args=["variation", row.pk])))
    assert "Waits for a check" in page and "Within 10 working days" in page and "Within 15 working days" in page
    shown = text(second.post(check, follow=True))
    assert "Checked, to come" in shown and "Checked Ann Sorley" in shown and "Entered Ada Minister" in shown
    rule = law.rule_for(KEY).on(JUNE, facts.variations_for(make.authority(), KEY))
    assert rule.limit == WorkingDays(10)


def test_a_check_from_a_page_that_was_overtaken_goes_to_what_it_became(ada, ann):
    row = actions.enter_holiday(JUNE, by=ada, authority=make.authority(), name="Fair", source="Notice")
    actions.withdraw(row, by=ada, why="Wrong day")
    answer = signed_in(ann).post(reverse("local:choice-check", args=["holiday", row.pk]), follow=True)
    assert "Somebody else has changed this" in text(answer)
    assert "Taken back" in text(answer) and "Wrong day" in text(answer)
    assert not Holiday.objects.current().exists()


def test_the_effect_is_seen_before_anything_is_entered(ada):
    page = text(signed_in(ada).post(enter("variation"), answers(preview="yes", **date("last", dt.date(2026, 9, 30)))))
    assert "What it will change" in page
    assert "1 June 2026 to before 1 October 2026" in page
    assert "Within 15 working days" in page and "Within 10 working days" in page
    assert not Variation.objects.exists()


def test_what_does_not_fit_is_said_beside_its_field_on_both_buttons(ada):
    client = signed_in(ada)
    for more in ({}, {"preview": "yes"}):
        assert "in the unit of the duty" in text(client.post(enter("variation"), answers(unit="hours", **more)))
    wrong = answers(**date("last", dt.date(2026, 5, 1)))
    assert "same as or after the first day" in text(client.post(enter("variation"), wrong))
    client.post(enter("variation"), answers())
    assert "Take it back first" in text(client.post(enter("variation"), answers()))
    assert Variation.objects.count() == 1


def test_a_choice_for_a_part_leaves_the_rest(ada, ann):
    client = signed_in(ada)
    client.post(enter("variation"), answers(area="North"))
    actions.check(Variation.objects.current().get(area="North"), by=ann)
    page = text(client.post(enter("variation"), answers(preview="yes", amount="12")))
    assert "North has a choice of its own" in page and "that one goes before" in page


def test_a_commencement_says_from_when_a_duty_binds(ada):
    key = next((one for one, _ in queries.rules_that_vary("commencement")
                if law.force_of(law.rule_for(one), JUNE, "999") is law.Force.WARNS), None)  # fmt: skip
    values = {**answers(), "rule": key or KEY}
    page = text(signed_in(ada).post(enter("commencement"), {**values, "preview": "yes"}))
    if key:
        assert "Not in force here yet" in page and "In force here" in page
    else:
        assert "Nothing changes" in page
    assert signed_in(ada).post(enter("commencement"), values).status_code == 302
    assert Commencement.objects.get().instrument == "Partnership board, item 7"


def test_a_holiday_shows_the_duties_it_moves(ada, ann):
    client = signed_in(ada)
    day = dt.date(2026, 6, 4)
    values = {"name": "Royal wedding", "source": "Proclamation", "place": "england", **date("day", day)}
    page = text(client.post(enter("holiday"), {**values, "preview": "yes"}))
    assert "starts on Wednesday 3 June 2026" in page
    assert law.rule_for(KEY).duty in page and "Wednesday 24 June 2026" in page and "Thursday 25 June 2026" in page
    client.post(enter("holiday"), values)
    row = Holiday.objects.get()
    assert (row.authority, row.day) == (None, day)
    assert "Royal wedding" in text(client.get(reverse("local:choices")))


def test_a_holiday_on_a_weekend_changes_nothing(ada):
    values = {"name": "Fair", "source": "Notice", "place": "here", "preview": "yes", **date("day", dt.date(2026, 6, 6))}
    assert "Nothing changes" in text(signed_in(ada).post(enter("holiday"), values))


def test_taking_back_needs_a_reason_and_names_who_did(ada, ann):
    row = actions.check(
        actions.enter_variation(
            KEY, by=ada, authority=make.authority(), instrument="Board", amount=10, unit="working days", on=JUNE
        ),
        by=ann,
    )
    page = reverse("local:choice-take-back", args=["variation", row.pk])
    client = signed_in(ann)
    assert "Enter why it is taken back" in text(client.post(page, {"why": ""}))
    shown = text(client.post(page, {"why": "Not agreed after all"}, follow=True))
    assert "Taken back Ann Sorley" in shown and "Not agreed after all" in shown and "Checked Ann Sorley" in shown
    assert "Entered Ada Minister" in shown
    assert client.get(page).status_code == 302  # there is nothing left to take back
    assert facts.variations_for(make.authority()) == []


def test_the_list_puts_what_waits_first_and_narrows(ada, ann):
    done = actions.enter_variation(
        KEY, by=ada, authority=make.authority(), instrument="Board", amount=10, unit="working days",
        on=dt.date(2026, 1, 1), until=dt.date(2026, 2, 1),
    )  # fmt: skip
    actions.check(done, by=ann)
    actions.enter_holiday(dt.date(2025, 6, 4), by=ada, authority=None, name="Fair day", source="Notice")
    other = make.user(["administrator"], organisation=make.council(make.authority("Northmoor")))
    actions.enter_holiday(JUNE, by=other, authority=make.authority("Northmoor"), name="Elsewhere", source="x")
    assert [one.state for one in queries.local_choices(viewer=ada)] == ["waits", "over"]
    assert queries.waiting(viewer=ann) == 1 and queries.waiting(viewer=ada) == 0
    client = signed_in(make.user(["lead_practitioner"]))
    page = text(client.get(reverse("local:choices")))
    assert "2 choices" in page and "Elsewhere" not in page and "Enter an extra" not in page
    assert "1 choice" in text(client.get(reverse("local:choices") + "?state=over"))
    assert "No choice matches" in text(client.get(reverse("local:choices") + "?kind=commencement"))
    assert "1 choice" in text(client.get(reverse("local:choices") + f"?rule={KEY}"))


def test_another_authoritys_choice_is_not_found(ada):
    other = make.user(["administrator"], organisation=make.council(make.authority("Northmoor")))
    row = actions.enter_holiday(JUNE, by=other, authority=make.authority("Northmoor"), name="Elsewhere", source="x")
    for name in ("choice", "choice-take-back"):
        assert signed_in(ada).get(reverse(f"local:{name}", args=["holiday", row.pk])).status_code == 404
    assert signed_in(ada).get(reverse("local:choice", args=["tea", 1])).status_code == 404
    assert signed_in(ada).get(enter("tea")).status_code == 404


def test_only_keepers_enter(ada):
    worker = signed_in(make.user(["lead_practitioner"]))
    assert worker.get(enter("variation")).status_code == 403
    assert "Enter another limit" not in text(worker.get(reverse("local:duty", args=[KEY])))
    page = signed_in(ada).get(reverse("local:duty", args=[KEY]))
    assert "Enter another limit" in text(page)
    filled = signed_in(ada).get(enter("variation") + f"?duty={KEY}").content.decode()
    assert 'value="15"' in filled and f'value="{KEY}" selected' in filled


@pytest.mark.parametrize("name", ["choices", "choice", "choice-enter", "choice-take-back", "duty"])
def test_pages_take_few_queries(ada, ann, name, django_assert_max_num_queries):
    row = actions.enter_variation(
        KEY, by=ada, authority=make.authority(), instrument="Board", amount=10, unit="working days", on=JUNE
    )
    actions.check(row, by=ann)
    for day in range(1, 9):
        actions.enter_holiday(dt.date(2026, 7, day), by=ada, authority=None, name=f"Day {day}", source="x")
    args = {"choices": [], "choice-enter": ["variation"], "duty": [KEY]}.get(name, ["variation", row.pk])
    client = signed_in(ann)
    client.get("/")
    with django_assert_max_num_queries(12):
        assert client.get(reverse(f"local:{name}", args=args)).status_code == 200


def variation(day_from, day_to=None, amount=10, **more):
    return law.Variation(
        rule=KEY, day_from=day_from, day_to=day_to, instrument="x", entered_by="a",
        value=WorkingDays(amount), **{"checked_by": "b", "authority": "999", **more},
    )  # fmt: skip


def test_stretches_are_cut_where_something_else_begins_or_ends():
    rule = law.rule_for(KEY)
    national = variation(dt.date(2026, 7, 1), dt.date(2026, 8, 1), 12, authority="")
    found = effects.of_variation(rule, variation(JUNE, checked_by=""), [national])
    assert [(one.day_from, one.day_to, one.now[:23], one.then[:23]) for one in found] == [
        (JUNE, dt.date(2026, 7, 1), "Within 15 working days ", "Within 10 working days "),
        (dt.date(2026, 7, 1), dt.date(2026, 8, 1), "Within 12 working days ", "Within 10 working days "),
        (dt.date(2026, 8, 1), None, "Within 15 working days ", "Within 10 working days "),
    ]
    hidden = effects.of_variation(rule, variation(JUNE, authority="", checked_by=""), [variation(JUNE, amount=7)])
    assert not any(one.changes for one in hidden)
