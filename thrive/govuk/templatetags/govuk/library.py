"""The one library that the tags of this folder are registered in."""

from django import template

register = template.Library()
