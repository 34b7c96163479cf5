"""Letters: what is sent is kept as it went, about whom, and nobody is told what they must not learn."""

import datetime as dt

import pytest
from django.test import Client

from thrive.base.access.errors import NotAllowed, NotFound
from thrive.base.access.models import Subject, User
from thrive.base.access.rules import Purpose, Restriction
from thrive.base.access.tests import callers
from thrive.base.access.tests import factories as access
from thrive.base.calendar import clock
from thrive.base.casework import paper
from thrive.base.casework.actions.letters import send_letter
from thrive.base.casework.models import Letter
from thrive.base.casework.offers import TO_AGENCY, TO_FAMILY
from thrive.base.casework.permissions import READ_LETTERS
from thrive.base.casework.queries import letters, writing
from thrive.base.casework.queries.writing import Recipient, Written
from thrive.base.history.errors import HistoryIsKept
from thrive.base.history.models import AuditEntry
from thrive.base.notes.tests import factories as notes
from thrive.base.offers import REGISTRY, LetterKind
from thrive.base.people import cards
from thrive.base.people.errors import CannotBe
from thrive.base.people.models import Household, HouseholdMember, Person, Residence
from thrive.base.people.queries import records
from thrive.base.people.tests import factories as people
from thrive.base.record.models import Event

pytestmark = pytest.mark.django_db
SAYS = "We met on Monday and talked about mornings."


@pytest.fixture
def house() -> notes.Household:
    """Ava, Theo and Kai with Kelly and Lee, their worker and her manager."""
    return notes.household()


def subject(one: Person) -> Subject:
    return Subject.objects.get(pk=one.pk)


def send(
    house: notes.Household, *, to: Person | Recipient | None = None, by: User | None = None, **more: object
) -> Letter:
    """A letter to Kelly about Ava and Theo, unless said otherwise."""
    said = {
        "about": [subject(house.ava), subject(house.theo)],
        "to": to if isinstance(to, Recipient) else Recipient(person=subject(to or house.kelly)),
        "parts": {"says": SAYS},
        "how": "hand",
        "sent_on": clock.today(),
        **more,
    }
    return send_letter(said.pop("kind", TO_FAMILY), by=access.fresh(by or house.worker), **said)


def test_what_was_sent_is_kept_as_it_went_and_told_on_each_childs_timeline(house):
    letter = send(house)
    kept = Letter.objects.get()
    assert kept.to_name == "Kelly Marlowe" and kept.to_person_id == house.kelly.pk and not kept.to_address
    assert (kept.kind, kept.kind_version, kept.language) == ("casework.family_letter", 1, "en-gb")
    assert SAYS in kept.html and "Dear Kelly Marlowe" in kept.html and "Ava Okoro, Theo Marlowe" in kept.html
    event = Event.objects.get(kind="letter.sent")
    assert {one.subject_id for one in event.about.all()} == {house.ava.pk, house.theo.pk}
    assert "Kelly" not in event.title + event.sentence
    noted = AuditEntry.objects.filter(verb="casework.letter.sent", object_id=letter.pk)
    assert {one.subject_id for one in noted} == {house.ava.pk, house.theo.pk}
    letter.html = "Something else."
    with pytest.raises(HistoryIsKept):
        letter.save()


def test_it_is_kept_as_it_was_when_the_name_or_the_template_changes(house, monkeypatch):
    letter = send(house)
    monkeypatch.setattr(paper, "letter", lambda sheet: "Made otherwise since")
    found = letters.letter(viewer=access.fresh(house.worker), ref=letter.ref)
    assert found.html == Letter.objects.get().html and SAYS in found.html


