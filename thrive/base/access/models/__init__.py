"""Organisations and their people; the Subjects records are about; who is involved with whom; other systems."""

from thrive.base.access.models.accounts import AccountRequest
from thrive.base.access.models.clients import ApiAnswer, ApiClient, CallCount
from thrive.base.access.models.parties import (
    AliasSet,
    Authority,
    Circle,
    CircleMember,
    Dated,
    Declaration,
    Fact,
    Involvement,
    Organisation,
    Revised,
    RoleHolding,
    Subject,
    Team,
    User,
    UserManager,
    choices,
)
from thrive.base.access.models.standing import Standing, StandingRows, standing_of

__all__ = [
    "AccountRequest",
    "AliasSet",
    "ApiAnswer",
    "ApiClient",
    "Authority",
    "CallCount",
    "Circle",
    "CircleMember",
    "Dated",
    "Declaration",
    "Fact",
    "Involvement",
    "Organisation",
    "Revised",
    "RoleHolding",
    "Standing",
    "StandingRows",
    "Subject",
    "Team",
    "User",
    "UserManager",
    "choices",
    "standing_of",
]
