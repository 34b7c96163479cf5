"""What is kept of the work, by noun."""

from thrive.base.casework.models.imported import CollectionSeen, ImportedElement

__all__ = ["CollectionSeen", "ImportedElement"]
