"""The second wall: every table says who may be shown its rows, and whatever looks past the wall says why."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.architecture.repository import called, name, python_files, tree
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.history.wall import Rows, Unguarded
from thrive.project import second_wall

#: Where something is read past the wall other than in an action or a command, and what for. A new place is named here
#: on purpose: what it reads must be narrowed by the policy before it is shown.
LOOKS_PAST = {
    "thrive/base/people/cards.py": "cards are made from the whole truth, whoever caused it",
    "thrive/base/people/queries/family/gathered.py": "kinship runs through people who are not shown",
    "thrive/base/notes/queries/notes.py": "refusals are logged; others are counted; places are withheld for them",
    "thrive/base/notes/queries/timeline.py": "refusals are logged; others are counted; places are withheld for them",
    "thrive/base/notes/queries/sought.py": "words are withheld for people who are not shown",
    "thrive/base/people/queries/family/households.py": "who shares a home is named, as in the family",
    "thrive/base/casework/queries/why.py": "refusals are logged",
    "thrive/base/casework/queries/worklist.py": "a task closes with a record that is not shown",
    "thrive/base/casework/queries/holding_work.py": "a hand-over closes with a record that is not shown",
    "thrive/base/casework/queries/due_panel.py": "words of a task about somebody else too are not told",
    "thrive/base/casework/queries/approvals.py": "an approval closes with a record that is not shown",
    "thrive/base/casework/queries/absences.py": "words of a note are withheld for people who are not shown",
    "thrive/base/casework/queries/tasks.py": "a task closes with a record that is not shown",
    "thrive/base/casework/queries/letters.py": "refusals are logged; whom it went to is withheld for them",
    "thrive/base/casework/queries/meetings.py": "refusals are logged",
    "thrive/base/casework/queries/plans.py": "refusals are logged",
    "thrive/base/people/queries/summary.py": "who is responsible for a child is a fact about the child",
    "thrive/base/people/queries/outgoing.py": "what must not be told follows from people who are not shown",
    "thrive/base/people/queries/withheld_words.py": "words are withheld for people who are not shown",
    "thrive/pathway/front_door/queries/contacts.py": "a refusal is logged; referrals of joined records are counted",
    "thrive/pathway/front_door/queries/links.py": "whoever holds a link has not signed in, and reads what it is for",
    "thrive/pathway/front_door/queries/referrals.py": "a refusal is logged; referrals of joined records are counted",
    "thrive/base/casework/queries/elements.py": "refusals are logged",
    "thrive/base/access/queries/openings.py": "who opened the record of a family that a partner leads",
    "thrive/oversight/returns/queries.py": "what a file held is withheld for people who are not shown",
}
WHO_OPENS = {"whole", "whole_process", "whole_connection"}
KEPT_APART = ("thrive/project/", "thrive/base/history/wall.py")  # commands and the worker, and the wall itself


def test_every_table_says_who_may_be_shown_its_rows():
    found = second_wall.undeclared()
    assert not found, "\n".join(found)


def test_a_table_that_says_nothing_is_found():
    class Forgotten(models.Model):
        about = models.TextField()
        SENSITIVITY = {"about": Sensitivity.PERSONAL}

        class Meta:
            app_label = "history"

    try:
        assert [one.split(" ")[0] for one in second_wall.undeclared()] == ["history.Forgotten"]
    finally:
        del apps.all_models["history"]["forgotten"]
        apps.clear_cache()


def test_a_table_outside_the_wall_says_why_and_holds_no_narrative_or_place_of_a_person():
    ours = [(model, rows) for model, rows in second_wall.declared() if isinstance(rows, Unguarded)]
    assert all(rows.because for _, rows in ours)
    telling = {Sensitivity.SPECIAL, Sensitivity.CRIMINAL, Sensitivity.LOCATION, Sensitivity.PRIVILEGED}
    found = [
        f"{model._meta.label}.{field}"
        for model, _ in ours
        for field, label in getattr(model, "SENSITIVITY", {}).items()
        if label in telling
    ]
    assert not found, "These belong behind the wall: " + ", ".join(found)


def test_every_fact_about_a_person_is_behind_the_wall():
    from thrive.base.people.models import PersonFact

    facts = [(model, rows) for model, rows in second_wall.declared() if issubclass(model, PersonFact)]
    assert len(facts) > 10
    assert all(isinstance(rows, Rows) and "person_id" in rows.read for _, rows in facts)


def openings(module: ast.Module) -> Iterator[int]:
    """Lines on which a module looks past the wall."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called(node).startswith("wall.") and called(node)[5:] in WHO_OPENS:
            yield node.lineno


def is_kept_apart(path: Path) -> bool:
    return name(path).startswith(KEPT_APART) or path.name == "actions.py" or path.parent.name == "actions"


def test_whatever_looks_past_the_wall_is_named_here():
    assert list(openings(ast.parse("with wall.whole('x'):\n    pass"))) == [1]
    found = {name(path) for path in python_files() if not is_kept_apart(path) and any(openings(tree(path)))}
    assert found == set(LOOKS_PAST)
