"""What the web asks of every room: one way to take files away, and dangerous pages that ask again who it is."""

import ast
import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.repository import name, python_files, tree

DANGEROUS = re.compile(
    r"restrict|emergency$|role-|export|download|password$|^access:user-(change|sign-in)|client-(add|change|secret)"
)
ASKS_FOR_THE_PASSWORD_ITSELF = {"access:password"}


def routes(resolver: URLResolver, prefix: str = "") -> list[tuple[str, Any]]:
    """Every named route with its view."""
    found: list[tuple[str, Any]] = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.append((f"{prefix}{pattern.name}", pattern.callback))
        else:
            found += routes(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
    return found


def is_fresh(view: Any) -> bool:
    """Whether the page asks again who it is; the mark may be under decorators."""
    while view is not None:
        if getattr(view, "fresh", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


@pytest.mark.parametrize("route", ["people:restrict", "access:role-give", "access:user-password", "returns:download"])
def test_dangerous_routes_are_known_by_their_names(route: str):
    assert DANGEROUS.search(route)


def test_dangerous_pages_ask_again_who_it_is():
    found = [one for one, view in routes(get_resolver()) if DANGEROUS.search(one) and not is_fresh(view)]
    assert not set(found) - ASKS_FOR_THE_PASSWORD_ITSELF, "page(needs=..., fresh=True):\n" + "\n".join(found)


def hand_made_files(module: ast.Module) -> list[int]:
    """Lines that make a file for somebody to take away by themselves."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value in ("Content-Disposition", "text/csv")
        or isinstance(node, ast.Attribute)
        and node.attr == "writer"
        and isinstance(node.value, ast.Name)
        and node.value.id == "csv"
    ]


def test_a_file_made_by_hand_is_found():
    assert hand_made_files(ast.parse("csv.writer(file)\nresponse['Content-Disposition'] = 'x'")) == [1, 2]
    assert hand_made_files(ast.parse("csv.reader(file)\nspreadsheet(rows, name='x')")) == []


def test_files_are_taken_away_by_one_way_only():
    found = [
        f"{name(path)}:{line}"
        for path in python_files()
        if path.parts[-2:] not in (("govuk", "downloads.py"), ("batch", "writing.py"))
        and "people_file" not in path.parts
        for line in hand_made_files(tree(path))
    ]
    assert not found, "Use thrive.govuk.downloads, which keeps formulas out:\n" + "\n".join(found)
