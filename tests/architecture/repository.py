"""The repository as the architecture tests see it: files, domains, and who may depend on whom.

The arrows are read from the import contracts in `pyproject.toml`, so that they are stated once.
"""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "thrive"
ROOMS_OF_DOMAINS = ("base", "pathway", "oversight")


@dataclass(frozen=True, order=True)
class Domain:
    """A domain of a room; a room without domains (`govuk`, `project`) is its own."""

    room: str
    name: str

    @property
    def folder(self) -> Path:
        return PACKAGE / self.room / self.name

    def __str__(self) -> str:
        return f"{self.room}/{self.name}".rstrip("/")


def domain_of(path: Path | str) -> Domain:
    """The domain a file or a dotted module belongs to."""
    parts = path.split(".")[1:] if isinstance(path, str) else path.relative_to(PACKAGE).parts
    if parts and parts[0] in ROOMS_OF_DOMAINS and len(parts) > 1 and not parts[1].endswith(".py"):
        return Domain(parts[0], parts[1])
    return Domain(parts[0] if parts and not parts[0].endswith(".py") else "", "")


@cache
def domains() -> tuple[Domain, ...]:
    """Every domain folder on disk that holds Python."""
    found = [
        Domain(room, folder.name)
        for room in ROOMS_OF_DOMAINS
        for folder in sorted((PACKAGE / room).iterdir())
        if folder.is_dir() and any(folder.glob("*.py"))
    ]
    return tuple(found)


@cache
def by_label() -> dict[str, Domain]:
    """Domains by app label, which is also their URL namespace and their template folder."""
    return {domain.name: domain for domain in domains()} | {name: Domain(name, "") for name in ("govuk", "project")}


@cache
def _ranks(container: str) -> dict[str, int]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if container in contract.get("containers", ()):
            return {
                name.strip(" ()"): rank
                for rank, layer in enumerate(reversed(contract["layers"]))
                for name in layer.split("|")
            }
    raise LookupError(container)


def may_use(one: Domain, other: Domain) -> bool:
    """Whether the arrows let `one` depend on `other`."""
    if one == other:
        return True
    rooms = _ranks("thrive")
    if one.room != other.room:
        return rooms[one.room] > rooms[other.room]
    within = _ranks(f"thrive.{one.room}")
    return within[one.name] > within[other.name]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """The package's modules, without tests and migrations unless asked for."""
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if path.suffix != ".py" or parts[0] != "thrive":
            continue
        if (not tests and "tests" in parts) or (not migrations and "migrations" in parts):
            continue
        yield path


def templates() -> Iterator[Path]:
    """The package's templates."""
    yield from (path for path in tracked() if path.suffix == ".html" and "templates" in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    """A file as messages name it."""
    return str(path.relative_to(ROOT))


def called(node: ast.Call) -> str:
    """What a call calls, dotted as far as it is plain names: `audit.note`, `reverse`."""
    parts: list[str] = []
    target: ast.expr = node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    parts.append(target.id if isinstance(target, ast.Name) else "")
    return ".".join(reversed(parts))
