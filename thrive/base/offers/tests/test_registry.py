"""The registry takes what domains offer, once, and refuses what is doubled or unknown."""

from dataclasses import dataclass, replace

import pytest

from thrive.base.offers import (
    ELEMENT_DATES,
    Audience,
    BadOffer,
    Clock,
    Domain,
    ElementKind,
    LetterKind,
    LetterPart,
    Matter,
    Panel,
    Questions,
    Registry,
    Stage,
    Step,
    TaskKind,
)


@dataclass(frozen=True)
class Named:
    key: str


RULE = Named("front_door.decision")
CLOCK = Clock(
    key="front_door.decision",
    title="Decision",
    rule=RULE,
    starts_with="referral",
    starts_on="received_on",
    stops_with="referral",
    stops_on="decided_on",
)


def panel(key, *, page="record", order=1):
    return Panel(key=key, page=page, order=order, title=key, template="x.html", query=dict, queries_used=1)


FRONT_DOOR = Domain(
    key="front_door",
    title="Front door",
    rules=(RULE,),
    permissions=(Named("front_door.decide"),),
    panels=(panel("referrals", order=2), panel("elsewhere", page="family")),
    clocks=(CLOCK,),
)
PROTECTION = Domain(
    key="protection",
    title="Child protection",
    panels=(panel("plan", order=1),),
)


@pytest.fixture
def registry():
    filled = Registry()
    filled.register([FRONT_DOOR, PROTECTION])
    return filled


def test_everything_is_found_by_key(registry):
    assert registry.domain("protection") is PROTECTION
    assert registry.rule("front_door.decision") is RULE
    assert registry.clock("front_door.decision") is CLOCK
    assert registry.titles() == {"front_door": "Front door", "protection": "Child protection"}
    assert [permission.key for permission in registry.permissions] == ["front_door.decide"]
    assert registry.rules == (RULE,)


def test_sections_of_a_page_come_in_their_order(registry):
    assert [found.key for found in registry.panels("record")] == ["plan", "referrals"]


def test_nothing_offered_is_no_section(registry):
    assert registry.panels("conference pack") == ()
    assert registry.clocks_for("cp_review") == ()
    assert Registry().panels("record") == ()


def test_clocks_are_found_by_what_starts_them(registry):
    assert registry.clocks_for(ElementKind.REFERRAL) == (CLOCK,)
    assert registry.clocks_for("referral") == (CLOCK,)


@pytest.mark.parametrize("key", ["nothing", ""])
def test_unknown_keys_are_refused(registry, key):
    for ask in (registry.domain, registry.rule, registry.clock):
        with pytest.raises(KeyError):
            ask(key)


@pytest.mark.parametrize(
    ("domains", "message"),
    [
        ([FRONT_DOOR, replace(PROTECTION, key="front_door")], "domain 'front_door'"),
        ([FRONT_DOOR, replace(PROTECTION, rules=(Named(RULE.key),))], "rule 'front_door.decision'"),
        ([FRONT_DOOR, replace(PROTECTION, permissions=FRONT_DOOR.permissions)], "permission 'front_door.decide'"),
        ([FRONT_DOOR, replace(PROTECTION, panels=(panel("referrals"),))], "panel 'referrals'"),
        ([FRONT_DOOR, replace(PROTECTION, clocks=(CLOCK,))], "clock 'front_door.decision'"),
        ([replace(PROTECTION, key="")], "without a key"),
        ([replace(FRONT_DOOR, rules=())], "which no domain offers"),
        ([replace(FRONT_DOOR, rules=(Named("other"),))], "which no domain offers"),
        ([replace(FRONT_DOOR, clocks=(replace(CLOCK, starts_with="picnic"),))], "'picnic', which is no kind"),
        ([replace(FRONT_DOOR, clocks=(replace(CLOCK, stops_on="held_on"),))], "'held_on', which is no date"),
        ([replace(FRONT_DOOR, clocks=(replace(CLOCK, while_open="picnic"),))], "'picnic', which is no kind"),
    ],
)
def test_bad_offers_are_refused_and_nothing_is_taken(domains, message):
    registry = Registry()
    with pytest.raises(BadOffer, match=message):
        registry.register(domains)
    assert registry.domains == ()


def test_the_registry_is_filled_once(registry):
    with pytest.raises(BadOffer, match="once"):
        registry.register([PROTECTION])
    registry.register([FRONT_DOOR, PROTECTION])
    assert registry.domains == (FRONT_DOOR, PROTECTION)


def test_every_kind_of_element_has_dates():
    assert set(ELEMENT_DATES) == set(ElementKind)
    assert all(name.endswith("_on") for names in ELEMENT_DATES.values() for name in names)


