"""Every way by which something about a person may leave Thrive: one table.

A route stands either in QUIET, with why it says nothing of anybody, or in WAYS, with how somebody without a right to
know goes there. A test fails for a route that stands in neither. Each way is tried for a restricted record, a withheld
address, a sealed identity and a sealed part of an open record, by somebody at the council who holds every role there is
and has opened the family with a reason, but is not named (`tests/test_ways_out.py`, with `tests/guarded_story.py`).
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from tests import ways_by_call
from tests.guarded_story import Guard, Story
from tests.way import Way
from thrive.base.calendar import clock
from thrive.base.casework.road.answers import shape_of
from thrive.base.offers import REGISTRY, Step


def on(path: str, **more: Any) -> Way:
    """A page of Zofia's own record."""
    return Way(lambda story: story.page(path.format(ref=story.zofia.ref, **story.refs)), **more)


def both(path: str, **more: Any) -> Way:
    """A page of her record, and the same of her brother's and her father's."""

    def reach(story: Story) -> str:
        people = (story.zofia, story.filip, story.tomasz)
        return "".join(story.page(path.format(ref=one.ref, **story.refs)) for one in people)

    return Way(reach, **more)


def _search(story: Story) -> str:
    asked = (
        "Zofia",
        "Trevanion",
        "QV77314",
        "QX48213",
        "999 000 0018",
        "WX7 4QZ",
        "6 Vexholm Terrace",
        "07700 900123",
        "13/02/2016",
    )
    return "".join(_without(story.page("/search", {"find": one}), one) for one in asked)


def _without(text: str, typed: str) -> str:
    """A page of results without what was typed into its own boxes."""
    kept = re.sub(r'value="[^"]*"|You searched for “[^”]*”', "", text)
    return kept if "1 person found" in text else kept.replace(typed, "")


def _unlisted(text: str) -> str:
    """A page without its lists to choose from: every team and worker of the council, whoever it is about."""
    return re.sub(r"<select.*?</select>", "", text, flags=re.DOTALL)


def _add(story: Story) -> str:
    """The match check: what is typed stands in the form; only the table of facts on record counts."""
    form = story.page("/people/add")
    slips = re.findall(r'name="draft_slip" value="([^"]+)"', form)
    answers = {
        "kind": "child", "given": "Zofia", "family": "Quillbank", "born-day": "1", "born-month": "1",
        "born-year": "2016", "draft_slip": slips[0] if slips else "",
    }  # fmt: skip
    story.client.force_login(story.friend)
    raw = story.client.get("/people/add").content.decode()
    answers["draft_slip"] = re.findall(r'name="draft_slip" value="([^"]+)"', raw)[0]
    page = story.page("/people/add", answers)
    return "".join(re.findall(r'<td[^>]*data-label="Record".*?</td>|th-small th-quiet">.*?</p>', page, re.DOTALL))


def _find_by_call(story: Story) -> str:
    return "".join(story.call("/people/search", {"find": one}) for one in ("Zofia", "Trevanion", "WX7 4QZ", "QX48213"))


MEETINGS = ("own_meeting", "shared_meeting")


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


LETTERS = ("own_letter", "shared_letter")


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


def _of_steps() -> dict[str, Way]:
    """The page and the operation of every ordinary step, about what the story has of its matter."""
    found = {}
    for step in REGISTRY.steps.values():
        if step.asks is not None:
            matter = REGISTRY.matters[step.about]
            page, name = f"{matter.address}/{step.slug}", matter.key.rpartition(".")[2]
            found[page] = Way(partial(_page_of_step, page, name))
            if not step.api:
                found[f"api/v1/steps/{step.key}/<ref>"] = Way(partial(_call_of_step, step, name))
    return found


def _page_of_step(path: str, matter: str, story: Story) -> str:
    """Without its lists to choose from: every partner and worker there is."""
    return _unlisted(story.page("/" + path.replace("<str:ref>", story.refs[matter])))


