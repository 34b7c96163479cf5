"""Every domain's manifest, in the order in which shared pages show them."""

from thrive.base.access.offers import DOMAIN as ACCESS
from thrive.base.casework.offers import DOMAIN as CASEWORK
from thrive.base.history.offers import DOMAIN as HISTORY
from thrive.base.local.offers import DOMAIN as LOCAL
from thrive.base.notes.offers import DOMAIN as NOTES
from thrive.base.offers import REGISTRY, Domain
from thrive.base.people.offers import DOMAIN as PEOPLE
from thrive.base.record.offers import DOMAIN as RECORD
from thrive.oversight.returns.offers import DOMAIN as RETURNS
from thrive.pathway.family_help.offers import DOMAIN as FAMILY_HELP
from thrive.pathway.front_door.offers import DOMAIN as FRONT_DOOR
from thrive.pathway.protection.offers import DOMAIN as PROTECTION

DOMAINS: tuple[Domain, ...] = (
    ACCESS,
    RECORD,
    LOCAL,
    PEOPLE,
    NOTES,
    CASEWORK,
    FRONT_DOOR,
    FAMILY_HELP,
    PROTECTION,
    RETURNS,
    HISTORY,
)


def register() -> None:
    """Hand the manifests to base. Raises BadOffer for doubled or unknown keys."""
    REGISTRY.register(DOMAINS)
