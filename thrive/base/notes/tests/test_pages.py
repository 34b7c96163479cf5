"""The pages of notes, as a browser without scripts uses them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from thrive.base.access.tests import factories as access
from thrive.base.notes.models import Note
from thrive.base.notes.rules import Seen
from thrive.base.notes.tests import factories
from thrive.base.people import cards
from thrive.base.people.actions import life
from thrive.base.people.tests import factories as people
from thrive.base.record import queries as drafts
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return factories.household()


@pytest.fixture
def worker(client: Client, house):
    client.force_login(house.worker)
    return client


def text_of(response) -> str:
    """The main part of a page as a reader sees it."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "'").strip()


def slip(response) -> dict[str, str]:
    pairs = re.findall(
        r'<input type="hidden" name="(draft_[^"]+|seen)"[^>]* value="([^"]*)"', response.content.decode()
    )
    return dict(pairs)


def new(person) -> str:
    return reverse("notes:new", args=[person.ref])


def typed(page, *about, **answers) -> dict:
    given = {
        "kind": "call",
        "happened_on-day": "3",
        "happened_on-month": "11",
        "happened_on-year": "2026",
        "text_1": "Kelly rang.",
        "about_1": "",
        **answers,
    }
    return {**slip(page), "about": [one.ref for one in about], **given}


def send(client: Client, house, *about, **answers):
    address = new(house.ava)
    return client.post(address, typed(client.get(address), *about, **answers))


def test_the_form_offers_the_family_and_ticks_only_whom_it_was_opened_from(worker, house):
    page = worker.get(new(house.theo))
    html = page.content.decode()
    ticks = re.findall(r'<input[^>]*name="about"[^>]*>', html)
    assert len(ticks) == 5
    assert [re.search(r'value="(\w+)"', one)[1] for one in ticks if "checked" in one] == [house.theo.ref]
    assert "as parent or carer" in text_of(page)


def test_a_note_about_two_children_shows_on_both_records(worker, house):
    response = send(worker, house, house.ava, house.theo, text_1="Kelly rang. Both well.")
    assert response.url == reverse("notes:timeline", args=[house.ava.ref])
    shown = text_of(worker.get(response.url))
    assert "Note added to the records of Ava and Theo." in shown and "Kelly rang. Both well." in shown
    assert "Kelly rang. Both well." in text_of(worker.get(reverse("notes:timeline", args=[house.theo.ref])))
    assert "Kelly rang" not in text_of(worker.get(reverse("notes:timeline", args=[house.kai.ref])))


def test_sending_twice_writes_one_note(worker, house):
    page = worker.get(new(house.ava))
    for _ in range(2):
        assert worker.post(new(house.ava), typed(page, house.ava)).status_code == 302
    assert Note.objects.count() == 1 and Event.objects.filter(object_type="notes.note").count() == 1


def test_errors_say_what_to_mend_and_keep_everything(worker, house):
    response = send(worker, house, **{"kind": "", "happened_on-month": "", "text_1": "", "text_2": "Kept."})
    shown = text_of(response)
    for words in (
        "There is a problem",
        "Select who the note is about",
        "Select the kind of note",
        "Date must include a month",
    ):
        assert words in shown
    assert "Kept." in shown and response.content.decode().count("<title>Error: New note") == 1
    assert not Note.objects.exists()
    (draft,) = drafts.own_drafts(viewer=house.worker)
    assert draft.answers["text_2"] == ["Kept."]


def test_a_list_of_drafts_says_whom_each_is_about_while_their_name_may_be_seen(worker, house):
    send(worker, house, house.ava, text_1="Not yet.", kind="")
    (draft,) = drafts.own_drafts(viewer=house.worker)
    pages = [reverse("record:drafts"), reverse("record:discard", args=[draft.ref])]
    assert all("Note, Ava Okoro" in text_of(worker.get(page)) for page in pages)
    house.ava.subject.restriction = "sealed"
    house.ava.subject.save()
    shown = [text_of(worker.get(page)) for page in pages]
    assert all("Note" in page and "Okoro" not in page and "Not yet" not in page for page in shown)


def test_nothing_written_is_an_error(worker, house):
    assert "Enter what happened" in text_of(send(worker, house, house.ava, text_1=" "))


