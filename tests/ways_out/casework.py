"""Ways out that are pages of work: tasks, hand-overs, meetings, plans, letters."""

import re
from collections.abc import Mapping
from typing import Any

from tests.guarded_story import Guard, Story
from tests.ways_out.way import ALL, OWN, OWN_NAME, Way, both, on, unlisted
from thrive.base.calendar import clock

MEETINGS = ("own_meeting", "shared_meeting")
LETTERS = ("own_letter", "shared_letter")


def _meetings(path: str, **more: Any) -> Way:
    """A page of the meeting about her alone, and the same of the one about both children."""
    return Way(lambda story: "".join(story.page(f"/meetings/{story.refs[one]}{path}") for one in MEETINGS), **more)


def _what_a_seat_is_sent(story: Story) -> str:
    """What an invitation and the minutes would look like, as far as their form opens."""
    found = ""
    for seat, kind in (("shared_seat", "invitation"), ("own_seat", "minutes"), ("own_seat", "plain_minutes")):
        address = f"/seats/{story.refs[seat]}/letters/casework.{kind}"
        story.client.force_login(story.friend)
        raw = story.client.get(address, follow=True).content.decode()
        slips = re.findall(r'name="draft_slip" value="([^"]+)"', raw)
        today = clock.today()
        answers = {
            "draft_slip": slips[0] if slips else "", "says": "Hello.", "language": "en-gb", "size": "ordinary",
            "how": "hand", "sent_on-day": today.day, "sent_on-month": today.month, "sent_on-year": today.year,
        }  # fmt: skip
        found += story.page(address) + story.page(address, answers)
    return found


def _plans(path: str, **more: Any) -> Way:
    """A page of the plan for her alone, and the same of the one for both children."""
    return Way(
        lambda story: "".join(story.page(f"/plans/{story.refs[one]}{path}") for one in ("own_plan", "shared_plan")),
        **more,
    )


def _copy_of_a_plan(story: Story) -> str:
    """What a copy for her father, and for her, would look like, as far as its form opens."""
    found = ""
    for to in (story.tomasz, story.zofia):
        address = f"/plans/{story.refs['shared_plan']}/copy"
        story.client.force_login(story.friend)
        raw = story.client.get(address, follow=True).content.decode()
        slips = re.findall(r'name="draft_slip" value="([^"]+)"', raw)
        today = clock.today()
        answers = {
            "draft_slip": slips[0] if slips else "", "to": f"person-{to.ref}", "language": "en-gb", "size": "ordinary",
            "how": "post", "sent_on-day": today.day, "sent_on-month": today.month, "sent_on-year": today.year,
        }  # fmt: skip
        found += story.page(address) + story.page(address, answers)
    return found


def _write_a_letter(story: Story) -> str:
    """The form of a letter and, as far as it opens, what the letter to her father would look like."""
    story.client.force_login(story.friend)
    found = ""
    for one in (story.zofia, story.filip, story.tomasz):
        address = f"/people/{one.ref}/letters/new/casework.family_letter"
        raw = story.client.get(address, follow=True).content.decode()
        slips = re.findall(r'name="draft_slip" value="([^"]+)"', raw)
        today = clock.today()
        answers = {
            "draft_slip": slips[0] if slips else "", "about": [one.ref], "to": f"person-{story.tomasz.ref}",
            "says": "Hello.", "language": "en-gb", "size": "ordinary", "how": "post", "sent_on-day": today.day,
            "sent_on-month": today.month, "sent_on-year": today.year,
        }  # fmt: skip
        found += story.page(address) + story.page(address, answers)
        for_her = {**answers, "to": f"person-{story.zofia.ref}"}
        found += story.page(address, for_her)
    return found


def _letters_as_pdf(story: Story) -> str:
    """Whether a PDF comes at all: its text is packed, so its being one is what would tell."""
    story.client.force_login(story.friend)
    answers = [story.client.get(f"/letters/{story.refs[one]}/pdf") for one in LETTERS]
    return "".join("Vexholm Pomegranate Quillbank" for one in answers if one["Content-Type"] == "application/pdf")


