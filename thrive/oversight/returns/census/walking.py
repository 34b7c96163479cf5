"""Walking an XML file from somewhere else: once through, one subtree at a time, with exact lines.

Python's expat is used rather than lxml: lxml does not know lines past 65,535, which a census of two thousand
children has, and it took five times as long. No document type, entity or other file is ever read.
"""

import codecs
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from xml.parsers import expat

from thrive.oversight.returns.findings import CannotRead

CHUNK = 1 << 16  # characters
DEEPEST = 40
DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WINDOWS = "windows-1252"

_CUT_SHORT = {
    expat.errors.codes[one]
    for one in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class Node:
    """An element: its name without a prefix, the line it begins on, its own text, its elements."""

    __slots__ = ("children", "line", "name", "own")

    def __init__(self, name: str, line: int) -> None:
        self.name, self.line = name, line
        self.own = ""  # text as it stands in the file, without pieces of blank
        self.children: Sequence[Node] = ()

    @property
    def text(self) -> str:
        """Its own text, blanks folded; empty where there is none."""
        return " ".join(self.own.split())

    def child(self, name: str) -> "Node | None":
        """The last of its elements with this name."""
        return next((one for one in reversed(self.children) if one.name == name), None)

    def everything(self) -> "Iterator[Node]":
        """Itself and all below it, in the order of the file."""
        yield self
        for one in self.children:
            yield from one.everything()


def encoding_of(path: Path) -> str:
    """The encoding a file says it has: by its first bytes, then its declaration, then UTF-8 as XML has it."""
    with path.open("rb") as file:
        start = file.read(400)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    if start[:4] in (b"<\0?\0", b"<\0M\0"):
        return "utf-16-le"
    if start[:4] in (b"\0<\0?", b"\0<\0M"):
        return "utf-16-be"
    found = DECLARED.match(start)
    name = found[1].decode() if found else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return WINDOWS
    return "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec  # two-byte text would not have begun "<?"


def walk(
    path: Path,
    *,
    root: str,
    stop_at: Collection[str],
    encoding: str,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Node]:
    """The elements named in `stop_at` as they end, wherever they stand, each forgotten once it has been used.

    Raises CannotRead for a file that is not whole and well-formed XML with `root` at its top, and
    UnicodeDecodeError where it is not in `encoding`.
    """
    builder = _Builder(root, stop_at)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        while chunk := text.read(CHUNK):
            yield from builder.feed(chunk)
            if progress:
                progress(raw.tell())
    yield from builder.close()


class _Builder:
    """Builds small trees from what the parser tells."""

    def __init__(self, root: str, stop_at: Collection[str]) -> None:
        self.root, self.stop_at = root, frozenset(stop_at)
        self.stack: list[Node] = []
        self.done: list[Node] = []
        self.has_begun = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse_document_type

    def feed(self, text: str) -> Iterator[Node]:
        """Take some more text; gives the elements that ended in it."""
        try:
            self.parser.Parse(text, False)
        except expat.ExpatError as problem:
            raise CannotRead(self.words(problem)) from problem
        yield from self._taken()

    def close(self) -> Iterator[Node]:
        """There is no more."""
        try:
            self.parser.Parse("", True)
        except expat.ExpatError as problem:
            raise CannotRead(self.words(problem)) from problem
        yield from self._taken()

    def _taken(self) -> Iterator[Node]:
        done, self.done = self.done, []
        yield from done

    def start(self, name: str, _attributes: object) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        if not self.has_begun:
            self.has_begun = True
            if name != self.root:
                raise CannotRead(f"The file begins with {name[:40]}, not {self.root}, so it is not a census.")
        elif len(self.stack) > DEEPEST:
            raise CannotRead(f"Line {self.parser.CurrentLineNumber} is nested too deeply. A census never is.")
        self.stack.append(Node(name, self.parser.CurrentLineNumber))

    def end(self, _name: str) -> None:
        """An element ends."""
        node = self.stack.pop()
        if node.name in self.stop_at:
            self.done.append(node)
        elif self.stack:
            above = self.stack[-1]
            above.children = [node] if not above.children else [*above.children, node]

    def characters(self, text: str) -> None:
        """Text of the element that is open."""
        if text and not text.isspace():
            self.stack[-1].own += text

    def refuse_document_type(self, *_: object) -> None:
        """Entities are declared there: those that swallow memory, and those that read other files."""
        raise CannotRead("The file declares a document type. A census never does, and Thrive does not read those.")

    def words(self, problem: expat.ExpatError) -> str:
        """What is wrong with the file as a whole, in one line."""
        if problem.code in _CUT_SHORT and self.has_begun:
            return (
                f"The file stops in the middle, at line {problem.lineno}. Export it again and check that it arrived "
                "whole."
            )
        if not self.has_begun:
            return "The file is empty, or is not XML."
        return f"The file is not well-formed XML: line {problem.lineno}: {expat.ErrorString(problem.code)}."