def _call_of_step(step: Step, matter: str, story: Story) -> str:
    """With an answer to each question that takes one."""
    answers: dict[str, Any] = {}
    for name, field in shape_of(step).model_fields.items():
        pattern = next((one.pattern for one in field.metadata if getattr(one, "pattern", "").startswith("^(")), "")
        said = {dt.date: clock.today().isoformat(), int: 1, bool: False}.get(field.annotation, "Zofia?")
        answers[name] = pattern.strip("^$()").split("|")[0] or (["1"] if "list" in str(field.annotation) else said)
    return story.call(f"/steps/{step.key}/{story.refs[matter]}", answers)


ALL = (Guard.RESTRICTED, Guard.ADDRESS, Guard.SEALED)
OWN = (Guard.RESTRICTED, Guard.SEALED)
OWN_NAME = (Guard.SEALED,)
PART = (Guard.SEALED_PART,)

WAYS: Mapping[str, Way] = {
    **_of_steps(),
    "": Way(lambda story: story.page("/"), tells=ALL),
    "tasks/<str:ref>": Way(lambda story: story.page(f"/tasks/{story.refs['task']}"), tells=ALL),
    "tasks/<str:ref>/pass-on": Way(
        lambda story: _unlisted(story.page(f"/tasks/{story.refs['task']}/pass-on")), tells=()
    ),
    "tasks/<str:ref>/dismiss": Way(lambda story: story.page(f"/tasks/{story.refs['task']}/dismiss"), tells=()),
    "handovers/<str:ref>": Way(lambda story: story.page(f"/handovers/{story.refs['handover']}"), tells=ALL),
    "handovers/<str:ref>/take-back": Way(
        lambda story: story.page(f"/handovers/{story.refs['handover']}/take-back"), tells=()
    ),
    "handovers/<str:ref>/read": Way(lambda story: story.page(f"/handovers/{story.refs['handover']}/read"), tells=ALL),
    "people/<str:ref>/workers": both("/people/{ref}/workers", tells=ALL),
    "people/<str:ref>/workers/print": both("/people/{ref}/workers/print", tells=ALL),
    "people/<str:ref>/workers/allocate": Way(
        lambda story: "".join(
            _unlisted(story.page(f"/people/{one.ref}/workers/allocate")) for one in (story.zofia, story.filip)
        ),
        tells=ALL,
    ),
    "people/<str:ref>/workers/hand-over/<str:kind>": Way(
        lambda story: "".join(
            _unlisted(story.page(f"/people/{one.ref}/workers/hand-over/share")) for one in (story.zofia, story.filip)
        ),
        tells=ALL,
    ),
    "team": Way(lambda story: story.page("/team"), tells=()),
    "team/<str:ref>/<str:which>": Way(lambda story: story.page(f"/team/{story.named.ref}/all"), tells=()),
    "team/<str:ref>/move": Way(lambda story: _unlisted(story.page(f"/team/{story.named.ref}/move")), tells=()),
    "drafts": Way(lambda story: story.page("/drafts"), tells=OWN),
    "drafts/<str:ref>": Way(lambda story: story.page(f"/drafts/{story.refs['draft']}"), tells=()),
    "drafts/<str:ref>/discard": Way(lambda story: story.page(f"/drafts/{story.refs['draft']}/discard"), tells=()),
    "search": Way(_search, tells=ALL + PART),
    "search/<str:ref>": Way(lambda story: story.page(f"/search/{story.refs['search']}"), tells=ALL),
    "people/add": Way(_add, tells=OWN + PART),
    "people/<str:ref>/": both("/people/{ref}/", tells=ALL),
    "people/<str:ref>/statuses": both("/people/{ref}/statuses", tells=ALL),
    "people/<str:ref>/warnings": both("/people/{ref}/warnings", tells=ALL),
    "people/<str:ref>/print": both("/people/{ref}/print", tells=ALL),
    "people/<str:ref>/openings": both("/people/{ref}/openings", tells=()),
    "people/<str:ref>/openings/print": both("/people/{ref}/openings/print", tells=()),
    "people/<str:ref>/warnings/print": both("/people/{ref}/warnings/print", tells=ALL),
    "people/<str:ref>/access/print": both("/people/{ref}/access/print", tells=(Guard.ADDRESS,)),
    "people/<str:ref>/family/print": both("/people/{ref}/family/print", tells=ALL),
    "people/<str:ref>/details/print": both("/people/{ref}/details/print", tells=ALL),
    "people/<str:ref>/known/print": both("/people/{ref}/known/print", tells=ALL),
    "people/<str:ref>/timeline/print": both("/people/{ref}/timeline/print", tells=ALL),
    "people/<str:ref>/timeline/in-full/print": both("/people/{ref}/timeline/in-full/print", tells=ALL),
    "notes/<str:ref>/print": Way(
        lambda story: "".join(story.page(f"/notes/{story.refs[one]}/print") for one in ("own_note", "shared_note")),
        tells=ALL,
    ),
    "events/<str:ref>/print": Way(
        lambda story: "".join(story.page(f"/events/{story.refs[one]}/print") for one in ("moved", "own_event")),
        tells=ALL,
    ),
    "log/standing-out/print": Way(lambda story: story.page("/log/standing-out/print"), tells=()),
    "log/users/<str:ref>/print": Way(
        lambda story: story.page(f"/log/users/{story.named.ref}/print"), tells=(Guard.SEALED,)
    ),
    "people/<str:ref>/access": both("/people/{ref}/access", tells=(Guard.ADDRESS,)),
    "people/<str:ref>/access/take": Way(
        lambda story: story.page(f"/people/{story.zofia.ref}/access/take", {"reason": "review"}), tells=(Guard.ADDRESS,)
    ),
    "log/standing-out": Way(lambda story: story.page("/log/standing-out"), tells=()),
    "log/users/<str:ref>": Way(lambda story: story.page(f"/log/users/{story.named.ref}"), tells=(Guard.SEALED,)),
    "log/users/<str:ref>/take": Way(
        lambda story: story.page(f"/log/users/{story.named.ref}/take", {"reason": "review"}), tells=()
    ),
    "people/<str:ref>/open": both("/people/{ref}/open", tells=ALL),
    "people/<str:ref>/family": both("/people/{ref}/family", tells=ALL + PART),
    "people/<str:ref>/family/add": both("/people/{ref}/family/add", tells=ALL + PART),
    "people/<str:ref>/family/unborn": both("/people/{ref}/family/unborn", tells=ALL),
    "people/<str:ref>/family/<str:tie>/end": both("/people/{ref}/family/{tie}/end", tells=ALL),
    "people/<str:ref>/responsibility": both("/people/{ref}/responsibility", tells=ALL + PART),
    "people/<str:ref>/households": both("/people/{ref}/households", tells=ALL),
    "people/<str:ref>/households/start": both("/people/{ref}/households/start", tells=ALL + PART),
    "people/<str:ref>/households/<int:household>/join": both(
        "/people/{ref}/households/{household}/join", tells=ALL + PART
    ),
    "people/<str:ref>/households/<int:household>/end": both("/people/{ref}/households/{household}/end", tells=ALL),
    "people/<str:ref>/households/stays/<int:stay>/<str:step>": both(
        "/people/{ref}/households/stays/{stay}/dates", tells=ALL
    ),
    "people/<str:ref>/details": both("/people/{ref}/details", tells=ALL + PART),
    "people/<str:ref>/facts/<str:kind>": Way(
        lambda story: "".join(
            story.page(f"/people/{one.ref}/facts/{kind}")
            for one in (story.zofia, story.filip)
            for kind in ("names", "life", "identifiers", "addresses", "contacts", "places", "agencies", "summary")
        ),
        tells=ALL + PART,
    ),
    "people/<str:ref>/facts/<str:kind>/<str:step>": both("/people/{ref}/facts/addresses/add", tells=ALL),
    "people/<str:ref>/facts/<str:kind>/<int:row>/<str:step>": on(
        "/people/{ref}/facts/addresses/{address}/correct", tells=ALL
    ),
    "people/<str:ref>/matches/<str:other>": Way(
        lambda story: story.page(f"/people/{story.refs['double']}/matches/{story.zofia.ref}"), tells=OWN
    ),
    "people/<str:ref>/known": both("/people/{ref}/known", tells=ALL + PART),
    "people/<str:ref>/restrict": both("/people/{ref}/restrict", tells=ALL),
    "people/<str:ref>/sealed": on("/people/{ref}/sealed"),
    "people/<str:ref>/sealed/print": on("/people/{ref}/sealed/print"),
    "people/<str:ref>/sealed/<str:seal>/lift": on("/people/{ref}/sealed/{seal}/lift"),
    "people/<str:ref>/seal/<str:part>/<int:row>": on("/people/{ref}/seal/names/{former}", tells=OWN + PART),
    "people/<str:ref>/emergency": on("/people/{ref}/emergency", tells=()),
    "samples/<str:ref>": Way(lambda story: story.page(f"/samples/{story.refs['sample']}"), tells=(Guard.SEALED,)),
    "samples/<str:ref>/print": Way(
        lambda story: story.page(f"/samples/{story.refs['sample']}/print"), tells=(Guard.SEALED,)
    ),
    "samples/<str:ref>/add": Way(
        lambda story: "".join(
            _without(story.page(f"/samples/{story.refs['sample']}/add", {"look": "", "who": one}), one)
            for one in ("Zofia", "WX7 4QZ")
        ),
        tells=ALL,
    ),
    "samples/<str:ref>/records/<str:record>/take-out": on(
        "/samples/{sample}/records/{ref}/take-out", tells=(Guard.SEALED,)
    ),
    "emergencies": Way(lambda story: story.page("/emergencies"), tells=(Guard.SEALED,)),
    "emergencies/<str:ref>": Way(
        lambda story: story.page(f"/emergencies/{story.refs['emergency']}"), tells=(Guard.SEALED,)
    ),
    "people/<str:ref>/timeline": both("/people/{ref}/timeline", tells=ALL),
    "people/<str:ref>/timeline/in-full": both("/people/{ref}/timeline/in-full", tells=ALL),
    "people/<str:ref>/notes/new": both("/people/{ref}/notes/new", tells=ALL),
    "notes/<str:ref>": Way(
        lambda story: "".join(story.page(f"/notes/{story.refs[one]}") for one in ("own_note", "shared_note")),
        tells=ALL,
    ),
    "notes/<str:ref>/correct": Way(lambda story: story.page(f"/notes/{story.refs['shared_note']}/correct"), tells=ALL),
    "events/<str:ref>": Way(
        lambda story: "".join(story.page(f"/events/{story.refs[one]}") for one in ("moved", "own_event")), tells=ALL
    ),
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
        lambda story: _unlisted(story.page(f"/front-door/contacts/{story.refs['contact']}/ask")), tells=(Guard.SEALED,)
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
    "elements/<str:ref>": on("/elements/{element}", tells=ALL),
    "why/<str:ref>/<str:key>": on("/why/{referral}/family_help.assessment", tells=OWN),
    "imports/<str:ref>": Way(lambda story: story.page(f"/imports/{story.refs['run']}"), tells=()),
    "imports/<str:ref>/findings": Way(lambda story: story.page(f"/imports/{story.refs['run']}/findings"), tells=ALL),
    "imports/<str:ref>/findings.csv": Way(
        lambda story: story.page(f"/imports/{story.refs['run']}/findings.csv"), tells=ALL
    ),
    **ways_by_call.WAYS,
    "api/v1/people/search": Way(_find_by_call, tells=ALL + PART),
    "api/v1/people/<ref>": Way(lambda story: story.call(f"/people/{story.zofia.ref}"), tells=ALL),
    "api/v1/people/<ref>/summary": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/summary") for one in (story.zofia, story.filip)),
        tells=ALL,
    ),
    "api/v1/people/<ref>/family": Way(
        lambda story: "".join(story.call(f"/people/{one.ref}/family") for one in (story.zofia, story.tomasz)),
        tells=(Guard.ADDRESS, Guard.SEALED, Guard.SEALED_PART),
    ),
    "api/v1/people/<ref>/timeline": Way(
        lambda story: "".join(
            story.call(f"/people/{one.ref}/timeline", {}) for one in (story.zofia, story.filip, story.tomasz)
        ),
        tells=ALL,
    ),
    "api/v1/people/<ref>/notes": Way(lambda story: story.call(f"/people/{story.zofia.ref}/notes"), tells=OWN),
    "api/v1/notes/<ref>": Way(
        lambda story: "".join(story.call(f"/notes/{story.refs[one]}") for one in ("own_note", "shared_note")), tells=ALL
    ),
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
    "api/v1/people/<ref>/known": Way(
        lambda story: "".join(
            story.call(f"/people/{one.ref}/known") for one in (story.zofia, story.filip, story.tomasz)
        ),
        tells=ALL + PART,
    ),
    "api/v1/people/<ref>/known/changes": Way(
        lambda story: "".join(
            story.call(f"/people/{one.ref}/known/changes?earlier=2020-01-01T00:00:00Z")
            for one in (story.zofia, story.filip, story.tomasz)
        ),
        tells=ALL + PART,
    ),
    "api/v1/people/<ref>/sealed": Way(lambda story: story.call(f"/people/{story.zofia.ref}/sealed")),
    "api/v1/people/<ref>/sealed/<seal>/lift": Way(
        lambda story: story.call(f"/people/{story.zofia.ref}/sealed/{story.refs['seal']}/lift", {"why": "Over."})
    ),
    "api/v1/drafts": Way(lambda story: story.call("/drafts"), tells=OWN),
    "api/v1/drafts/<ref>": Way(lambda story: story.call(f"/drafts/{story.refs['draft']}"), tells=OWN),
    "api/v1/imports/<ref>": Way(lambda story: story.call(f"/imports/{story.refs['run']}"), tells=()),
    "api/v1/people/<ref>/openings": Way(
        lambda story: story.call(f"/people/{story.zofia.ref}/openings", {"reason": "duty"}), tells=()
    ),
    "api/v1/people/<ref>/looks": Way(lambda story: story.call(f"/people/{story.zofia.ref}/looks"), tells=()),
}

