"""What can go wrong at the front door. Pages turn these into messages beside the field."""

from thrive.base.access.errors import BadAnswer


class ContactFault(BadAnswer):
    """A contact, a check or a decision cannot be written like this. `field` names the answer to mend, `number` the
    person of the contact it is about."""

    def __init__(self, message: str, *, field: str = "", number: int | None = None) -> None:
        """Keep the person."""
        super().__init__(message, field=field)
        self.number = number


class AlreadyMade(Exception):
    """The same form was sent before: its link was shown then, and cannot be shown again."""
