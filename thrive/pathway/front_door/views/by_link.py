"""What whoever holds a one-time link can do, without signing in: fill in one form, once.

Looking at the address asks nothing of the database and shows nothing: scanners of mail follow links. Only a button
opens it, and only sending the form uses it up. A link that cannot be used is answered alike, whatever it was.
"""

from django.core import signing
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from thrive.base.access.calls import limits
from thrive.base.access.errors import NotFound
from thrive.base.access.pages import public
from thrive.base.history import audit
from thrive.pathway.front_door.actions import links as actions
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.checks import AnswerForm
from thrive.pathway.front_door.forms.contact import ContactForm
from thrive.pathway.front_door.models import OneTimeLink
from thrive.pathway.front_door.queries import links as queries
from thrive.pathway.front_door.rules import FORMS
from thrive.pathway.front_door.rules.links import TRIES, TRIES_COUNT_FOR_MINUTES, LinkFor
from thrive.pathway.front_door.views.taking import ADDING

KEY, SEND = "key", "do_send"
SENT_SALT = "thrive.pathway.front_door.by_link.sent"


@public
def by_link(request: HttpRequest) -> HttpResponse:
    """A link that was sent to somebody: its cover; then, by a button, what it is for."""
    if request.method != "POST":
        return render(request, "front_door/by_link.html", {"key": request.GET.get(KEY, "")[:100]})
    tries = f"links tried {limits.whence(request)}"
    if limits.counted_in(tries, minutes=TRIES_COUNT_FOR_MINUTES)[0] >= TRIES:
        return _over(request)
    link = queries.opened_by(request.POST.get(KEY, "")[:100])
    if link is None:
        if limits.count_in(tries, minutes=TRIES_COUNT_FOR_MINUTES)[0] == TRIES:
            audit.note(None, "front_door.link.guessed", tries=TRIES)
        return _over(request)
    return _answer(request, link) if link.purpose == LinkFor.ANSWER else _report(request, link)


@public
@require_safe
def sent(request: HttpRequest, slip: str) -> HttpResponse:
    """It has come. Looks nothing up, and asked for again does nothing again."""
    try:
        ref = signing.Signer(salt=SENT_SALT).unsign(slip)
    except signing.BadSignature as forged:
        raise NotFound("sent") from forged
    return render(request, "front_door/by_link_sent.html", {"ref": ref if ref != LinkFor.ANSWER else ""})


def _over(request: HttpRequest) -> HttpResponse:
    """Rendered, not raised: what was counted stays counted."""
    return render(request, "front_door/by_link_over.html", status=404)


def _sent(ref: str) -> HttpResponse:
    return redirect("front_door:by-link-sent", signing.Signer(salt=SENT_SALT).sign(ref))


def _answer(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    form = AnswerForm(request.POST if SEND in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            actions.use_to_answer(link, **form.cleaned_data)
        except ContactFault as fault:
            form.add_error(fault.field or None, str(fault))
        else:
            return _sent(LinkFor.ANSWER)
    context = {"form": form, "asked": queries.asked(link), "link": link, "key": request.POST[KEY]}
    return render(request, "front_door/by_link_answer.html", context)


def _report(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    kind = FORMS[link.form]
    more = next((part for button, part in ADDING.items() if button in request.POST), "")
    is_typed = SEND in request.POST or bool(more)
    form = ContactForm(request.POST if is_typed else None, report=kind, signed_in=True, more=more)
    if more:
        form.__dict__["_errors"] = ErrorDict()  # filled in, not yet checked
    elif is_typed and form.is_valid():
        try:
            contact = actions.use_to_report(link, form.told_by_link(link), form.stated())
        except ContactFault as fault:
            form.refuse(fault)
        else:
            return _sent(contact.ref)
    context = {"form": form, "kind": kind, "link": link, "key": request.POST[KEY]}
    return render(request, "front_door/by_link_report.html", context)