def test_a_letter_that_is_posted_goes_to_the_address_on_record_for_letters(house):
    with pytest.raises(CannotBe, match="No address is recorded for them") as refused:
        send(house, how="post")
    assert refused.value.field == "how"
    lives = people.person("Rosa Marlowe", address="3 Mill Lane, Upton", postcode="WX4 2PQ", child=False)
    access.involvement(lives.subject, house.worker)
    assert send(house, to=lives, how="post").to_address == "3 Mill Lane, Upton, WX4 2PQ"
    assert "<br>3 Mill Lane<br>Upton<br>WX4 2PQ" in Letter.objects.latest("pk").html


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"parts": {"says": " "}}, "says"),
        ({"parts": {"says": "a", "other": "b"}}, "parts"),
        ({"parts": {"says": "a" * 6_001}}, "says"),
        ({"about": []}, "about"),
        ({"sent_on": dt.date(2999, 1, 1)}, "sent_on"),
        ({"how": "pigeon"}, "how"),
        ({"language": "xx"}, "language"),
        ({"size": "tiny"}, "size"),
        ({"to": Recipient()}, "to_name"),
        ({"to": Recipient(name="Mx Gray"), "how": "post"}, "to_address"),
    ],
)
def test_what_cannot_be_sent_names_the_answer_to_mend(house, wrong, field):
    with pytest.raises(CannotBe) as refused:
        send(house, **wrong)
    assert refused.value.field == field and not Letter.objects.exists()


def test_somebody_not_involved_writes_no_letter_and_reads_none(house):
    other = access.user(["lead_practitioner"], house.home)
    letter = send(house)
    with pytest.raises(NotAllowed):
        send(house, by=other)
    with pytest.raises(NotAllowed):
        letters.letter(viewer=access.fresh(other), ref=letter.ref)
    with pytest.raises(NotFound):
        letters.letter(viewer=access.fresh(house.worker), ref="zzzzzzzzzzzz")


def test_a_letter_is_read_only_by_whoever_may_read_of_everybody_it_is_about(house):
    letter = send(house)
    guarded = subject(house.theo)
    guarded.restriction = Restriction.RESTRICTED
    guarded.save()
    duty = access.user(["front_door_officer"], house.home)
    access.involvement(house.circle, duty, purpose=Purpose.OPENED)
    with pytest.raises(NotAllowed):
        letters.letter(viewer=access.fresh(duty), ref=letter.ref)
    record = records.open_record(viewer=access.fresh(duty), ref=house.ava.ref, needs=READ_LETTERS)
    (line,) = letters.letters_of(viewer=access.fresh(duty), record=record)
    assert (line.to, line.may_open) == ("Withheld", False)
    event = Event.objects.get(kind="letter.sent")
    assert letters.event_panel(viewer=access.fresh(duty), subject=subject(house.ava), event=event) is None


def test_nothing_is_sent_from_a_sealed_record(house):
    sealed = subject(house.theo)
    sealed.restriction = Restriction.SEALED
    sealed.save()
    access.involvement(sealed, house.worker, role="sealed_access")
    with pytest.raises(NotAllowed, match="sealed"):
        send(house)


def test_a_typed_text_cannot_bring_markup_into_the_letter(house):
    send(house, parts={"says": "<script>alert(1)</script>\n\nTwo."}, to=house.kelly)
    html = Letter.objects.get().html
    assert "<script" not in html and "&lt;script&gt;" in html and "<p>Two.</p>" in html


# ---------- language


def test_fixed_sentences_follow_the_language_and_the_document_says_which(house):
    html = send(house, language="cy", parts={"says": "Helo.", "next": "Byddwn yn ffonio."}).html
    assert 'lang="cy" dir="ltr"' in html and "Annwyl Kelly Marlowe" in html and "Beth sy’n digwydd nesaf" in html
    assert Letter.objects.get().title == "Llythyr atoch chi"
    month = {11: "Tachwedd"}.get(clock.today().month)
    assert month is None or month in html


def test_a_language_written_from_the_right_is_set_from_the_right(house, monkeypatch):
    urdu = writing.LANGUAGES["cy"].__class__("ur", "Urdu", "rtl")
    monkeypatch.setattr(writing, "LANGUAGES", {**writing.LANGUAGES, "ur": urdu})
    assert '<article class="letter letter--large" lang="ur" dir="rtl">' in send(house, language="ur", size="large").html
    style = paper.STYLE.read_text()
    assert not [one for one in ("left", "right", "margin-l", "padding-l") if f"{one}:" in style or f"-{one}" in style]


