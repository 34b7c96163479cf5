"""The shapes of what is sent and answered that every room shares."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from thrive.base.history.refs import ALPHABET, LENGTH

_PRINTED = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"  # what no keyboard types, and PostgreSQL does not keep
REF = rf"^[{ALPHABET}]{{{LENGTH}}}$"

Ref = Annotated[str, Field(pattern=REF, description="The outside name of a record")]
Printed = Annotated[str, Field(pattern=_PRINTED)]
Line = Annotated[str, Field(max_length=400, pattern=_PRINTED)]
Prose = Annotated[str, Field(max_length=20_000, pattern=_PRINTED)]
Revision = Annotated[
    str, Field(max_length=40, pattern=r"^[0-9a-f]*$", description="The name of a version; empty for none")
]
PageNumber = Annotated[int, Field(ge=1, le=10_000, description="Pages begin at 1; a number beyond gives the last")]

FIRST_YEAR, LAST_YEAR = 1900, 2199  # of anything that is sent: days are counted from it, and must stay days


def _within(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Year must be between {FIRST_YEAR} and {LAST_YEAR}")
    return day


Day = Annotated[dt.date, AfterValidator(_within)]
Instant = Annotated[AwareDatetime, AfterValidator(_within), Field(description="A time with its zone")]


def one_of(names: Iterable[str]) -> str:
    """The pattern of an answer that is one of these."""
    return f"^({'|'.join(re.escape(one) for one in names)})$"


class Sent(Schema):
    """What a caller sends: nothing but what is named here, so that a misspelt answer is refused, not lost."""

    model_config = ConfigDict(extra="forbid")


class Fault(Schema):
    """One answer that cannot be taken, and what to give instead."""

    field: str
    detail: str


class ProblemDetails(Schema):
    """What went wrong (RFC 9457). `type` names the kind, and stays what it is."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] | None = None
