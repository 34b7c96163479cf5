"""Parental responsibility: who may hold it, and by what in law.

Parental responsibility is "all the rights, duties, powers, responsibilities and authority which by law a parent
of a child has" (Children Act 1989 section 3(1)). Several people may have it at once (section 2(5)), and nobody
loses it because somebody else gains it (section 2(6)), except by adoption (Adoption and Children Act 2002
section 46(2)). It ends when the child is 18 (Children Act 1989 sections 91 and 105(1)).
"""

from dataclasses import dataclass
from datetime import date

from thrive.base.people.rules.ages import reaches_age_on

# Section 4(1)(a) as amended by the Adoption and Children Act 2002 section 111 counts births registered from this
# day on; registration of the father before it gave no parental responsibility.
BIRTH_REGISTRATION_COUNTS_FROM = date(2003, 12, 1)
ENDS_AT_AGE = 18

CA = "Children Act 1989"
ACA = "Adoption and Children Act 2002"


@dataclass(frozen=True)
class ResponsibilityBasis:
    """One way to have parental responsibility.

    `holder`: "mother", "father", "second_parent", "step_parent", "person" or "authority". `by_order`: a court
    made it, so that the order and its date are asked for. `ends_others`: everybody else's ends. `overrides`:
    the holder may act to the exclusion of others, though theirs continues.
    """

    key: str
    label: str
    law: str
    holder: str = "person"
    by_order: bool = False
    ends_others: bool = False
    overrides: bool = False

    @property
    def short(self) -> str:
        """The label without the day from which that way has counted in law."""
        return self.label.split(" (counts since ")[0]


RESPONSIBILITY_BASES: dict[str, ResponsibilityBasis] = {
    basis.key: basis
    for basis in (
        ResponsibilityBasis("mother", "Mother", f"{CA} section 2(1) and (2)(a)", "mother"),
        # Section 2(3) with section 1 of the Family Law Reform Act 1987: married to the mother at or after the birth.
        ResponsibilityBasis("married_father", "Father, married to the mother", f"{CA} section 2(1) and (3)", "father"),
        # A parent by section 42 or 43 of the Human Fertilisation and Embryology Act 2008.
        ResponsibilityBasis("second_parent", "Second female parent", f"{CA} sections 2(1A) and 4ZA", "second_parent"),
        ResponsibilityBasis(
            "birth_registration", "Father, on the birth registration (counts since 1 December 2003)",
            f"{CA} section 4(1)(a)", "father",
        ),
        ResponsibilityBasis("agreement", "Father, by agreement with the mother", f"{CA} section 4(1)(b)", "father"),
        ResponsibilityBasis(
            "court_order", "Parental responsibility order", f"{CA} section 4(1)(c)", "father", by_order=True
        ),
        ResponsibilityBasis("step_parent", "Step-parent, by agreement or order", f"{CA} section 4A", "step_parent"),
        ResponsibilityBasis("guardian", "Guardian, since a parent's death", f"{CA} section 5(6)"),
        ResponsibilityBasis(
            "child_arrangements_order", "Child arrangements order: lives with", f"{CA} section 12", by_order=True
        ),
        ResponsibilityBasis(
            "special_guardianship", "Special guardianship order", f"{CA} section 14C(1)", by_order=True, overrides=True
        ),
        ResponsibilityBasis(
            "care_order", "Care order", f"{CA} section 33(3)", "authority", by_order=True, overrides=True
        ),
        ResponsibilityBasis(
            "interim_care_order", "Interim care order", f"{CA} sections 31(11), 33(3) and 38", "authority",
            by_order=True, overrides=True,
        ),
        ResponsibilityBasis(
            "emergency_protection", "Emergency protection order", f"{CA} section 44(4)(c)", "authority", by_order=True
        ),
        ResponsibilityBasis(
            "placement_order", "Placed for adoption or placement order", f"{ACA} section 25",
            by_order=True, overrides=True,
        ),
        ResponsibilityBasis("adoption", "Adoption order", f"{ACA} section 46(1)", by_order=True, ends_others=True),
        # Parental orders after surrogacy: Human Fertilisation and Embryology Act 2008 sections 54 and 54A.
        ResponsibilityBasis(
            "parental_order", "Parental order after surrogacy",
            "Human Fertilisation and Embryology Act 2008 sections 54 and 54A", by_order=True, ends_others=True,
        ),
        ResponsibilityBasis("other", "Another way", "To be recorded with the source"),
    )
}  # fmt: skip


def responsibility_problem(basis: str, *, registered_on: date | None = None, is_adult: bool = True) -> str | None:
    """Why parental responsibility cannot be recorded on this basis, or None.

    `registered_on`: the day the birth was registered with the father named, where it is known. `is_adult` is
    not asked of mothers and fathers, who may be children themselves.
    """
    found = RESPONSIBILITY_BASES.get(basis)
    if found is None:
        return "Select how they have parental responsibility"
    if basis == "birth_registration" and registered_on and registered_on < BIRTH_REGISTRATION_COUNTS_FROM:
        return "A father registered before 1 December 2003 has parental responsibility only by another way"
    if not is_adult and found.holder == "person" and basis != "other":
        return f"{found.label} can only be held by an adult"
    return None


def responsibility_ends_on(child_born: date) -> date:
    """The first day on which nobody has parental responsibility for somebody: the 18th birthday."""
    return reaches_age_on(child_born, ENDS_AT_AGE)
