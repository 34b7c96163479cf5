"""Characteristics: which have one answer at a time, and which are codes of a list."""

# Somebody has one of these at a time; of disabilities, nationalities and communication needs there may be several.
ONE_ANSWER = frozenset(
    {"sex", "gender", "pronoun", "ethnicity", "language", "interpreter", "faith", "upn_unknown"}
)  # fmt: skip

# The code list of those that the returns ask for in codes, with the codes that mean "we do not know": these are said
# by the day on which somebody was asked.
CODED: dict[str, frozenset[str]] = {
    "sex": frozenset({"U"}),
    "ethnicity": frozenset({"NOBT"}),
    "disability": frozenset(),
    "upn_unknown": frozenset({"UN6"}),
}
