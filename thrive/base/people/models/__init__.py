"""What is kept about people, by noun."""

from thrive.base.people.models.cards import Card
from thrive.base.people.models.contact import AgencyContact, ContactPoint, PlaceLink, Residence
from thrive.base.people.models.facts import CaseSummary, Characteristic, Identifier, Life, Name, Warning
from thrive.base.people.models.family import Family, Household, HouseholdMember, ParentalResponsibility, Relationship
from thrive.base.people.models.guarding import EmergencyNotice, EmergencyOpening, EmergencyReview, GuardDecision
from thrive.base.people.models.matches import MatchDecision
from thrive.base.people.models.person import Person, PersonFact
from thrive.base.people.models.samples import Sample, SampleEnd
from thrive.base.people.models.sealing import SEALED_TABLES, PartSeal, SealedRow, behind_seals, under_seal
from thrive.base.people.models.search import MatchKey, NameWord, NameWordKey, PersonWord, SavedSearch, SearchKey

__all__ = [
    "SEALED_TABLES",
    "AgencyContact",
    "Card",
    "CaseSummary",
    "Characteristic",
    "ContactPoint",
    "EmergencyNotice",
    "EmergencyOpening",
    "EmergencyReview",
    "Family",
    "GuardDecision",
    "Household",
    "HouseholdMember",
    "Identifier",
    "Life",
    "MatchDecision",
    "MatchKey",
    "Name",
    "NameWord",
    "NameWordKey",
    "ParentalResponsibility",
    "PartSeal",
    "Person",
    "PersonFact",
    "PersonWord",
    "PlaceLink",
    "Relationship",
    "Residence",
    "Sample",
    "SampleEnd",
    "SavedSearch",
    "SealedRow",
    "SearchKey",
    "Warning",
    "behind_seals",
    "under_seal",
]
