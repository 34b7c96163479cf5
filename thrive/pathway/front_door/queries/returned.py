"""Referrals as a return tells of them: the whole of an authority's, for the system that writes its return."""

from thrive.pathway.front_door.facts import Standing, standing

__all__ = ["Standing", "standing"]
