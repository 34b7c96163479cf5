"""Ways out that are operations of the API over work and the front door: a part of the table."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tests.guarded_story import Guard, Story
from tests.ways_out.way import ALL, OWN, OWN_NAME, PART, Way
from thrive.base.access.errors import NotAllowed
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework.actions import plans
from thrive.base.casework.models import Approval, Plan
from thrive.base.casework.offers import FAMILY_PLAN


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
    return _on_record(json.loads(story.call(f"/contacts/{ref}/people/1/candidates")))


def _candidates_of_all(story: Story) -> str:
    found = json.loads(story.call("/contacts/candidates", {"people": _worry()["people"]}))["people"]
    return "".join(_on_record(one) for one in found)


def _on_record(said: Mapping[str, Any]) -> str:
    found = said["candidates"]
    return " ".join(f"{one['note']} {one['lead']} {[row['recorded'] for row in one['compared']]}" for one in found)


def _both(path: str, data: Mapping[str, Any] | None = None, *, tells: tuple[Guard, ...] = ()) -> Way:
    """An operation about her, and the same about her brother."""
    return Way(
        lambda story: "".join(
            story.call(path.format(ref=one.ref, **story.refs), data) for one in (story.zofia, story.filip)
        ),
        tells=tells,
    )


def _each(what: str, path: str, data: Mapping[str, Any] | None = None, *, tells: tuple[Guard, ...] = ()) -> Way:
    """An operation about something of hers alone, and about the same of both children."""
    return Way(
        lambda story: "".join(
            story.call(path.format(ref=story.refs[f"{one}_{what}"]), data) for one in ("own", "shared")
        ),
        tells=tells,
    )


def _to_friend(path: str, *, tells: tuple[Guard, ...] = (), **more: Any) -> Way:
    """A hand-over of her, and of her brother, to the caller themselves."""

    def reach(story: Story) -> str:
        sent = {"to": {"user": story.friend.ref}, "reason": "It moves.", **more}
        return "".join(story.call(path.format(ref=one.ref, **story.refs), sent) for one in (story.zofia, story.filip))

    return Way(reach, tells=tells)


def _what_plans_differ_in(story: Story) -> str:
    """The two versions of each plan: the second is written by her worker."""
    found = ""
    for name in ("own_plan", "shared_plan"):
        plan = Plan.objects.get(ref=story.refs[name])
        about = [one.subject_id for one in plan.about.all()]
        with suppress(NotAllowed):  # nobody is named for what is sealed
            plans.write_version(
                plan, kind=FAMILY_PLAN, by=access.fresh(story.named), why="Juniper", seen=1,
                review_on=access.days_from_today(30),
                needs=[plans.NeedSaid(need="Tangerine, near Vexholm Terrace", outcome="Cardamom at WX7 4QZ.")],
                opinions={key: plans.OpinionSaid(text="Pomegranate.") for key in about},
            )  # fmt: skip
        found += story.call(f"/plans/{plan.ref}/differences?before=1&after=2")
    return found


def _copy(**more: Any) -> dict[str, Any]:
    return {"parts": [{"key": "says", "text": "Hello."}], "how": "hand", "sent_on": clock.today().isoformat(), **more}


def _sent(story: Story, path: str, data: Mapping[str, Any]) -> str:
    """What a letter says that was kept by a call, where it was."""
    made = story.call(path, data)
    ref = json.loads(made).get("ref")
    return made + (story.call(f"/letters/{ref}") if ref else "")


def _letters_to_seats(story: Story) -> str:
    kinds = (("shared_seat", "invitation"), ("own_seat", "minutes"), ("own_seat", "plain_minutes"))
    return "".join(
        _sent(story, f"/seats/{story.refs[seat]}/letters", _copy(kind=f"casework.{kind}")) for seat, kind in kinds
    )


def _copies_of_a_plan(story: Story) -> str:
    return "".join(
        _sent(story, f"/plans/{story.refs['shared_plan']}/copies", _copy(parts=[], to_person=one.ref))
        for one in (story.tomasz, story.zofia)
    )


def _asked_of_plans(story: Story) -> list[str]:
    """What her worker asked of managers: that each plan be agreed to, the second with words that tell."""
    plan = Plan.objects.get(ref=story.refs["own_plan"])
    version = plan.versions.latest("number")
    with suppress(NotAllowed):  # nobody is named for what is sealed
        plans.take_back_version(version, by=access.fresh(story.named), why="Juniper, near Vexholm Terrace")
        plans.ask_approval(version, by=access.fresh(story.named), comment="Pomegranate, near Vexholm Terrace")
    return list(Approval.objects.current().order_by("pk").values_list("thread", flat=True))


def _approvals(story: Story) -> str:
    return "".join(story.call(f"/approvals/{one}") for one in _asked_of_plans(story))


_GROUNDS = {"basis": "task", "consent": "agreed"}
_PLANNED = {
    "review_on": "2190-01-01", "needs": [{"need": "Sleep", "outcome": "They sleep."}], "opinions": [], "why": "Anew",
    "seen": 1,
}  # fmt: skip
_WHY = {"why": "She is another child."}
_JUDGED = {"number": 1, "outcome": "nfa", "level": "universal", "reason": "Nothing."}

FRONT_DOOR: Mapping[str, Way] = {
    "api/v1/contacts": Way(
        lambda story: story.call("/contacts") + story.call("/contacts", _worry(form="school")), tells=OWN_NAME
    ),
    "api/v1/contacts/<ref>": call("/contacts/{contact}", tells=ALL),
    "api/v1/contacts/candidates": Way(_candidates_of_all, tells=OWN + PART),
    "api/v1/contacts/<ref>/people/<number>/candidates": Way(_candidates, tells=OWN + PART),
    "api/v1/contacts/<ref>/people/<number>/who": call("/contacts/{contact}/people/1/who", {"said": "unknown"}),
    "api/v1/contacts/<ref>/people/<number>/who/take-back": call("/contacts/{contact}/people/1/who/take-back", _WHY),
    "api/v1/contacts/<ref>/triage": call("/contacts/{contact}/triage", {"urgency": "now"}),
    "api/v1/contacts/<ref>/decisions": call("/contacts/{contact}/decisions", {"children": [_JUDGED]}),
    "api/v1/information/<ref>": call("/information/{contact}"),
    "api/v1/information/<ref>/read": call("/information/{contact}/read", {}),
    "api/v1/referrals/<ref>": call("/referrals/{referral}"),
    "api/v1/referrals/<ref>/decisions": call(
        "/referrals/{referral}/decisions", {"responses": ["nfa"], "reason": "Nothing.", "family_told": "no"}
    ),
    "api/v1/referrals/<ref>/closing": call(
        "/referrals/{referral}/closing",
        {"closed_on": "2026-01-01", "reason_code": "RC7", "need": "N1", "reason": "Nothing."},
    ),
    "api/v1/referrals/<ref>/opening": call("/referrals/{referral}/opening", {"why": "Again."}),
    "api/v1/checks": call("/checks"),
    "api/v1/checks/<ref>": call("/checks/{check}"),
    "api/v1/checks/<ref>/answer": call("/checks/{check}/answer", {"kind": "nothing"}),
    "api/v1/checks/<ref>/take-back": call("/checks/{check}/take-back", {}),
    "api/v1/checks/<ref>/links": call("/checks/{asked}/links", {"for_name": "PC Ada Lowe"}),
    "api/v1/links": Way(
        lambda story: (
            story.call("/links")
            + story.call("/links", {"for_name": "Sam Reid", "agency": "A clinic", "form": "health"})
        )
    ),
    "api/v1/links/<ref>/take-back": Way(lambda story: story.call("/links/zzzzzzzzzzzz/take-back", {})),
    "api/v1/reports": Way(lambda story: story.call("/reports") + story.call("/reports", _worry())),
    "api/v1/reports/<ref>": call("/reports/{contact}"),
}

CASEWORK: Mapping[str, Way] = {
    "api/v1/tasks": call("/tasks", tells=ALL),
    "api/v1/tasks/<ref>": call("/tasks/{task}", tells=ALL),
    "api/v1/tasks/<ref>/pass-on": _to_friend("/tasks/{task}/pass-on"),
    "api/v1/tasks/<ref>/dismiss": call("/tasks/{task}/dismiss", {"reason": "Done."}),
    "api/v1/people/<ref>/due": _both("/people/{ref}/due", tells=ALL),
    "api/v1/people/<ref>/work": _both("/people/{ref}/work", tells=(Guard.ADDRESS,)),
    "api/v1/people/<ref>/handovers/allocate": _to_friend("/people/{ref}/handovers/allocate"),
    "api/v1/people/<ref>/handovers/transfer": _to_friend("/people/{ref}/handovers/transfer", **_GROUNDS),
    "api/v1/people/<ref>/handovers/refer": _to_friend("/people/{ref}/handovers/refer", **_GROUNDS),
    "api/v1/people/<ref>/handovers/share": _to_friend(
        "/people/{ref}/handovers/share", until_on="2190-01-01", **_GROUNDS
    ),
    "api/v1/absences/<ref>": call("/absences/{absence}", tells=(Guard.ADDRESS,)),
    "api/v1/absences/<ref>/change": call("/absences/{absence}/change", {"last_day": "2190-01-01", "seen": ""}),
    "api/v1/absences/<ref>/end": call("/absences/{absence}/end", {"seen": ""}),
    "api/v1/team": Way(lambda story: story.call("/team")),
    "api/v1/team/<ref>/lists/<which>": Way(lambda story: story.call(f"/team/{story.named.ref}/lists/all")),
    "api/v1/team/<ref>/work": Way(lambda story: story.call(f"/team/{story.named.ref}/work")),
    "api/v1/team/<ref>/moves": Way(
        lambda story: story.call(
            f"/team/{story.named.ref}/moves",
            {"what": ["person:x:y"], "to": {"user": story.friend.ref}, "reason": "So"},
        )
    ),
    "api/v1/handovers/<ref>": call("/handovers/{handover}", tells=ALL),
    "api/v1/handovers/<ref>/to": Way(
        lambda story: story.call(f"/handovers/{story.refs['forward']}/to", {"to": {"user": story.friend.ref}})
    ),
    "api/v1/handovers/<ref>/accept": call("/handovers/{handover}/accept", {}),
    "api/v1/handovers/<ref>/decline": call("/handovers/{handover}/decline", {"reason": "No room."}),
    "api/v1/handovers/<ref>/take-back": call("/handovers/{handover}/take-back", {"reason": "No room."}),
    "api/v1/handovers/<ref>/acknowledge": call("/handovers/{handover}/acknowledge", {}),
    "api/v1/people/<ref>/invitees": _both("/people/{ref}/invitees", tells=(Guard.ADDRESS, *OWN)),
    "api/v1/meetings/<ref>/arrangement": _each(
        "meeting",
        "/meetings/{ref}/arrangement",
        {"starts_at": "2190-01-01T10:00:00Z", "chair": "Somebody", "why": "So", "seen": ""},
    ),
    "api/v1/meetings/<ref>/seats": _each("meeting", "/meetings/{ref}/seats", {"name": "A nurse", "agency": "health"}),
    "api/v1/meetings/<ref>/entries": _each(
        "meeting", "/meetings/{ref}/entries", {"said": [{"kind": "note", "text": "Hello."}]}
    ),
    "api/v1/meetings/<ref>/end": _each("meeting", "/meetings/{ref}/end", {}),
    "api/v1/meetings/<ref>/call-off": _each("meeting", "/meetings/{ref}/call-off", {"why": "So"}),
    "api/v1/meetings/<ref>/minutes": Way(
        lambda story: "".join(
            story.call(f"/meetings/{story.refs[one]}/minutes")
            + story.call(f"/meetings/{story.refs[one]}/minutes", {"text": "Hello."})
            for one in ("own_meeting", "shared_meeting")
        ),
        tells=ALL,
    ),
    "api/v1/seats/<ref>/letters": Way(_letters_to_seats, tells=(Guard.ADDRESS,)),
    "api/v1/letters/<ref>/received": _each(
        "letter", "/letters/{ref}/received", {"received_on": "2190-01-01", "said": "She rang."}
    ),
    "api/v1/plans/<ref>/copies": Way(_copies_of_a_plan, tells=ALL),
    "api/v1/meetings/actions/<ref>": _each("action", "/meetings/actions/{ref}", {"how": "done"}),
    "api/v1/plans/<ref>/versions": _each("plan", "/plans/{ref}/versions", _PLANNED),
    "api/v1/plans/<ref>/ask": _each("plan", "/plans/{ref}/ask", {}),
    "api/v1/approvals/<ref>": Way(_approvals, tells=ALL),
    "api/v1/approvals/<ref>/take-back": Way(
        lambda story: "".join(
            story.call(f"/approvals/{one}/take-back", {"why": "So"}) for one in _asked_of_plans(story)
        )
    ),
    "api/v1/plans/<ref>/answer": _each("plan", "/plans/{ref}/answer", {"version": 1, "outcome": "agreed"}),
    "api/v1/plans/<ref>/differences": Way(_what_plans_differ_in, tells=ALL),
    "api/v1/plans/steps/<ref>": _each("step", "/plans/steps/{ref}", {"state": "done"}),
}

_LEVELS_OF_NEED = "what levels of need mean"
WAYS: Mapping[str, Way] = {**FRONT_DOOR, **CASEWORK}
QUIET: Mapping[str, str] = {
    "api/v1/parties": "people and teams of the caller's own organisation",
    "api/v1/meeting-kinds": "kinds of meeting",
    "api/v1/plan-kinds": "kinds of plan",
    "api/v1/absences": "workers, and the days on which they are away",
    "api/v1/team/<ref>/absences": "workers, and the days on which they are away",
    "api/v1/contacts/questions": "what is asked of a contact, and what the keys mean",
    "api/v1/contacts/workers": "who works at the front door",
    "api/v1/partners": "bodies that can be asked, all of them",
    "api/v1/thresholds": _LEVELS_OF_NEED,
    "api/v1/thresholds/<ref>": _LEVELS_OF_NEED,
    "api/v1/thresholds/<ref>/check": _LEVELS_OF_NEED,
    "api/v1/thresholds/<ref>/take-back": _LEVELS_OF_NEED,
}
