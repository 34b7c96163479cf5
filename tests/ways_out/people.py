"""Ways out that are pages of people, families, notes, drafts, searches and the log, and the calls beside them."""

import json
import re
from collections.abc import Mapping

from tests.guarded_story import Guard, Story
from tests.ways_out.way import ALL, OWN, PART, Way, both, on


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


def _look_up_by_call(story: Story) -> str:
    """Who a child may be; only the facts on record count, not what was sent."""
    described = (
        {"given": "Zofia", "family": "Quillbank", "born": "2016-01-01"},
        {"given": "Zofia", "family": "Trevanion", "born": "2016-02-13"},
        {"given": "Zofia", "postcode": "WX7 4QZ", "address": "6 Vexholm Terrace"},
        {"given": "Zofia", "phones": ["07700900123"]},
        {"given": "Zofia", "parents": ["Halina Zelwer"], "born": "2016-02-01", "born_precision": "month"},
        {"nhs_number": "9990000018", "given": "Zofia", "family": "Quillbank"},
    )
    said = ""
    for one in described:
        for found in json.loads(story.call("/people/lookup", one))["candidates"]:
            said += f"{found['note']} {found['lead']} {[row['recorded'] for row in found['compared']]}"
    return said


WAYS: Mapping[str, Way] = {
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
    "imports/<str:ref>": Way(lambda story: story.page(f"/imports/{story.refs['run']}"), tells=()),
    "imports/<str:ref>/findings": Way(lambda story: story.page(f"/imports/{story.refs['run']}/findings"), tells=ALL),
    "imports/<str:ref>/findings.csv": Way(
        lambda story: story.page(f"/imports/{story.refs['run']}/findings.csv"), tells=ALL
    ),
    "api/v1/people/search": Way(_find_by_call, tells=ALL + PART),
    "api/v1/people/lookup": Way(_look_up_by_call, tells=ALL + PART),
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
