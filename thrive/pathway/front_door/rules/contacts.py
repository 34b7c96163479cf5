"""The words of the front door: how a contact comes, what is asked of whoever makes it, what may come of it.

Data, as tables. The outcomes are those that guidance names (Working Together, chapter 3; practice in
most areas): a contact is decided for each child, a referral too, and nothing is refused by the system itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from thrive.base.access.rules import OrganisationKind


class Channel(StrEnum):
    """How a contact reached the front door."""

    TELEPHONE = "telephone"
    ONLINE = "online"
    IN_PERSON = "in_person"
    WRITTEN = "written"
    SYSTEM = "system"
    PUBLIC = "public"
    LINK = "link"


CHANNELS: Mapping[Channel, str] = {
    Channel.TELEPHONE: "Telephone",
    Channel.ONLINE: "Through Thrive",
    Channel.IN_PERSON: "In person",
    Channel.WRITTEN: "Email or letter",
    Channel.SYSTEM: "From another system",
    Channel.PUBLIC: "Through the public form",
    Channel.LINK: "By a link that was sent to them",
}
#: Channels by which a contact comes without a worker of the front door writing it down.
BY_ITSELF = frozenset({Channel.SYSTEM, Channel.PUBLIC, Channel.LINK})
#: What is said of a contact whose source is only who they say they are.
NOT_VERIFIED: Mapping[str, str] = {
    Channel.PUBLIC: "From the public, not verified",
    Channel.LINK: "By a link, not signed in",
}

YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No", "not_known": "Not known"}

#: Whether the family knows that somebody got in touch.
WHOSE_KNOWLEDGE: Mapping[str, str] = {
    "yes": "Yes, they have been told",
    "no": "No",
    "not_safe": "No, because telling them may put a child at more risk",
    "not_known": "Not known",
}


class Consent(StrEnum):
    """Whether somebody with parental responsibility agreed to the contact being made."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_SOUGHT = "not_sought"
    NOT_NEEDED = "not_needed"


CONSENTS: Mapping[Consent, str] = {
    Consent.GIVEN: "Given",
    Consent.REFUSED: "Refused",
    Consent.NOT_SOUGHT: "Not asked for yet",
    Consent.NOT_NEEDED: "Not needed: asking may put a child at risk, or the law lets it be shared",
}


class Urgency(StrEnum):
    """When a contact must be looked into, as the front door judged it. None is a rating of a child."""

    NOW = "now"
    TODAY = "today"
    ORDINARY = "ordinary"


URGENCIES: Mapping[Urgency, str] = {
    Urgency.NOW: "Now: a child may be in danger",
    Urgency.TODAY: "Today",
    Urgency.ORDINARY: "In the ordinary time",
}


@dataclass(frozen=True, kw_only=True)
class ReportForm:
    """One way of putting the questions of a contact: what kind of body uses it, what it asks beyond the rest.

    All forms lead to the same action and the same rows. `asks` names further fields of a contact; `census_source` is
    the code under which a referral that comes of it is returned; `asks_for_decision` whether it asks children's
    services to decide unless its writer says otherwise, so that it is received as a referral.
    """

    key: str
    title: str
    intro: str
    concern_label: str
    census_source: str
    kinds: frozenset[OrganisationKind] = frozenset()
    asks: tuple[str, ...] = ()
    asks_for_decision: bool = True


FORMS: Mapping[str, ReportForm] = {
    one.key: one
    for one in (
        ReportForm(
            key="school",
            title="A concern from a school or college",
            intro="Say what worries you, in your own words and the child’s.",
            concern_label="What worries you?",
            census_source="2A",
            kinds=frozenset({OrganisationKind.SCHOOL}),
            asks=("child_words", "tried_so_far", "attendance_percent"),
        ),
        ReportForm(
            key="police",
            title="A police notification",
            intro="Tell children’s services of an incident at which a child was present or named.",
            concern_label="What happened?",
            census_source="6",
            kinds=frozenset({OrganisationKind.POLICE}),
            asks=("source_reference", "happened_on", "children_present", "child_words"),
            asks_for_decision=False,
        ),
        ReportForm(
            key="health",
            title="A concern from a health service",
            intro="Say what worries you, and what you have done about it already.",
            concern_label="What worries you?",
            census_source="3D",
            kinds=frozenset({OrganisationKind.HEALTH}),
            asks=("child_words", "tried_so_far"),
        ),
        ReportForm(
            key="professional",
            title="A concern from another service",
            intro="Say what worries you, and what you have done about it already.",
            concern_label="What worries you?",
            census_source="8",
            kinds=frozenset({OrganisationKind.PROVIDER, OrganisationKind.VOLUNTARY}),
            asks=("child_words", "tried_so_far"),
        ),
        ReportForm(
            key="council",
            title="A concern from another part of the council",
            intro="Say what worries you, and what you have done about it already.",
            concern_label="What worries you?",
            census_source="5B",
            kinds=frozenset({OrganisationKind.COUNCIL}),
            asks=("child_words", "tried_so_far"),
        ),
        ReportForm(
            key="public",
            title="A worry from a member of the public or the family",
            intro="What the caller saw or heard, in their words.",
            concern_label="What are they worried about?",
            census_source="1D",
            asks_for_decision=False,
        ),
        ReportForm(
            key="self",
            title="A parent, carer or young person asks for help",
            intro="What they ask for, in their words.",
            concern_label="What would help?",
            census_source="1C",
            asks_for_decision=False,
        ),
    )
}


