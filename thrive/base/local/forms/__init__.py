"""What is asked on the pages of duties and of local choices."""

from thrive.base.local.forms.choices import (
    ChoicesForm,
    CommencementForm,
    EndForm,
    EnterForm,
    HolidayForm,
    TakeBackForm,
    VariationForm,
)
from thrive.base.local.forms.duties import DutiesForm

__all__ = [
    "ChoicesForm",
    "CommencementForm",
    "DutiesForm",
    "EndForm",
    "EnterForm",
    "HolidayForm",
    "TakeBackForm",
    "VariationForm",
]
