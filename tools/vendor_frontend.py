"""Refresh the front-end files that Thrive ships, from published npm packages.

Only maintainers run this, when a package is raised: `python tools/vendor_frontend.py`. It needs `npm`; nobody
else does, because what it writes is committed. It keeps compiled style sheets, scripts, two font files and
licences, and leaves out what may be used only on GOV.UK addresses (its typeface, crown, crest and icons). It ends
by writing `manifest.json`: name, version, licence and SHA-256 of every file kept.

The component fixtures that govuk-frontend publishes are kept beside the tests that compare our partials with them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "thrive/govuk/static/govuk/vendor"
FIXTURES = ROOT / "thrive/govuk/tests/fixtures"

MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One npm package at one version, and which of its files we keep.

    `files` maps a path inside the package to a path under the vendor folder. `licence_file` is the package's own
    licence text; where it ships none, `holder` fills in the MIT text instead.
    """

    name: str
    version: str
    files: dict[str, str]
    licence_file: str = ""
    holder: str = ""
    images: tuple[str, ...] = field(default=())

    @property
    def folder(self) -> str:
        """The package name as one folder-safe word."""
        return self.name.lstrip("@").replace("/", "-")


PACKAGES = (
    Package(
        "govuk-frontend",
        "6.6.0",
        {
            "dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
            "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
        },
        holder="2017 Crown Copyright (Government Digital Service)",
    ),
    Package(
        "@ministryofjustice/frontend",
        "11.1.0",
        {"moj/moj-frontend.min.css": "moj-frontend.min.css", "moj/moj-frontend.min.js": "moj-frontend.min.js"},
        holder="2021 dxw, MOJ Digital & Technology",
        images=("moj/assets/images",),
    ),
    Package("htmx.org", "2.0.11", {"dist/htmx.min.js": "htmx.min.js"}, licence_file="LICENSE"),
    Package(
        "accessible-autocomplete",
        "3.0.1",
        {
            "dist/accessible-autocomplete.min.css": "accessible-autocomplete.min.css",
            "dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js",
        },
        licence_file="LICENSE.txt",
    ),
    Package(
        "@fontsource-variable/source-sans-3",
        "5.3.0",
        {
            f"files/source-sans-3-{part}-wght-normal.woff2": f"fonts/source-sans-3-{part}-wght-normal.woff2"
            for part in ("latin", "latin-ext")
        },
        licence_file="LICENSE",
    ),
)

# Components whose partials are compared with the fixtures their makers publish.
GOLDEN = (
    "back-link", "breadcrumbs", "button", "character-count", "checkboxes", "date-input", "details",
    "error-message", "error-summary", "fieldset", "file-upload", "hint", "input", "inset-text", "label",
    "notification-banner", "pagination", "radios", "select", "skip-link", "summary-list", "table", "tabs", "tag",
    "task-list", "textarea", "warning-text",
)  # fmt: skip

SOURCE_MAP = re.compile(r"\s*(?:/\*[#@]\s*sourceMappingURL=[^*]*\*/|//[#@]\s*sourceMappingURL=\S*)\s*$")
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
ASSET = re.compile(r"url\((['\"]?)/assets/images/([^)'\"]+)\1\)")


def fetch(package: Package, into: Path) -> Path:
    """Download and unpack one package with npm; returns the folder that holds its files."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=into, check=True, capture_output=True, text=True,
    )  # fmt: skip
    unpacked = into / package.folder
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(unpacked, filter="data")
    return next(unpacked.iterdir())


def clean_css(text: str) -> tuple[str, set[str]]:
    """Take out the GOV.UK typeface and crest and every source-map reference; name the images still wanted.

    Image addresses become relative, because static files may be served from any prefix and the manifest storage
    refuses a style sheet that names a file it does not ship.
    """
    wanted: set[str] = set()

    def point_at(match: re.Match[str]) -> str:
        name = match.group(2)
        if "crest" in name or "crown" in name:
            return "none"
        wanted.add(name)
        return f"url(images/{name})"

    text = ASSET.sub(point_at, FONT_FACE.sub("", SOURCE_MAP.sub("\n", text)))
    return text, wanted


def keep(package: Package, source: Path) -> list[Path]:
    """Copy one package's wanted files, cleaned, into the vendor folder; returns what was written."""
    written: list[Path] = []
    for inside, outside in package.files.items():
        target = VENDOR / outside
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".css":
            text, wanted = clean_css((source / inside).read_text(encoding="utf-8"))
            target.write_text(text, encoding="utf-8")
            for name in sorted(wanted):
                image = VENDOR / "images" / name
                image.parent.mkdir(exist_ok=True)
                shutil.copyfile(next(source / folder / name for folder in package.images), image)
                written.append(image)
        elif target.suffix == ".js":
            script = SOURCE_MAP.sub("\n", (source / inside).read_text(encoding="utf-8"))
            target.write_text(script, encoding="utf-8")
        else:
            shutil.copyfile(source / inside, target)
        written.append(target)
    licence = VENDOR / "licences" / f"{package.folder}.txt"
    licence.parent.mkdir(exist_ok=True)
    text = (source / package.licence_file).read_text(encoding="utf-8") if package.licence_file else ""
    licence.write_text(text or MIT.format(holder=package.holder), encoding="utf-8")
    return [*written, licence]


def keep_fixtures(source: Path) -> None:
    """Keep name, options and expected HTML of each published fixture of the components we wrap."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for component in GOLDEN:
        published = json.loads((source / f"dist/govuk/components/{component}/fixtures.json").read_text("utf-8"))
        slim = [{key: case[key] for key in ("name", "options", "html")} for case in published["fixtures"]]
        text = json.dumps(slim, ensure_ascii=False, indent=1, sort_keys=True)
        (FIXTURES / f"{component}.json").write_text(text + "\n", encoding="utf-8")


def describe(package: Package, source: Path, written: list[Path]) -> dict[str, object]:
    """The manifest entry of one package."""
    licence = json.loads((source / "package.json").read_text(encoding="utf-8"))["license"]
    files = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(set(written))
    }
    return {"name": package.name, "version": package.version, "licence": licence, "sha256": files}


def main() -> int:
    """Replace the vendor folder and the fixtures; returns the exit code."""
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    VENDOR.mkdir(parents=True)
    entries = []
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            source = fetch(package, Path(scratch))
            entries.append(describe(package, source, keep(package, source)))
            if package.name == "govuk-frontend":
                keep_fixtures(source)
    (VENDOR / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    print(f"Kept {sum(1 for path in VENDOR.rglob('*') if path.is_file())} files in {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
