"""`{% load drafts %}`: the parts by which any form keeps a draft. See `record.drafting`."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thrive.base.record.drafting import LEAVE, SLIP, Drafting
from thrive.govuk import components
from thrive.govuk.templatetags.govuk import govuk_form

register = template.Library()


@register.simple_tag
def draft_fields(draft: Drafting) -> SafeString:
    """The slip that says whose draft a form is; `draft_form` prints it already."""
    return format_html('<input type="hidden" name="{}" value="{}">', SLIP, draft.slip.sign())


@register.simple_block_tag(takes_context=True)
def draft_form(context: Context, content: str, draft: Drafting, form: BaseForm | None = None) -> SafeString:
    """A form element that keeps its draft, with the line that says when it was saved."""
    options: dict[str, Any] = {
        "draft_url": draft.url,
        "draft_revision": draft.revision,
        "saved_at": draft.saved_at,
        "form": form,
    }
    return govuk_form(context, format_html("{}{}", draft_fields(draft), content), **options)


@register.simple_tag
def draft_leave(text: str = "Save and come back") -> SafeString:
    """The button that keeps the draft and leaves; it needs no script."""
    return components.button(text, kind="secondary", name=LEAVE, value="yes")


@register.inclusion_tag("record/draft_notice.html")
def draft_notice(draft: Drafting) -> dict[str, Any]:
    """Who else is changing the same thing, and the offer to go on with an earlier draft of the same form."""
    return {"others": draft.others, "present": draft.present}
