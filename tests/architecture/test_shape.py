"""Every domain has the same inside; folders and files are where a newcomer looks for them."""

from collections.abc import Iterable

import pytest

from tests.architecture.repository import PACKAGE, ROOT, Domain, domains, name, python_files, tracked
from thrive.project import offers
from tools.base_page import OWN_MODULES

SHAPE = {
    "rules", "models", "facts", "permissions", "queries", "actions", "steps", "views", "forms", "urls", "api",
    "invented", "offers",
}  # fmt: skip
FOLDERS = {"templates", "tests", "migrations", "data", "static", "templatetags", "locale"}
PURE = {"calendar", "law", "matching", "offers"}  # libraries: their inside is theirs
SAY_NOTHING = {"core", "utils", "util", "common", "helpers", "helper", "misc", "shared", "lib"}
LONGEST = 400  # lines that are not blank; then a module becomes a folder of the same name


def unexpected(domain: Domain, inside: Iterable[str]) -> list[str]:
    """Names in a domain's folder that its shape does not know."""
    known = SHAPE | FOLDERS | {"__init__", "apps", "__pycache__"} | set(OWN_MODULES.get(domain.name, ()))
    return sorted({one.removesuffix(".py") for one in inside} - known)


def test_a_file_of_another_name_is_found():
    care = Domain("pathway", "care")
    assert unexpected(care, ["__init__.py", "rules.py", "services.py", "manager"]) == ["manager", "services"]


@pytest.mark.parametrize("domain", [one for one in domains() if one.name not in PURE], ids=str)
def test_every_domain_has_the_same_shape(domain: Domain):
    inside = {path.relative_to(domain.folder).parts[0] for path in tracked() if domain.folder in path.parents}
    assert unexpected(domain, inside) == []


def test_every_package_says_what_it_is_for():
    folders = {path.parent for path in python_files(tests=True, migrations=True)}
    assert not [name(folder) for folder in folders if not (folder / "__init__.py").exists()]


def test_no_folder_or_module_of_a_name_that_says_nothing():
    found = {name(path) for path in tracked() if SAY_NOTHING & {part.removesuffix(".py") for part in path.parts}}
    assert not {one for one in found if "/static/" not in one and "/tests/" not in one}


def test_no_module_is_too_long():
    lengths = {path: sum(1 for line in path.read_text().splitlines() if line.strip()) for path in python_files()}
    found = [f"{name(path)}: {lines}" for path, lines in lengths.items() if lines > LONGEST]
    assert not found, "A folder of the same name, split by noun:\n" + "\n".join(found)


def test_every_manifest_of_offers_is_handed_to_base():
    on_disk = {path.parent.name for path in PACKAGE.glob("*/*/offers.py")}
    assert on_disk == {domain.key for domain in offers.DOMAINS}


def test_the_house_rules_are_where_the_readme_says():
    assert (ROOT / "README.md").exists() and (ROOT / "LICENSE").exists()