def test_a_day_to_come_is_an_error(worker, house):
    shown = text_of(send(worker, house, house.ava, **{"happened_on-year": "2099"}))
    assert "Date must be today or in the past" in shown


def test_a_visit_asks_of_each_child_ticked(worker, house):
    shown = text_of(send(worker, house, house.ava, house.theo, kind="visit"))
    assert "Select whether Ava was seen" in shown and "Select whether Theo was seen" in shown
    assert "Select whether Kai was seen" not in shown
    seen = {f"seen_{house.ava.ref}": "alone", f"seen_{house.theo.ref}": "not", f"seen_{house.kai.ref}": ""}
    send(worker, house, house.ava, house.theo, kind="visit", **seen)
    assert Event.objects.get(object_type="notes.note").title == "Visit: 1 of 2 seen"


def test_whether_a_child_was_seen_is_never_answered_beforehand(worker, house):
    """Or a visit would be saved with the question unanswered, and nobody would notice."""
    radios = re.findall(rf'<input[^>]*name="seen_{house.ava.ref}"[^>]*>', worker.get(new(house.ava)).content.decode())
    assert len(radios) == 4 and not [one for one in radios if "checked" in one]
    note = factories.note(house.ava, by=house.worker, kind="visit")
    page = worker.get(reverse("notes:correct", args=[note.ref])).content.decode()
    radios = re.findall(rf'<input[^>]*name="seen_{house.ava.ref}"[^>]*>', page)
    assert [one for one in radios if "checked" in one] == [one for one in radios if 'value=""' in one]


def test_an_unborn_baby_is_not_asked_about(worker, house):
    baby = people.person("", born=None, expected=people_due())
    people.family("Unborn", house.ava, baby)
    access.involvement(people.subject_of(baby), house.worker)
    page = text_of(worker.get(new(house.ava)))
    assert "Unborn baby" in page and "Was Ava seen?" in page and "Was Unborn baby seen?" not in page


def test_nor_when_a_note_about_them_is_corrected_while_what_was_said_of_the_dead_stays(worker, house):
    baby = people.person("", born=None, expected=people_due())
    people.family("Unborn", house.ava, baby)
    access.involvement(people.subject_of(baby), house.worker)
    seen = {house.ava: Seen.ALONE, house.theo: Seen.NOT}
    note = factories.note(house.ava, house.theo, baby, by=house.worker, kind="visit", seen=seen)
    life.record_death(house.theo, by=house.worker, died_on=access.days_from_today(0))
    page = text_of(worker.get(reverse("notes:correct", args=[note.ref])))
    assert "Was Theo seen?" in page and "Was Unborn baby seen?" not in page


def test_a_timeline_of_a_child_without_a_name_is_about_this_person(worker, house):
    unnamed = people.person("", local_id="C77")
    access.involvement(people.subject_of(unnamed), house.worker)
    for page in ("timeline", "timeline/in-full"):
        assert "about this person, newest first" in text_of(worker.get(f"/people/{unnamed.ref}/{page}"))


def people_due():
    return access.days_from_today(80)


def test_seen_but_not_ticked_is_an_error(worker, house):
    seen = {f"seen_{house.ava.ref}": "alone", f"seen_{house.theo.ref}": "with"}
    assert "Tick Theo above" in text_of(send(worker, house, house.ava, kind="visit", **seen))


def test_a_paragraph_about_somebody_not_ticked_is_an_error(worker, house):
    shown = text_of(send(worker, house, house.ava, text_2="Theo is well.", about_2=house.theo.ref))
    assert "Tick Theo, or change whom paragraph 2 is about" in shown


def test_another_paragraph_needs_no_script(worker, house):
    page = worker.get(new(house.ava))
    assert page.content.decode().count('name="text_') == 3
    more = worker.post(new(house.ava), typed(page, house.ava, kind="", text_3="Third.", do_add="yes"))
    assert more.content.decode().count('name="text_') == 4
    assert "There is a problem" not in text_of(more) and "Third." in text_of(more)
    full = {"text_3": "Third.", "text_4": "Fourth.", "about_4": house.ava.ref}
    worker.post(new(house.ava), {**typed(more, house.ava, **full)})
    note = Note.objects.get()
    assert [(one.text, one.only_about_id) for one in note.paragraphs.all()] == [
        ("Kelly rang.", None),
        ("Third.", None),
        ("Fourth.", house.ava.pk),
    ]


