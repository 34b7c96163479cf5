"""How a letter looks when it leaves: its HTML, the page it is printed from, and an accessible PDF.

The HTML is made once, in the letter's language, when it is looked at before it is sent, and the same is kept. Sentences
that are the same in every letter stand in the translation files of `locale/`; what its writer says is theirs.
"""

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from thrive.base.casework.rules.letters import LANGUAGES, LARGE, Language, texts_in
from thrive.base.offers import LetterKind

STYLE = Path(__file__).parent / "static" / "casework" / "letter.css"
FONTS = Path(__file__).parents[2] / "govuk" / "static" / "govuk" / "vendor" / "fonts"
DAY = "j F Y"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands on a letter. `to_address` may be empty; `facts` are those of what it is made from."""

    kind: LetterKind
    language: Language
    size: str
    sent_on: dt.date
    office: str
    office_phone: str
    author: str
    author_title: str
    author_phone: str
    to_name: str
    to_address: str
    about: Sequence[str]
    parts: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)


def heading(kind: LetterKind, language: Language) -> str:
    """What a letter of this kind is headed with, in a language."""
    with translation.override(language.code):
        return translation.gettext(kind.heading)


def letter(sheet: Sheet) -> str:
    """The letter as HTML: one article that says its language and direction."""
    with translation.override(sheet.language.code):
        context = {
            "sheet": sheet,
            "language": sheet.language,
            "is_large": sheet.size == LARGE,
            "heading": translation.gettext(sheet.kind.heading),
            "date": date_format(sheet.sent_on, DAY),
            "names": ", ".join(sheet.about),
            "address_lines": lines_of(sheet.to_address),
            "parts": [
                (translation.gettext(one.heading) if one.heading else "", sheet.parts[one.key])
                for one in sheet.kind.parts
                if sheet.parts.get(one.key)
            ],
            "facts": sheet.facts,
        }
        return render_to_string(sheet.kind.template, context).strip()


def lines_of(address: str) -> list[str]:
    """An address as it stands on an envelope: a line for each part."""
    return [part for line in address.splitlines() for one in line.split(",") if (part := one.strip())]


def words_of(sheet: Sheet) -> str:
    """What the writer and the record say in a letter, as plain text, without whom it is to and where they live."""
    with translation.override(sheet.language.code):
        said = [
            one
            for part in sheet.kind.parts
            if sheet.parts.get(part.key)
            for one in (translation.gettext(part.heading) if part.heading else "", sheet.parts[part.key])
            if one
        ]
    return "\n\n".join([*said, *texts_in(sheet.facts)])


def language_of(code: str) -> Language:
    """The language of a letter that was sent, also where nobody writes in it any more."""
    return LANGUAGES.get(code) or Language(code, code)


@lru_cache(maxsize=1)
def can_make_pdf() -> bool:
    """Whether the library that makes PDFs, of the extra `pdf`, is there, with what it needs of the machine."""
    if find_spec("weasyprint") is None:
        return False
    try:
        import weasyprint  # noqa: F401 - a second to load: only once somebody looks at a letter
    except OSError:  # its fonts and shapes come from the system, which may lack them
        return False
    return True


def pdf(html: str, *, title: str, language: Language) -> bytes:
    """An accessible PDF (PDF/UA-1) of a letter. It reads nothing from anywhere: fonts are handed to it. To be asked
    only where `can_make_pdf`."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    document = render_to_string("casework/letters/document.html", {"letter": html, "title": title, "lang": language})
    fonts, fetcher = FontConfiguration(), URLFetcher(allowed_protocols=("data",))
    style = CSS(string=f"{_faces()}\n{STYLE.read_text()}", url_fetcher=fetcher, font_config=fonts)
    whole = HTML(string=document, url_fetcher=fetcher)
    made: bytes = whole.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1", font_config=fonts)
    return made


@lru_cache(maxsize=1)
def _faces() -> str:
    """The shipped fonts as a style sheet that holds them."""
    return "\n".join(
        '@font-face { font-family: "Source Sans 3"; font-weight: 200 900; '
        f'src: url("data:font/woff2;base64,{b64encode(one.read_bytes()).decode()}") format("woff2"); }}'
        for one in sorted(FONTS.glob("*.woff2"))
    )
