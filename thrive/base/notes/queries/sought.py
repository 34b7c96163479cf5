"""Words sought in a timeline, as far as the viewer reads them: a search must not find what a page does not show."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Subquery, TextField

from thrive.base.access.policy import Viewer
from thrive.base.history import wall
from thrive.base.notes.models import Note, Paragraph
from thrive.base.notes.rules import Told
from thrive.base.people.queries.withheld_words import WithheldWords, words_near
from thrive.base.record.models import EventAbout

MOST_SEARCHED = 20_000  # newest events looked through for words
NOTE = Note._meta.label_lower


def words_kept(viewer: Viewer, rows: QuerySet[Any]) -> WithheldWords:
    """The words kept from the viewer in texts of these events. One query, and as many more as `words_near` asks."""
    mentions = EventAbout.objects.filter(near_guarded(), event_id__in=rows.order_by().values("pk"))
    with wall.whole("what is withheld follows from people who are not shown"):
        keys = list(mentions.order_by().values_list("subject_id", flat=True).distinct())
    return words_near(viewer, keys)


class KeysOf(Subquery):
    """The Subjects of some mentions, as text: a list of keys. A mention comes with its `subject_id` alone."""

    output_field = TextField()
    template = "(SELECT json_group_array(found.subject_id) FROM (%(subquery)s) AS found)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As PostgreSQL writes such a list."""
        template = "(SELECT json_agg(found.subject_id)::text FROM (%(subquery)s) AS found)"
        return self.as_sql(compiler, connection, template=template, **context)

    @staticmethod
    def read(text: str | None) -> list[int]:
        """The keys."""
        return json.loads(text) if text else []


def near_guarded() -> Q:
    """Mentions of somebody who has to do with anybody whose whereabouts are guarded."""
    guards = ("address_restricted", "person__card__where_guarded", "person__card__team_guarded")
    restricted, where, team = (Q(**{f"subject__{one}": True}) for one in guards)
    return restricted | where | team


def with_words(
    rows: QuerySet[Any], sought: str, keys: Collection[int], reads_notes: bool, kept: WithheldWords
) -> list[int]:
    """The keys of those events that hold every word sought as the viewer reads them, notes in full as far as they show
    on these records: a search must not find what a page does not show.

    Read and compared here: a database that guesses that few texts hold a word would look through everybody's.
    Two queries.
    """
    words = sought.casefold().split()
    columns = ("pk", "title", "sentence", "object_type", "object_id", "recorded_by_id")
    found = list(rows.order_by("-happened_on").values_list(*columns)[:MOST_SEARCHED])
    notes = [note for _, _, _, kind, note, _ in found if kind == NOTE and note is not None]
    texts = _texts_holding_any(words, notes, keys) if reads_notes else {}
    matching = []
    for key, title, sentence, kind, made_by, author in found:
        shown = sentence if reads_notes or kind != NOTE else ""
        paragraphs = texts.get(made_by, []) if kind == NOTE and made_by else []
        said = [kept.over(title, author), kept.over(shown, author)]
        said += [kept.paragraph(one.text, author, for_named=one.for_named) for one in paragraphs]
        text = " ".join(said).casefold()
        if all(word in text for word in words):
            matching.append(key)
    return matching


def _texts_holding_any(words: Sequence[str], notes: Sequence[int], keys: Collection[int]) -> dict[int, list[Told]]:
    """Paragraphs of these notes that show on these records and hold one of the words, by note."""
    holds = Q()
    for word in words:
        for way in {word, word.upper(), word.capitalize()}:  # SQLite compares only unaccented letters in any case
            holds |= Q(text__icontains=way)
    shows = Q(only_about=None) | Q(only_about_id__in=list(keys))
    found: dict[int, list[Told]] = {}
    for row in Paragraph.objects.filter(shows, holds, note_id__in=notes):
        found.setdefault(row.note_id, []).append(Told(row.text, row.only_about_id, row.for_named))
    return found
