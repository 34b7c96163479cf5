"""What is asked when a fact is recorded, changed from a day, corrected, ended or taken back, by kind of fact."""

from thrive.base.people.forms.details.asking import DetailForm, EndForm, KnownForm, WithdrawForm
from thrive.base.people.forms.details.identity import (
    BornForm,
    DiedForm,
    ExpectedForm,
    LifeForm,
    NameForm,
    NumberForm,
    PregnancyEndedForm,
)
from thrive.base.people.forms.details.traits import TraitForm
from thrive.base.people.forms.details.whereabouts import FIND, AddressForm, AgencyForm, ContactForm, PlaceForm
from thrive.base.people.forms.details.work import ReviewForm, SummaryForm, WarningForm

FORMS: dict[str, type[DetailForm]] = {
    "names": NameForm,
    "identifiers": NumberForm,
    "addresses": AddressForm,
    "contacts": ContactForm,
    "places": PlaceForm,
    "agencies": AgencyForm,
    "summary": SummaryForm,
    "warnings": WarningForm,
}

__all__ = [
    "FIND",
    "FORMS",
    "BornForm",
    "DetailForm",
    "DiedForm",
    "EndForm",
    "ExpectedForm",
    "KnownForm",
    "LifeForm",
    "PlaceForm",
    "PregnancyEndedForm",
    "ReviewForm",
    "TraitForm",
    "WithdrawForm",
]
