"""What stands at the top of every page about a person: who, what status, who is responsible, what to beware of."""

from django.urls import reverse

from thrive.base.calendar import clock
from thrive.base.calendar.holidays import working_days_between
from thrive.base.people.models import Card
from thrive.base.people.rules import NAME_NOT_RECORDED, UNBORN_NAME, age_in_words
from thrive.base.people.sheets import Line
from thrive.govuk import words
from thrive.govuk.pages import Action, Fact, IdentityBar, Link, NavItem, Notice, Tag

WITHHELD = "Address withheld"
TEAM_WITHHELD = "Withheld with the address"  # its name or number may tell the part of the town
NOT_RECORDED = "Not recorded"


class Header:
    """Words about one person, from the card; used by the identity bar and by lists."""

    def __init__(self, card: Card, *, shows_address: bool, shows_team: bool = False) -> None:
        self.card, self.shows_address, self.shows_team = card, shows_address, shows_team

    @property
    def name(self) -> str:
        """The name a record is headed with."""
        if not self.card.name and self.card.expected_on and not self.card.born_on:
            return UNBORN_NAME
        return self.card.name or NAME_NOT_RECORDED

    @property
    def age(self) -> str:
        """The age in words, or what stands in its place; empty where nothing is known."""
        card = self.card
        return age_in_words(
            today=clock.today(),
            born_on=card.born_on,
            precision=card.born_precision,
            expected_on=card.expected_on,
            pregnancy_ended_on=card.pregnancy_ended_on,
            died_on=card.died_on,
        )

    @property
    def about(self) -> str:
        """Age and pronoun, quiet beside the name."""
        called = f"known as {self.card.known_as}" if self.card.known_as else ""
        return ", ".join(part for part in (called, self.age, self.card.pronoun) if part)

    @property
    def address(self) -> str:
        """The address on one line, or why it is not there."""
        if not self.shows_address:
            return WITHHELD
        return ", ".join(part for part in (self.card.address, self.card.postcode) if part) or NOT_RECORDED

    @property
    def postcode(self) -> str:
        """The postcode; empty where the address does not show."""
        return self.card.postcode if self.shows_address else ""

    @property
    def street(self) -> str:
        """The address without its postcode, or why it is not there."""
        if not self.shows_address:
            return WITHHELD
        return self.card.address or ("" if self.card.postcode else NOT_RECORDED)

    @property
    def born(self) -> str:
        """Birth date as exactly as it is known, or the expected one."""
        if self.card.born_on:
            return words.approx_date(self.card.born_on, self.card.born_precision)
        return words.upper_first(self.age) if self.card.expected_on else NOT_RECORDED

    def tags(self, *, restricted: bool = False, leading: bool = False) -> list[Tag]:
        """Status tags in the order of their rules; on a record that is open each leads to what gives it."""
        tags = [
            Tag(one["label"], one["tone"], _status_url(self.card.ref, one["key"]) if leading else "")
            for one in self.card.statuses
        ]
        if restricted:
            tags.append(Tag("Restricted", "restricted"))
        if self.card.died_on:
            tags.append(Tag("Deceased"))
        return tags


def name_only(card: Card) -> IdentityBar:
    """The identity bar of a record of which nothing but the name may be said."""
    name = Header(card, shows_address=False).name
    return IdentityBar(name=name, tags=[Tag("Restricted record", "restricted")], menu_label="This record")


def bar(
    *,
    card: Card,
    shows_address: bool,
    shows_team: bool,
    restricted: bool,
    warnings: list[Line],
    tabs: list[NavItem],
    actions: list[Action],
    first_name: str,
    is_read: bool,
) -> IdentityBar:
    """The identity bar of an opened record."""
    header = Header(card, shows_address=shows_address, shows_team=shows_team)
    tags = header.tags(restricted=restricted, leading=is_read)
    if warnings:
        tags.append(Tag(words.plural(len(warnings), "warning"), "plain", "#warnings"))
    return IdentityBar(
        name=header.name,
        about=header.about,
        tags=tags,
        actions=actions,
        facts=_facts(card, header),
        nav=tabs,
        menu_label=f"{first_name}’s record" if card.name else "This record",
        warnings=[_notice(card, one) for one in warnings],
        warnings_url=reverse("people:warnings", args=[card.ref]),
    )


def _facts(card: Card, header: Header) -> list[Fact]:
    nhs = words.nhs_number(card.nhs_number) if card.nhs_number else NOT_RECORDED
    verified = ("verified" if card.nhs_verified else "not verified") if card.nhs_number else ""
    phone = words.phone(card.lead_phone) if card.lead_phone and header.shows_team else ""
    team = card.team_name if header.shows_team else TEAM_WITHHELD
    lead = ", ".join(part for part in (card.lead_name, phone) if part)
    return [
        Fact("Died" if card.died_on else "Born", words.long_date(card.died_on) if card.died_on else header.born),
        Fact("NHS number", nhs, verified, bool(card.nhs_number)),
        *([Fact("Child id", card.local_id, "", True)] if card.local_id else []),
        Fact("Lives at", header.address),
        Fact("Lead practitioner", lead or "None"),
        *([Fact("Team", team)] if card.team_name else []),
    ]


def _notice(card: Card, warning: Line) -> Notice:
    today = clock.today()
    author = f"written by {warning.recorded_by.name}" if warning.recorded_by else f"from {warning.source or 'a file'}"
    since = words.long_date(warning.true_from) if warning.true_from else "a day not recorded"
    late = working_days_between(warning.review_on, today)
    whom = warning.values.get("name")  # of somebody else in the family
    return Notice(
        instruction=words.sentence(warning.instruction),
        reason=f"{whom}: {warning.reason}" if whom and whom not in warning.instruction else warning.reason,
        source=f"Since {since}, {author}. Review by {words.long_date(warning.review_on)}.",
        overdue=f"Review {words.plural(late, 'working day')} late" if late > 0 else "",
        link=Link("Why, and history", reverse("people:warnings", args=[card.ref]), f": {warning.instruction}"),
    )


def _status_url(ref: str, key: str) -> str:
    return f"{reverse('people:statuses', args=[ref])}#{key}"
