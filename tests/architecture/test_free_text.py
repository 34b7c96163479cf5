"""Every text that people write passes one place on its way out, or is named here with why it need not."""

import ast

import pytest
from django.apps import apps

from tests.architecture.repository import name, python_files, tree
from thrive.base.casework.road.asking import form_of
from thrive.base.history.sensitivity import Sensitivity
from thrive.base.offers import REGISTRY

#: Where the words that are withheld are taken out, by the field that holds the text.
PASSES = {
    "notes.Note.why": "thrive/base/notes/queries/notes.py",
    "notes.Note.who_was_there": "thrive/base/notes/queries/notes.py",
    "notes.Paragraph.text": "thrive/base/notes/queries/notes.py",
    "record.Event.why": "thrive/base/notes/queries/timeline.py",
    "record.Event.title": "thrive/base/notes/queries/timeline.py",
    "record.Event.sentence": "thrive/base/notes/queries/timeline.py",
    "casework.Letter.html": "thrive/base/casework/queries/letters.py",
    "casework.Letter.text": "thrive/base/casework/queries/letters.py",
    **{
        f"casework.{one}": "thrive/base/casework/queries/meetings.py"
        for one in (
            "ActionEnd.why", "Attendance.why", "MeetingEnd.why", "MeetingEntry.outcome", "MeetingEntry.text",
            "Minutes.text", "Minutes.why", "Seat.part",
        )
    },
    **{
        f"casework.{one}": "thrive/base/casework/queries/plans.py"
        for one in (
            "PlanAction.name", "PlanAction.what", "PlanNeed.known_by", "PlanNeed.need",
            "PlanNeed.outcome", "PlanOpinion.text", "PlanOpinion.why_not", "PlanProgress.said", "PlanProgress.why",
            "PlanVersion.why",
        )
    },
    **{f"casework.Approval.{one}": "thrive/base/casework/queries/approvals.py" for one in ("comment", "why")},
    **{f"casework.Absence.{one}": "thrive/base/casework/queries/absences.py" for one in ("note", "why")},
    "casework.Receipt.why": "thrive/base/casework/queries/letters.py",
    "people.Warning.instruction": "thrive/base/people/queries/records.py",
    "people.Warning.reason": "thrive/base/people/queries/records.py",
    "people.CaseSummary.text": "thrive/base/people/queries/records.py",
    "people.Relationship.note": "thrive/base/people/queries/family/rows.py",
    "people.HouseholdMember.why": "thrive/base/people/queries/family/households.py",
    "people.GuardDecision.why": "thrive/base/people/queries/guarding.py",
    "people.EmergencyOpening.why": "thrive/base/people/queries/emergencies.py",
    "people.EmergencyReview.why": "thrive/base/people/queries/emergencies.py",
    "people.MatchDecision.why": "thrive/base/people/queries/doubts.py",
    "access.Involvement.why": "thrive/base/casework/queries/holding_work.py",
    "casework.Handover.reason": "thrive/base/casework/queries/holding_work.py",
    "casework.Handover.note": "thrive/base/casework/queries/holding_work.py",
    "casework.Handover.consent_why": "thrive/base/casework/queries/holding_work.py",
    "casework.Handover.why": "thrive/base/casework/queries/holding_work.py",
    **{
        f"front_door.{field}": "thrive/pathway/front_door/queries/shown.py"
        for field in (
            "Contact.concern", "Contact.child_words", "Contact.tried_so_far", "Contact.danger_words",
            "Contact.consent_why", "ContactDecision.reason", "ContactDecision.strengths", "ContactDecision.dissent",
            "ContactDecision.late_because", "ReferralDecision.reason", "Triage.analysis", "Reply.words",
        )
    },
    **{
        f"front_door.{field}": "thrive/pathway/front_door/queries/referrals.py"
        for field in (
            "ReferralDecision.late_because", "ReferralClosure.reason", "ReferralClosure.still_open_because",
            "ReferralClosure.why",
        )
    },
    "front_door.PartnerCheck.question": "thrive/pathway/front_door/queries/contacts.py",
    "front_door.CheckAnswer.words": "thrive/pathway/front_door/queries/contacts.py",
    "casework.Task.because": "thrive/base/casework/queries/worklist.py",
    "casework.Task.why": "thrive/base/casework/queries/tasks.py",
    **{
        f"people.{fact}.why": "thrive/base/people/queries/details/history.py"
        for fact in (
            "Residence", "ContactPoint", "PlaceLink", "AgencyContact", "Life", "Name", "Identifier", "Characteristic",
            "Warning", "CaseSummary", "ParentalResponsibility",
        )
    },
    "people.Relationship.why": "thrive/base/people/queries/known/view.py",
    "access.CircleMember.why": "thrive/base/people/queries/known/view.py",
}  # fmt: skip
_OWN = "only whoever typed it reads it"
_LAW = "law and local choices, nobody's record"
NEED_NOT = {
    "casework.ImportedElement.why": "no page shows it",
    **{
        f"casework.{one}.why": "no page shows it"
        for one in ("Arrangement", "Letter", "Meeting", "MeetingEntry", "Plan", "Seat")
    },
    "people.ContactPoint.safe_note": "withheld as a whole with the number it belongs to",
    "people.PartSeal.why": "read by those alone who are named",
    "people.Sample.title": "what a sample is called, of many records",
    "people.Sample.why": "what a sample is for, of many records",
    "people.SampleEnd.why": "why a sample ended, of many records",
    "people.SavedSearch.terms": _OWN,
    "record.Draft.answers": _OWN,
    "access.ApiAnswer.body": "the answer to one call, given again to whoever made it",
    "history.SearchTerms.terms": "kept apart, and shown on no page",
    "access.Declaration.why": "who a worker is to somebody; nothing of where they are",
    "local.Commencement.why": _LAW,
    "local.Variation.why": _LAW,
    "local.Holiday.why": _LAW,
    "local.EarlyEnd.why": _LAW,
    **{
        f"front_door.{field}": "no page shows it"
        for field in (
            "Contact.why",
            "OneTimeLink.why",
            "LinkEnd.why",
            "ContactPerson.why",
            "ContactMatch.why",
            "ContactDecision.why",
            "Triage.why",
            "Referral.why",
            "ReferralDecision.why",
            "ReferralDecision.not_told_because",
            "PartnerCheck.why",
            "CheckAnswer.why",
            "Reply.why",
        )
    },
    "front_door.ThresholdDocument.why": _LAW,
}

