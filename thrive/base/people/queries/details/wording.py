"""What each kind of fact says, on one line."""

from thrive.base.local import codes
from thrive.base.people.models import (
    AgencyContact,
    CaseSummary,
    Characteristic,
    ContactPoint,
    Identifier,
    Life,
    Name,
    ParentalResponsibility,
    PlaceLink,
    Residence,
    Warning,
)
from thrive.base.people.rules import CODED, CONTACT_KINDS, IDENTIFIERS, NAME_KINDS, RESPONSIBILITY_BASES, WARNING_KINDS
from thrive.govuk import words


def name(row: Name) -> str:
    """ "Legal name: Ava Grace Okoro"."""
    kind = NAME_KINDS.get(row.kind)
    return f"{kind.label if kind else row.kind}: {row.words}"


def life(row: Life) -> str:
    """Birth, the expected day, the end of a pregnancy and death, as far as they are recorded."""
    said = [
        f"Born {words.approx_date(row.born_on, row.born_precision)}" if row.born_on else "",
        f"Expected {words.long_date(row.expected_on)}" if row.expected_on and not row.born_on else "",
        f"Pregnancy ended {words.long_date(row.pregnancy_ended_on)}" if row.pregnancy_ended_on else "",
        f"Died {words.approx_date(row.died_on, row.died_precision)}" if row.died_on else "",
    ]
    return ". ".join(one for one in said if one) or "Not recorded"


def identifier(row: Identifier) -> str:
    """ "NHS number 999 123 4567 (verified at source)"."""
    scheme = IDENTIFIERS.get(row.scheme)
    value = scheme.display(row.value) if scheme else row.value
    state = row.get_assurance_display() if row.status == Identifier.Status.ACTIVE else row.get_status_display()
    return f"{words.upper_first(scheme.label) if scheme else row.scheme}: {value} ({words.lower_first(str(state))})"


def characteristic(row: Characteristic) -> str:
    """The answer, in the words of its list where it is a code; "Not known" with the day somebody asked."""
    if not row.value:
        return f"Not known (asked {words.long_date(row.asked_on)})" if row.asked_on else "Not known"
    return (codes.words(row.kind, row.value) if row.kind in CODED else None) or row.value


def residence(row: Residence) -> str:
    """ "Home: 14 Tanner Row, Wexmoor, WX4 2PL"."""
    return f"{row.get_kind_display()}: {', '.join(part for part in (row.address, row.postcode) if part)}"


def contact(row: ContactPoint) -> str:
    """The number or address, and how it is safe to use it."""
    value = words.phone(row.value) if CONTACT_KINDS[row.kind].is_phone else row.value
    safety = "" if row.safe else "Not safe to use. "
    return f"{row.get_kind_display()}: {value}. {safety}{row.safe_note}".strip().rstrip(".")


def place(row: PlaceLink) -> str:
    """ "School or college: Tanner Row Primary School"."""
    return f"{row.place.get_kind_display()}: {row.place.name}"


def agency(row: AgencyContact) -> str:
    """The agency, who there, and how to reach them."""
    phone = words.phone(row.phone) if row.phone else ""
    return ", ".join(part for part in (row.agency, row.worker, row.role, phone, row.email) if part)


def summary(row: CaseSummary) -> str:
    """The text."""
    return row.text


def warning(row: Warning) -> str:
    """The instruction first, then the reason and the day of the next review."""
    kind = WARNING_KINDS.get(row.kind)
    first = f"{kind.label}: " if kind else ""
    return f"{first}{row.instruction.rstrip('.')}. {row.reason.rstrip('.')}. Review by {words.long_date(row.review_on)}"


def responsibility(row: ParentalResponsibility) -> str:
    """Who holds it and on what basis; of somebody restricted, only that there is somebody."""
    guarded = row.person.subject.restriction != "ordinary"
    holder = "Somebody whose record is restricted" if guarded else row.person.card.name or "Name not recorded"
    if not row.holds:
        return f"{holder}: asked, does not have it"
    basis = RESPONSIBILITY_BASES.get(row.basis)
    return f"{holder}: {words.lower_first(basis.label) if basis else row.basis or 'basis not recorded'}"
