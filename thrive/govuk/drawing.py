"""The few small drawings that pages use: the mark and three icons.

Drawings carry colour by class where they can; icons stand beside words that say the same, so they are hidden from
screen readers. Nothing here uses inline style, which the content security policy refuses.
"""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

_ICONS = {
    "tick": (
        '<svg class="th-icon th-icon--done" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"'
        ' focusable="false"><path d="M2.5 8.5l3.5 3.5 7.5-8"/></svg>'
    ),
    "warning": (
        '<svg class="th-icon th-icon--late" width="16" height="16" viewBox="0 0 20 20" aria-hidden="true"'
        ' focusable="false"><path d="M10 1.5L19 18H1z"/><path class="th-icon__mark" d="M10 7v5.2"/>'
        '<circle class="th-icon__dot" cx="10" cy="15" r="1.3"/></svg>'
    ),
    "triangle": (
        '<svg class="th-icon th-icon--late" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"'
        ' focusable="false"><path d="M10 1.5L19 18H1z"/><path class="th-icon__mark" d="M10 7v5.2"/>'
        '<circle class="th-icon__dot" cx="10" cy="15" r="1.3"/></svg>'
    ),
}


def icon(name: str) -> SafeString:
    """An icon by name: tick, warning (16 px) or triangle (20 px); KeyError for another."""
    return mark_safe(_ICONS[name])  # constant text of this module
