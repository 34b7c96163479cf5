"""A contact in the words of its page: what was said, of whom, what was there before, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from thrive.base import law
from thrive.base.access.models import Subject
from thrive.base.calendar import clock
from thrive.base.people.bar import Header
from thrive.base.people.models import Card
from thrive.base.people.queries.withheld_words import NO_WORDS, WithheldWords
from thrive.govuk import words as say
from thrive.govuk.pages import Row, Tag
from thrive.pathway.front_door import facts, rules
from thrive.pathway.front_door.models import (
    CheckAnswer,
    Contact,
    ContactDecision,
    ContactMatch,
    ContactPerson,
    PartnerCheck,
    Referral,
    ReferralDecision,
    Reply,
    Triage,
)
from thrive.pathway.front_door.rules.contacts import Level, Outcome

WITHHELD = "Withheld"


@dataclass
class Line:
    """One person of a contact: as they were described, who they are, and what was there before.

    `words` takes out of every text what is kept from the viewer.
    """

    stated: ContactPerson
    match: ContactMatch | None = None
    card: Card | None = None
    header: Header | None = None
    hides_place: bool = False
    words: WithheldWords = NO_WORDS
    harm: list[str] = field(default_factory=list)
    decision: ContactDecision | None = None
    needs: list[rules.Need] = field(default_factory=list)
    referral: Referral | None = None
    answered: ReferralDecision | None = None
    responses: list[str] = field(default_factory=list)
    before: facts.Before = facts.Before()

    @property
    def subject(self) -> Subject | None:
        """The record they are known to be."""
        return self.match.subject if self.match else None

    @property
    def is_re_referral(self) -> bool:
        """Whether a referral today would be one more within the time of the national measure."""
        return self.before.makes_re_referral(clock.today())

    @property
    def address(self) -> str:
        """The address as it was given, on one line."""
        if self.hides_place:
            return WITHHELD
        return ", ".join(part for part in (self.stated.address, self.stated.postcode) if part)

    @property
    def school(self) -> str:
        """The school as it was given."""
        return WITHHELD if self.hides_place and self.stated.school else self.stated.school

    @property
    def phone(self) -> str:
        """The telephone number as it was given."""
        return WITHHELD if self.hides_place and self.stated.phone else say.phone(self.stated.phone)

    @property
    def tags(self) -> Sequence[Tag]:
        """The statuses of the record they are."""
        return self.header.tags() if self.header else ()

    @property
    def lead(self) -> str:
        """Who works with them now, and how to call them where that tells nothing; empty where nobody does."""
        if self.card is None or not self.card.lead_name:
            return ""
        phone = "" if self.card.team_guarded else say.phone(self.card.lead_phone)
        return ", ".join(part for part in (self.card.lead_name, phone) if part)

    @property
    def outcome(self) -> str:
        """What came of the contact, in words."""
        return rules.CONTACT_OUTCOMES[Outcome(self.decision.outcome)].title if self.decision else ""

    @property
    def level(self) -> str:
        """The level of need that was decided."""
        return self.decision.get_level_display() if self.decision else ""

    @property
    def reason(self) -> str:
        """Why."""
        return self._decided("reason")

    @property
    def strengths(self) -> str:
        """What keeps the child safe."""
        return self._decided("strengths")

    @property
    def dissent(self) -> str:
        """Who saw it otherwise."""
        return self._decided("dissent")

    @property
    def late(self) -> str:
        """Why it was late."""
        return self._decided("late_because")

    @property
    def response_words(self) -> str:
        """How children's services respond to the referral."""
        return "; ".join(rules.response_titles(self.responses))

    @property
    def answer_reason(self) -> str:
        """Why they respond so."""
        return self.words.over(self.answered.reason, self.answered.recorded_by_id) if self.answered else ""

    def _decided(self, name: str) -> str:
        if self.decision is None:
            return ""
        return self.words.over(getattr(self.decision, name), self.decision.recorded_by_id)


@dataclass(frozen=True)
class Check:
    """A check with a partner, and what was answered, as far as the viewer may read it."""

    check: PartnerCheck
    partner: str
    answer: CheckAnswer | None
    question: str
    words: str
    said_by: str = ""

    @property
    def is_late(self) -> bool:
        """Whether an answer was hoped for by now."""
        return self.answer is None and self.check.answer_by < clock.now()


