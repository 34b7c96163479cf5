"""The road: what is declared can be gone to, every step has its place, and the page tells and draws them all."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from thrive.base.access.tests import factories as access
from thrive.base.casework.road import answers, asking, drawing, places, telling
from thrive.base.offers import REGISTRY, Step
from thrive.govuk import forms
from thrive.project import api

STEPS = tuple(REGISTRY.steps.values())
ORDINARY = tuple(one for one in STEPS if one.asks)
FOR_PEOPLE_NOT_KNOWN = {"front_door.public"}


def view_of(step: Step):
    domain, _, name = step.route.partition(":")
    resolver = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == domain)
    return next(one.callback for one in resolver.url_patterns if one.name == name)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_whoever_may_do_a_step_may_go_to_its_page(step):
    needs = view_of(step).needs
    assert needs in ("public", "signed in") or step.needs.roles <= needs.roles


@pytest.mark.parametrize("step", ORDINARY, ids=lambda step: step.key)
def test_the_page_of_an_ordinary_step_asks_for_its_permission(step):
    assert view_of(step).needs is step.needs


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_step_names_an_operation_that_is_there(step):
    operations = {one.key: one for one in api.declared()}
    made = f"casework.step_{step.key.replace('.', '_')}"
    if step.api:
        assert step.api in operations and made not in operations
    assert (made in operations) == (bool(step.asks) and not step.api)
    if made in operations:
        assert operations[made].needs is step.needs and operations[made].writes


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_every_step_is_done_over_http_too_unless_it_is_for_people_who_are_not_known(step):
    assert bool(step.api or step.asks) != (step.key in FOR_PEOPLE_NOT_KNOWN)


@pytest.mark.parametrize("step", ORDINARY, ids=lambda step: step.key)
def test_every_question_that_is_shown_is_described_for_programs(step):
    shown = {name for name, one in asking.form_of(step).base_fields.items() if not isinstance(one, forms.HiddenField)}
    assert answers.shape_of(step).model_fields.keys() == shown


def test_a_question_that_cannot_be_described_is_refused():
    class Uploads(asking.StepForm):
        file = forms.FileField("A file")

    step = ORDINARY[0]
    odd = Step(**{**vars(step), "asks": type(step.asks)(action=print, form=Uploads, keeps=object)})
    with pytest.raises(TypeError, match="'file'"):
        answers.shape_of(odd)


def test_every_step_and_stage_is_told_once_and_after_what_comes_before_it():
    told = (*telling.road(), *telling.at_any_stage())
    assert sorted(one.key for one in told) == sorted((*REGISTRY.steps, *REGISTRY.stages))
    rank = places.ranks({one.key: one.after for one in told})
    assert all(rank[first] < rank[one.key] for one in told for first in one.after)


def test_whoever_is_handed_on_arrives_at_a_stage():
    told = {one.key: one for one in telling.road()}
    assert told["front_door.pass_on"].after == ("front_door.decide_referral",)
    assert told["family_help.assessment"].after == ("front_door.pass_on",)
    assert not told["family_help.assessment"].built


class TestTheDrawing:
    def drawn(self) -> ET.Element:
        return ET.fromstring(drawing.draw(telling.road()))

    def test_there_is_a_box_for_each_step_and_none_lies_on_another(self):
        boxes = [
            {name: int(one.get(name)) for name in ("x", "y", "width", "height")} for one in self.drawn().iter("rect")
        ]
        assert len(boxes) == len(telling.road())
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 :]:
                apart = (
                    one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                    or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
                )  # fmt: skip
                assert apart

    def test_it_says_what_the_list_says(self):
        said = " ".join(one.text for one in self.drawn().iter("text"))
        for one in telling.road():
            assert all(word in said for word in one.title.split())

    def test_nothing_reaches_out_of_it(self):
        svg = self.drawn()
        width = int(svg.get("width"))
        assert all(
            int(one.get("x")) >= 0 and int(one.get("x")) + int(one.get("width")) <= width for one in svg.iter("rect")
        )
        for path in svg.iter("path"):
            assert all(0 <= int(x) <= width for x in re.findall(r"[MH](\d+)", path.get("d")))

    def test_words_are_escaped(self):
        one = telling.road()[0]
        odd = type(one)(**{**vars(one), "title": "<b>&"})
        assert "<b>" not in drawing.draw([odd])

    def test_a_line_that_passes_a_row_goes_between_its_steps(self):
        placed = places.plan({"a": (), "b": ("a",), "c": ("b", "a"), "d": ("a",)}, 200)
        row = placed.rows[1]
        assert sum(places.is_bend(key) for key in row) == 1
        assert all(placed.x[right] - placed.x[left] >= places.BEND + places.GAP for left, right in pairwise(row))


@pytest.mark.django_db
class TestThePage:
    def test_everybody_who_is_signed_in_reads_it(self):
        client = Client()
        client.force_login(access.user(["designated_safeguarding_lead"], access.school()))
        page = client.get(reverse("casework:pathway")).content.decode()
        assert "Triage the contact" in page and "Not built yet" in page and "<svg" in page
        assert reverse("local:duty", args=["front_door.referral.decision"]) in page
