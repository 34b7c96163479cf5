"""What casework gives to shared pages: the statuses judged by the elements it keeps."""

from thrive.base.casework import facts
from thrive.base.offers import Domain

DOMAIN = Domain(key="casework", title="Casework", status_source=facts.statuses, turned_on=facts.turned_on)
