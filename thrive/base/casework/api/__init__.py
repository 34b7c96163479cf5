"""Casework over HTTP."""

from thrive.base.casework.api.letters import room

__all__ = ["room"]
