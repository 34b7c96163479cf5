"""Ways to reach a person, and warnings to the worker who is about to."""

import re
from dataclasses import dataclass

from thrive.base.matching import normalise

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class ContactKind:
    """One kind of contact detail."""

    key: str
    label: str
    is_phone: bool

    def canonical(self, text: str) -> str:
        """The form that is kept; "" when the text is not one."""
        if self.is_phone:
            return normalise.phone(text)
        trimmed = text.strip()
        return trimmed if _EMAIL.fullmatch(trimmed) else ""

    def problem(self, text: str) -> str | None:
        """Why it cannot be recorded, or None."""
        if not text.strip():
            return f"Enter the {self.label.lower()}"
        if self.canonical(text):
            return None
        if self.is_phone:
            return f"{self.label} must be a real number, like 01632 960 114 or +44 7700 900 123"
        return "E-mail address must be like name@example.org"


CONTACT_KINDS: dict[str, ContactKind] = {
    kind.key: kind
    for kind in (
        ContactKind("mobile", "Mobile number", True),
        ContactKind("phone", "Telephone number", True),
        ContactKind("email", "E-mail address", False),
    )
}


@dataclass(frozen=True)
class WarningKind:
    """One kind of warning.

    `example`: an instruction as it may be written. `risk_to_children`: the person may be a danger to children.
    `review_months`: how long it stands unless somebody says otherwise; a local choice, not a rule of law.
    """

    key: str
    label: str
    example: str
    review_months: int = 6
    risk_to_children: bool = False


WARNING_KINDS: dict[str, WarningKind] = {
    kind.key: kind
    for kind in (
        WarningKind("risk_to_children", "Risk to children", "Do not leave children alone with him", 3, True),
        WarningKind("risk_to_staff", "Risk to staff", "Do not visit alone"),
        WarningKind("domestic_abuse", "Domestic abuse", "Speak to her alone; do not leave messages", 3),
        WarningKind("weapon", "Weapons", "Ask the police before you visit", 3),
        WarningKind("animal", "Animals in the home", "Ring first: the dog must be shut away", 12),
        WarningKind("do_not_contact", "Do not contact", "Do not ring or write; go through the duty team"),
        WarningKind("address_secret", "Address to be kept secret", "Do not tell anybody where they live"),
        WarningKind("going_missing", "Goes missing", "Use the missing plan if not home by 9pm", 3),
        WarningKind("exploitation", "Exploitation", "Ask to see who collects them", 3),
        WarningKind("self_harm", "Harm to self", "Follow the safety plan", 3),
        WarningKind("health", "Health", "Carries an adrenaline pen for nut allergy", 12),
        WarningKind("communication", "How to communicate", "Use a British Sign Language interpreter", 12),
        WarningKind("court_order", "Court order", "No contact with the father without the court's leave"),
        WarningKind("other", "Another warning", "Say what to do, then why"),
    )
}
