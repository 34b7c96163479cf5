"""What the browser is sent: complete, named with its licence, and coloured in one place."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, StaticFilesStorage

ROOM = Path(__file__).parent.parent
STATIC = ROOM / "static/govuk"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))

HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def test_the_manifest_names_every_file_and_its_hash():
    named = {path: digest for package in MANIFEST for path, digest in package["sha256"].items()}
    shipped = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert shipped == named


def test_licences_are_free_and_shipped():
    assert {package["licence"] for package in MANIFEST} <= {"MIT", "0BSD", "OFL-1.1"}
    for package in MANIFEST:
        assert any(path.startswith("licences/") for path in package["sha256"]), package["name"]


def test_nothing_of_gov_uk_that_is_not_ours_to_use():
    for path in VENDOR.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@font-face" not in text
        assert not re.search(r"url\([^)]*(?:crest|crown|/assets/)", text)
    assert not [path for path in VENDOR.rglob("*") if re.search("crest|crown|favicon|logotype", path.name)]


def test_every_file_that_a_style_sheet_names_is_shipped():
    for sheet in STATIC.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        for url in re.findall(r"url\([\"']?([^)\"']+)", text):
            if not url.startswith(("data:", "#")):
                assert (sheet.parent / url).is_file(), f"{sheet.name} names {url}"


def test_static_files_can_be_hashed(tmp_path):
    """The manifest storage refuses a style sheet that names a missing file; production uses it."""
    storage = ManifestStaticFilesStorage(location=tmp_path)
    source = StaticFilesStorage(location=ROOM / "static")
    files = {}
    for path in (ROOM / "static").rglob("*"):
        if path.is_file():
            name = path.relative_to(ROOM / "static").as_posix()
            with source.open(name) as opened:
                storage.save(name, opened)
            files[name] = (storage, name)
    outcomes = list(storage.post_process(files))
    assert not [outcome for _, _, outcome in outcomes if isinstance(outcome, Exception)]


def test_the_layout_asks_only_for_files_that_are_there():
    text = (ROOM / "templates/govuk/page.html").read_text(encoding="utf-8")
    names = re.findall(r'{% static "([^"]+)"', text)
    assert names
    assert all(finders.find(name) for name in names)


def test_scripts_import_only_what_is_shipped():
    for name in re.findall(r'from "\./([^"]+)"', (STATIC / "thrive.js").read_text(encoding="utf-8")):
        assert (STATIC / name).is_file()


@pytest.mark.parametrize("path", sorted((ROOM / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_colours_stand_in_the_style_sheet_or_in_drawings(path):
    text = re.sub(r"<svg.*?</svg>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r'(?:href|url|why_url)="#[^"]*"', "", text)
    assert not HEX.findall(text.replace("&#", ""))


def test_rules_of_the_style_sheet_use_named_colours():
    text = (STATIC / "thrive.css").read_text(encoding="utf-8")
    named, rules = text.split("/* ---------- type", 1)
    screen = re.sub(r"/\*.*?\*/", "", rules.replace("#000", ""), flags=re.DOTALL)
    assert not HEX.findall(re.sub(r"url\([^)]*\)", "", screen))


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 4.5), ("ink-2", "paper", 4.5), ("pine-2", "pine", 4.5), ("link", "surface", 4.5),
        ("visited", "surface", 4.5), ("late", "late-wash", 4.5), ("soon", "soon-wash", 4.5), ("done", "done-wash", 4.5),
        ("need-1-text", "need-1", 4.5), ("need-2-text", "need-2", 4.5), ("need-3-text", "need-3", 4.5),
        ("care-text", "care-wash", 4.5), ("surface", "care", 4.5), ("surface", "teal", 4.5),
        ("teal-dark", "teal-wash", 4.5),
        ("control", "surface", 3), ("control", "paper", 3), ("ink", "focus-wash", 4.5), ("focus", "pine", 3),
    ],
)  # fmt: skip
def test_colours_can_be_told_apart(text, ground, least):
    named = dict(re.findall(r"--th-([\w-]+): (#[0-9a-f]{6})", (STATIC / "thrive.css").read_text(encoding="utf-8")))
    light, dark = sorted((luminance(named[text]), luminance(named[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_the_first_page_is_light():
    """Under 300 kB compressed for style, script and the font every page needs."""
    text = (ROOM / "templates/govuk/page.html").read_text(encoding="utf-8")
    asked = {STATIC.parent / name for name in re.findall(r'{% static "([^"]+)"', text)}
    asked |= {STATIC / name for name in re.findall(r'from "\./([^"]+)"', (STATIC / "thrive.js").read_text("utf-8"))}
    asked.add(VENDOR / "fonts/source-sans-3-latin-wght-normal.woff2")
    assert sum(len(gzip.compress(path.read_bytes())) for path in asked) < 300 * 1024
