"""Recording a contact: what is said, about whom, who they may be; then once and only once the contact."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from thrive.base.access.pages import SignedIn, page
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.people.errors import CannotBe
from thrive.base.people.queries.matching import Candidates
from thrive.base.record import drafting
from thrive.base.record.drafting import Drafting
from thrive.pathway.front_door.actions import matching, taking
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.contact import ContactForm
from thrive.pathway.front_door.forms.matching import verdicts
from thrive.pathway.front_door.forms.people import ADD_ADULT, ADD_CHILD, NEW, UNKNOWN
from thrive.pathway.front_door.models import Contact, ContactPerson
from thrive.pathway.front_door.permissions import TAKE_CONTACT
from thrive.pathway.front_door.queries import people as queries

CHECK = "do_check"
#: What is typed and goes nowhere while it is typed: none of it says who may be meant.
NOT_LOOKED_AT = ",".join(
    (
        "concern", "child_words", "tried_so_far", "danger_words", "consent_why", "source_name", "source_role",
        "source_agency", "source_phone", "source_email", "source_reference", "draft_slip", "once",
    )
)  # fmt: skip
ADDING = {ADD_CHILD: ContactPerson.Part.CHILD.value, ADD_ADULT: ContactPerson.Part.ADULT.value}


@page(needs=TAKE_CONTACT)
def take(request: SignedIn) -> HttpResponse:
    """Record a contact. Who the people may be is looked up whenever it is asked for, and before it is saved."""
    draft = drafting.begin(request, form="front_door.contact", title="Contact", leave_to=reverse("front_door:board"))
    if draft.answer:
        return draft.answer
    if draft.result:
        return redirect("front_door:contact", draft.result)
    if draft.conflict:
        return drafting.compare(request, draft, lambda data: ContactForm(data))
    more = next((part for button, part in ADDING.items() if draft.pressed(button)), "")
    found = _candidates(request, draft)
    saving = draft.is_sent and not more and not draft.pressed(CHECK)

    def make(data: QueryDict | None) -> ContactForm:
        return ContactForm(data, more=more, candidates=found)

    form = draft.bind(make, check=saving)
    asked_now = saving and not form.was_asked_who(list(found))
    if asked_now:  # they were found only now: nothing is wrong yet
        form = draft.bind(make, check=False)
        messages.info(request, "Say who they are before you save: somebody on record may be meant.")
    if saving and not asked_now and form.is_valid():
        ref = _save(request, draft, form)
        if ref:
            messages.success(request, "Contact recorded.")
            return redirect("front_door:contact", ref)
    return render(
        request, "front_door/take.html", {"draft": draft, "form": form, "check": CHECK, "not_looked_at": NOT_LOOKED_AT}
    )


def _candidates(request: SignedIn, draft: Drafting) -> dict[int, Candidates]:
    """Who the people typed may be, once the form was sent for it or to be saved."""
    if not draft.is_sent or draft.data is None:
        return {}
    typed = ContactForm(draft.data)
    typed.is_valid()
    identities = typed.identities()
    return queries.candidates(identities, viewer=request.user) if identities else {}


def _save(request: SignedIn, draft: Drafting, form: ContactForm) -> str:
    viewer = request.user
    authority = viewer.organisation.authority
    assert authority is not None

    def make() -> str:
        contact = taking.take_contact(
            form.told(), form.stated(), by=viewer, authority=authority, received_at=form.received_at()
        )
        _match(contact, form, viewer)
        return contact.ref

    try:
        return draft.finish(make)
    except ContactFault as fault:
        form.refuse(fault)
    except (AlreadyRecorded, CannotBe) as problem:
        form.add_error(None, str(problem))
    return ""


def _match(contact: Contact, form: ContactForm, viewer) -> None:  # type: ignore[no-untyped-def]
    """Say who each person is, as it was chosen; who was not asked about, or is not known, waits."""
    for person, number in zip(contact.people.order_by("number"), form.parts, strict=True):
        chosen = form.cleaned_data.get(f"who_{number}") or ""
        if not chosen or chosen == UNKNOWN:
            continue
        found = form.candidates.get(number, [])
        if chosen == NEW:
            why = form.cleaned_data.get(f"why_{number}") or ""
            matching.add_as_new(person, by=viewer, verdicts=verdicts(found, why))
            continue
        candidate = next(one for one in found if one.ref == chosen)
        subject = queries.subject_called(viewer=viewer, ref=chosen)
        matching.match_to(person, subject, by=viewer, band=candidate.band, version=candidate.version)
