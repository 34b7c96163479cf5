"""What contacts of the invented authority say, by the need that the family turned out to have. Nobody is named."""

from collections.abc import Mapping

#: What whoever made a contact saw or heard, by the main need of the census that was found.
CONCERNS: Mapping[str, tuple[str, ...]] = {
    "N1": (
        "A bruise on the arm, and another story about it each time somebody asks.",
        "Was not fetched again on Friday. Says there is nobody at home and nothing to eat.",
        "Neighbours hear shouting and a child crying most evenings.",
        "Came in the same clothes all week, hungry, and fell asleep in the morning.",
    ),
    "N2": (
        "The parents cannot go on without a break: nights are broken, and the equipment has not come.",
        "A child with complex needs; the school asks for an assessment with the parents’ agreement.",
    ),
    "N3": (
        "A parent is in hospital again, and the other works nights.",
        "The mother’s illness is worse. The eldest does the shopping and puts the others to bed.",
    ),
    "N4": (
        "The family was told to leave their flat by the end of the month.",
        "A baby, no sleep, and money that ran out. The parents ask for help.",
    ),
    "N5": (
        "Police were called to an argument between the adults. The children were upstairs, awake.",
        "The parents have separated and the children carry messages between them.",
    ),
    "N6": ("Was brought home at three in the morning, with older boys nobody at home knows.",),
    "N7": ("The gas is off and the cupboard is empty until Thursday.",),
    "N8": ("A young person who came to this country alone and has nowhere to stay tonight.",),
    "N9": ("Wants to know who can help with a form.",),
    "N0": ("A worry that was left on the answering machine; the caller gave few details.",),
}

#: What contacts say that lead to no referral.
LESSER: tuple[str, ...] = (
    "Asks what help there is for a child who does not sleep.",
    "Attendance has dropped since the half-term. The parents come to meetings.",
    "Officers attended a dispute between neighbours. The children were seen and were well.",
    "A grandparent rang: the parents argue, and what can be done.",
    "An appointment was missed and has been made again.",
    "Saw small children out late on the green, twice this month.",
    "The school wants to share that the child was upset today and talked to a teacher.",
)

ANALYSIS = (
    "The family is known from before. Nobody sees danger today.",
    "Nothing on record that explains it. The school confirms what was said.",
    "The pattern of the last months is what worries us, more than this day.",
    "The parents know of the contact and want help.",
)

REASONS: Mapping[str, str] = {
    "nfa": "What was reported has been explained, and the family has the help it needs.",
    "s47": "There is reasonable cause to suspect significant harm: partners meet.",
    "family_help": "Several needs that touch each other. A worker meets the family and assesses.",
    "lesser": "One need, which a service nearby can meet. The family agrees.",
}
CLOSED = "The plan was met, and the family goes on with its own network."
LATE = "A partner’s answer was waited for."
ANSWERS = ("Known to us from one visit last year.", "Two attendances, both explained.", "")
