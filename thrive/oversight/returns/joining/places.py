"""Schools and surgeries that files name: found in the directory by code, else by name, else added to it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from thrive.base.access.models import Organisation
from thrive.base.access.rules import OrganisationKind
from thrive.base.directory.models import Place
from thrive.oversight.returns.joining.entries import PlaceSaid

BODIES = {Place.Kind.SCHOOL: OrganisationKind.SCHOOL, Place.Kind.SURGERY: OrganisationKind.HEALTH}

Key = tuple[str, str, str]  # kind, code, and the name where there is no code


class Places:
    """The directory as far as a file needs it. A place met for the first time is added when it is asked for."""

    def __init__(self) -> None:
        self.known: dict[Key, Place] = {}

    def learn(self, said: Iterable[PlaceSaid]) -> None:
        """Find or add all of these: first those with a code, so that a name alone may mean one of them."""
        wanted: dict[Key, PlaceSaid] = {}
        for one in said:
            if _key(one) not in self.known:
                wanted.setdefault(_key(one), one)
        self._learn({key: one for key, one in wanted.items() if one.code})
        self._learn({key: one for key, one in wanted.items() if not one.code})

    def _learn(self, wanted: dict[Key, PlaceSaid]) -> None:
        if not wanted:
            return
        self._find(wanted)
        missing = [one for key, one in wanted.items() if key not in self.known]
        bodies = _bodies(missing)
        added = Place.objects.bulk_create(
            [
                Place(
                    kind=one.kind,
                    code=one.code,
                    name=one.name or one.code,
                    organisation=bodies.get((one.kind, one.code)),
                )
                for one in missing
            ]
        )
        self.known.update(zip((_key(one) for one in missing), added, strict=True))

    def of(self, said: PlaceSaid) -> Place:
        """The place, which has been learnt."""
        return self.known[_key(said)]

    def _find(self, wanted: dict[Key, PlaceSaid]) -> None:
        rows = Place.objects.select_related("organisation").filter(ends_on=None)
        for place in rows.filter(code__in=[code for _, code, _ in wanted if code]):
            key = (place.kind, place.code, "")
            if key in wanted:
                self.known[key] = self._joined(place)
        named: dict[Key, list[Place]] = defaultdict(list)
        for place in rows.filter(_named(one.name for one in wanted.values() if not one.code)):
            named[place.kind, "", place.name.casefold()].append(place)
        for key in wanted.keys() & named.keys():
            without_code = [place for place in named[key] if not place.code]
            if len(named[key]) == 1 or without_code:  # of several with codes a name says none
                self.known[key] = self._joined((without_code or named[key])[0])

    def _joined(self, place: Place) -> Place:
        if place.organisation is None and place.code:
            kind = BODIES[Place.Kind(place.kind)]
            place.organisation = Organisation.objects.filter(kind=kind, code=place.code, ends_on=None).first()
            if place.organisation is not None:
                place.save(update_fields=["organisation"])
        return place


def _named(names: Iterable[str]) -> Q:
    """Places with one of these names, whatever the case."""
    found = Q(pk__in=[])
    for name in set(names):
        found |= Q(name__iexact=name)
    return found


def _key(said: PlaceSaid) -> Key:
    return (said.kind, said.code, "" if said.code else said.name.casefold())


def _bodies(said: list[PlaceSaid]) -> dict[tuple[str, str], Organisation]:
    """Organisations that use Thrive, by kind of place and code."""
    kinds = {body: place for place, body in BODIES.items()}
    rows = Organisation.objects.filter(
        kind__in=list(kinds), code__in=[one.code for one in said if one.code], ends_on=None
    )
    return {(kinds[OrganisationKind(row.kind)], row.code): row for row in rows}
