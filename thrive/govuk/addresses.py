"""Addresses of pages by the names of their routes, where a page has a hundred of them.

Django looks through the patterns of a name each time. The shape of an address is found once instead, as Django writes
it, and filled with what stands in it. Anything but a plain ref or number is left to Django.
"""

from functools import lru_cache

from django.conf import settings
from django.template import Library
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as ask_django
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape

_PLACE = "0place0"  # what no address has in it
register = Library()


def address(name: str, *args: object) -> str:
    """The address of the route, as `reverse` gives it. Raises NoReverseMatch where it does."""
    said = [str(one) for one in args]
    is_plain = all(one.isascii() and one.isalnum() for one in said)
    shape = _shape(name, len(said), settings.ROOT_URLCONF) if is_plain else ""
    return shape.format(*said) if shape else reverse(name, args=args)


@lru_cache(maxsize=2_000)
def _shape(name: str, number: int, urlconf: str) -> str:
    """The address with a gap for each argument; empty where a gap takes only some kind of argument."""
    try:
        found = reverse(name, urlconf, args=[f"{_PLACE}{at}" for at in range(number)])
    except NoReverseMatch:
        return ""
    for at in range(number):
        found = found.replace(f"{_PLACE}{at}", f"{{{at}}}")
    return found


class _Address(URLNode):
    """`{% url %}` by the shape of the address; with named arguments as Django does it."""

    def render(self, context: Context) -> str:
        if self.kwargs:
            return str(super().render(context))
        try:
            found = address(self.view_name.resolve(context), *(one.resolve(context) for one in self.args))
        except NoReverseMatch:
            if not self.asvar:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return str(conditional_escape(found) if context.autoescape else found)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's own tag, quicker."""
    node = ask_django(parser, token)
    return _Address(node.view_name, node.args, node.kwargs, node.asvar)
