"""One-time links: what they are for. How long they last stands in `timescales`."""

from collections.abc import Mapping
from enum import StrEnum

TRIES_COUNT_FOR_MINUTES = 60
TRIES = 30  # of links that cannot be used, from one address in that time; then none is looked at. Our own number


class LinkFor(StrEnum):
    """What somebody who does not sign in may do with a link, once."""

    REPORT = "report"
    ANSWER = "answer"


LINKS_FOR: Mapping[LinkFor, str] = {
    LinkFor.REPORT: "Tell the front door of a worry",
    LinkFor.ANSWER: "Answer a question of the front door",
}
