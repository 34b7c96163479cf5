"""Keeping, finishing and discarding drafts: nothing typed is lost, nothing is made twice."""

import pytest
import time_machine
from django.template.loader import render_to_string

from thrive.base.access.errors import NotFound
from thrive.base.access.tests import factories as access
from thrive.base.history.models import AuditEntry
from thrive.base.history.refs import new_ref
from thrive.base.record import actions, queries
from thrive.base.record.errors import DraftConflict, DraftFinished
from thrive.base.record.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return access.user(["lead_practitioner"])


@pytest.fixture
def save(worker):
    """Save words under one ref, as a page does."""
    ref = new_ref()

    def save_words(words: str, *, revision: int, page: str = "here", by=worker, ref: str = ref, is_sent: bool = False):
        return actions.save_draft(
            ref, by=by, form="test.letter", title="Letter", answers={"words": [words]}, revision=revision, page=page,
            is_sent=is_sent,
        )  # fmt: skip

    save_words.ref = ref
    return save_words


def finish(ref, by, words, made, page="here"):
    def make() -> str:
        made.append(words)
        return f"result{len(made)}"

    return actions.finish_draft(
        ref, by=by, form="test.letter", title="Letter", answers={"words": [words]}, make=make, page=page
    )


def words_of(draft):
    return Draft.objects.get(pk=draft.pk).answers["words"][0]


def test_the_first_save_starts_a_draft_and_each_change_is_a_revision(save, worker):
    assert save("a", revision=0).revision == 1
    assert save("ab", revision=1).revision == 2
    (draft,) = queries.own_drafts(viewer=worker)
    assert draft.answers == {"words": ["ab"]}
    assert AuditEntry.objects.filter(verb="record.draft.started").count() == 1


def test_a_save_that_says_the_same_changes_nothing(save):
    save("a", revision=0)
    assert save("a", revision=0, page="elsewhere").revision == 1


def test_a_page_whose_answers_were_lost_goes_on_saving(save):
    """The network dropped the answers to two saves: the page still believes in revision 1."""
    save("a", revision=0)
    save("ab", revision=1)
    save("abc", revision=1)
    assert save("abcd", revision=1).revision == 4


def test_two_pages_disagree_and_both_versions_are_kept(save, worker):
    save("here", revision=0)
    save("there", revision=1, page="there")
    with pytest.raises(DraftConflict) as caught:
        save("here again", revision=1)
    assert words_of(caught.value.stored) == "there"
    assert words_of(caught.value.copy) == "here again"
    assert {draft.answers["words"][0] for draft in queries.own_drafts(viewer=worker)} == {"there", "here again"}


def test_a_page_in_conflict_goes_on_saving_into_its_one_copy(save, worker):
    save("here", revision=0)
    save("there", revision=1, page="there")
    for words in ("one", "one two"):
        with pytest.raises(DraftConflict) as caught:
            save(words, revision=1)
    assert words_of(caught.value.copy) == "one two"
    assert len(queries.own_drafts(viewer=worker)) == 2


def test_a_page_that_saved_before_the_other_one_did_may_not_overwrite_it(save):
    save("a", revision=0)
    save("b", revision=1, page="there")
    save("c", revision=2, page="here")
    with pytest.raises(DraftConflict):
        save("d", revision=1, page="there")


def test_nobody_saves_finishes_reads_or_discards_the_draft_of_another(save, worker):
    draft = save("mine", revision=0)
    other = access.user(["practice_supervisor"])
    with pytest.raises(NotFound):
        save("theirs", revision=1, by=other)
    with pytest.raises(NotFound):
        finish(draft.ref, other, "theirs", [])
    with pytest.raises(NotFound):
        actions.discard_draft(draft.ref, by=other)
    with pytest.raises(NotFound):
        queries.draft(viewer=other, ref=draft.ref)
    assert queries.own_drafts(viewer=other) == []
    assert words_of(draft) == "mine"


def test_finishing_twice_is_finishing_once(save, worker):
    made: list[str] = []
    save("all of it", revision=0)
    first = finish(save.ref, worker, "all of it", made)
    assert finish(save.ref, worker, "all of it", made) == first == "result1"
    assert made == ["all of it"]
    assert queries.own_drafts(viewer=worker) == []


def test_a_form_sent_before_anything_was_saved_is_made_once_too(save, worker):
    made: list[str] = []
    finish(save.ref, worker, "all of it", made)
    finish(save.ref, worker, "all of it", made)
    assert made == ["all of it"]


def test_finished_drafts_keep_no_text(save, worker):
    save("all of it", revision=0)
    finish(save.ref, worker, "all of it", [])
    draft = Draft.objects.get(ref=save.ref)
    assert draft.answers == {} and draft.result == "result1" and draft.digest


def test_what_fails_leaves_the_draft_as_it_was(save, worker):
    save("all of it", revision=0)

    def fails() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        actions.finish_draft(save.ref, by=worker, form="test.letter", title="Letter", answers={}, make=fails)
    (draft,) = queries.own_drafts(viewer=worker)
    assert draft.answers == {"words": ["all of it"]}


def test_a_save_overtaken_by_the_form_itself_leaves_no_stray_draft(save, worker):
    save("most of it", revision=0)
    finish(save.ref, worker, "all of it", [])
    with pytest.raises(DraftFinished) as caught:
        save("most of it", revision=1)
    assert caught.value.copy is None
    assert queries.own_drafts(viewer=worker) == []


def test_words_typed_in_another_window_after_finishing_are_kept(save, worker):
    save("all of it", revision=0)
    finish(save.ref, worker, "all of it", [])
    with pytest.raises(DraftFinished) as caught:
        save("something else", revision=1, page="there")
    assert caught.value.copy is not None
    assert words_of(caught.value.copy) == "something else"


