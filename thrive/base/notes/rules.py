"""The kinds of note. Only a visit with the child seen counts as having seen them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoteKind:
    """A kind of note: where it stands on the timeline, and whether it asks who was seen."""

    key: str
    title: str
    group: str
    asks_seen: bool = False
    may_withhold_source: bool = False


NOTE_KINDS = {
    kind.key: kind
    for kind in (
        NoteKind("visit", "Visit", "visits", asks_seen=True),
        NoteKind("call", "Telephone call", "notes"),
        NoteKind("meeting", "Meeting", "meetings"),
        NoteKind("message", "Message or letter", "notes"),
        NoteKind("direct_work", "Direct work", "visits", asks_seen=True),
        NoteKind("childs_words", "Child's words", "notes"),
        NoteKind("management_decision", "Management decision", "meetings"),
        NoteKind("supervision", "Supervision", "meetings"),
        NoteKind("third_party", "Information from somebody else", "notes", may_withhold_source=True),
    )
}