WRITE = Named("front_door.decide")
LETTER = LetterKind(
    key="front_door.told", title="What happened", heading="What happened", audience=Audience.AGENCY, template="x.html",
    needs=WRITE, parts=(LetterPart(key="says", label="What you say"),),
)  # fmt: skip


def test_letters_are_asked_by_key():
    registry = Registry()
    registry.register([replace(FRONT_DOOR, letters=(LETTER,))])
    assert registry.letters == {"front_door.told": LETTER} and LETTER.part("says").label == "What you say"


@pytest.mark.parametrize(
    ("letters", "why"),
    [
        ((LETTER, LETTER), "Two offers are the letter"),
        ((replace(LETTER, needs=Named("nobody.offers")),), "needs 'nobody.offers', which no domain offers"),
        ((replace(LETTER, parts=LETTER.parts * 2),), "Two offers are the part of the letter"),
    ],
)
def test_a_letter_that_is_doubled_or_needs_what_nobody_offers_is_refused(letters, why):
    with pytest.raises(BadOffer, match=why):
        Registry().register([replace(FRONT_DOOR, letters=letters)])


def test_a_kind_of_task_names_a_permission_that_somebody_offers():
    decide = FRONT_DOOR.permissions[0]
    kind = TaskKind("front_door.decide", "Decide on the contact", "a decision is recorded", decide)
    filled = Registry()
    filled.register([replace(FRONT_DOOR, tasks=(kind,))])
    assert filled.task_kinds == {"front_door.decide": kind}
    unknown = replace(kind, dismiss=Named("nobody.offers"))
    for tasks, says in (((kind, kind), "Two offers are the task"), ((unknown,), "no domain offers")):
        with pytest.raises(BadOffer, match=says):
            Registry().register([replace(FRONT_DOOR, tasks=tasks)])


MATTER = Matter(
    key="front_door.contact",
    title="Contact",
    address="contacts/<str:ref>",
    page="front_door:contact",
    find=dict,
    thing=dict,
    says=str,
    is_open=bool,
    words=dict,
)
DECIDE = Step(
    key="front_door.decide",
    title="Decide",
    who="Manager",
    needs=Named("front_door.decide"),
    rule=RULE,
    hands_to=("protection.strategy",),
    page="front_door:decide",
)
CALL = Step(
    key="front_door.call",
    title="Call back",
    who="Worker",
    needs=Named("front_door.decide"),
    about=MATTER.key,
    after=(DECIDE.key,),
    asks=Questions(action=dict, keeps=object, log=("front_door.called", "Called back")),
)
STRATEGY = Stage(key="protection.strategy", title="Discuss", who="Lead")
WALKED = replace(FRONT_DOOR, matters=(MATTER,), steps=(DECIDE, CALL))
AHEAD = replace(PROTECTION, stages=(STRATEGY,))


def test_steps_are_found_by_key_and_by_what_they_are_about():
    registry = Registry()
    registry.register([WALKED, AHEAD])
    assert registry.steps == {DECIDE.key: DECIDE, CALL.key: CALL} and registry.stages == {STRATEGY.key: STRATEGY}
    assert registry.steps_about(MATTER.key) == (CALL,) and registry.steps_about("nothing") == ()
    assert registry.matters[MATTER.key] is MATTER
    assert registry.verbs["front_door.called"] == "Called back"
    assert (CALL.route, CALL.slug, DECIDE.route) == ("front_door:call", "call", "front_door:decide")


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((DECIDE, replace(CALL, key=DECIDE.key)), "step 'front_door.decide'"),
        ((DECIDE, replace(CALL, key="protection.strategy")), "step 'protection.strategy'"),
        ((DECIDE, replace(CALL, key="protection.call")), "is offered by 'front_door'"),
        ((DECIDE, replace(CALL, after=("picnic",))), "'picnic', which is no step"),
        ((replace(DECIDE, hands_to=("protection.picnic",)), CALL), "'protection.picnic', which is no step"),
        ((replace(DECIDE, after=(CALL.key,)), CALL), "comes after itself"),
        ((DECIDE, replace(CALL, needs=Named("picnic"))), "needs 'picnic'"),
        ((DECIDE, replace(CALL, about="picnic")), "is about 'picnic'"),
        ((DECIDE, replace(CALL, about="")), "is about nothing"),
        ((DECIDE, replace(CALL, clears="picnic")), "ends the task 'picnic'"),
        ((DECIDE, replace(CALL, rule=Named("front_door.decision"))), "has the time of"),
        ((DECIDE, replace(CALL, page="front_door:call")), "either questions or a page"),
        ((replace(DECIDE, page=""), CALL), "either questions or a page"),
        ((DECIDE, replace(CALL, asks=Questions(action=dict))), "how it is known to be done"),
    ],
)
def test_bad_steps_are_refused(steps, message):
    with pytest.raises(BadOffer, match=message):
        Registry().register([replace(WALKED, steps=steps), AHEAD])