def test_going_back_and_sending_something_else_is_kept(save, worker):
    save("all of it", revision=0)
    finish(save.ref, worker, "all of it", [])
    with pytest.raises(DraftFinished) as caught:
        save("all of it and more", revision=1, is_sent=True)
    assert caught.value.copy is not None
    assert words_of(caught.value.copy) == "all of it and more"


def test_discarding_wipes_the_text_and_leaves_a_trace(save, worker):
    save("never mind", revision=0)
    actions.discard_draft(save.ref, by=worker)
    assert queries.own_drafts(viewer=worker) == []
    assert Draft.objects.get(ref=save.ref).answers == {}
    assert AuditEntry.objects.filter(verb="record.draft.discarded").count() == 1


def test_a_discarded_draft_still_open_in_a_window_is_kept_when_sent(save, worker):
    save("never mind", revision=0)
    actions.discard_draft(save.ref, by=worker)
    with pytest.raises(DraftFinished) as caught:
        save("never mind", revision=1, is_sent=True)
    assert caught.value.copy is not None
    assert words_of(caught.value.copy) == "never mind"


def test_settling_takes_each_answer_from_where_it_was_chosen(worker):
    ref = new_ref()
    common = {"by": worker, "form": "test.letter", "title": "Letter"}
    actions.save_draft(ref, **common, answers={"to": ["Ruth"], "words": ["there"]}, revision=0, page="there")
    ours = {"to": ["Kelly"], "words": ["here"]}
    with pytest.raises(DraftConflict):
        actions.save_draft(ref, **common, answers=ours, revision=0, page="here")
    draft = actions.settle_draft(ref, by=worker, answers=ours, revision=1, page="here", taken=("to",))
    assert draft.answers == {"to": ["Ruth"], "words": ["here"]}
    assert [one.ref for one in queries.own_drafts(viewer=worker)] == [ref]


def test_settling_on_a_version_that_changed_again_is_refused(save, worker):
    save("a", revision=0)
    save("b", revision=1, page="there")
    with pytest.raises(DraftConflict):
        actions.settle_draft(save.ref, by=worker, answers={"words": ["c"]}, revision=1, page="here")


def test_a_record_shows_its_reader_their_own_drafts_about_it(worker):
    about, other = access.subject(), access.subject()
    common = {"form": "test.letter", "title": "Letter", "answers": {"words": ["Half of it"]}, "revision": 0}
    actions.save_draft(new_ref(), by=worker, subject=about, path="/letter", **common)
    actions.save_draft(new_ref(), by=access.user(["lead_practitioner"]), subject=about, **common)
    context = queries.begun_panel(viewer=worker, subject=about)
    assert context is not None and [one.author for one in context["begun"]] == [worker]
    assert "Half of it" in render_to_string("record/panels/begun.html", context)
    assert queries.begun_panel(viewer=worker, subject=other) is None


# ---------- who else is there, and what managers see


def shared(by, text="x", **other):
    return actions.save_draft(
        new_ref(), by=by, form="test.shared", title="Shared", answers={"words": [text]}, revision=0, path="/shared",
        **other,
    )  # fmt: skip


def test_somebody_who_types_into_the_same_thing_is_there_for_a_while(worker):
    sam = access.user(["lead_practitioner"], name="Sam Ali")
    with time_machine.travel("2026-11-25T14:10:00+00:00", tick=False):
        shared(sam)
    with time_machine.travel("2026-11-25T14:20:00+00:00", tick=False):
        (there,) = queries.present(viewer=worker, form="test.shared", path="/shared")
        assert there.name == "Sam Ali" and there.since.hour == 14
        assert queries.present(viewer=sam, form="test.shared", path="/shared") == []
        assert queries.present(viewer=worker, form="test.shared", path="/other") == []
        assert queries.begun(viewer=worker, form="test.shared", path="/shared") == ([], [])  # not a shared thing
        said = render_to_string("record/draft_notice.html", {"present": [there]})
        assert "Sam Ali has been editing this since 2:10pm" in said and "you will choose which to keep" in said
    with time_machine.travel("2026-11-25T14:26:00+00:00", tick=False):
        assert queries.present(viewer=worker, form="test.shared", path="/shared") == []


def test_being_there_costs_a_form_no_query_more(worker, django_assert_num_queries):
    shared(access.user(["lead_practitioner"]))
    with django_assert_num_queries(1):
        queries.begun(viewer=worker, form="test.shared", path="/shared", shared=True)


def test_a_manager_sees_that_their_staff_have_drafts_and_how_old_but_not_what_is_in_them():
    team = access.team("Moor Street")
    manager, sam = access.user(["practice_supervisor"], team=team), access.user(["lead_practitioner"], team=team)
    elsewhere = access.user(["lead_practitioner"], team=access.team("Other"))
    about = access.subject()
    for by in (manager, sam, elsewhere):
        shared(by, "Only theirs", subject=about)
    (found,) = queries.staff_drafts(viewer=manager)
    assert found.author == sam and "answers" not in found.__dict__
    assert queries.staff_drafts(viewer=sam) == []
    panel = queries.begun_panel(viewer=manager, subject=about)
    assert panel is not None and [one.author for one in panel["begun_by_others"]] == [sam]
    said = render_to_string("record/panels/begun.html", {**panel, "begun": []})
    assert sam.name in said and "Begun today" in said and "Only theirs" not in said
    assert queries.begun_panel(viewer=sam, subject=about)["begun_by_others"] == []


def test_a_deputy_without_a_managers_role_sees_nobodys_drafts():
    team = access.team("Moor Street")
    deputy, sam = access.user(["front_door_officer"], team=team), access.user(["lead_practitioner"], team=team)
    shared(sam)
    assert queries.staff_drafts(viewer=deputy) == []
