"""Restricting a record or an address to named people, and lifting that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from thrive.base.access.pages import SignedIn, page, posted
from thrive.base.access.rules import Restriction
from thrive.base.people import permissions
from thrive.base.people.actions import guarding
from thrive.base.people.errors import CannotBe
from thrive.base.people.forms.guarding import GuardForm
from thrive.base.people.queries import records
from thrive.base.people.queries.guarding import decisions_on, named_on

_ANSWERS = {
    (Restriction.ORDINARY, False): "ordinary",
    (Restriction.ORDINARY, True): "address",
    (Restriction.RESTRICTED, False): "record",
    (Restriction.RESTRICTED, True): "both",
}
_FIELDS = {"restriction": "guard", "why": "why", "reason": "reason"}


@page(needs=permissions.RESTRICT, fresh=True)
def restrict(request: SignedIn, ref: str) -> HttpResponse:
    """What restricting means and who would still read the record; then how it is to be guarded, and why."""
    record = records.open_record(viewer=request.user, ref=ref, tab="details", needs=permissions.RESTRICT)
    subject = record.subject
    stands = _ANSWERS.get((Restriction(subject.restriction), subject.address_restricted), "")
    form = GuardForm(posted(request), initial={"guard": stands})
    if form.is_valid():
        restriction, is_address = next(key for key, name in _ANSWERS.items() if name == form.cleaned_data["guard"])
        try:
            guarding.restrict(
                record.person,
                by=request.user,
                restriction=restriction,
                address_restricted=is_address,
                reason=form.cleaned_data["reason"],
                why=form.cleaned_data["why"],
            )
        except CannotBe as problem:
            form.add_error(_FIELDS.get(problem.field), str(problem))
        else:
            messages.success(request, "The restriction was changed. Your reason has been kept.")
            return redirect("people:record", ref) if _still_reads(record, restriction) else redirect("/")
    named = named_on(subject)
    context = {
        "record": record,
        "form": form,
        "named": named,
        "is_named": any(one.key == request.user.pk for one in named),
        "decisions": decisions_on(subject, viewer=request.user),
        "is_sealed": subject.restriction == Restriction.SEALED,
    }
    return render(request, "people/details/restrict.html", context)


def _still_reads(record: records.Record, restriction: Restriction) -> bool:
    return restriction == Restriction.ORDINARY or record.is_named
