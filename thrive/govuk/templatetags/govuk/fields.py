"""Tags that print forms."""

from __future__ import annotations

from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.safestring import SafeString

from thrive.govuk import components
from thrive.govuk.forms import rendering
from thrive.govuk.templatetags.govuk.actions import saved
from thrive.govuk.templatetags.govuk.library import register


@register.simple_tag(takes_context=True)
def govuk_error_summary(context: Context, *forms: BaseForm | None) -> SafeString:
    """Errors of these forms, or of `form` and `forms` in the context, each a link to its field."""
    errors = [error for form in forms or rendering.forms_in(context) for error in rendering.errors_of(form)]
    return components.render("components/error-summary", title="There is a problem", errors=errors)


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " when a form of the page has errors, for the start of the title."""
    return "Error: " if any(form.errors for form in rendering.forms_in(context)) else ""


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """One field: label, hint, error and control."""
    return rendering.field(field)


@register.simple_tag
def govuk_form_fields(form: BaseForm) -> SafeString:
    """All fields of a form in their declared groups, hidden fields included."""
    return rendering.fields(form)


@register.simple_tag
def govuk_fieldset(form: BaseForm, legend: str) -> SafeString:
    """One declared group of a form's fields, by its legend."""
    return rendering.one_fieldset(form, legend)


@register.simple_block_tag(takes_context=True)
def govuk_form(
    context: Context,
    content: str,
    form: BaseForm | None = None,
    action: str = "",
    draft_url: str = "",
    draft_revision: int = 0,
    saved_at: str = "",
    once: str = "",
    method: str = "post",
    classes: str = "",
    multipart: bool = False,
) -> SafeString:
    """The form element around fields and buttons: no browser validation, CSRF token, drafts kept when asked.

    `once` is a token by which the server knows a repeated submission; `draft_url` switches autosave on.
    """
    return components.render(
        "forms/form-element",
        content=content,
        action=action,
        draft_url=draft_url,
        draft_revision=draft_revision,
        status=saved(saved_at) if draft_url else "",
        once=once,
        method=method,
        classes=classes,
        multipart=multipart or (form is not None and form.is_multipart()),
        csrf_token=context.get("csrf_token") if method == "post" else None,
    )
