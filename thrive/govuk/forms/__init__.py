"""Form fields that ask, check and answer back in plain words.

A `GovukForm` prints the GOV.UK markup: label above, hint, one error, control; errors are worded as people need them
("Date of birth must include a month"), never as browsers or databases say them. Use these fields and the base class
and a page needs no form HTML of its own.
"""

from thrive.govuk.forms.base import Fieldset, GovukForm, GovukRenderer
from thrive.govuk.forms.choices import Choice, ChoiceField, MultiChoiceField, TickField, YesNoField
from thrive.govuk.forms.dates import ApproxDate, ApproxDateField, DateField, TimeField
from thrive.govuk.forms.files import FileField
from thrive.govuk.forms.text import (
    EmailField,
    HiddenField,
    LongTextField,
    MoneyField,
    NumberField,
    PhoneField,
    PostcodeField,
    TextField,
)

__all__ = [
    "ApproxDate",
    "ApproxDateField",
    "Choice",
    "ChoiceField",
    "DateField",
    "EmailField",
    "Fieldset",
    "FileField",
    "GovukForm",
    "GovukRenderer",
    "HiddenField",
    "LongTextField",
    "MoneyField",
    "MultiChoiceField",
    "NumberField",
    "PhoneField",
    "PostcodeField",
    "TextField",
    "TickField",
    "TimeField",
    "YesNoField",
]
