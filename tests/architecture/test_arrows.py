"""The arrows between domains hold where the import contracts cannot see: keys, web addresses, templates."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.repository import (
    Domain,
    by_label,
    called,
    domain_of,
    domains,
    may_use,
    name,
    python_files,
    templates,
    tree,
)

FRONT_DOOR, CARE = Domain("pathway", "front_door"), Domain("pathway", "care")
PEOPLE, HISTORY = Domain("base", "people"), Domain("base", "history")
IN_TEMPLATE = re.compile(r"""{%\s*(?:include|extends|url)\s+["']([^"']+)["']""")
NAMING_CALLS = {"reverse", "reverse_lazy", "redirect", "render", "render_to_string", "get_template", "resolve_url"}
OPEN_TO_OTHERS = {"rules", "facts", "actions", "queries", "permissions"}


def used_by_template(text: str) -> Iterator[str]:
    """The names of web addresses and templates that a template names."""
    yield from IN_TEMPLATE.findall(text)


def used_by_module(module: ast.Module) -> Iterator[str]:
    """The same for Python: strings handed to reverse, redirect, render and their like."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and called(node).rpartition(".")[2] in NAMING_CALLS:
            for argument in node.args[:2]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def owner(named: str) -> Domain | None:
    """The domain whose address (`people:record`) or template (`people/record.html`) is named."""
    label = re.split("[:/]", named)[0]
    return by_label().get(label) if re.search("[:/]", named) and label else None


def wrong_uses(domain: Domain, named: Iterator[str]) -> list[str]:
    """Names a domain may not use."""
    return [one for one in named if (other := owner(one)) and not may_use(domain, other)]


def wrong_relations(model: type[models.Model]) -> list[str]:
    """Foreign keys and other relations of a model that point against the arrows."""
    here = domain_of(model.__module__)
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and field.related_model.__module__.startswith("thrive.")
        and not may_use(here, domain_of(field.related_model.__module__))
    ]


def test_arrows_are_those_of_the_contracts():
    assert may_use(PEOPLE, HISTORY) and not may_use(HISTORY, PEOPLE)
    assert may_use(CARE, FRONT_DOOR) and not may_use(FRONT_DOOR, CARE)
    assert may_use(FRONT_DOOR, PEOPLE) and not may_use(PEOPLE, FRONT_DOOR)
    assert not may_use(Domain("base", "law"), Domain("base", "matching"))


def test_a_name_against_the_arrows_is_found():
    assert wrong_uses(HISTORY, used_by_template("{% url 'people:record' ref %}{% extends \"govuk/page.html\" %}")) == [
        "people:record"
    ]
    assert wrong_uses(HISTORY, used_by_module(ast.parse("redirect('people:record', ref)"))) == ["people:record"]
    assert wrong_uses(PEOPLE, used_by_template("{% include 'history/entry.html' %}")) == []


def test_a_relation_against_the_arrows_is_found():
    class Wrong(models.Model):
        person = models.ForeignKey("people.Person", on_delete=models.PROTECT)

        class Meta:
            app_label = "history"

    try:
        Wrong.__module__ = "thrive.base.history.models"
        assert wrong_relations(Wrong) == ["history.Wrong.person -> people.Person"]
    finally:
        del apps.all_models["history"]["wrong"]
        apps.clear_cache()


def test_keys_obey_the_arrows():
    found = [
        one
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("thrive.")
        for one in wrong_relations(model)
    ]
    assert not found, "Keys that point up:\n" + "\n".join(found)


@cache
def files_of(domain: Domain) -> tuple[Path, ...]:
    """The templates and modules of a domain."""
    return tuple(path for path in [*templates(), *python_files()] if domain_of(path) == domain)


@pytest.mark.parametrize("domain", domains(), ids=str)
def test_names_obey_the_arrows(domain: Domain):
    found = []
    for path in files_of(domain):
        uses = used_by_template(path.read_text()) if path.suffix == ".html" else used_by_module(tree(path))
        found += [f"{name(path)}: {one}" for one in wrong_uses(domain, uses)]
    assert not found, "Web addresses or templates of a room above:\n" + "\n".join(found)


def closed_imports(path: Path, module: ast.Module) -> list[str]:
    """Imports from the inside of another domain of pathway or oversight, or of facts where only actions may."""
    here = domain_of(path)
    kind = path.relative_to(here.folder).parts[0].removesuffix(".py")
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("thrive."):
            continue
        for dotted in (f"{node.module}.{one.name}" for one in node.names):
            other = domain_of(dotted)
            inner = dotted.split(".")[3] if len(dotted.split(".")) > 3 else ""
            if other == here or other.room not in ("pathway", "oversight") or here.room == "project":
                continue
            if inner not in OPEN_TO_OTHERS or (inner == "facts" and kind not in ("actions", "queries", "steps")):
                found.append(f"{name(path)}: {dotted}")
    return found


def test_an_import_from_the_inside_of_another_domain_is_found():
    wrong = ast.parse(
        "from thrive.pathway.front_door.models import Contact\nfrom thrive.pathway.front_door import rules"
    )
    assert [one.partition(": ")[2] for one in closed_imports(CARE.folder / "views.py", wrong)] == [
        "thrive.pathway.front_door.models.Contact"
    ]


def test_domains_use_only_what_others_open():
    found = [one for path in python_files() for one in closed_imports(path, tree(path))]
    assert not found, "Between domains only rules, facts, actions, queries and permissions:\n" + "\n".join(found)