@dataclass
class ContactPage:
    """A contact with all that the page shows. `due` is set while something is still to be decided, `referral_dues`
    by the key of each referral that waits."""

    contact: Contact
    lines: list[Line]
    triage: Triage | None
    reply: Reply | None
    checks: list[Check]
    words: WithheldWords
    due: law.Due | None
    referral_dues: dict[int, law.Due]
    criteria: list[dict[str, str]]  # of the threshold document in force: its `title`, each `level` and the `words`
    may_decide: bool
    only_emergencies: bool

    @property
    def children(self) -> list[Line]:
        """Those for whom something is decided."""
        return [one for one in self.lines if one.stated.is_child]

    @property
    def undecided(self) -> list[Line]:
        """Children for whom nothing has been decided."""
        return [one for one in self.children if one.decision is None]

    @property
    def concern(self) -> str:
        """What was said."""
        return self._text("concern")

    @property
    def child_words(self) -> str:
        """What the child said."""
        return self._text("child_words")

    @property
    def tried(self) -> str:
        """What its source did about it."""
        return self._text("tried_so_far")

    @property
    def source_words(self) -> str:
        """Who said it, on one line."""
        row = self.contact
        name = row.reporter.name if row.reporter else row.source_name
        role = row.reporter.job_title if row.reporter else row.source_role
        agency = row.organisation.name if row.organisation else row.source_agency
        if self.hides_source:
            agency = WITHHELD
        said = ", ".join(part for part in (name, role, agency) if part) or "Name not given"
        return self.words.over(said, self.contact.recorded_by_id)

    @property
    def hides_source(self) -> bool:
        """Whether the names of bodies are withheld: a school that tells of a child, or is asked, tells the place."""
        return any(line.hides_place for line in self.lines)

    @property
    def hides_analysis(self) -> bool:
        """Whether something in what the front door makes of it is withheld from the viewer."""
        return self.triage is not None and self.analysis != self.triage.analysis

    @property
    def said_rows(self) -> list[Row]:
        """The other answers, for a summary list; what was not asked or answered is left out."""
        row = self.contact
        yes_no = rules.YES_NO
        said = (
            ("How it came", rules.CHANNELS[row.channel]),  # type: ignore[index]
            ("Call back", ", ".join(part for part in (say.phone(row.source_phone), row.source_email) if part)),
            ("The family must not learn who said it", "Yes" if row.is_anonymous else ""),
            ("A child in danger now", yes_no.get(row.in_danger, "")),
            ("What was done to make them safe", self._text("danger_words")),
            ("The family knows", rules.WHOSE_KNOWLEDGE.get(row.family_knows, "")),
            ("Consent", ". ".join(part for part in (row.get_consent_display(), self._text("consent_why")) if part)),
            ("When it happened", say.long_date(row.incident_on) if row.incident_on else ""),
            ("A child was there", yes_no.get(row.children_present, "")),
            ("Their number", row.source_reference),
            ("Attendance", f"{row.attendance_percent}%" if row.attendance_percent is not None else ""),
            ("Taken by", row.recorded_by.name if row.recorded_by and not row.reporter else ""),
        )
        return [Row(label, value) for label, value in said if value]

    @property
    def urgency(self) -> str:
        """How urgent it was judged to be."""
        return rules.URGENCIES[self.triage.urgency] if self.triage else ""  # type: ignore[index]

    @property
    def analysis(self) -> str:
        """What the front door makes of it."""
        return self.words.over(self.triage.analysis, self.triage.recorded_by_id) if self.triage else ""

    @property
    def reply_words(self) -> str:
        """What whoever made it was told."""
        return self.words.over(self.reply.words, self.reply.recorded_by_id) if self.reply else ""

    @property
    def threshold_title(self) -> str:
        """The threshold document in force today."""
        return self.criteria[0]["title"] if self.criteria else ""

    @property
    def criteria_rows(self) -> list[Row]:
        """What it says of each level."""
        return [Row(rules.LEVELS[Level(one["level"])], one["words"]) for one in self.criteria]

    def _text(self, name: str) -> str:
        return self.words.over(getattr(self.contact, name), self.contact.recorded_by_id)
