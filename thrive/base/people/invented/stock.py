"""What invented families are made of besides names: streets, languages, faiths, cautions, and how common things are.

Shares are about those of children in need in England; the bands that they are held to stand in
`thrive/project/tests/invented_bands.csv`.
"""

from thrive.base.people.invented.shapes import Caution

DAYS_IN_YEAR = 365.25
CHILDREN_IN_FAMILY = {1: 40, 2: 33, 3: 17, 4: 7, 5: 3}
#: Ages in years while a child in need, with weights. -1: not born yet.
AGES = {-1: 3.6, 0: 8.0, 1: 4.4, 2: 4.0, 3: 3.8, 4: 3.8, 5: 3.8, 6: 3.9, 7: 4.0, 8: 4.1, 9: 4.3, 10: 4.5, 11: 4.7,
        12: 5.0, 13: 5.3, 14: 5.8, 15: 6.6, 16: 10.0, 17: 13.0}  # fmt: skip
TWINS = 0.03
PREGNANCY = 280  # days
KNOWN_BEFORE_BIRTH = 196  # days before birth at which a pregnancy is first told of: about twelve weeks in
SECOND_FATHER = 0.35
FATHER_UNKNOWN = 0.2
FATHER_OF_OTHER_ORIGIN = 0.2
MIXED_ANYWAY = 0.03
ETHNICITY_NOT_KNOWN = 0.04
TWO_MOTHERS, TWO_FATHERS = 0.012, 0.004
MALE = 0.54
DISABLED = 0.065  # besides the children whose disability is why they are worked with
GRANDMOTHER, GRANDFATHER, GRANDPARENT_DIED = 0.25, 0.12, 0.15
SECOND_FAMILY = 0.25  # of fathers who live elsewhere and have children with two mothers or more
MOVED = 0.45
CHANGED_SCHOOL = 0.14
RESTRICTED, ADDRESS_RESTRICTED = 0.003, 0.012
CAUTIONED = 0.05
OVERDUE = 0.15
WAS_IN_CARE = 0.012

STREETS = (
    "Tanner Row", "Mill Court", "Chapel Street", "Canal View", "Larkfield Road", "Quay House", "Station Terrace",
    "Whinmoor Close", "Foundry Lane", "Albert Street", "Beech Grove", "Cooper Street", "Dale View", "Elm Road",
    "Ferry Lane", "Greenside", "Highfield Avenue", "Ivy Bank", "Jubilee Road", "Kiln Lane", "Lower Wharf",
    "Moss Street", "Northgate", "Orchard Way", "Parkside", "Ropewalk", "Spinners Yard", "Tentercroft",
    "Union Street", "Vicar Lane", "Weaver Street", "Yarn Court", "Bobbin Lane", "Carr Bank", "Dyehouse Road",
    "East Parade", "Fell View", "Gasworks Lane", "Hollin Terrace", "Inkerman Street",
)  # fmt: skip
LANGUAGES = {
    "polish": "Polish", "romanian": "Romanian", "pakistani": "Urdu", "bangladeshi": "Sylheti", "indian": "Punjabi",
    "somali": "Somali", "chinese": "Cantonese", "turkish": "Turkish", "arab": "Arabic", "portuguese": "Portuguese",
    "ukrainian": "Ukrainian", "vietnamese": "Vietnamese", "afghan": "Dari", "kurdish": "Kurdish",
    "eritrean": "Tigrinya", "albanian": "Albanian",
}  # fmt: skip
FAITHS = {
    "pakistani": "Muslim", "bangladeshi": "Muslim", "somali": "Muslim", "indian": "Sikh", "irish": "Catholic",
    "polish": "Catholic", "afghan": "Muslim", "kurdish": "Muslim", "eritrean": "Orthodox Christian",
    "nigerian": "Christian", "ghanaian": "Christian", "arab": "Muslim",
}  # fmt: skip
ARRIVES_ALONE = ("afghan", "kurdish", "eritrean", "albanian", "vietnamese")
NATIONALITIES = {
    "afghan": "Afghan", "kurdish": "Iranian", "eritrean": "Eritrean", "albanian": "Albanian",
    "vietnamese": "Vietnamese", "polish": "Polish", "romanian": "Romanian", "ukrainian": "Ukrainian",
}  # fmt: skip
DISABILITIES = {
    "AUT": 34, "LD": 30, "BEH": 20, "COMM": 20, "MOB": 14, "PC": 9, "INC": 7, "HAND": 5, "CON": 6, "HEAR": 5,
    "VIS": 5, "DDA": 14,
}  # fmt: skip
COMMUNICATION = {
    "HEAR": "British Sign Language", "COMM": "Makaton signs and picture cards", "VIS": "Large print",
    "LD": "Easy-read letters, read aloud together",
}  # fmt: skip
SAFE_NOTES = (
    "Do not ring after 5pm", "Text first", "Leave no message", "Ring before 3pm, when she is alone",
    "Works nights: ring after 2pm", "Say it is the school calling", "Write, do not ring",
)  # fmt: skip
CAUTIONS = (
    Caution("risk_to_staff", "Do not visit alone", "Threatened a worker at the front door.", 60),
    Caution(
        "domestic_abuse",
        "Speak to her alone; leave no messages",
        "Her former partner has read messages on her telephone.",
        50,
    ),
    Caution("animal", "Ring first: the dog must be shut away", "The dog bit a delivery driver in the spring.", 200),
    Caution(
        "risk_to_children",
        "Must not be alone with children",
        "Under investigation by the police for an assault on a child.",
        45,
        risk_to_children=True,
    ),
    Caution("weapon", "Ask the police before you visit", "An air rifle was seen in the hall.", 70),
    Caution(
        "court_order", "No contact without the court's leave", "Non-molestation order made by the family court.", 90
    ),
)
CHILD_CAUTIONS = (
    Caution("health", "Carries an adrenaline pen for nut allergy", "Reaction needed hospital treatment.", 250),
    Caution("going_missing", "Use the missing plan if not home by 9pm", "Four times missing overnight this year.", 40),
    Caution("self_harm", "Follow the safety plan kept with the school", "Told the school nurse in confidence.", 40),
    Caution("communication", "Give time to answer; one question at a time", "Assessed by speech therapist.", 280),
)


def postcode(place: int, first: str, second: str) -> str:
    """A postcode of the invented area."""
    return f"WX{1 + place % 8} {1 + place // 8 % 9}{first}{second}"