def form_for(kind: OrganisationKind) -> ReportForm:
    """The form that an organisation of this kind uses; the one for other services where none is its own."""
    return next((one for one in FORMS.values() if kind in one.kinds), FORMS["professional"])


class Level(StrEnum):
    """A level of need, as a decision finds it: the lowest first."""

    UNIVERSAL = "universal"
    COMMUNITY = "community"
    FAMILY_HELP = "family_help_eh"
    FAMILY_HELP_S17 = "family_help_s17"
    PROTECTION = "cp"


LEVELS: Mapping[Level, str] = {
    Level.UNIVERSAL: "Services that everybody has",
    Level.COMMUNITY: "Early help in the community",
    Level.FAMILY_HELP: "Family Help",
    Level.FAMILY_HELP_S17: "Family Help, child in need (section 17)",
    Level.PROTECTION: "Child protection",
}


class Outcome(StrEnum):
    """What comes of a contact for one child."""

    INFO_ADVICE = "info_advice"
    SIGNPOST_UNIVERSAL = "signpost_universal"
    COMMUNITY_EARLY_HELP = "community_early_help"
    FAMILY_HELP_REQUEST = "family_help_request"
    REFERRAL = "referral"
    IMMEDIATE_PROTECTION = "immediate_protection"
    LINK_TO_OPEN_WORK = "link_to_open_work"
    OTHER_LA = "other_la"
    NFA = "nfa"


@dataclass(frozen=True, kw_only=True)
class ContactOutcome:
    """An outcome of a contact: what workers read, what whoever made the contact may be told, what follows.

    `makes_referral`: a referral is opened with it. `while_open`: whether it may be chosen for a child with whom
    somebody is working already; information about such a child goes to whoever works with them.
    """

    key: Outcome
    title: str
    told: str
    makes_referral: bool = False
    while_open: bool = True


CONTACT_OUTCOMES: Mapping[Outcome, ContactOutcome] = {
    one.key: one
    for one in (
        ContactOutcome(
            key=Outcome.REFERRAL,
            title="Referral: children’s services decide what to do",
            told="Children’s services are deciding how to respond.",
            makes_referral=True,
            while_open=False,
        ),
        ContactOutcome(
            key=Outcome.IMMEDIATE_PROTECTION,
            title="Protect the child now",
            told="Children’s services are acting now.",
            makes_referral=True,
        ),
        ContactOutcome(
            key=Outcome.LINK_TO_OPEN_WORK,
            title="Pass it to whoever works with the child",
            told="Somebody in children’s services works with the family already and has your information.",
        ),
        ContactOutcome(
            key=Outcome.FAMILY_HELP_REQUEST,
            title="Offer Family Help",
            told="The family is being offered help.",
            while_open=False,
        ),
        ContactOutcome(
            key=Outcome.COMMUNITY_EARLY_HELP,
            title="Early help in the community",
            told="Early help in the community is the right help today. You may be asked to lead it.",
            while_open=False,
        ),
        ContactOutcome(
            key=Outcome.SIGNPOST_UNIVERSAL,
            title="Point to a service that everybody has",
            told="The family is pointed to a service that can help.",
        ),
        ContactOutcome(
            key=Outcome.INFO_ADVICE,
            title="Information or advice given",
            told="Information or advice was given.",
        ),
        ContactOutcome(
            key=Outcome.OTHER_LA,
            title="Pass it to another authority",
            told="It was passed to the authority where the child lives.",
            while_open=False,
        ),
        ContactOutcome(
            key=Outcome.NFA,
            title="Nothing more to do",
            told="Nothing more will be done by children’s services now. Tell us if your worry grows.",
        ),
    )
}


class Response(StrEnum):
    """How children's services respond to a referral; one or more."""

    IMMEDIATE_PROTECTION = "immediate_protection"
    STRATEGY_DISCUSSION = "s47"
    FAMILY_HELP = "family_help"
    SPECIALIST = "specialist"
    COMMUNITY = "community"
    NFA = "nfa"


@dataclass(frozen=True, kw_only=True)
class ResponseKind:
    """A response: what workers read, what the referrer may be told, and the step along the road that takes it up."""

    key: Response
    title: str
    told: str
    forward_to: str = ""


RESPONSES: Mapping[Response, ResponseKind] = {
    one.key: one
    for one in (
        ResponseKind(
            key=Response.IMMEDIATE_PROTECTION,
            title="Protect the child now",
            told="Children’s services are acting now.",
            forward_to="protection.strategy",
        ),
        ResponseKind(
            key=Response.STRATEGY_DISCUSSION,
            title="Strategy discussion: reasonable cause to suspect significant harm (section 47)",
            told="Children’s services and their partners are looking into it. You may be asked to take part.",
            forward_to="protection.strategy",
        ),
        ResponseKind(
            key=Response.FAMILY_HELP,
            title="Family Help assessment (section 17)",
            told="A worker will meet the family and assess what help they need.",
            forward_to="family_help.assessment",
        ),
        ResponseKind(
            key=Response.SPECIALIST,
            title="Further specialist assessment",
            told="A specialist assessment was asked for.",
        ),
        ResponseKind(
            key=Response.COMMUNITY,
            title="Early help in the community",
            told="Early help in the community is the right help today. You may be asked to lead it.",
        ),
        ResponseKind(
            key=Response.NFA,
            title="Nothing more to do",
            told="Nothing more will be done by children’s services now. Tell us if your worry grows.",
        ),
    )
}


def response_titles(keys: Iterable[str]) -> list[str]:
    """Responses in words, in the order of the table."""
    chosen = set(keys)
    return [one.title for one in RESPONSES.values() if one.key in chosen]
