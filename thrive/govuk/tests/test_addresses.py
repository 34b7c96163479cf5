"""Addresses by their shape are those that Django writes."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import NoReverseMatch, path, re_path, reverse

from thrive.govuk.addresses import address


def _page(request: HttpRequest, **said: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("start", _page, name="start"),
    path("people/<str:ref>/", _page, name="record"),
    path("people/<str:ref>/notes/<str:note>", _page, name="note"),
    path("contacts/<str:ref>/people/<int:number>", _page, name="numbered"),
    re_path(r"^years/(?P<year>\d{4})$", _page, name="year"),
]
pytestmark = pytest.mark.urls(__name__)
ADDRESSES = [
    ("start", ()), ("record", ("xfpjd3v3ehag",)), ("note", ("abc", "def")), ("numbered", ("abc", 3)),
    ("year", ("2026",)), ("record", ("it's",)), ("record", ("Ü 1",)), ("record", ("{0}",)), ("record", ("0place0",)),
    ("note", ("0place1", "x")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_it_is_what_django_writes(name, args):
    assert address(name, *args) == reverse(name, args=args)


def render(text: str, **said: object) -> str:
    return Template(text).render(Context(said))


def test_the_tag_of_templates_takes_places_names_and_a_name_for_the_outcome():
    assert render("{% url 'note' one two %}", one="abc", two="d'f") == "/people/abc/notes/d&#x27;f"
    assert render("{% url 'record' ref=one %}", one="abc") == "/people/abc/"
    assert render("{% url 'record' one as found %}[{{ found }}]", one="abc") == "[/people/abc/]"


def test_a_route_that_is_not_there_is_refused_and_only_a_named_outcome_is_empty():
    for name, args in (("nowhere", ()), ("record", ()), ("numbered", ("abc", "three"))):
        with pytest.raises(NoReverseMatch):
            address(name, *args)
    with pytest.raises(NoReverseMatch):
        render("{% url 'nowhere' %}")
    assert render("{% url 'nowhere' as found %}[{{ found }}]") == "[]"
