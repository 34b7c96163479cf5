"""The family diagram holds for any family, however oddly recorded."""

import datetime as dt
import random
import re
import time
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thrive.base.people.genogram import (
    KEY,
    Descent,
    Family,
    Household,
    Parentage,
    Partnership,
    Person,
    Shape,
    Tie,
    draw,
    symbol_of,
)
from thrive.base.people.genogram.drawing import lay_out
from thrive.base.people.genogram.relax import keep_apart
from thrive.base.people.genogram.svg import Picture
from thrive.base.people.genogram.text import NAME, QUIET, width, wrap
from thrive.base.people.tests.genogram_families import FAMILIES, children_of, okoro_marlowe, person

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]

names = st.one_of(
    st.just(""),
    st.sampled_from(["Ava Okoro", "Wolfeschlegelsteinhausenbergerdorff", "山田 太郎", "Zoë O’Brien-Łuć", "<b>&\"'"]),
    st.text(max_size=60),
)


@st.composite
def families(draw_one, most_people: int = 30):
    """Any family at all: loops, doubles, unknown keys, ties to oneself."""
    count = draw_one(st.integers(1, most_people))
    keys = [f"k{number}" for number in range(count)]
    anyone = st.sampled_from([*keys, "stranger"])
    days = st.one_of(st.none(), st.dates(dt.date(1930, 1, 1), dt.date(2027, 1, 1)))
    people = tuple(
        Person(
            key=key,
            name=draw_one(names),
            about=draw_one(st.sampled_from(["", "9 · born 2017"])),
            risk=draw_one(st.sampled_from(["", "", "Risk to children"])),
            shape=draw_one(st.sampled_from(Shape)),
            died=draw_one(st.booleans()),
            nobody=draw_one(st.booleans()),
            restricted=draw_one(st.integers(0, 5)) == 0,
            born_on=draw_one(days),
            level=draw_one(st.one_of(st.none(), st.integers(-3, 3))),
        )
        for key in keys
    )
    return Family(
        focus=draw_one(anyone),
        people=people,
        partnerships=tuple(
            draw_one(st.lists(st.builds(Partnership, anyone, anyone, st.sampled_from(Tie)), max_size=count))
        ),
        parentage=tuple(
            draw_one(st.lists(st.builds(Parentage, anyone, anyone, st.sampled_from(Descent)), max_size=2 * count))
        ),
        siblings=tuple(draw_one(st.lists(st.tuples(anyone, anyone), max_size=3))),
        households=tuple(
            draw_one(
                st.lists(
                    st.builds(
                        Household,
                        st.sampled_from(["h1", "h2", "h3"]),
                        st.sampled_from(["14 Tanner Row, since May 2025", ""]),
                        st.frozensets(anyone, max_size=8),
                    ),
                    max_size=3,
                    unique_by=lambda home: home.key,
                )
            )
        ),
        most=draw_one(st.sampled_from([25, 25, 8])),
    )


thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def symbols(picture: Picture) -> list[Box]:
    """The box of every symbol."""
    plan = picture.plan
    found = []
    for node in range(plan.people):
        x, y = picture.x[node], picture.y[plan.row[node]]
        half = 28 if node == plan.kin.focus else 25
        found.append((x - half, y - half, x + half, y + half))
    return found


def word_boxes(picture: Picture) -> list[list[Box]]:
    """The boxes of every person's lines of words."""
    plan = picture.plan
    found = []
    for node in range(plan.people):
        x, y = picture.x[node], picture.y[plan.row[node]]
        lines = picture.labels[node].lines
        found.append(
            [
                (x - width(line, style) / 2, y + 31 + 17 * at, x + width(line, style) / 2, y + 46 + 17 * at)
                for at, (line, style) in enumerate(lines)
            ]
        )
    return found


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@thorough
@given(families())
def test_no_symbol_and_no_label_overlaps_another(family: Family) -> None:
    picture = lay_out(family)
    boxes, words = symbols(picture), word_boxes(picture)
    for left, right in combinations(range(len(boxes)), 2):
        assert not overlap(boxes[left], boxes[right])
        assert not any(overlap(one, other) for one in words[left] for other in words[right])
        assert not any(overlap(one, boxes[right]) for one in words[left])
        assert not any(overlap(one, boxes[left]) for one in words[right])


