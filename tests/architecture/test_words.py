"""Words and markup that must not be in the repository."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.architecture.repository import name, templates, tracked

MACHINE = "|".join(("/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/", "/ho" + "me/[a-z]"))
UNFINISHED = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "NotImplemented" + "Error"))
ADMITS = "|".join(
    ("lorem " + "ipsum", "for " + "now", "not yet " + "implemented", "coming " + "soon", "real " + "system")
)
REGISTRIES = "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "find" + "-links"))
NO_TEETH = "|".join((r"pytest\.sk" + r"ip\(", r"mark\.sk" + "ip", r"mark\.xf" + "ail", r"assert Tr" + r"ue\b"))
FORBIDDEN = {
    "a path of one machine": re.compile(rf"(?<![\w.]){MACHINE}"),
    "an unfinished marker": re.compile(rf"\b({UNFINISHED})\b"),
    "words that admit a toy": re.compile(rf"\b({ADMITS})\b", re.IGNORECASE),
    "the address of a package registry": re.compile(REGISTRIES),
    "a test without teeth": re.compile(NO_TEETH),
}
TEXT = {".py", ".md", ".html", ".toml", ".txt", ".css", ".js", ".csv", ".json", ".yml", ".sh", ""}
INLINE = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*\snonce=)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
}


def ours(path: Path) -> bool:
    """Whether we wrote the file: not vendored, not somebody else's fixture."""
    return path.suffix in TEXT and "vendor" not in path.parts and "fixtures" not in path.parts


def found(text: str, patterns: dict[str, re.Pattern[str]]) -> list[str]:
    """Line and kind of everything in `text` that a pattern finds."""
    return [
        f"{number}: {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in patterns.items()
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("open('/wo" + "rk/main/x')", "a path of one machine"),
        ("# TO" + "DO: mend", "an unfinished marker"),
        ("Good enough for " + "now.", "words that admit a toy"),
        ("--find" + "-links x", "the address of a package registry"),
        ("@pytest.mark.sk" + "ip", "a test without teeth"),
    ],
)
def test_forbidden_words_are_found(line: str, what: str):
    assert found(line, FORBIDDEN) == [f"1: {what}"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ('<a onclick="x()">', "an inline event handler"),
        ("<script>x()</script>", "an inline script"),
        ("<style>p {}</style>", "a style element"),
    ],
)
def test_inline_styles_and_scripts_are_found(line: str, what: str):
    assert found(line, INLINE) == [f"1: {what}"]


def test_no_forbidden_words():
    wrong = [f"{name(path)}:{one}" for path in tracked() if ours(path) for one in found(path.read_text(), FORBIDDEN)]
    assert not wrong, "\n".join(wrong)


def test_no_inline_styles_or_scripts_in_templates():
    wrong = [f"{name(path)}:{one}" for path in templates() for one in found(path.read_text(), INLINE)]
    assert not wrong, "The content security policy forbids:\n" + "\n".join(wrong)


@pytest.mark.django_db
def test_the_content_security_policy_is_strict():
    policy = Client().get("/accessibility").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