def test_a_paragraph_that_names_an_adult_of_another_family_is_asked_about(worker, house):
    zara = factories.half_sister(house)
    text = "Lee Bannister shouted at Ava."
    question = send(worker, house, house.ava, zara, text_1="Both well.", text_2=text)
    shown = text_of(question)
    assert "It names Lee Bannister, who is not in Zara’s family." in shown and text in shown
    assert "There is a problem" not in shown and not Note.objects.exists()
    carried = re.findall(r'<textarea name="(\w[\w-]*)"[^>]*>\n(.*?)</textarea>', question.content.decode(), re.DOTALL)
    back = {**slip(question), "about": [value for name, value in carried if name == "about"]}
    back |= {name: value for name, value in carried if name != "about"}
    assert sorted(back["about"]) == sorted([house.ava.ref, zara.ref])
    unanswered = worker.post(new(house.ava), {**back, "do_checked": "yes"})
    assert "Select who paragraph 2 is about" in text_of(unanswered) and not Note.objects.exists()
    worker.post(new(house.ava), {**back, **slip(unanswered), "about_2": house.ava.ref, "do_checked": "yes"})
    note = Note.objects.get()
    assert [(one.text, one.only_about_id) for one in note.paragraphs.all()] == [
        ("Both well.", None),
        (text, house.ava.pk),
    ]


def test_the_question_can_be_answered_with_everyone_or_by_going_back(worker, house):
    zara = factories.half_sister(house)
    answers = {"text_1": "Lee shouted."}
    page = send(worker, house, house.ava, zara, **answers)
    form = worker.post(new(house.ava), typed(page, house.ava, zara, **answers, do_back="yes"))
    assert "Lee shouted." in text_of(form) and "Add another paragraph" in text_of(form)
    worker.post(new(house.ava), typed(form, house.ava, zara, **answers, do_checked="yes"))
    assert Note.objects.get().paragraphs.get().only_about is None


def test_an_adult_of_every_childs_family_is_not_asked_about(worker, house):
    assert send(worker, house, house.ava, house.theo, text_1="Lee Bannister came.").status_code == 302


def test_save_and_come_back(worker, house):
    response = send(worker, house, house.ava, kind="", text_1="Half of it.", draft_leave="yes")
    assert response.url == reverse("notes:timeline", args=[house.ava.ref])
    (draft,) = drafts.own_drafts(viewer=house.worker)
    again = worker.get(new(house.ava))
    assert draft.url in again.content.decode() and "Half of it." in text_of(again)
    resumed = worker.get(draft.url)
    assert "Half of it." in text_of(resumed) and "There is a problem" not in text_of(resumed)


def test_a_note_needs_involvement(client, house):
    outsider = access.user(["lead_practitioner"], factories.council())
    client.force_login(outsider)
    response = client.get(new(house.ava))
    assert response.status_code == 302 and f"/people/{house.ava.ref}/open" in response.url


def test_a_school_reads_no_timeline(client, house):
    school = access.school("Larkfield Primary", of=people.authority())
    lead = access.user(["designated_safeguarding_lead"], school)
    access.involvement(people.subject_of(house.ava), school, purpose="education")
    client.force_login(lead)
    for name in ("notes:timeline", "notes:read", "notes:new"):
        assert client.get(reverse(name, args=[house.ava.ref])).status_code == 403


def test_a_named_author_takes_a_withheld_address_out_or_keeps_the_paragraph_for_the_named(client, worker, house):
    subject = people.subject_of(house.ava)
    subject.address_restricted = True
    subject.save()
    cards.rebuild([subject.pk])
    spelt = {"text_1": "They talked.", "text_2": "They met outside 14 Tanner Row, WX42PL."}
    page = text_of(send(worker, house, house.ava, **spelt))
    assert "Paragraph 2 says “14 Tanner Row”, “WX42PL”, which is withheld from people who are not named." in page
    assert not Note.objects.exists()
    send(worker, house, house.ava, **spelt, kept_2="on")
    note = Note.objects.get()
    assert [one.for_named for one in note.paragraphs.all()] == [False, True]
    assert "Tanner" in text_of(note_page(worker, note, house.ava))
    reader = access.user(["lead_practitioner"], factories.council())
    access.involvement(subject, reader, purpose="opened")
    client.force_login(reader)
    read = text_of(note_page(client, note, house.ava))
    assert "They talked." in read and "Tanner" not in read and "A paragraph is withheld" in read


