"""How often contacts are made and what comes of them: our own numbers, with nothing national to hold them to.

The referrals themselves are those of the families' histories (`casework.invented.rates`).
"""

from collections.abc import Mapping

from thrive.pathway.front_door.rules.contacts import Channel, Outcome

KEPT_FOR = 6 * 365  # days back from which the front door kept contacts; older referrals came in a file
LESSER_FOR = 365  # days back from which contacts that led to no referral are kept
LESSER = {
    0: 46,
    1: 28,
    2: 15,
    3: 8,
    4: 3,
}  # such contacts of a family in that time
REPEATS = 0.3  # of them: soon after the one before
OUTCOMES: Mapping[Outcome, int] = {  # of contacts about children with whom nobody works
    Outcome.INFO_ADVICE: 34, Outcome.NFA: 28, Outcome.COMMUNITY_EARLY_HELP: 17, Outcome.SIGNPOST_UNIVERSAL: 14,
    Outcome.FAMILY_HELP_REQUEST: 5, Outcome.OTHER_LA: 2,
}  # fmt: skip
PASSED_ON = 0.8  # of contacts about children with whom somebody works: told to them
CHECKED = 0.3  # of referrals of the last year: partners were asked first
LATE = 0.06  # of contacts that led to no referral: decided after the local time
OPEN = 24  # contacts that are open now, besides one at each stage; fewer in a small authority
FAMILIES_FOR_ONE_OPEN = 30

#: The form by which a source of the census list gets in touch.
FORMS: Mapping[str, str] = {
    "1A": "public", "1B": "public", "1C": "self", "1D": "public", "2A": "school", "2B": "school", "3A": "health",
    "3B": "health", "3C": "health", "3D": "health", "3E": "health", "3F": "health", "4": "professional",
    "5A": "council", "5B": "council", "5C": "professional", "5D": "council", "6": "police", "7": "professional",
    "8": "professional", "9": "public", "10": "public",
}  # fmt: skip
SOURCES = {"6": 30, "2A": 22, "1A": 9, "1B": 5, "3B": 5, "3D": 6, "3E": 4, "5B": 5, "8": 6, "1C": 5, "9": 3}
CHANNELS: Mapping[str, Channel] = {
    "school": Channel.ONLINE, "health": Channel.ONLINE, "police": Channel.WRITTEN, "professional": Channel.WRITTEN,
    "council": Channel.WRITTEN, "public": Channel.TELEPHONE, "self": Channel.TELEPHONE,
}  # fmt: skip

#: Needs of the reference set that a decision finds, by the main need of the census.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "N1": ("6.1", "8.3"), "N2": ("3.3",), "N3": ("3.2",), "N4": ("5.1",), "N5": ("5.1", "8.1"), "N6": ("6.6",),
    "N7": ("9.1",), "N8": ("6.6",),
}  # fmt: skip