#: The texts that ordinary steps keep: the page of the step shows each answer, and no page the reason of a replaced row.
KEPT_BY_STEPS = {
    f"{step.asks.keeps._meta.label}.{field}": field in form_of(step).base_fields
    for step in REGISTRY.steps.values()
    if step.asks is not None and step.asks.keeps is not None and step.asks.form is None
    for field, label in {**step.asks.keeps.SENSITIVITY, "why": Sensitivity.FREE_TEXT}.items()
    if label == Sensitivity.FREE_TEXT
}
PASSES |= {text: "thrive/base/casework/road/kept.py" for text, is_asked in KEPT_BY_STEPS.items() if is_asked}
NEED_NOT |= {text: "no page shows it" for text in KEPT_BY_STEPS if text.endswith(".why") and text not in PASSES}


def free_texts() -> set[str]:
    """The fields of every model that hold what people wrote."""
    found = set()
    for model in apps.get_models():
        labels: dict[str, Sensitivity] = {}
        for one in reversed(model.__mro__):
            labels.update(vars(one).get("SENSITIVITY", {}))
        found |= {f"{model._meta.label}.{field}" for field, what in labels.items() if what == Sensitivity.FREE_TEXT}
    return found


def takes_out(module: ast.Module) -> bool:
    """Whether a module takes withheld words out of a text."""
    calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
    return any(isinstance(one, ast.Attribute) and one.attr in ("over", "paragraph") for one in calls)


def test_every_text_is_placed():
    undeclared = free_texts() - PASSES.keys() - NEED_NOT.keys()
    assert not undeclared, (
        "These hold what people wrote, which may spell a withheld address. Take the words out with "
        "people.queries.withheld_words on the way out and put them into PASSES: " + ", ".join(sorted(undeclared))
    )
    assert free_texts() == PASSES.keys() | NEED_NOT.keys()


@pytest.mark.parametrize("module", sorted({*PASSES.values(), "thrive/base/casework/road/kept.py"}))
def test_what_is_said_to_pass_does(module):
    (path,) = [one for one in python_files() if name(one) == module]
    assert takes_out(tree(path))


def test_a_module_that_takes_nothing_out_is_found():
    assert not takes_out(ast.parse("row.why"))
    assert takes_out(ast.parse("words.over(row.why)"))