def test_translation_files_are_compiled_as_they_are_written():
    """`msgfmt -o django.mo django.po`, after each change of a .po file."""
    import gettext
    import re

    for po in (paper.STYLE.parents[2] / "locale").glob("*/LC_MESSAGES/django.po"):
        pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', po.read_text(), re.MULTILINE)
        assert len(pairs) > 5
        with po.with_suffix(".mo").open("rb") as file:
            made = gettext.GNUTranslations(file)
        assert [made.gettext(key) for key, _ in pairs] == [said for _, said in pairs]


def test_every_sentence_that_is_in_every_letter_stands_in_every_translation_file():
    """What is left empty there shows in English, on purpose; what is missing was forgotten."""
    import re

    said = {one for kind in REGISTRY.letters.values() if kind.key.startswith("casework.") for one in headings(kind)}
    for template in (paper.STYLE.parents[2] / "templates/casework/letters").glob("*.html"):
        text = template.read_text()
        said |= set(re.findall(r'{% translate "(.+?)" %}', text))
        blocks = re.findall(r"{% blocktranslate[^%]*%}(.+?){% endblocktranslate %}", text)
        said |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", one) for one in blocks}
    assert len(said) > 25
    for po in (paper.STYLE.parents[2] / "locale").glob("*/LC_MESSAGES/django.po"):
        there = set(re.findall(r'^msgid "(.+)"$', po.read_text(), re.MULTILINE))
        assert said - there == set(), f"add these to {po.parent.parent.name}, empty where nobody can say them well"


def headings(kind: LetterKind) -> list[str]:
    """What is said in a letter of a kind whatever its writer says."""
    return [kind.heading, *(one.heading for one in kind.parts if one.heading)]


# ---------- PDF


def test_the_pdf_has_tags_language_title_and_headings(house):
    """As far as tags, language, title and headings go: no full check of conformance."""
    import re
    import zlib

    letter = send(house, language="cy", size="large", parts={"says": "Helo.", "next": "Byddwn yn ffonio."})
    made = paper.pdf(letter.html, title=letter.title, language=paper.language_of(letter.language))
    parts = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            parts.append(stream)
    whole = b"\n".join(parts)
    assert made.startswith(b"%PDF-") and b"/MarkInfo" in whole and b"/Marked true" in whole
    assert re.search(rb"/Lang \(cy\)", whole) and b"pdfuaid:part" in whole
    assert re.search(rb"/S /H1", whole) and re.search(rb"/S /H2", whole) and re.search(rb"/S /P\b", whole)
    title = "Llythyr atoch chi"
    assert title.encode() in whole or title.encode("utf-16-be").hex().encode() in whole.lower()
    assert b"/DisplayDocTitle true" in whole


# ---------- pages


@pytest.fixture
def signed_in(client: Client, house: notes.Household) -> Client:
    client.force_login(house.worker)
    return client


def typed(client: Client, house: notes.Household, **more: str) -> dict[str, object]:
    """The form filled in, with its slip."""
    import re

    form = client.get(f"/people/{house.ava.ref}/letters/new/casework.family_letter").content.decode()
    today = clock.today()
    return {
        "draft_slip": re.findall(r'name="draft_slip" value="([^"]+)"', form)[0],
        "about": [house.ava.ref],
        "to": f"person-{house.kelly.ref}",
        "says": SAYS,
        "language": "en-gb",
        "size": "ordinary",
        "how": "hand",
        "sent_on-day": str(today.day),
        "sent_on-month": str(today.month),
        "sent_on-year": str(today.year),
        **more,
    }


def test_a_letter_is_looked_at_as_it_will_be_read_before_it_is_sent(signed_in, house):
    address = f"/people/{house.ava.ref}/letters/new/casework.family_letter"
    answers = typed(signed_in, house)
    look = signed_in.post(address, answers).content.decode()
    assert "Is this right?" in look and "Dear Kelly Marlowe" in look and not Letter.objects.exists()
    back = signed_in.post(address, {**answers, "do_back": "yes"}).content.decode()
    assert SAYS in back and "Look at the letter" in back
    answer = signed_in.post(address, {**answers, "do_send": "yes"}, follow=True)
    letter = Letter.objects.get()
    assert letter.html in answer.content.decode()
    signed_in.post(address, {**answers, "do_send": "yes"})
    assert Letter.objects.count() == 1
    listed = signed_in.get(f"/people/{house.ava.ref}/letters").content.decode()
    assert "Letter to the family" in listed and "Kelly Marlowe" in listed


