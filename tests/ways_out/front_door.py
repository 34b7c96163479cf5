"""Ways out that are pages of the front door."""

import re
from collections.abc import Mapping

from tests.guarded_story import Guard, Story
from tests.ways_out.way import ALL, OWN, PART, Way, on, unlisted
from thrive.base.calendar import clock


def _take_a_contact(story: Story) -> str:
    """The look at who a child may be; only the facts on record count, not what was typed."""
    today = clock.today()
    answers = {
        "do_check": "yes", "form": "school", "channel": "telephone", "received_on-day": today.day,
        "received_on-month": today.month, "received_on-year": today.year, "concern": "A worry.", "in_danger": "no",
        "family_knows": "no", "consent": "not_sought", "part_1": "child", "given_1": "Zofia", "family_1": "Quillbank",
        "born_1-day": "1", "born_1-month": "1", "born_1-year": "2016",
    }  # fmt: skip
    page = story.page("/front-door/contacts/new", answers)
    return "".join(re.findall(r'<td[^>]*data-label="Record".*?</td>|th-small th-quiet">.*?</p>', page, re.DOTALL))


def _matches_as_typed(story: Story) -> str:
    """The same while it is typed."""
    answers = {
        "part_1": "child", "given_1": "Zofia", "family_1": "Quillbank", "born_1-day": "1", "born_1-month": "1",
        "born_1-year": "2016", "postcode_1": "WX7 4QZ",
    }  # fmt: skip
    page = story.page("/front-door/contacts/new/matches", answers)
    return "".join(re.findall(r'<td[^>]*data-label="Record".*?</td>|th-small th-quiet">.*?</p>', page, re.DOTALL))


WAYS: Mapping[str, Way] = {
    "front-door/": Way(
        lambda story: story.page("/front-door/") + story.page("/front-door/?as=table"), tells=(Guard.SEALED,)
    ),
    "front-door/contacts/new": Way(_take_a_contact, tells=OWN + PART),
    "front-door/contacts/new/matches": Way(_matches_as_typed, tells=OWN + PART),
    "front-door/contacts/<str:ref>": on("/front-door/contacts/{contact}", tells=ALL),
    "front-door/contacts/<str:ref>/print": on("/front-door/contacts/{contact}/print", tells=ALL),
    "front-door/contacts/<str:ref>/people/<int:number>": Way(
        lambda story: "".join(
            story.page(f"/front-door/contacts/{story.refs['contact']}/people/{one}") for one in (1, 2)
        ),
        tells=(Guard.SEALED,),
    ),
    "front-door/contacts/<str:ref>/triage": on("/front-door/contacts/{contact}/triage", tells=ALL),
    "front-door/contacts/<str:ref>/ask": Way(
        lambda story: unlisted(story.page(f"/front-door/contacts/{story.refs['contact']}/ask")), tells=(Guard.SEALED,)
    ),
    "front-door/information/<str:ref>": on("/front-door/information/{contact}", tells=()),
    "front-door/referrals/<str:ref>": on("/front-door/referrals/{referral}", tells=ALL),
    "front-door/referrals/<str:ref>/close": on("/front-door/referrals/{referral}/close", tells=()),
    "front-door/referrals/<str:ref>/reopen": on("/front-door/referrals/{referral}/reopen", tells=()),
    "front-door/reports": on("/front-door/reports", tells=()),
    "front-door/reports/<str:ref>": on("/front-door/reports/{contact}", tells=()),
    "front-door/checks/<str:ref>/take-back": Way(
        lambda story: story.page(f"/front-door/checks/{story.refs['check']}/take-back", {}), tells=()
    ),
    "front-door/checks/<str:ref>/link": on("/front-door/checks/{asked}/link", tells=()),
    "front-door/links": Way(lambda story: story.page("/front-door/links"), tells=()),
    "front-door/links/<str:ref>/take-back": Way(lambda story: story.page("/front-door/links/zzz/take-back", {})),
    "by-link": Way(
        lambda story: (
            story.page(f"/by-link?key={story.refs['link_key']}")
            + story.page("/by-link", {"key": story.refs["link_key"]})
        ),
        tells=ALL,
    ),
    "front-door/checks/<str:ref>": on("/front-door/checks/{check}", tells=()),
}