def test_whoever_is_not_named_is_not_told_that_a_guess_is_right(client, house):
    subject = people.subject_of(house.ava)
    subject.address_restricted = True
    subject.save()
    cards.rebuild([subject.pk])
    guesser = access.user(["lead_practitioner"], factories.council())
    access.involvement(subject, guesser, purpose="opened")
    client.force_login(guesser)
    for guess in ("14 Tanner Row", "14 Miller Row"):
        assert send(client, house, house.ava, text_1=f"Near {guess}.").status_code == 302
        assert f"Near {guess}." in text_of(client.get(reverse("notes:timeline", args=[house.ava.ref])))


# ---------- reading and correcting


def note_page(client: Client, note: Note, seen_from):
    return client.get(reverse("notes:note", args=[note.ref]), {"from": seen_from.ref})


def test_a_paragraph_shows_on_the_record_it_is_about_and_on_no_other(worker, house):
    paragraphs = [("Both were in.", None), ("Ava has nightmares.", house.ava), ("Theo wets the bed.", house.theo)]
    note = factories.note(house.ava, house.theo, by=house.worker, paragraphs=paragraphs)
    on_ava, on_theo = text_of(note_page(worker, note, house.ava)), text_of(note_page(worker, note, house.theo))
    assert "Ava has nightmares." in on_ava and "Theo wets" not in on_ava
    assert "Theo wets the bed." in on_theo and "nightmares" not in on_theo
    assert "A part of this note is about Theo only." in on_ava


def test_nothing_hints_at_a_part_the_viewer_may_not_open(client, house):
    paragraphs = [("Both were in.", None), ("Theo wets the bed.", house.theo)]
    note = factories.note(house.ava, house.theo, by=house.worker, paragraphs=paragraphs)
    reader = access.user(["lead_practitioner"], factories.council())
    access.involvement(people.subject_of(house.ava), reader)
    client.force_login(reader)
    shown = text_of(note_page(client, note, house.ava))
    assert "Both were in." in shown and "Theo wets" not in shown and "A part of this note" not in shown
    assert client.get(reverse("notes:note", args=[note.ref]), {"from": house.theo.ref}).status_code == 302
    assert "Theo wets" not in text_of(client.get(reverse("notes:note", args=[note.ref])))


def test_a_note_of_others_is_not_read(client, house):
    note = factories.note(house.ava, by=house.worker)
    client.force_login(access.user(["lead_practitioner"], factories.council()))
    assert client.get(reverse("notes:note", args=[note.ref])).status_code == 302
    client.force_login(access.user(["administrator"], factories.council()))
    assert client.get(reverse("notes:note", args=[note.ref])).status_code == 403
    client.force_login(house.worker)
    assert note_page(client, note, house.theo).status_code == 404
    assert client.get(reverse("notes:note", args=["aaaabbbbcccc"])).status_code == 404


def test_who_told_us_is_withheld_from_all_but_author_and_managers(client, house):
    note = factories.note(
        house.ava, by=house.worker, kind="third_party", source_withheld=True, who_was_there="The neighbour at 16"
    )
    colleague = access.user(["lead_practitioner"], factories.council())
    access.involvement(house.circle, colleague)
    for reader, sees in ((house.worker, True), (house.manager, True), (colleague, False)):
        client.force_login(reader)
        assert ("The neighbour at 16" in text_of(note_page(client, note, house.ava))) is sees


def test_the_place_is_withheld_where_an_address_is(client, house):
    note = factories.note(house.ava, house.theo, by=house.worker, where="The refuge")
    subject = people.subject_of(house.theo)
    subject.address_restricted = True
    subject.save()
    reader = access.user(["lead_practitioner"], factories.council())
    access.involvement(people.subject_of(house.ava), reader)
    client.force_login(reader)
    assert "The refuge" not in text_of(note_page(client, note, house.ava))
    client.force_login(house.worker)
    assert "The refuge" in text_of(note_page(client, note, house.ava))


