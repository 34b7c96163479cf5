"""The key to the diagram: each mark with its word and a small drawing of it."""

from thrive.base.people.genogram.svg import HOME_EDGE, HOME_FILL, INK, WASH

KEY = {
    "male": "male",
    "female": "female",
    "not_known": "not known or other",
    "unborn": "unborn",
    "died": "has died",
    "restricted": "restricted",
    "focus": "this record",
    "separated": "separated",
    "divorced": "divorced",
    "little_known": "little known",
    "adopted": "adopted",
    "fostered": "fostered, or step-child",
    "household": "one household",
}
_SQUARE = '<rect x="3" y="2" width="14" height="14"/>'
_DIAMOND = "M10 1l8 8-8 8-8-8z"
_MARKS = {
    "male": _SQUARE,
    "female": '<circle cx="10" cy="9" r="7"/>',
    "not_known": f'<path d="{_DIAMOND}" stroke-dasharray="3 2"/>',
    "unborn": '<path d="M10 2l8 14H2z"/>',
    "died": f'{_SQUARE}<path d="M3 2l14 14M17 2L3 16"/>',
    "restricted": f'<path d="{_DIAMOND}"/>',
    "focus": f'<circle cx="10" cy="9" r="8"/><circle cx="10" cy="9" r="5" fill="{WASH}"/>',
    "separated": '<path d="M0 9h20M8 15l5-12" fill="none"/>',
    "divorced": '<path d="M0 9h20M6 15l5-12M10 15l5-12" fill="none"/>',
    "little_known": '<path d="M0 9h20" stroke-dasharray="2 3" fill="none"/>',
    "adopted": '<path d="M10 0v18" stroke-dasharray="5 3" fill="none"/>',
    "fostered": '<path d="M10 0v18" stroke-dasharray="7 2 2 2" fill="none"/>',
    "household": (
        f'<rect x="1" y="2" width="18" height="14" rx="4" fill="{HOME_FILL}" stroke="{HOME_EDGE}"'
        ' stroke-dasharray="4 3"/>'
    ),
}


def symbol_of(mark: str) -> str:
    """The small drawing of one entry of the key. KeyError for an entry that is not declared."""
    return (
        '<svg width="20" height="18" viewBox="0 0 20 18" aria-hidden="true" focusable="false">'
        f'<g fill="#fff" stroke="{INK}" stroke-width="1.5">{_MARKS[mark]}</g></svg>'
    )
