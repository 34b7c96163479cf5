"""`Source`: the text a rule comes from."""

from dataclasses import dataclass
from datetime import date

from thrive.base.law.marks import Confidence, Kind, Status


@dataclass(frozen=True, kw_only=True)
class Source:
    """A statute, regulation, guidance or other text, as far as one rule rests on it.

    `title` names the provision or chapter; `url` is a page that lasts, not a file on it.
    `in_force_from` is None until the text commences; `in_force_to` is the first day on which it no
    longer was in force. `checked` is the day a person last looked it up. `edition` is compulsory for
    guidance, which is replaced without changing its name. `note` says what a reader should know
    about how the words were read.

    Raises ValueError for a source that contradicts itself.
    """

    title: str
    url: str
    kind: Kind
    status: Status
    confidence: Confidence
    in_force_from: date | None
    checked: date
    in_force_to: date | None = None
    edition: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a source that contradicts itself."""
        began, ended = self.in_force_from, self.in_force_to
        has_been_in_force = self.status in (Status.IN_FORCE, Status.REPEALED)
        checks = [
            (not self.title, "a source needs a title"),
            (not self.url.startswith("https://"), "a source needs an https address"),
            (self.kind is Kind.STATUTORY_GUIDANCE and not self.edition, "guidance must name its edition"),
            (has_been_in_force and began is None, "say since when it has been in force"),
            (self.status is Status.REPEALED and ended is None, "say until when it was in force"),
            (began is not None and ended is not None and ended <= began, "it ended before it began"),
        ]
        for is_wrong, words in checks:
            if is_wrong:
                raise ValueError(f"{self.title or 'A source'}: {words}")

    @property
    def citation(self) -> str:
        """How it is cited, with the edition: "Working Together ..., chapter 3 (2026 edition)"."""
        return f"{self.title} ({self.edition} edition)" if self.edition else self.title

    def in_force_on(self, day: date) -> bool:
        """Whether the text itself was in force on `day`, leaving local commencement aside."""
        if self.status not in (Status.IN_FORCE, Status.REPEALED) or self.in_force_from is None:
            return False
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)
