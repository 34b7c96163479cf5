"""Viewers that are not people: importers, jobs and returns, each with a declared purpose.

`viewer=None` is never a viewer. A system viewer sees one authority's records, for the permissions it names.
"""

from dataclasses import dataclass, field

from thrive.base.access.permission import Permission


@dataclass(frozen=True)
class SystemViewer:
    """A job with a name and a purpose. Sealed records stay closed to it."""

    key: str
    purpose: str
    authority_id: int
    organisation_id: int | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    actor_kind = "system"
    actor_id = None
    is_authenticated = True

    @property
    def actor_key(self) -> str:
        """How the audit log names it."""
        return self.key
