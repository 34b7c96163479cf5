"""Keeping a search for the length of a visit."""

from django.db import transaction

from thrive.base.access import policy
from thrive.base.access.errors import BadAnswer
from thrive.base.access.models import User
from thrive.base.access.policy import Viewer
from thrive.base.calendar import clock
from thrive.base.calendar.units import Days
from thrive.base.history import audit, search_terms
from thrive.base.history.wall import action
from thrive.base.people import permissions
from thrive.base.people.models import SavedSearch
from thrive.base.people.searching import find
from thrive.base.people.searching.finding import Results
from thrive.base.people.searching.terms import Terms

LONGEST_VISIT = Days(1)


@transaction.atomic  # and not an action past the second wall: what is found is shown
def search(terms: Terms, *, by: User) -> SavedSearch:
    """Search, and keep what was typed and whom it found until `by` signs out.

    The audit log gets a digest of the terms, which are kept apart from it for a while, and how many were found. Raises
    NotAllowed.
    """
    policy.require_role(by, permissions.SEARCH)
    results = find(terms.query(), viewer=by)
    saved = SavedSearch.objects.create(
        user=by,
        terms=terms.kept(),
        found=[[hit.who.pk, list(hit.why), sorted(hit.matched), hit.former] for hit in results.hits],
        is_cut=results.is_cut,
        only_numbers=results.only_numbers,
    )
    digest = search_terms.keep(terms.kept(), by=by)
    audit.note(by, "people.searched", saved, terms=digest, found=len(saved.found), more=saved.is_cut)
    return saved


@transaction.atomic  # as search
def search_once(terms: Terms, *, by: Viewer) -> Results:
    """As `search`, for a program: the results are given and not kept; the terms are, as long as any.

    Raises NotAllowed, and BadAnswer for too little to search for.
    """
    policy.require_role(by, permissions.SEARCH)
    if terms.is_too_short:
        raise BadAnswer("Enter at least 2 letters or numbers", field="find")
    results = find(terms.query(), viewer=by)
    digest = search_terms.keep(terms.kept(), by=by)
    audit.note(by, "people.searched", terms=digest, found=len(results.hits), more=results.is_cut)
    return results


@action
def forget_searches(*, by: User) -> None:
    """Throw away the searches of somebody who signs out, and any that a visit left behind."""
    old = clock.now() - (LONGEST_VISIT.after(clock.today()) - clock.today())
    count, _ = SavedSearch.objects.filter(user=by).delete()
    SavedSearch.objects.filter(at__lt=old).delete()
    if count:
        audit.note(by, "people.searches.forgotten", searches=count)
