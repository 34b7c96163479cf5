"""The list of duties: as a page of the documentation, as text, and as data.

`docs/reference/duties.md` is written by `bin/docs`; `thrive rules [--markdown | --json]` prints all three.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from thrive.base.calendar.units import Length
from thrive.base.calendar.words import say
from thrive.base.law.rule import Former, Rule
from thrive.base.law.sequence import Sequence
from thrive.base.law.source import Source
from thrive.base.law.threshold import Threshold
from thrive.base.law.timescale import Timescale

HEAD = """\
# Duties

Every duty that Thrive knows: what it asks, how its time is counted, which text it comes from, whether
that text is in force, and how surely it was read. Made from the `rules.py` of each domain by `bin/docs`
(`thrive rules --markdown` prints it); a test fails when this page is stale.

How days are counted: a working day is any day but Saturday, Sunday and the bank holidays of England
and Wales. "Within 15 working days of" a day counts that day as day 0. In a period "beginning with" a
day, that day is day 1. A period of months ends on the corresponding date, or on the last day of a
month that has no such date. The last day is always included.

"""


def duties_markdown(rules: Iterable[Rule], titles: Mapping[str, str] | None = None) -> str:
    """The page of all duties in Markdown, by domain in the order given; `titles` names the domains."""
    parts = [HEAD]
    for domain, group in _by_domain(rules):
        parts.append(f"## {_title(domain, titles)}\n\n")
        parts += [_section(rule) for rule in group]
    return "".join(parts).rstrip("\n") + "\n"


def rules_text(rules: Iterable[Rule], titles: Mapping[str, str] | None = None) -> str:
    """All duties as plain text for a terminal: key, requirement, source and its standing."""
    blocks = []
    for domain, group in _by_domain(rules):
        blocks.append(_title(domain, titles))
        blocks += [
            f"  {rule.key}\n    {rule.sentence}\n    {rule.source.citation}\n"
            f"    {rule.source.kind.label}. {rule.source.status.label}. {rule.source.confidence.label}."
            for rule in group
        ]
    return "\n\n".join(blocks) + "\n"


def rules_json(rules: Iterable[Rule]) -> list[dict[str, object]]:
    """All duties as plain data: texts, numbers, ISO days; one dict a rule."""
    return [_as_data(rule) for rule in rules]


def _by_domain(rules: Iterable[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    """The rules of each domain, in the order in which the domains come."""
    for domain, group in groupby(rules, key=lambda rule: rule.domain):
        yield domain, list(group)


def _title(domain: str, titles: Mapping[str, str] | None) -> str:
    """The title of a domain, or its key made readable."""
    return (titles or {}).get(domain) or domain.replace("_", " ").capitalize()


def _section(rule: Rule) -> str:
    """One duty in Markdown."""
    rows = [f"| {name} | {value.replace('|', '/')} |" for name, value in _rows(rule) if value]
    examples = [f"- {line}" for line in rule.example_lines()]
    lines = [f"### {rule.duty}", "", f"`{rule.key}`", "", "| | |", "|---|---|", *rows, "", "Worked examples:", ""]
    return "\n".join([*lines, *examples]) + "\n\n"


def _rows(rule: Rule) -> Iterator[tuple[str, str]]:
    """The rows of a duty's table."""
    source = rule.source
    yield rule.shape, _capital(rule.says)
    if isinstance(rule, Timescale):
        yield "Clock starts", _capital(rule.clock_starts)
    yield "Answers for it", rule.owner
    yield "Source", f"[{source.citation}]({source.url})"
    yield "Kind", source.kind.label
    yield "Status", f"{source.status.label}{_days(source)}"
    yield "Confidence", source.confidence.label
    yield "About the reading", source.note
    yield "Last checked", say(source.checked)
    yield "Earlier", "<br>".join(_former_words(former) for former in rule.former)
    yield "Note", rule.note


def _days(source: Source) -> str:
    """Since and until when it was in force, as the end of a phrase."""
    since = f" since {say(source.in_force_from)}" if source.in_force_from else ""
    return since + (f", replaced on {say(source.in_force_to)}" if source.in_force_to else "")


def _former_words(former: Former) -> str:
    """An older text and what it said."""
    source = former.source
    said = _value_words(former) or "the same"
    return f"[{source.citation}]({source.url}){_days(source)}: {said}. {source.confidence.label}"


def _value_words(former: Former) -> str | None:
    """The value that differed then, in words, or None where it was the same."""
    value = former.value
    return value.words() if isinstance(value, Length) else None if value is None else str(value)


def _capital(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def _as_data(rule: Rule) -> dict[str, object]:
    """One rule as plain data."""
    return {
        "key": rule.key,
        "domain": rule.domain,
        "shape": rule.shape,
        "duty": rule.duty,
        "says": rule.says,
        "owner": rule.owner,
        "note": rule.note,
        **_shape_data(rule),
        "source": _source_data(rule.source),
        "former": [{"value": _value_words(former), "source": _source_data(former.source)} for former in rule.former],
        "examples": rule.example_lines(),
    }


def _shape_data(rule: Rule) -> dict[str, object]:
    """What only this shape of rule has."""
    match rule:
        case Timescale():
            lengths = {"at_most": rule.at_most, "not_before": rule.not_before, "bar": rule.bar}
            limits = {name: length.words() for name, length in lengths.items() if length}
            return {"clock_starts": rule.clock_starts, "counting": rule.counting.value, **limits}
        case Threshold():
            return {"measured": rule.measured, "comparison": rule.comparison.value, "value": rule.value_words}
        case Sequence():
            return {"first": rule.first, "then": rule.then}
        case _:
            return {}


def _source_data(source: Source) -> dict[str, object]:
    """A source as plain data."""
    return {
        "title": source.title,
        "edition": source.edition,
        "url": source.url,
        "kind": source.kind.value,
        "status": source.status.value,
        "confidence": source.confidence.value,
        "in_force_from": _iso(source.in_force_from),
        "in_force_to": _iso(source.in_force_to),
        "checked": _iso(source.checked),
        "note": source.note,
    }


def _iso(day: date | None) -> str | None:
    """A day as ISO text."""
    return day.isoformat() if day else None
