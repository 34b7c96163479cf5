"""What can go wrong when people's facts are recorded. Pages turn these into messages beside the field."""


class CannotBe(Exception):
    """What was said of people cannot be so, or cannot be written down this way."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Doubtful(Exception):
    """It may be so, but is unlikely enough to be asked about: the same with `confirmed=True` goes through."""

    def __init__(self, question: str, *, field: str = "confirmed") -> None:
        super().__init__(question)
        self.field = field
