"""How often things happen, as chances and weights. The bands they are held to: `thrive/project/tests/`.

Chances are of referrals of a family unless said otherwise.
"""

RUN_IN = 11 * 365  # days back from which families may first be referred, so that the years shown are settled
SHOWN = 6 * 365  # days back to which a family must have been worked with: five whole collections, and what has begun
SOURCES = {
    "6": 29, "2A": 19, "3A": 0.075, "3B": 3, "3C": 0.055, "3D": 3, "3E": 4, "3F": 2, "5A": 4, "5B": 4, "5D": 3,
    "1A": 8, "1B": 3, "1C": 1, "1D": 2, "4": 1, "7": 3, "8": 3, "9": 2, "2B": 2,
}  # fmt: skip
NEEDS = {"N1": 590, "N2": 44, "N3": 29, "N4": 104, "N5": 162, "N6": 34, "N7": 8, "N8": 14, "N9": 9, "N0": 6}
SAME_NEED = 0.75  # of later referrals

NO_FURTHER_ACTION = 0.075
DECIDED_NEXT_DAY = 0.93  # of decisions on a referral: within one working day
LONGER_ASSESSMENT = 0.155  # takes more than 45 working days
CLOSES_AFTER_ASSESSMENT = 0.455
ENQUIRY = 0.335
TRANSFERRED_IN = 0.006  # already on a plan elsewhere: a conference without an enquiry
CLOSES_AFTER_ENQUIRY = 0.4  # of enquiries without a conference
LATER_ENQUIRY = 0.15  # of child in need plans
CONFERENCE = 0.31  # of enquiries
LATE_CONFERENCE = 0.2
PLAN = 0.87  # of conferences
REVIEWS = {1: 24, 2: 36, 3: 22, 4: 10, 5: 4, 6: 2, 7: 2}  # reviews held before a child protection plan ends
FIRST_REVIEW = (66, 88)  # days after the conference
LATER_REVIEW = (140, 178)  # days after the last review
CATEGORIES = {"NEG": 49, "EMO": 37, "PHY": 8, "SAB": 4, "MUL": 2}
CATEGORY_CHANGES = 0.1
EARLIER_PLAN = 0.19  # of children: a plan before the record begins, elsewhere or long ago
PRE_PROCEEDINGS = 0.14  # of child protection plans

CIN_PLAN_DAYS = ((60, 120, 18), (120, 270, 33), (270, 500, 28), (500, 1200, 21))  # from, to, weight
LONG_PLAN_DAYS = ((200, 500, 25), (500, 1000, 40), (1000, 2200, 35))  # for disabled children, and those alone
AFTER_PROTECTION_DAYS = ((40, 100, 45), (100, 260, 40), (260, 500, 15))
LONG_NEEDS = ("N2", "N8")

#: Chance that a family is referred again, and the days until then: (from, to, weight).
COMES_BACK = {"short": 0.54, "long": 0.37}
GAPS = {"short": ((21, 120, 36), (120, 300, 32), (300, 1300, 32)), "long": ((21, 160, 34), (160, 1300, 66))}

CLOSED_AFTER_ASSESSMENT = {"RC8": 7, "RC9": 3}
CLOSED = {"RC7": 89, "RC5": 6, "RC4": 2, "RC3": 3}
STAYS_OUT = 0.06  # of children in families of three or more, once

#: Factors found by assessments: chance in each of them, whatever the need.
FACTORS = {
    "3B": 0.245, "3A": 0.088, "3C": 0.039, "4B": 0.23, "4A": 0.115, "1B": 0.1, "2B": 0.105, "17A": 0.148, "16A": 0.135,
    "18C": 0.095, "18B": 0.024, "19C": 0.036, "19B": 0.022, "24A": 0.055, "11A": 0.038, "13A": 0.036, "10A": 0.055,
    "12A": 0.009, "23A": 0.006, "7A": 0.03, "14A": 0.05, "15A": 0.03, "5A": 0.06, "5B": 0.035, "6A": 0.03, "6B": 0.05,
    "2A": 0.03, "1A": 0.015, "20": 0.1, "22A": 0.002, "1C": 0.015, "2C": 0.015, "4C": 0.03,
}  # fmt: skip
FROM_AGE = {"24A": 9, "11A": 10, "13A": 11, "10A": 9, "2A": 11, "1A": 11, "15A": 9, "14A": 8, "4A": 6, "7A": 6,
            "19B": 5, "18B": 4}  # fmt: skip
NEEDS_FACTOR = {"N2": "6A", "N3": "6B", "N6": "14A", "N8": "9A"}
ABUSE = frozenset({"3A", "3B", "3C", "16A", "17A", "18B", "18C", "19B", "19C", "11A", "24A", "13A", "10A"})
OTHER_NEED_ABUSE = 0.45  # how often abuse is found where the need is another, against where it is abuse