def _send_a_letter_by_call(story: Story) -> str:
    body = {
        "kind": "casework.family_letter", "about": [{"ref": story.zofia.ref}], "to_person": story.zofia.ref,
        "parts": [{"key": "says", "text": "Hello."}], "how": "post", "sent_on": clock.today().isoformat(),
    }  # fmt: skip
    made = story.call("/letters", body)
    ref = re.findall(r'"ref": ?"([^"]+)"', made)
    return made + (story.call(f"/letters/{ref[0]}") if ref else "")


WAYS: Mapping[str, Way] = {
    "": Way(lambda story: story.page("/"), tells=ALL),
    "tasks/<str:ref>": Way(lambda story: story.page(f"/tasks/{story.refs['task']}"), tells=ALL),
    "tasks/<str:ref>/pass-on": Way(
        lambda story: unlisted(story.page(f"/tasks/{story.refs['task']}/pass-on")), tells=()
    ),
    "tasks/<str:ref>/dismiss": Way(lambda story: story.page(f"/tasks/{story.refs['task']}/dismiss"), tells=()),
    "handovers/<str:ref>": Way(lambda story: story.page(f"/handovers/{story.refs['handover']}"), tells=ALL),
    "handovers/<str:ref>/to": Way(
        lambda story: unlisted(story.page(f"/handovers/{story.refs['forward']}/to")), tells=OWN_NAME
    ),
    "handovers/<str:ref>/take-back": Way(
        lambda story: story.page(f"/handovers/{story.refs['handover']}/take-back"), tells=()
    ),
    "handovers/<str:ref>/read": Way(lambda story: story.page(f"/handovers/{story.refs['handover']}/read"), tells=ALL),
    "people/<str:ref>/workers": both("/people/{ref}/workers", tells=ALL),
    "people/<str:ref>/workers/print": both("/people/{ref}/workers/print", tells=ALL),
    "people/<str:ref>/workers/allocate": Way(
        lambda story: "".join(
            unlisted(story.page(f"/people/{one.ref}/workers/allocate")) for one in (story.zofia, story.filip)
        ),
        tells=ALL,
    ),
    "people/<str:ref>/workers/hand-over/<str:kind>": Way(
        lambda story: "".join(
            unlisted(story.page(f"/people/{one.ref}/workers/hand-over/share")) for one in (story.zofia, story.filip)
        ),
        tells=ALL,
    ),
    "team": Way(lambda story: story.page("/team"), tells=()),
    "team/<str:ref>/<str:which>": Way(lambda story: story.page(f"/team/{story.named.ref}/all"), tells=()),
    "team/<str:ref>/move": Way(lambda story: unlisted(story.page(f"/team/{story.named.ref}/move")), tells=()),
    "people/<str:ref>/letters": both("/people/{ref}/letters", tells=(Guard.ADDRESS, Guard.RESTRICTED, Guard.SEALED)),
    "people/<str:ref>/letters/print": both(
        "/people/{ref}/letters/print", tells=(Guard.ADDRESS, Guard.RESTRICTED, Guard.SEALED)
    ),
    "people/<str:ref>/letters/new": both("/people/{ref}/letters/new", tells=OWN),
    "people/<str:ref>/letters/new/<str:kind>": Way(_write_a_letter, tells=ALL),
    "letters/<str:ref>": Way(
        lambda story: "".join(story.page(f"/letters/{story.refs[one]}") for one in LETTERS), tells=ALL
    ),
    "letters/<str:ref>/print": Way(
        lambda story: "".join(story.page(f"/letters/{story.refs[one]}/print") for one in LETTERS), tells=ALL
    ),
    "letters/<str:ref>/pdf": Way(_letters_as_pdf, tells=ALL),
    "letters/<str:ref>/received": Way(
        lambda story: "".join(story.page(f"/letters/{story.refs[one]}/received") for one in LETTERS), tells=OWN_NAME
    ),
    "people/<str:ref>/meetings": both("/people/{ref}/meetings", tells=OWN),
    "people/<str:ref>/meetings/print": both("/people/{ref}/meetings/print", tells=OWN),
    "people/<str:ref>/meetings/new/<str:kind>": both("/people/{ref}/meetings/new/casework.family_meeting", tells=OWN),
    "meetings/<str:ref>": _meetings("", tells=ALL),
    "meetings/<str:ref>/print": _meetings("/print", tells=ALL),
    "meetings/<str:ref>/minutes/versions": _meetings("/minutes/versions", tells=ALL),
    "meetings/<str:ref>/minutes/versions/print": _meetings("/minutes/versions/print", tells=ALL),
    "meetings/<str:ref>/arrange": _meetings("/arrange", tells=(Guard.ADDRESS,)),
    "meetings/<str:ref>/seats/new": _meetings("/seats/new", tells=(Guard.ADDRESS,)),
    "meetings/<str:ref>/hold": _meetings("/hold", tells=(Guard.ADDRESS,)),
    "meetings/<str:ref>/end": _meetings("/end"),
    "meetings/<str:ref>/call-off": _meetings("/call-off"),
    "meetings/<str:ref>/minutes": _meetings("/minutes", tells=(Guard.ADDRESS,)),
    "meetings/actions/<str:ref>": Way(
        lambda story: "".join(
            story.page(f"/meetings/actions/{story.refs[one]}") for one in ("own_action", "shared_action")
        )
    ),
    "seats/<str:ref>/letters/<str:kind>": Way(_what_a_seat_is_sent, tells=(Guard.ADDRESS,)),
    "people/<str:ref>/plans": both("/people/{ref}/plans", tells=OWN),
    "people/<str:ref>/plans/print": both("/people/{ref}/plans/print", tells=OWN),
    "people/<str:ref>/plans/new/<str:kind>": both("/people/{ref}/plans/new/casework.family_plan", tells=OWN),
    "plans/<str:ref>": _plans("", tells=ALL),
    "plans/<str:ref>/print": _plans("/print", tells=ALL),
    "plans/<str:ref>/compare": _plans("/compare?before=1&after=1", tells=OWN),
    "plans/<str:ref>/compare/print": _plans("/compare/print?before=1&after=1", tells=OWN),
    "plans/<str:ref>/version": _plans("/version", tells=ALL),
    "plans/<str:ref>/answer": _plans("/answer", tells=OWN),
    "plans/<str:ref>/ask": _plans("/ask"),
    "approvals/<str:ref>/take-back": Way(
        lambda story: "".join(
            story.page(f"/approvals/{story.refs[one]}/take-back") for one in ("own_approval", "shared_approval")
        ),
        tells=ALL,
    ),
    "absences/<str:ref>": on("/absences/{absence}", tells=(Guard.ADDRESS,)),
    "absences/<str:ref>/change": on("/absences/{absence}/change", tells=(Guard.ADDRESS,)),
    "absences/<str:ref>/end": on("/absences/{absence}/end", tells=(Guard.ADDRESS,)),
    "plans/<str:ref>/copy": Way(_copy_of_a_plan, tells=ALL),
    "plans/steps/<str:ref>": Way(
        lambda story: "".join(story.page(f"/plans/steps/{story.refs[one]}") for one in ("own_step", "shared_step")),
        tells=ALL,
    ),
    "elements/<str:ref>": on("/elements/{element}", tells=ALL),
    "why/<str:ref>/<str:key>": on("/why/{referral}/family_help.assessment", tells=OWN),
    "api/v1/people/<ref>/letters": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/letters") for one in (story.zofia, story.filip)),
        tells=(Guard.ADDRESS,),
    ),
    "api/v1/people/<ref>/plans": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/plans") for one in (story.zofia, story.filip))
    ),
    "api/v1/plans/<ref>": Way(
        lambda story: "".join(story.call(f"/plans/{story.refs[one]}") for one in ("own_plan", "shared_plan")),
        tells=ALL,
    ),
    "api/v1/people/<ref>/meetings": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/meetings") for one in (story.zofia, story.filip))
    ),
    "api/v1/meetings/<ref>": Way(
        lambda story: "".join(story.call(f"/meetings/{story.refs[one]}") for one in MEETINGS), tells=ALL
    ),
    "api/v1/letters/<ref>": Way(
        lambda story: "".join(story.call(f"/letters/{story.refs[one]}") for one in LETTERS), tells=ALL
    ),
    "api/v1/letters": Way(_send_a_letter_by_call, tells=(Guard.ADDRESS, Guard.SEALED)),
}
