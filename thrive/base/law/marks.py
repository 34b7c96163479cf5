"""The three marks every source carries: its kind, its standing, and how surely it was read."""

from enum import StrEnum


class Kind(StrEnum):
    """What kind of text a duty comes from, from the strongest to the weakest."""

    STATUTE = "statute"
    REGULATION = "regulation"
    STATUTORY_GUIDANCE = "statutory_guidance"
    PRACTICE_STANDARD = "practice_standard"
    GRANT_CONDITION = "grant_condition"
    LOCAL = "local"

    @property
    def label(self) -> str:
        """What a page calls it."""
        return "Local procedure" if self is Kind.LOCAL else self.value.replace("_", " ").capitalize()

    @property
    def is_opted_into(self) -> bool:
        """Whether it binds only the authorities that adopted it or were funded for it."""
        return self in (Kind.GRANT_CONDITION, Kind.LOCAL)


class Status(StrEnum):
    """Where a text stands on its way into and out of force."""

    IN_FORCE = "in_force"
    ENACTED_NOT_COMMENCED = "enacted_not_commenced"
    POWER_ONLY = "power_only"
    CONSULTATION = "consultation"
    EXPECTED = "expected"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        """What a page calls it."""
        return _STATUS_LABELS[self]

    @property
    def can_commence(self) -> bool:
        """Whether a commencement can bring it into force: Parliament must have made it first."""
        return self in (Status.IN_FORCE, Status.ENACTED_NOT_COMMENCED, Status.POWER_ONLY)


_STATUS_LABELS = {
    Status.IN_FORCE: "In force",
    Status.ENACTED_NOT_COMMENCED: "Enacted, not commenced",
    Status.POWER_ONLY: "Power to make regulations only",
    Status.CONSULTATION: "In consultation",
    Status.EXPECTED: "Expected",
    Status.REPEALED: "No longer in force",
}


class Confidence(StrEnum):
    """How surely the words of the text are known to whoever declared the rule."""

    READ = "read"
    READ_SECOND_HAND = "read_second_hand"
    NOT_REREAD = "not_reread"
    UNCONFIRMED = "unconfirmed"

    @property
    def label(self) -> str:
        """What a page calls it."""
        return _CONFIDENCE_LABELS[self]


_CONFIDENCE_LABELS = {
    Confidence.READ: "Read at the source",
    Confidence.READ_SECOND_HAND: "Read second hand",
    Confidence.NOT_REREAD: "Well known, not read again",
    Confidence.UNCONFIRMED: "Unconfirmed",
}
