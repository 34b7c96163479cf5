"""Every route says who may use it, and pages neither read tables nor judge facts by themselves."""

import ast
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.repository import domain_of, name, python_files, tree
from thrive.base.access import pages
from thrive.base.access.permission import Permission
from thrive.project import api

OUTSIDE_A_PERMISSION = ("public", "signed in")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route below a resolver, with the view that answers it."""
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from routes(pattern, path)


def is_guarded(view: Any) -> bool:
    """Whether the view went through one of `access.pages`' decorators, or is operations of a `Room`, each declared."""
    operations = getattr(view, "operations", None)
    if operations:
        return all(says_who(one.needs) for one in operations)
    return says_who(getattr(view, "needs", None))


def says_who(needs: object) -> bool:
    """Whether this is an answer to the question who may use it."""
    return isinstance(needs, Permission) or needs in OUTSIDE_A_PERMISSION


def test_a_view_without_a_guard_is_found():
    def bare(request):
        """Nobody asked who may."""

    assert not is_guarded(bare)
    assert is_guarded(pages.public(bare))
    assert is_guarded(pages.page(needs=Permission(key="x", title="x", roles=frozenset()))(bare))


def test_every_route_is_guarded():
    found = [path for path, view in routes(get_resolver()) if not is_guarded(view)]
    assert not found, "Routes without a guard of access.pages:\n" + "\n".join(found)


def test_every_operation_of_the_api_is_declared_by_a_room_and_has_an_address():
    answered = {(one.method, one.path) for _, view in routes(get_resolver()) for one in getattr(view, "operations", ())}
    mounted = {
        (method, f"/{path}" if not path.startswith("/") else path)
        for router in api.api()._get_bound_routers()
        for path, view in router.path_operations.items()
        for one in view.operations
        for method in one.methods
    }
    assert answered == mounted == {(one.method, one.path) for one in api.declared()}


def test_only_writes_change_something_by_another_method_than_get_and_post():
    assert all(one.writes for one in api.declared() if one.method not in ("GET", "POST"))


def reaches_past_queries(module: ast.Module) -> list[str]:
    """Uses of managers, of facts and of saving in a module that should only call queries and actions."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            found.append(f"{node.lineno}: .{node.attr}")
        elif isinstance(node, ast.ImportFrom) and any(
            "facts" in (*(node.module or "").split("."), one.name) for one in node.names
        ):
            found.append(f"{node.lineno}: imports facts")
    return found


def test_a_view_that_reads_tables_is_found():
    assert reaches_past_queries(ast.parse("Person.objects.all()")) == ["1: .objects"]
    assert reaches_past_queries(ast.parse("from thrive.base.local import facts")) == ["1: imports facts"]
    assert reaches_past_queries(ast.parse("from thrive.base.people.facts import age")) == ["1: imports facts"]
    assert reaches_past_queries(ast.parse("from thrive.base.people import queries")) == []


def test_pages_only_ask_queries_and_actions():
    found = [
        f"{name(path)}:{one}"
        for path in python_files()
        if {"views", "api"} & {part.removesuffix(".py") for part in path.relative_to(domain_of(path).folder).parts}
        for one in reaches_past_queries(tree(path))
    ]
    assert not found, "Views and APIs ask queries and actions only:\n" + "\n".join(found)