@thorough
@given(families())
def test_every_person_is_drawn_once_and_inside(family: Family) -> None:
    drawing = draw(family)
    root = ElementTree.fromstring(drawing.svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    drawn = [group for group in root.iter(f"{SVG}g") if group.get("class") == "th-geno__person"]
    assert len(drawn) + drawing.left_out == len({one.key for one in family.people})
    assert len(drawn) <= family.most
    for left, top, right, bottom in symbols(lay_out(family)):
        assert left >= 0 and top >= 0 and right <= drawing.width and bottom <= drawing.height
    assert "style=" not in drawing.svg


@thorough
@given(families())
def test_children_stand_below_their_parents(family: Family) -> None:
    plan = lay_out(family).plan
    for union in plan.unions:
        for parent in union.parents:
            assert all(plan.row[child] > plan.row[parent] for child in union.children)


@thorough
@given(families(most_people=14), st.randoms(use_true_random=False))
def test_the_order_in_which_a_family_is_told_does_not_matter(family: Family, chance: random.Random) -> None:
    def shuffled(told: tuple) -> tuple:
        return tuple(chance.sample(told, len(told)))

    other = replace(
        family,
        people=shuffled(family.people),
        partnerships=tuple(
            Partnership(one.right, one.left, one.tie) if chance.random() < 0.5 else one
            for one in shuffled(family.partnerships)
        ),
        parentage=shuffled(family.parentage),
        siblings=shuffled(family.siblings),
        households=shuffled(family.households),
    )
    assert draw(other) == draw(family)


@thorough
@given(families())
def test_an_outline_holds_its_household_and_nobody_else(family: Family) -> None:
    picture = lay_out(family)
    plan = picture.plan
    for island in picture.islands:
        for run in island.runs:
            inside = {
                node
                for node in range(plan.people)
                if plan.row[node] == run.row and run.left < picture.x[node] < run.right
            }
            assert inside
            assert {plan.kin.household.get(node) for node in inside} == {island.home}
    held = {(island.home, run.row) for island in picture.islands for run in island.runs}
    assert held == {(home, plan.row[node]) for node, home in plan.kin.household.items()}


@given(
    st.lists(st.tuples(st.floats(-500, 500), st.floats(0.1, 5), st.integers(10, 100)), min_size=1, max_size=12),
)
def test_keeping_apart_keeps_order_and_gap_and_moves_no_more_than_needed(nodes) -> None:
    wanted = [at for at, _, _ in nodes]
    gaps = [gap for _, _, gap in nodes[1:]]
    found = keep_apart(wanted, [weight for _, weight, _ in nodes], gaps)
    assert all(right - left >= gap - 1e-6 for left, right, gap in zip(found, found[1:], gaps, strict=False))
    if all(right - left >= gap for left, right, gap in zip(wanted, wanted[1:], gaps, strict=False)):
        assert found == pytest.approx(wanted)


@pytest.mark.parametrize("name", FAMILIES)
def test_lines_to_children_leave_the_middle_of_their_own_parents(name: str) -> None:
    picture = lay_out(FAMILIES[name]())
    plan = picture.plan
    for bar in picture.lines.bars:
        parents = plan.unions[bar.net.union].parents
        if bar.net.way is None and len(parents) == 2 and picture.places.side_by_side(plan, *parents):
            middle = sum(picture.x[parent] for parent in parents) / 2
            assert abs(bar.start - middle) <= 3


def crossings(picture: Picture) -> int:
    """How often a line to a child crosses another bar."""
    found = 0
    for bar in picture.lines.bars:
        height = picture.y[bar.net.gap + 1] - picture.lines.bar_above(bar)
        for other in picture.lines.bars:
            if other is bar or other.net.gap != bar.net.gap:
                continue
            level = picture.y[other.net.gap + 1] - picture.lines.bar_above(other)
            found += sum(1 for end in bar.ends if other.low < end < other.high and height < level)
            if bar.start is not None:
                found += other.low < bar.start < other.high and level < height
    return found


@pytest.mark.parametrize("name", FAMILIES)
def test_no_line_to_a_child_crosses_another(name: str) -> None:
    assert crossings(lay_out(FAMILIES[name]())) == 0


def test_the_reference_family_is_drawn_as_in_the_reference_picture() -> None:
    picture = lay_out(okoro_marlowe())
    plan = picture.plan
    rows = [[plan.kin.people[node].key for node in row if plan.is_person(node)] for row in picture.places.rows]
    assert rows == [
        ["sheila", "ronald", "grace", "emeka"],
        ["tracey", "dad", "lee", "kelly", "daniel", "amara"],
        ["kai", "baby", "ava", "theo", "zara"],
    ]
    assert [arc.tie for arc in picture.lines.arcs] == [Tie.LITTLE_KNOWN]
    assert len(picture.islands) == 2
    at = {person.key: picture.x[node] for node, person in enumerate(plan.kin.people)}
    assert abs(at["zara"] - (at["daniel"] + at["amara"]) / 2) <= 1
    assert abs(at["baby"] - (at["lee"] + at["kelly"]) / 2) <= 1


def test_words_under_the_reference_family() -> None:
    drawing = draw(okoro_marlowe())
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawing.svg)
    assert {"Ava Okoro", "9 · born 2017", "Risk to children", "Not known", "?", "Kai’s father"} <= set(texts)
    assert "14 Tanner Row, since May 2025" in texts
    assert set(re.findall(r'font-size="(\d+)"', drawing.svg)) == {"14", "15"}
    assert "Daniel Okoro and Kelly Marlowe, separated: children Ava Okoro and Theo Okoro." in drawing.svg
    assert drawing.marks == (
        "male", "female", "not_known", "unborn", "died", "focus", "separated", "little_known", "household",
    )  # fmt: skip