_SIGNING_IN = "signing in, and one's own account"
_ADMINISTRATION = "organisations, teams, users and roles: nobody a record is about"
_LAW = "law and local choices"
QUIET: Mapping[str, str] = {
    "accessibility": "what is promised of the pages",
    "how-we-use-information": "how the people who work here are watched over",
    "healthy": "for whatever watches the server",
    "samples": "titles of samples, who reads them, and days",
    "samples/print": "titles of samples, who reads them, and days",
    "samples/new": "asks who reads, what for, and for how long",
    "samples/<str:ref>/end": "the title of a sample, and who reads it",
    "emergencies/told/<str:ref>": "answers only a form, and leads home",
    "pathway": "every step there is, and whom it is done by: nothing of anybody",
    "absence": "workers, and the days on which they are away",
    "team/<str:ref>/absence": "workers, and the days on which they are away",
    "group-by": "answers only a form, and leads home",
    "policy": "roles, and what the policy answers for each",
    "policy/who-may-see.csv": "roles, and what the policy answers for each",
    "policy/why": "how one worker stands to a record known by its reference; nothing that is in it",
    "policy/declarations": "workers, and references of records closed to them",
    "policy/declarations/new": "asks for a worker and a reference",
    "policy/declarations/<str:ref>/end": "a worker, and the reference of a record",
    "log": "users of the authority and its partners, whatever they looked at",
    "imports": "file names and counts",
    "imports/new": "asks for a file; the report says no more than its own page",
    "api/v1/imports": "file names and counts",
    "api/v1/notes": "answers with the ref of the note written",
    "api/v1/notes/<ref>/corrections": "answers with the ref of the note written",
    "api/v1/token": _SIGNING_IN,
    "api/v1/me": _SIGNING_IN,
    "api/v1/openapi.json": "the description of the API",
    **ways_by_call.QUIET,
}
QUIET_BELOW: Mapping[str, str] = {
    "tell-us/": "asks what worries somebody, says that it has come, and looks nobody up",
    "front-door/links/new": "asks for whom a link is",
    "by-link/sent/": "says that something has come",
    "front-door/reports/new": "asks what worries somebody, and looks nobody up",
    "front-door/thresholds": "what levels of need mean",
    "administration/": _ADMINISTRATION,
    "account": _SIGNING_IN,
    "sign-": _SIGNING_IN,
    "confirm": _SIGNING_IN,
    "go-on": _SIGNING_IN,
    "stay": _SIGNING_IN,
    "api/v1/duties": _LAW,
    "duties": _LAW,
    "local-choices": _LAW,
}


def is_declared(path: str) -> bool:
    """Whether a route stands in one of the tables."""
    return path in WAYS or path in QUIET or any(path.startswith(one) for one in QUIET_BELOW)
