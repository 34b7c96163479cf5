"""docs/reference/base.md: what the rooms of base publish, beside the common shape of a domain."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHAPE = ("rules", "facts", "permissions", "queries", "actions")  # what every domain opens to the others
PURE = ("calendar", "law", "matching", "offers")  # libraries without Django: their package is what they publish

#: Modules that a domain has beside the common shape. A new one is named here on purpose, or has another home.
OWN_MODULES = {
    "history": (
        "anchors", "archives", "audit", "beside", "bulk", "errors", "fields", "guards", "middleware", "origin",
        "patterns", "one_at_a_time", "prepared", "refs", "sealer", "search_terms", "sensitivity", "twotime", "versions",
        "wall",
    ),
    "access": (
        "backends", "calls", "errors", "middleware", "pages", "permission", "policy", "printing", "scope", "signals",
        "signing_in", "viewers", "wall",
    ),
    "record": ("answers", "drafting", "errors", "events", "middleware", "tokens"),
    "local": ("authorities", "codes"),
    "people": ("bar", "cards", "errors", "genogram", "intake", "sealed", "searching", "sheets", "whereabouts"),
    "casework": ("errors", "paper", "road"),
    "front_door": ("errors",),
    "returns": ("census", "dataset", "findings", "joining", "people_file", "recognising", "report", "tables", "texts"),
}  # fmt: skip
ORDER = (
    "offers", "calendar", "law", "matching", "history", "access", "record", "local", "directory", "people", "notes",
    "casework", "identity", "sharing",
)  # fmt: skip

HEAD = """\
# What base publishes

Rooms above base may import these modules. Made by `bin/docs` from the modules' own first lines.
"""


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")


def _file(folder: Path, module: str) -> Path | None:
    return next((path for path in (folder / f"{module}.py", folder / module / "__init__.py") if path.exists()), None)


def as_markdown() -> str:
    """The page: a section for each room of base, lowest first."""
    parts = [HEAD]
    for room in ORDER:
        folder = ROOT / "thrive" / "base" / room
        if not (folder / "__init__.py").exists():
            continue
        parts += [f"\n## {room}\n", f"\n{_first_line(folder / '__init__.py')}\n"]
        modules = () if room in PURE else (*OWN_MODULES.get(room, ()), "models", *SHAPE)
        rows = [f"| `{one}` | {_first_line(path)} |\n" for one in modules if (path := _file(folder, one))]
        if rows:
            parts += ["\n| module | what it is |\n", "| --- | --- |\n", *rows]
    return "".join(parts)
