"""The histories of the families that guides name, by their number (`people.invented.showcase`)."""

from thrive.base.casework.invented.outline import Enquiry, History, Later, Outline, Protection

_CLOSED = Outline(
    880, source="2A", need="N5", assessment=36, starts=1, closes="RC8", close_after=2, factors=("3B", "4B"), seed=11
)


def histories() -> dict[int, History]:
    """A history for each of them; none for the sealed record."""
    return {
        -1: History([_CLOSED, _byrne()]),
        -2: History([_marlowe_before(), _marlowe_now()]),
        -3: History([Outline(16, "3B", "N1", starts=1, assessment=40, closes="RC7", plan_days=120, seed=31)]),
        -4: History([_wisniewska()]),
        -5: History([_mensah_and_pugh()]),
        -6: History([Outline(300, "1B", "N5", assessment=30, starts=1, closes="RC8", factors=("4B",), seed=61)]),
    }


def _byrne() -> Outline:
    """A child in need plan since the spring."""
    return Outline(
        173, "6", "N5", starts=1, assessment=41, plan_days=260, closes="RC7", factors=("3B", "3A", "4B", "17A"), seed=12
    )


def _marlowe_before() -> Outline:
    return Outline(
        1190, "6", "N1", starts=1, assessment=38, enquiry=Enquiry(2), closes="RC7", close_after=4,
        factors=("3B", "3A", "17A"), seed=21,
    )  # fmt: skip


def _marlowe_now() -> Outline:
    """Two months in: assessed, on a plan, and an enquiry begun this week, with a conference to come."""
    later = Later(12, Enquiry(0, 14, Protection((80, 160), "PHY", "PHY")), 40, 120)
    return Outline(
        62, "2A", "N1", starts=1, assessment=31, plan_days=12, later=later, closes="RC7",
        factors=("3B", "3A", "16A", "18C", "4B"), seed=22,
    )  # fmt: skip


def _wisniewska() -> Outline:
    """A child protection plan: emotional abuse, with pre-proceedings behind it."""
    plan = Protection((80, 165, 170), "EMO", "EMO", (40, 70))
    return Outline(
        250, "6", "N1", starts=0, assessment=35, enquiry=Enquiry(1, 13, plan), plan_days=90, closes="RC7",
        factors=("3B", "3A", "17A"), seed=41,
    )  # fmt: skip


def _mensah_and_pugh() -> Outline:
    """A long plan for a disabled child."""
    return Outline(640, "5D", "N2", starts=2, assessment=42, plan_days=900, closes="RC7", factors=("6A", "5A"), seed=51)
