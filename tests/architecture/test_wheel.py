"""`pip install` gives users everything they need: templates, static files, code lists, and the command."""

import zipfile

from hatchling.builders.wheel import WheelBuilder

from tests.architecture.repository import PACKAGE, ROOT, tracked


def test_the_wheel_holds_the_whole_package_without_its_tests(tmp_path):
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built) as wheel:
        inside = {name for name in wheel.namelist() if name.startswith("thrive/")}
        entry_points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        assert "thrive = thrive.project.cli:main" in wheel.read(entry_points).decode()
    ours = {
        str(path.relative_to(ROOT))
        for path in tracked()
        if PACKAGE in path.parents and "tests" not in path.relative_to(PACKAGE).parts
    }
    assert ours - inside == set()
    assert not [name for name in inside if "/tests/" in name]
    assert any(name.endswith("govuk-frontend.min.css") for name in inside)
