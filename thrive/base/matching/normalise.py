"""Write the same thing the same way: names, addresses, postcodes, telephone numbers.

What a person typed is kept elsewhere for showing; these forms are for comparing only. Every function
takes any text, harms nothing, and gives the same answer when applied to its own answer.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 1000  # characters of a field that are looked at; longer text is not a name or an address


def _set(words: str) -> frozenset[str]:
    """The words of a list written in one text."""
    return frozenset(words.split())


# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ı": "i", "ə": "e",
     "ŋ": "ng", "ß": "ss", "ŧ": "t"}
)  # fmt: skip
_JOINING = re.compile(r"['’‘`´ʻʼʹʿʾ′＇.·]")  # left out inside a word: O'Brien, St.John
_ASCII_LETTERS = re.compile(r"[A-Za-z]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_TITLES = _set("mr mrs miss ms mx dr master rev revd professor prof")
_PREFIXES = frozenset({"o", "mc", "mac"})  # "O Brien", "Mc Donald": one name written as two

# Words that stand in for a name. The first group is enough where it leads; the second where the rest are fillers.
_NOT_NAMED = _set("baby babygirl babyboy unborn ubb bby newborn infant twin triplet foetus fetus unknown")
_SAY_NOTHING = _NOT_NAMED | _set(
    "male female boy girl child children known named unnamed name nk none tbc tba anon anonymous recorded"
)
_FILLERS = _set("not no yet given available one two three of or and first second son daughter sibling x")


def fold(text: str) -> str:
    """Lower case without accents, marks or the invisible characters that set direction."""
    if text.isascii() and text.isprintable():  # most are; the long way comes to the same
        return text[:LONGEST].lower()
    spaced = "".join(" " if c.isspace() else c for c in text[:LONGEST])
    for _ in range(3):  # a few letters (Turkish dotted I, compatibility forms) need a second turn to settle
        before = spaced
        apart = unicodedata.normalize("NFKD", spaced).casefold().translate(_LETTERS)
        kept = (c for c in apart if not unicodedata.combining(c) and unicodedata.category(c)[0] != "C")
        spaced = unicodedata.normalize("NFC", "".join(kept))
        if spaced == before:
            break
    return spaced


def _letters_only(text: str) -> list[str]:
    """The runs of letters in folded text; vowel signs of other scripts belong to their letters."""
    joined = _JOINING.sub("", text)
    if joined.isascii():
        return _ASCII_LETTERS.findall(joined)
    return "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in joined).split()


def _without_titles(tokens: list[str]) -> list[str]:
    """`tokens` without leading titles, unless nothing else is left."""
    start = 0
    while start < len(tokens) - 1 and tokens[start] in _TITLES:
        start += 1
    return tokens[start:]


def _prefixes_joined(tokens: list[str]) -> list[str]:
    """["o", "brien"] as ["obrien"]; a prefix with nothing after it stays as it is."""
    joined: list[str] = []
    held = ""
    for token in tokens:
        if token in _PREFIXES and not held:
            held = token
        else:
            joined.append(held + token)
            held = ""
    return [*joined, held] if held else joined


def bracketed(text: str) -> str:
    """What stands in brackets after a name, as typed: "Jones" for "Smith (Jones)", often a former name."""
    return " ".join(part[1:-1].strip() for part in _BRACKETS.findall(text[:LONGEST])).strip()


@lru_cache(maxsize=50_000)
def name(text: str) -> str:
    """A name for comparing: "Mrs O'Brien-Łuć (Ward)" becomes "obrien luc".

    Case, accents, apostrophes, full stops, digits and titles go; a hyphen counts as a space; a part in
    brackets goes unless it is all there is. Letters of other scripts stay as they are.
    """
    outside = _BRACKETS.sub(" ", text[:LONGEST])
    tokens = _letters_only(fold(outside)) or _letters_only(fold(text))
    return " ".join(_prefixes_joined(_without_titles(tokens)))


def words(text: str) -> list[str]:
    """The words of `name(text)`, in order."""
    return name(text).split()


def joined(text: str) -> str:
    """`name(text)` without spaces, so that "Ann-Marie", "Ann Marie" and "Annmarie" are one."""
    return name(text).replace(" ", "")


def is_placeholder(text: str) -> bool:
    """Whether a given or family name only stands in for one: "Baby Smith", "Twin 1", "Unborn", "Not known", "?".

    An empty name is missing, not a placeholder. "Baby" leading or closing a name is taken as one, so an
    adult whose name it is loses that word as evidence, and nothing else.
    """
    tokens = words(text)
    if not tokens:
        return bool(text.strip())
    if tokens[0] in _NOT_NAMED or tokens[-1] in ("baby", "unborn"):
        return True
    if tokens == ["n", "a"]:
        return True
    return not _SAY_NOTHING.isdisjoint(tokens) and _SAY_NOTHING.union(_FILLERS).issuperset(tokens)


def usable(text: str) -> str:
    """`name(text)`, or "" where it says nothing about who this is."""
    return "" if is_placeholder(text) else name(text)


# --- Addresses -----------------------------------------------------------------------------------

_STREET_WORDS = {
    "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close", "cres": "crescent", "cresc": "crescent",
    "ct": "court", "crt": "court", "dr": "drive", "drv": "drive", "gdns": "gardens", "gdn": "gardens",
    "grn": "green", "gro": "grove", "grv": "grove", "hse": "house", "ln": "lane", "pk": "park", "pl": "place",
    "sq": "square", "terr": "terrace", "ter": "terrace", "wy": "way", "mt": "mount", "est": "estate",
    "apt": "flat", "apartment": "flat", "flt": "flat", "bldgs": "buildings", "bldg": "building",
    "upr": "upper", "lwr": "lower", "nth": "north", "sth": "south",
}  # fmt: skip
_STREET_ENDS = _set(
    "road street avenue close crescent court drive gardens green grove lane park place square terrace way mount row "
    "walk hill rise view mews yard wharf parade broadway"
)
_HOUSE_NUMBER = re.compile(r"[0-9]+[a-z]?")
_POSTCODE_ANYWHERE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b")


@dataclass(frozen=True)
class AddressLine:
    """The parts of an address that tell homes apart. Each may be empty; all are in comparing form."""

    flat: str
    number: str
    street: str

    @property
    def key(self) -> str:
        """One text that is the same for the same home: "2|14|tanner row"; "" when nothing was read."""
        return f"{self.flat}|{self.number}|{self.street}" if self.street else ""


def _address_tokens(part: str) -> list[str]:
    """One comma part of an address with its abbreviations written out."""
    tokens = "".join(c if c.isalnum() else " " for c in _JOINING.sub("", part)).split()
    out: list[str] = []
    for token in tokens:
        first_word = not any(t.isalpha() and t != "flat" for t in out)
        if token == "st":
            token = "saint" if first_word and len(tokens) > 1 else "street"
        if _HOUSE_NUMBER.fullmatch(token):
            while out and out[-1] in ("no", "number"):
                out.pop()
        out.append(_STREET_WORDS.get(token, token))
    return out


def _address_parts(text: str) -> list[list[str]]:
    """The comma parts of an address, postcode taken out, as words."""
    plain = _POSTCODE_ANYWHERE.sub(" ", fold(text))
    parts = (_address_tokens(part) for part in re.split(r"[,;]", plain))
    return [part for part in parts if part]


def address(text: str) -> str:
    """An address for comparing, without its postcode: "14, Tanner Rd." becomes "14 tanner road"."""
    before, plain = text, " ".join(word for part in _address_parts(text) for word in part)
    while plain != before:  # a postcode or "no 14" may have been torn by punctuation that is gone now
        before, plain = plain, " ".join(word for part in _address_parts(plain) for word in part)
    return plain


def _to_street_end(tokens: list[str]) -> str:
    """The words as far as the kind of street: the town may follow without a comma."""
    for place, token in enumerate(tokens):
        if place and token in _STREET_ENDS:
            return " ".join(tokens[: place + 1])
    return " ".join(tokens)


def ends_street(word: str) -> bool:
    """Whether a word, written out or short, is a kind of street: "Row", "Rd", "st."."""
    token = _JOINING.sub("", fold(word)).strip()
    return token == "st" or _STREET_WORDS.get(token, token) in _STREET_ENDS


def spellings(word: str) -> list[str]:
    """A word of an address with the short forms that are written for it: "road" and "rd"."""
    short = [one for one, whole in _STREET_WORDS.items() if whole == word]
    return [word, *short, *(["st"] if word in ("street", "saint") else [])]


def read_address(text: str) -> AddressLine:
    """Flat, house number and street of an address in one line or several.

    A house with a name and no number is read as the street: what matters is that the same address gives
    the same parts.
    """
    flat = ""
    rest: list[list[str]] = []
    for part in _address_parts(text):
        if part[0] == "flat" and len(part) > 1:
            flat, part = part[1], part[2:]
        if part:
            rest.append(part)
    flattened: list[list[str]] = [part for part in rest if any(_HOUSE_NUMBER.fullmatch(t) for t in part[:1])]
    if not flattened:
        return AddressLine(flat, "", _to_street_end(rest[0]) if rest else "")
    part = flattened[0]
    if len(part) == 1:  # "14, Tanner Row"
        after = rest[rest.index(part) + 1 :]
        return AddressLine(flat, part[0], _to_street_end(after[0]) if after else "")
    return AddressLine(flat, part[0], _to_street_end(part[1:]))


# --- Postcodes -----------------------------------------------------------------------------------

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?|GIR")


def _postcode_characters(text: str) -> str:
    return "".join(c for c in text[:LONGEST].upper() if c.isascii() and c.isalnum())


def postcode(text: str) -> str:
    """A postcode in capitals with one space, "WX4 2PL"; "" if the text has not the shape of one."""
    characters = _postcode_characters(text)
    if characters == "GIR0AA":
        return "GIR 0AA"
    found = _POSTCODE.fullmatch(characters)
    return f"{found[1]} {found[2]}" if found else ""


def outward(text: str) -> str:
    """The first half of a postcode, "E1W" for "E1W 2AB" or for "e1w"; "" if it is neither."""
    whole = postcode(text)
    if whole:
        return whole.split(" ")[0]
    characters = _postcode_characters(text)
    return characters if _OUTWARD.fullmatch(characters) else ""


def district(text: str) -> str:
    """The outward code without a closing letter, "E1" for "E1W": the district as people say it."""
    return outward(text).rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


# --- Telephone numbers ---------------------------------------------------------------------------

_EXTENSION = re.compile(r"(?:x|ext\.?|extension)\s*[0-9]+\s*$", re.IGNORECASE)
_PHONE_CHARACTERS = re.compile(r"[+0-9()\s\-./]+")


def phone(text: str) -> str:
    """A telephone number as digits, "01632960114"; a foreign one keeps its "+"; "" if the text is not one.

    +44 and 0044 become 0, a bracketed (0) goes, an extension goes, and a leading 0 lost by a spreadsheet
    is put back.
    """
    plain = _EXTENSION.sub("", text[:LONGEST].strip())
    if not plain or not plain.isascii() or not _PHONE_CHARACTERS.fullmatch(plain):
        return ""
    abroad = plain.startswith(("+", "00"))
    digits = "".join(c for c in plain.replace("(0)", "") if c.isdigit())
    if abroad:
        digits = digits.removeprefix("00") if plain.startswith("00") else digits
        if not digits.startswith("44"):
            return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else ""
        digits = "0" + digits[2:].removeprefix("0")
    elif len(digits) == 12 and digits.startswith("44"):
        digits = "0" + digits[2:]
    elif len(digits) == 10 and digits[0] in "1237":
        digits = "0" + digits
    right = 10 <= len(digits) <= 11 and digits[0] == "0" and digits[1] != "0"
    return digits if right else ""
