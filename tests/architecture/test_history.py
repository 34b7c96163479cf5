"""Every action leaves an audit entry, and only one clock is read."""

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.architecture.repository import ROOT, called, name, python_files, tree

CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
}


WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}
TWO_TIME_WRITES = {"twotime.add", "twotime.correct", "twotime.end", "twotime.withdraw", "twotime.change"} | {
    "twotime.lay_aside",
    "twotime.again",
}
Functions = dict[str, ast.FunctionDef]


@cache
def functions_of(module: ast.Module) -> Functions:
    """The functions at the top of a module."""
    return {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}


@cache
def imports_of(module: ast.Module) -> dict[str, str]:
    """Names a module imports from thrive, and the dotted paths they stand for."""
    return {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("thrive.")
        for one in node.names
    }


@cache
def file_of(dotted: str) -> Path | None:
    """The file of a dotted module, if there is one."""
    stem = ROOT.joinpath(*dotted.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.exists()), None)


def elsewhere(what: str, imports: dict[str, str]) -> tuple[ast.Module, str] | None:
    """The module and function that a call of an imported name or of an imported module's function reaches."""
    first, _, rest = what.partition(".")
    if first not in imports:
        return None
    module, _, function = f"{imports[first]}.{rest}".rstrip(".").rpartition(".")
    path = file_of(module)
    if path is None:
        return None
    if function not in functions_of(tree(path)):  # a package that hands on what a module of it defines
        return elsewhere(function, imports_of(tree(path)))
    return tree(path), function


@cache
def calls_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """What a function calls, each once."""
    return tuple(dict.fromkeys(called(node) for node in ast.walk(function) if isinstance(node, ast.Call)))


def speaks(what: str) -> bool:
    """Whether a call writes to the audit log."""
    return what.startswith("audit.note")


def writes(what: str) -> bool:
    """Whether a call writes rows: through a manager, a model or the keeper of two-time rows."""
    return what.rpartition(".")[2] in WRITES or what in TWO_TIME_WRITES


def comes_to(
    wanted: Callable[[str], bool], module: ast.Module, function: str, seen: frozenset[str] = frozenset()
) -> bool:
    """Whether a function, or one that it calls, here or in another module of ours, makes a call that is `wanted`."""
    functions, imports = functions_of(module), imports_of(module)
    for what in calls_of(functions[function]):
        if wanted(what):
            return True
        if what in seen or what.startswith("events."):  # what is told is told of an action, which leaves the entry
            continue
        if what in functions and comes_to(wanted, module, what, seen | {what}):
            return True
        other = elsewhere(what, imports)
        if other and comes_to(wanted, *other, seen | {what}):
            return True
    return False


def silent_actions(module: ast.Module) -> list[str]:
    """Public functions that write rows, by whatever way, and leave no audit entry."""
    return [
        one
        for one in functions_of(module)
        if not one.startswith("_")
        and comes_to(writes, module, one, frozenset({one}))
        and not comes_to(speaks, module, one, frozenset({one}))
    ]


def test_a_silent_action_is_found():
    wrong = ast.parse(
        "from thrive.base.access.actions import involve\n"
        "from thrive.base.access import policy\n"
        "def quiet(row, *, by): row.save()\n"
        "def in_two_times(row, *, by): twotime.add(row)\n"
        "def behind(row, *, by): _save(row)\n"
        "def _save(row): Row.objects.bulk_create([row])\n"
        "def asks(row, *, by): policy.lock(row)\n"
        "def loud(row, *, by): row.save(); audit.note(by, 'x')\n"
        "def through(row, *, by): row.save(); _inner(row)\n"
        "def _inner(row): audit.note(None, 'x')\n"
        "def passes_on(row, *, by): involve(row, by=by)\n"
        "def round_about(row, *, by): row.save(); round_about(row, by=by)\n"
    )
    assert silent_actions(wrong) == ["quiet", "in_two_times", "behind", "round_about"]


def is_actions(path: Path) -> bool:
    """Whether the file is a domain's actions, or part of them."""
    return path.name == "actions.py" or path.parent.name == "actions"


def test_every_action_leaves_an_audit_entry():
    found = [
        f"{name(path)}: {one}" for path in python_files() if is_actions(path) for one in silent_actions(tree(path))
    ]
    assert not found, "Actions without audit.note:\n" + "\n".join(found)


def other_clocks(module: ast.Module) -> list[str]:
    """Reads of a clock that is not ours."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ".".join(called(node).split(".")[-2:]) in CLOCKS:
            found.append(f"{node.lineno}: {called(node)}")
    return found


def test_another_clock_is_found():
    assert other_clocks(ast.parse("dt.datetime.now(tz=dt.UTC)")) == ["1: dt.datetime.now"]
    assert other_clocks(ast.parse("clock.now(); clock.today()")) == []


def test_only_one_clock_is_read():
    found = [
        f"{name(path)}:{one}"
        for path in python_files()
        if path.parts[-3:] != ("base", "calendar", "clock.py")
        for one in other_clocks(tree(path))
    ]
    assert not found, "Use base.calendar.clock:\n" + "\n".join(found)


def bare_days(module: ast.Module) -> list[int]:
    """Lines with a number of days written out in the middle of code. A named constant of a module says what it is."""
    named = {
        inner
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call)
    }
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and node not in named
        and called(node).endswith("timedelta")
        and any(
            isinstance(value, ast.Constant) and value.value not in (0, 1)
            for value in [*node.args[:1], *(one.value for one in node.keywords if one.arg in ("days", "weeks"))]
        )
    ]


def test_a_bare_number_of_days_is_found():
    assert bare_days(ast.parse("due = f(lambda: start + timedelta(days=15))\ndef f(): start + timedelta(days=15)")) == [
        2
    ]
    assert bare_days(ast.parse("def f(): return start + dt.timedelta(15)")) == [1]
    assert bare_days(ast.parse("def f():\n day - timedelta(days=1)\n timedelta(days=limit)\n timedelta(hours=2)")) == []
    assert bare_days(ast.parse("GOOD_FOR = dt.timedelta(days=14)")) == []


def test_no_bare_number_of_days():
    found = [
        f"{name(path)}:{line}"
        for path in python_files()
        if not {"calendar", "invented", "invented.py"} & set(path.parts)  # invented lives follow no law
        for line in bare_days(tree(path))
    ]
    assert not found, "Declare the duty in rules.py:\n" + "\n".join(found)
