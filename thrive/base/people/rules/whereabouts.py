"""What tells where somebody is, beside an address: events whose day or agency gives it away."""

MOVED, HOUSEHOLD_MOVED, NEW_SCHOOL, NEW_SURGERY = "moved", "household.moved", "school.new", "surgery.new"

#: Kinds of event that are about a move. Their day alone tells a parent when to look, and for whom.
TELLS_WHERE = frozenset({MOVED, HOUSEHOLD_MOVED, NEW_SCHOOL, NEW_SURGERY})
