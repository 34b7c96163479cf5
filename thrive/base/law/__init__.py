"""The law as data: what a statute, regulation, guidance or grant condition requires, declared once.

Every domain's `rules.py` declares its duties with the shapes of this package: a `Timescale` (do this
by then), a `Sequence` (this before that) or a `Threshold` (from here on, it counts). Each rule must
name its `Source`: what kind of text it is, whether it is in force, how surely its words were read and
on what day a person last checked it, because a missed regulation and a missed local target must not
look alike. Older editions stay, so that an old case is judged by the rule of its day.

An authority's own choices (`Variation`, `Commencement`) are kept as rows by `thrive.base.local` and
passed in; nothing here reads a database. The page "why this date?", the list of duties and
`thrive rules` are all made from the same objects.
"""

from thrive.base.law.declared import declared, faults, rule_for
from thrive.base.law.due import Due, DueState, DutyMissed, WrongOrder, due_words
from thrive.base.law.duties import duties_markdown, rules_json, rules_text
from thrive.base.law.explain import Day, Explanation, Week, explain
from thrive.base.law.local import Commencement, Force, Variation, binds, force_of
from thrive.base.law.marks import Confidence, Kind, Status
from thrive.base.law.rule import Former, Rule
from thrive.base.law.sequence import Sequence
from thrive.base.law.source import Source
from thrive.base.law.threshold import Comparison, Threshold
from thrive.base.law.timescale import Counting, Timescale

__all__ = [
    "Commencement",
    "Comparison",
    "Confidence",
    "Counting",
    "Day",
    "Due",
    "DueState",
    "DutyMissed",
    "Explanation",
    "Force",
    "Former",
    "Kind",
    "Rule",
    "Sequence",
    "Source",
    "Status",
    "Threshold",
    "Timescale",
    "Variation",
    "Week",
    "WrongOrder",
    "binds",
    "declared",
    "due_words",
    "duties_markdown",
    "explain",
    "faults",
    "force_of",
    "rule_for",
    "rules_json",
    "rules_text",
]
