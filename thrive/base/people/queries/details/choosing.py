"""Schools and surgeries to choose from."""

from django.db.models import Q

from thrive.base.access.errors import NotFound
from thrive.base.calendar import clock
from thrive.base.directory.models import Place

MOST_FOUND = 20


def places_like(text: str) -> list[tuple[str, str]]:
    """Open schools and surgeries whose name holds every word typed, or with that postcode: ref and words.

    At most 20, those whose name begins with the text first.
    """
    open_now = Place.objects.filter(Place.on(clock.today()))
    wanted = Q()
    for word in text.split():
        wanted &= Q(name__icontains=word)
    rows = list(open_now.filter(wanted | Q(postcode__iexact=text)).order_by("name", "pk")[: MOST_FOUND * 2])
    rows.sort(key=lambda row: not row.name.casefold().startswith(text.casefold()))
    return [(row.ref, _words(row)) for row in rows[:MOST_FOUND]]


def place_called(ref: str) -> Place:
    """The place of that ref. Raises NotFound."""
    found = Place.objects.filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found


def _words(row: Place) -> str:
    return ", ".join(part for part in (row.name, str(row.get_kind_display()), row.postcode) if part)