def test_a_fault_stands_beside_its_answer_and_the_draft_is_kept(signed_in, house):
    answers = typed(signed_in, house, says="", to="other")
    page = signed_in.post(f"/people/{house.ava.ref}/letters/new/casework.family_letter", answers).content.decode()
    assert "Enter what you want to tell them" in page and "Enter the name of who it is to" in page


def test_the_letter_is_printed_alone_and_as_a_pdf_and_both_are_logged(signed_in, house):
    letter = send(house)
    paper_page = signed_in.get(f"/letters/{letter.ref}/print").content.decode()
    assert (
        letter.html in paper_page and "Official" not in paper_page and "Kelly" not in paper_page.partition("<main")[0]
    )
    file = signed_in.get(f"/letters/{letter.ref}/pdf")
    assert file.content.startswith(b"%PDF") and "Kelly" not in file["Content-Disposition"]
    said = AuditEntry.objects.filter(verb="access.printed").values_list("details__tab", flat=True)
    assert set(said) == {"letter", "letter as a PDF"}


def test_where_no_pdf_can_be_made_the_page_says_so_and_html_still_prints(signed_in, house, monkeypatch):
    letter = send(house)
    monkeypatch.setattr(paper, "can_make_pdf", lambda: False)
    page = signed_in.get(f"/letters/{letter.ref}").content.decode()
    assert "PDFs cannot be made on this installation" in page and "Take it as a PDF" not in page
    assert signed_in.get(f"/letters/{letter.ref}/pdf").status_code == 302
    assert letter.html in signed_in.get(f"/letters/{letter.ref}/print").content.decode()


def test_pages_of_letters_ask_few_questions(signed_in, house, django_assert_max_num_queries):
    for _ in range(3):
        letter = send(house)
    signed_in.get("/")
    for path in (f"/people/{house.ava.ref}/letters", f"/letters/{letter.ref}"):
        with django_assert_max_num_queries(12):
            assert signed_in.get(path).status_code == 200


def test_the_event_leads_to_the_letter(signed_in, house):
    letter = send(house)
    event = Event.objects.get(kind="letter.sent")
    page = signed_in.get(f"/events/{event.ref}?from={house.ava.ref}").content.decode()
    assert f"/letters/{letter.ref}?from={house.ava.ref}" in page


# ---------- HTTP


def test_letters_are_kept_and_read_over_http(house):
    caller = callers.person(access.fresh(house.worker))
    body = {
        "kind": "casework.family_letter",
        "about": [{"ref": house.ava.ref}],
        "to_person": house.kelly.ref,
        "parts": [{"key": "says", "text": SAYS}],
        "how": "hand",
        "sent_on": clock.today().isoformat(),
    }
    made = caller.post("/letters", body)
    assert made.status_code == 201
    ref = made.json()["ref"]
    assert SAYS in caller.get(f"/letters/{ref}").json()["html"]
    listed = caller.get(f"/people/{house.ava.ref}/letters").json()["letters"]
    assert [one["to"] for one in listed] == ["Kelly Marlowe"]
    wrong = caller.post("/letters", {**body, "how": "pigeon"})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "how"


# ---------- what must not be told


def test_a_household_nobody_ended_and_a_second_home_do_not_tell_where_the_other_parent_is(fled):
    home = Household.objects.create()
    for one in (fled.kelly, fled.lee):  # nobody has recorded that they parted
        HouseholdMember.objects.create(person=one, household=home)
    for one in (fled.ava, fled.lee):  # Ava stays with him at weekends
        Residence.objects.create(person=one, address="17 Dale View", postcode="WX2 3GG")
    cards.rebuild([one.pk for one in (fled.kelly, fled.ava, fled.lee)])
    with pytest.raises(CannotBe):
        send(fled, to=fled.lee, parts={"says": "They live at 6 Vexholm Terrace."})
    assert "17 Dale View" in send(fled, to=fled.lee, parts={"says": "Fetch her at 17 Dale View."}).html