def test_a_correction_shows_with_the_note_before_and_the_reason(worker, house):
    note = factories.note(house.ava, house.theo, by=house.worker, text="On Monday.", where="Home")
    address = reverse("notes:correct", args=[note.ref])
    form = worker.get(address, {"from": house.ava.ref})
    assert "On Monday." in text_of(form) and 'value="Home"' in form.content.decode()
    answers = typed(form, text_1="On Tuesday.", why="Wrong day", where="Home")
    response = worker.post(f"{address}?from={house.ava.ref}", answers)
    corrected = Note.objects.get(replaced_at=None)
    assert response.url == f"{reverse('notes:note', args=[corrected.ref])}?from={house.ava.ref}"
    now, before = text_of(worker.get(response.url)), text_of(note_page(worker, note, house.ava))
    assert "On Tuesday." in now and "Wrong day" in now and "Read the note before" in now
    assert "On Monday." in before and "This note was corrected" in before and "Wrong day" in before
    shown = text_of(worker.get(reverse("notes:timeline", args=[house.theo.ref])))
    assert "On Tuesday." in shown and "Corrected" in shown and "On Monday." not in shown


def test_two_people_correct_a_note_and_choose_answer_by_answer(worker, house):
    note = factories.note(house.ava, by=house.worker, text="On Monday.", where="Home")
    address = reverse("notes:correct", args=[note.ref])
    manager = Client()
    manager.force_login(house.manager)
    mine = manager.get(address)
    theirs = typed(worker.get(address), text_1="On Tuesday.", why="Wrong day", where="School")
    assert worker.post(address, theirs).status_code == 302
    answers = typed(mine, text_1="On Wednesday.", why="Wrong day", where="Home")
    shown = manager.post(address, answers)
    page = text_of(shown)
    assert shown.status_code == 409 and Note.objects.count() == 2
    assert all(one in page for one in ("On Tuesday.", "On Wednesday.", "Home", "School", house.worker.name))
    (settle,) = re.findall(r'name="do_settle" value="([^"]+)"', shown.content.decode())
    choice = {"do_settle": settle, "do_keep_text_1": "ours", "do_keep_where": "theirs"}
    merged = manager.post(address, {**answers, **choice})
    assert merged.status_code == 200 and "On Wednesday." in text_of(merged)
    assert 'value="School"' in merged.content.decode() and Note.objects.count() == 2
    saved = manager.post(address, typed(merged, text_1="On Wednesday.", why="Wrong day", where="School"))
    assert saved.status_code == 302
    now = Note.objects.get(replaced_at=None)
    assert (now.where, now.replaces.recorded_by) == ("School", house.worker)


def test_whoever_corrects_a_note_is_told_who_else_is_doing_so(worker, house):
    note = factories.note(house.ava, by=house.worker)
    address = reverse("notes:correct", args=[note.ref])
    form = worker.get(address)
    worker.post(address, typed(form, text_1="Half a", why="", draft_leave="yes"))
    manager = Client()
    manager.force_login(house.manager)
    seen = text_of(manager.get(address))
    assert f"{house.worker.name} has been editing this since" in seen and "you will choose which to keep" in seen
    assert "Half a" not in seen
    kept = manager.post(
        reverse("record:draft", args=[re.findall(r"/drafts/([a-z0-9]{12})", manager.get(address).content.decode())[0]]),
        {},
    )
    assert kept.status_code == 403  # without the form's slip nothing is kept, and nobody is named


def test_a_correction_without_a_reason_is_not_made(worker, house):
    note = factories.note(house.ava, by=house.worker)
    address = reverse("notes:correct", args=[note.ref])
    shown = worker.post(address, typed(worker.get(address), text_1="Mended.", why=""))
    assert "Enter why the note is corrected" in text_of(shown) and "Mended." in text_of(shown)
    assert Note.objects.count() == 1


def test_only_author_and_manager_are_offered_the_correction(client, house):
    note = factories.note(house.ava, by=house.worker)
    colleague = access.user(["lead_practitioner"], factories.council())
    access.involvement(house.circle, colleague)
    for reader, offered in ((house.worker, True), (house.manager, True), (colleague, False)):
        client.force_login(reader)
        assert ("Correct this note" in text_of(note_page(client, note, house.ava))) is offered
        assert (client.get(reverse("notes:correct", args=[note.ref])).status_code == 200) is offered