def test_a_restricted_person_is_a_blank_diamond_and_a_word() -> None:
    known = person("Eve Marsh", "f", 2010, key="eve", risk="Risk to children", died=True, restricted=True)
    drawing = draw(
        Family("eve2", (known, person("Ann Marsh", "f", 1980, key="eve2")), parentage=children_of("eve2", "eve"))
    )
    assert "Restricted" in drawing.svg
    assert "Eve Marsh" not in drawing.svg
    assert "2010" not in drawing.svg
    assert "Risk" not in drawing.svg
    assert "died" not in drawing.marks


def test_somebody_who_is_their_own_grandmother_is_drawn_and_the_contradiction_counted() -> None:
    people = tuple(person(name, "f", key=name) for name in "abc")
    family = Family("a", people, parentage=(*children_of("a", "b"), *children_of("b", "c"), *children_of("c", "a")))
    drawing = draw(family)
    assert drawing.contradictions == 1
    assert drawing.svg.count("th-geno__person") == 3


def test_of_sixty_people_the_nearest_twenty_five_are_drawn_and_the_rest_counted() -> None:
    people = tuple(person(f"Child {number}", "f", 1900 + number, key=str(number)) for number in range(60))
    line = tuple(Parentage(str(number), str(number + 1)) for number in range(59))
    drawing = draw(Family("30", people, parentage=line))
    assert drawing.left_out == 35
    assert "35 more people are in the list only." in drawing.svg
    assert "Child 42" in drawing.svg
    assert "Child 43" not in drawing.svg


def test_nobody_at_all_is_an_empty_drawing() -> None:
    assert draw(Family("nobody", ())).svg.count("th-geno__person") == 0


def test_a_hundred_households_with_the_same_people_are_one() -> None:
    homes = tuple(Household(f"h{number:03}", "1 Elm Row", frozenset({"a", "b"})) for number in range(100))
    picture = lay_out(Family("a", (person("A", "f", key="a"), person("B", "m", key="b")), households=homes))
    assert len(picture.islands) == 1


def test_twenty_five_people_are_laid_out_quickly() -> None:
    family = crowded()
    draw(family)
    start = time.process_time()
    draw(family)
    assert time.process_time() - start < 0.5


def crowded() -> Family:
    """Twenty-five people in three generations with second partners on both sides."""
    people, ties, parentage = [], [], []
    for side in "lr":
        people += [
            person(f"Gran {side}", "f", 1950, key=f"{side}g"),
            person(f"Grandad {side}", "m", 1948, key=f"{side}h"),
        ]
        ties.append(Partnership(f"{side}g", f"{side}h", Tie.MARRIED))
        for number in range(3):
            key, mate = f"{side}p{number}", f"{side}m{number}"
            people += [
                person(f"Parent {key}", "f", 1975 + number, key=key),
                person(f"Mate {mate}", "m", 1975, key=mate),
            ]
            ties.append(Partnership(key, mate, Tie.SEPARATED))
            parentage += children_of(f"{side}g {side}h", key)
            parentage += children_of(f"{key} {mate}", f"{side}c{number}")
            people.append(person(f"Child {side}{number}", "m", 2005 + number, key=f"{side}c{number}"))
    ties.append(Partnership("lp0", "rp0", Tie.MARRIED))
    parentage += children_of("lp0 rp0", "me")
    people += [person("Me", "f", 2012, key="me"), person("Aunt", "f", 1980, key="aunt")]
    parentage += children_of("lg", "aunt")
    people.append(person("Friend", "m", 2012, key="friend"))
    return Family("me", tuple(people), tuple(ties), tuple(parentage))


def test_every_mark_of_the_key_has_a_word_and_a_drawing() -> None:
    assert all(symbol_of(mark).startswith("<svg") and word for mark, word in KEY.items())


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Ava Okoro", ("Ava Okoro",)),
        ("Bartholomew Featherstonehaugh", ("Bartholomew", "Featherstonehaugh")),
        ("One Two Three Four Five Six Seven Eight Nine", ("One Two Three Four", "Five Six Seven Eig…")),
    ],
)
def test_long_names_are_cut_into_two_lines(words: str, lines: tuple[str, ...]) -> None:
    assert wrap(words, NAME, widest=140, lines=2) == lines


@given(st.text(max_size=80), st.integers(40, 200), st.integers(1, 3))
def test_no_line_is_wider_than_allowed(words: str, widest: int, lines: int) -> None:
    found = wrap(words, QUIET, widest=widest, lines=lines)
    assert len(found) <= lines
    assert all(width(line, QUIET) <= widest or line == "…" for line in found)