@pytest.fixture
def fled(house: notes.Household) -> notes.Household:
    """Kelly has fled with Ava: their address is restricted. Lee stayed. The worker is named for the whole family."""
    Residence.objects.create(person=house.kelly, address="14 Tanner Row", postcode="WX4 2PL")  # Ava's is on record too
    for one in (house.kelly, house.ava):
        Residence.objects.create(person=one, address="6 Vexholm Terrace", postcode="WX7 4QZ")
        guarded = subject(one)
        guarded.address_restricted = True
        guarded.save()
    cards.rebuild([one.pk for one in (house.kelly, house.ava, house.theo, house.kai, house.lee)])
    return house


@pytest.mark.parametrize("said", ["She is at 6 Vexholm Terr.", "wx74qz is where", "Vexholm Terrace is quiet"])
def test_a_letter_does_not_tell_a_parent_where_the_other_is(fled, said):
    with pytest.raises(CannotBe, match="must not learn. Take it out") as refused:
        send(fled, to=fled.lee, parts={"says": said})
    assert refused.value.field == "says"
    assert "Vexholm" in send(fled, to=fled.kelly, parts={"says": "You live at 6 Vexholm Terrace now."}).html


def to_agency(house: notes.Household, to: Recipient, says: str, how: str = "email") -> Letter:
    """A letter to an agency about Ava."""
    return send_letter(
        TO_AGENCY, about=[subject(house.ava)], by=access.fresh(house.worker), to=to, parts={"says": says}, how=how,
        sent_on=clock.today(),
    )  # fmt: skip


def test_nor_does_one_to_an_agency_that_does_not_work_with_them(fled):
    school = access.school("Umberly High School")
    with pytest.raises(CannotBe):
        to_agency(fled, Recipient(organisation=school), "At 6 Vexholm Terrace.")
    access.involvement(fled.ava.subject, school, role="school", purpose=Purpose.EDUCATION)
    assert to_agency(fled, Recipient(organisation=school), "At 6 Vexholm Terrace.").to_organisation == school


@pytest.mark.parametrize(
    ("name", "address", "field"),
    [("Mx Gray", "6 Vexholm Terrace", "to_address"), ("Vexholm Terrace Hostel", "1 High Street", "to_name")],
)
def test_nor_does_the_name_or_address_of_somebody_who_is_not_on_record(fled, name, address, field):
    with pytest.raises(CannotBe) as refused:
        to_agency(fled, Recipient(name=name, address=address), "Hello.", how="post")
    assert refused.value.field == field


def test_the_office_that_works_where_they_hide_is_not_told_either(fled):
    worker = fled.worker
    worker.phone = "01632 960 432"
    worker.save()
    assert "960 432" not in send(fled, to=fled.lee).html
    assert "960 432" in send(fled, to=fled.kelly).html


def test_whoever_is_not_named_writes_no_letter_near_them_whatever_it_says(fled):
    duty = access.user(["front_door_officer"], fled.home)
    access.involvement(fled.circle, duty, purpose=Purpose.OPENED)
    for says in ("Nothing at all.", "She is at 6 Vexholm Terrace."):
        for about in ([subject(fled.ava)], [subject(fled.kai)]):
            with pytest.raises(NotAllowed, match="withheld from you"):
                send(fled, to=fled.lee, by=duty, about=about, parts={"says": says})


def test_whoever_is_not_named_reads_a_letter_without_the_words(fled):
    letter = send(fled, to=fled.kelly, about=[subject(fled.ava)], how="post", parts={"says": "At 6 Vexholm Terrace."})
    duty = access.user(["front_door_officer"], fled.home)
    access.involvement(fled.circle, duty, purpose=Purpose.OPENED)
    seen = letters.letter(viewer=access.fresh(duty), ref=letter.ref)
    assert seen.html == "" and seen.text == "At [withheld]." and seen.to == "Kelly Marlowe"
    whole = letters.letter(viewer=access.fresh(fled.manager), ref=letter.ref)
    assert "WX7 4QZ" in whole.html


def test_what_is_looked_at_first_is_what_is_sent(house):
    written = Written(
        kind=TO_FAMILY, about=[subject(house.ava)], to=Recipient(person=subject(house.kelly)), parts={"says": SAYS},
        how="hand", sent_on=clock.today(),
    )  # fmt: skip
    looked = writing.composed(written, by=access.fresh(house.worker))
    assert send(house, about=[subject(house.ava)]).html == looked.html
