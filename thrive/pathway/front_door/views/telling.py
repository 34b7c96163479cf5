"""The form that anybody may fill in, without signing in: questions a page at a time, a last look, a reference number.

What is typed goes along in the pages themselves. Addresses, titles and logs hold none of it.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from thrive.base.access.calls import limits
from thrive.base.access.errors import NotFound
from thrive.base.access.pages import public
from thrive.pathway.front_door.actions.telling import tell
from thrive.pathway.front_door.errors import ContactFault
from thrive.pathway.front_door.forms.telling import ADD_ADULT, ADD_CHILD, ONCE, Answers, PeopleForm, Question
from thrive.pathway.front_door.models import ContactPerson
from thrive.pathway.front_door.queries import telling as queries
from thrive.pathway.front_door.rules.telling import BODY_MOST, COUNTED_MINUTES

STEP, LOOKED_AT = "step", "looked_at"
ADDING = {ADD_CHILD: ContactPerson.Part.CHILD.value, ADD_ADULT: ContactPerson.Part.ADULT.value}
SENT_SALT = "thrive.pathway.front_door.telling.sent"
EVERYBODY = "public form"


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What to do in an emergency, what happens with what one says, and the way in."""
    return render(request, "front_door/tell_us.html", {"authority": queries.front_door()})


@public
def questions(request: HttpRequest) -> HttpResponse:
    """The questions, one page after another, and the last look before it is sent."""
    authority = queries.front_door()
    if request.method != "POST":
        answers = Answers(QueryDict())
        return _ask(request, answers, answers.page("").unchecked(), once=secrets.token_urlsafe(16))
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MOST:
        return render(request, "front_door/tell_us_too_long.html", {"authority": authority}, status=413)
    sent = request.POST
    more = next((part for button, part in ADDING.items() if button in sent), "")
    answers = Answers(sent, more=more)
    page = answers.page(sent.get(STEP, ""))
    if more:
        return _ask(request, answers, answers.page(PeopleForm.key).unchecked())
    if "do_change" in sent:
        return _ask(request, answers, answers.page(sent["do_change"]).unchecked())
    if "do_back" in sent:
        return _ask(request, answers, (answers.beside(page, -1) or page).unchecked())
    if "do_send" in sent:
        return _send(request, answers)
    if not page.is_valid():
        return _ask(request, answers, page)
    following = None if LOOKED_AT in sent else answers.beside(page, 1)
    return _ask(request, answers, following.unchecked()) if following else _look(request, answers)


@public
@require_safe
def sent(request: HttpRequest, slip: str) -> HttpResponse:
    """It has come, and this is its number. Looks nothing up, and asked for again does nothing again."""
    try:
        ref = signing.Signer(salt=SENT_SALT).unsign(slip)
    except signing.BadSignature as forged:
        raise NotFound("sent") from forged
    return render(request, "front_door/tell_us_sent.html", {"ref": ref})


def _ask(request: HttpRequest, answers: Answers, page: Question, *, once: str = "") -> HttpResponse:
    context = {
        "form": page,
        "answers": answers,
        "carried": list(answers.carried(page)),
        "back": answers.beside(page, -1),
        "once": once or _once(request),
        "is_looked_at": LOOKED_AT in request.POST,
        "is_people": isinstance(page, PeopleForm),
        "ring_first": page.key != "danger" and answers.data.get("in_danger") == "yes",
    }
    return render(request, "front_door/tell_us_question.html", context)


def _look(request: HttpRequest, answers: Answers, *, problem: str = "", wait_minutes: int = 0) -> HttpResponse:
    """Everything that was said, once more; or the first page with something to mend."""
    wrong = answers.first_wrong()
    if wrong is not None:
        return _ask(request, answers, wrong)
    context = {
        "answers": answers,
        "carried": list(answers.carried(None)),
        "once": _once(request),
        "problem": problem,
        "wait_minutes": wait_minutes,
        "ring_first": answers.data.get("in_danger") == "yes",
    }
    return render(request, "front_door/tell_us_look.html", context, status=429 if wait_minutes else 200)


def _send(request: HttpRequest, answers: Answers) -> HttpResponse:
    if answers.first_wrong() is not None:
        return _look(request, answers)
    wait = _too_many(request)
    if wait:
        return _look(request, answers, wait_minutes=wait)
    try:
        ref = tell(answers.told(), answers.stated(), authority=queries.front_door(), once=_once(request))
    except ContactFault as fault:
        return _look(request, answers, problem=str(fault))
    return redirect("front_door:told", signing.Signer(salt=SENT_SALT).sign(ref))


def _too_many(request: HttpRequest) -> int:
    """In how many minutes it can be sent, where too much has come from there or from everybody; else 0, and counted.

    Whoever is turned away is not counted: nobody waits longer for trying, nor for anybody else's trying.
    """
    here = f"{EVERYBODY} {limits.whence(request)}"
    most = {here: settings.THRIVE_PUBLIC_FORM_FROM_ONE, EVERYBODY: settings.THRIVE_PUBLIC_FORM_FROM_ALL}
    for caller, number in most.items():
        count, left = limits.counted_in(caller, minutes=COUNTED_MINUTES)
        if count >= number:
            return left // 60 + 1
    for caller in most:
        limits.count_in(caller, minutes=COUNTED_MINUTES)
    return 0


def _once(request: HttpRequest) -> str:
    return request.POST.get(ONCE, "")[:40] or secrets.token_urlsafe(16)
