"""Drafts that the first lead practitioner has left in the notes form, so that home shows some."""

from collections.abc import Sequence

from django.urls import reverse

from thrive.base.access.invented import Cast
from thrive.base.history.refs import new_ref
from thrive.base.people.invented.writing import Written
from thrive.base.people.models import Person
from thrive.base.record.actions import save_draft

TEXTS = (
    "Saw them both after school. Siobhan says the nights are quieter now. Still to write up: what Cian said about",
    "Telephone call with the school nurse. The mark is on the left arm, above the elbow. She has",
)


def write(written: Sequence[Written], *, cast: Cast) -> None:
    """Leave a draft about one child of each family that guides name."""
    shown = [one for one in written if one.plan.is_shown]
    for one, text in zip(shown, TEXTS, strict=False):
        place = one.plan.children[len(one.plan.children) // 4]
        person = Person.objects.select_related("subject").get(pk=one.keys[place])
        save_draft(
            new_ref(),
            by=cast.leads[0][0],
            form="notes.note",
            title="Note",
            answers={"about": [person.ref], "kind": ["visit"], "text_1": [text]},
            revision=0,
            subject=person.subject,
            path=reverse("notes:new", args=[person.ref]),
        )
