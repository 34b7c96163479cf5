"""`{% load govuk %}`: components as tags, and the words for dates, ages and numbers as filters.

Block tags end in `{% end… %}`. Options are keywords; see the style guide page for every component in each state.
"""

from thrive.govuk.templatetags.govuk import actions, fields, record, tables, words
from thrive.govuk.templatetags.govuk.fields import govuk_error_summary, govuk_form
from thrive.govuk.templatetags.govuk.library import register

__all__ = ["actions", "fields", "govuk_error_summary", "govuk_form", "record", "register", "tables", "words"]
