"""Ways out that are operations of the API over work and the front door: a part of the table in `tests/ways_out.py`."""

import json
from collections.abc import Mapping
from typing import Any

from tests.guarded_story import Guard, Story
from tests.way import Way

ALL = (Guard.RESTRICTED, Guard.ADDRESS, Guard.SEALED)
OWN = (Guard.RESTRICTED, Guard.SEALED)
OWN_NAME = (Guard.SEALED,)
PART = (Guard.SEALED_PART,)


def call(path: str, data: Mapping[str, Any] | None = None, *, tells: tuple[Guard, ...] = ()) -> Way:
    """An operation about her, or about what is in the story under a name; posted where there is data."""
    return Way(lambda story: story.call(path.format(ref=story.zofia.ref, **story.refs), data), tells=tells)


def _worry(**more: Any) -> dict[str, Any]:
    return {
        "concern": "A worry.", "in_danger": "no", "family_knows": "no", "consent": "not_sought",
        "people": [{"given": "Zofia", "family": "Quillbank", "born_on": "2016-01-01"}], **more,
    }  # fmt: skip


def _candidates(story: Story) -> str:
    """Who a child may be; only the facts on record count, not what was sent."""
    ref = json.loads(story.call("/contacts", _worry(form="school")))["ref"]
    found = json.loads(story.call(f"/contacts/{ref}/people/1/candidates"))["candidates"]
    return " ".join(f"{one['note']} {one['lead']} {[row['recorded'] for row in one['compared']]}" for one in found)


_WHY = {"why": "She is another child."}
_JUDGED = {"number": 1, "outcome": "nfa", "level": "universal", "reason": "Nothing."}

WAYS: Mapping[str, Way] = {
    "api/v1/contacts": Way(
        lambda story: story.call("/contacts") + story.call("/contacts", _worry(form="school")), tells=OWN_NAME
    ),
    "api/v1/contacts/<ref>": call("/contacts/{contact}", tells=ALL),
    "api/v1/contacts/<ref>/people/<number>/candidates": Way(_candidates, tells=OWN + PART),
    "api/v1/contacts/<ref>/people/<number>/who": call("/contacts/{contact}/people/1/who", {"said": "unknown"}),
    "api/v1/contacts/<ref>/people/<number>/who/take-back": call("/contacts/{contact}/people/1/who/take-back", _WHY),
    "api/v1/contacts/<ref>/triage": call("/contacts/{contact}/triage", {"urgency": "now"}),
    "api/v1/contacts/<ref>/decisions": call("/contacts/{contact}/decisions", {"children": [_JUDGED]}),
    "api/v1/contacts/<ref>/checks": call(
        "/contacts/{contact}/checks",
        {"organisation": "222222222222", "about": [1, 2], "question": "What?", "basis": "public_task"},
    ),
    "api/v1/information/<ref>": call("/information/{contact}"),
    "api/v1/information/<ref>/read": call("/information/{contact}/read", {}),
    "api/v1/referrals/<ref>": call("/referrals/{referral}"),
    "api/v1/referrals/<ref>/decisions": call(
        "/referrals/{referral}/decisions", {"responses": ["nfa"], "reason": "Nothing.", "family_told": "no"}
    ),
    "api/v1/checks": call("/checks"),
    "api/v1/checks/<ref>": call("/checks/{check}"),
    "api/v1/checks/<ref>/answer": call("/checks/{check}/answer", {"kind": "nothing"}),
    "api/v1/checks/<ref>/take-back": call("/checks/{check}/take-back", {}),
    "api/v1/reports": Way(lambda story: story.call("/reports") + story.call("/reports", _worry())),
    "api/v1/reports/<ref>": call("/reports/{contact}"),
}

_LEVELS_OF_NEED = "what levels of need mean"
QUIET: Mapping[str, str] = {
    "api/v1/contacts/questions": "what is asked of a contact, and what the keys mean",
    "api/v1/contacts/workers": "who works at the front door",
    "api/v1/partners": "bodies that can be asked, all of them",
    "api/v1/thresholds": _LEVELS_OF_NEED,
    "api/v1/thresholds/<ref>": _LEVELS_OF_NEED,
    "api/v1/thresholds/<ref>/check": _LEVELS_OF_NEED,
    "api/v1/thresholds/<ref>/take-back": _LEVELS_OF_NEED,
}
