"""Viewers that are not people: importers, jobs and returns, and other systems, each with a declared purpose.

`viewer=None` is never a viewer. A system viewer sees one authority's records, for the permissions it names; another
system sees what its organisation may, for the permissions its scopes name.
"""

from dataclasses import dataclass, field
from functools import cached_property

from thrive.base.access.models import Standing
from thrive.base.access.permission import Permission
from thrive.base.history.sensitivity import Sensitivity


@dataclass(frozen=True)
class SystemViewer:
    """A job with a name and a purpose. Sealed records stay closed to it; `reads`: those of GUARDED it may read."""

    key: str
    purpose: str
    authority_id: int
    organisation_id: int | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    reads: frozenset[Sensitivity] = frozenset()

    actor_kind = "system"
    actor_id = None
    is_authenticated = True

    @property
    def actor_key(self) -> str:
        """How the audit log names it."""
        return self.key


@dataclass(frozen=True)
class ClientViewer:
    """A system of an organisation that signed in to the API. `permissions` are its scopes."""

    ref: str
    name: str
    purpose: str
    organisation_id: int
    authority_id: int | None
    is_own_staff: bool  # it is the council's own
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    organisation_kind: str = ""

    actor_kind = "system"
    actor_id = None
    is_authenticated = True
    is_active = True

    @property
    def actor_key(self) -> str:
        """How the audit log names it."""
        return f"client {self.ref}"

    @cached_property
    def standing(self) -> Standing:
        """How near it is to records: as near as its organisation, and nobody by name."""
        return Standing(
            user_id=None,
            organisation_id=self.organisation_id,
            authority_id=self.authority_id,
            is_own_staff=self.is_own_staff,
            roles=frozenset(),
            team_ids=frozenset(),
        )
