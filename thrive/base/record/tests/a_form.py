"""A form that keeps drafts, as any room would write it, and the addresses it stands at."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

from thrive.base.access import pages
from thrive.base.record import drafting
from thrive.govuk import forms

MADE: list[tuple[str, str]] = []  # what was made of each draft: its ref and its words
PAGE = """{% extends "govuk/page.html" %}{% load govuk drafts %}{% block title %}A letter{% endblock %}
{% block heading %}A letter{% endblock %}{% block content %}{% draft_notice draft %}
{% draft_form draft form %}{{ form }}
{% govuk_button "Send" %}{% draft_leave %}{% enddraft_form %}{% endblock %}"""


class Letter(forms.GovukForm):
    """Two boxes, a choice and a date."""

    to = forms.TextField("To")
    words = forms.LongTextField("Words", max_chars=2000)
    kind = forms.ChoiceField("Kind", choices=[("post", "By post"), ("hand", "By hand")], required=False)
    on = forms.DateField("Day", required=False)


@pages.signed_in
def letter(request: HttpRequest) -> HttpResponse:
    """Write a letter."""
    draft = drafting.begin(request, form="test.letter", title="Letter")
    if draft.answer:
        return draft.answer
    if draft.conflict:
        return drafting.compare(request, draft, Letter)
    if draft.result:
        return redirect("sent", draft.result)
    form = draft.bind(Letter)
    if draft.is_sent and form.is_valid():
        return redirect("sent", draft.finish(lambda: make(draft.ref, form.cleaned_data["words"])))
    return HttpResponse(engines["django"].from_string(PAGE).render({"draft": draft, "form": form}, request))


def make(ref: str, words: str) -> str:
    """Send it."""
    MADE.append((ref, words))
    return f"letter{len(MADE)}"


@pages.public
def sent(request: HttpRequest, ref: str) -> HttpResponse:
    """It was sent."""
    return HttpResponse(f"Sent {ref}")


@pages.public
def end_session(request: HttpRequest) -> HttpResponse:
    """The session ends, as it does after a time."""
    logout(request)
    return HttpResponse("Ended")


urlpatterns = [
    path("letter", letter, name="letter"),
    path("sent/<str:ref>", sent, name="sent"),
    path("end-session", end_session),
    path("", include("thrive.project.urls")),
]
