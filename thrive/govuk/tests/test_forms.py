"""Fields read what people type and answer in the agreed words, one message each."""

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from thrive.govuk import forms
from thrive.govuk.forms import rendering

TODAY = date(2026, 11, 27)


def form_of(field, data=None, files=None, name="answer", **options):
    """A form with one field, sent with `data`."""
    kind = type("OneField", (forms.GovukForm,), {name: field})
    return kind(data if data is not None else {}, files, today=TODAY, **options)


def outcome(field, data=None, files=None):
    """The clean value, or the message."""
    form = form_of(field, data, files)
    return form.cleaned_data["answer"] if form.is_valid() else form.errors["answer"][0]


def typed(day="", month="", year="", about=""):
    return {"answer-day": day, "answer-month": month, "answer-year": year, **({"answer-about": about} if about else {})}


# ---------- text


def test_text():
    field = forms.TextField("Their name", what="the name of the person telling us", max_chars=5)
    assert outcome(field) == "Enter the name of the person telling us"
    assert outcome(field, {"answer": "  Jo\x00 \u200bB "}) == "Jo B"
    assert outcome(field, {"answer": "Joanne"}) == "The name of the person telling us must be 5 characters or fewer"


def test_what_defaults_to_the_label():
    assert outcome(forms.TextField("NHS number")) == "Enter NHS number"
    assert outcome(forms.TextField("Date seen?")) == "Enter date seen"
    assert outcome(forms.TextField("Reason", message="Say why")) == "Say why"


def test_optional_text_is_an_empty_string():
    assert outcome(forms.TextField("Reason", required=False)) == ""


def test_a_line_break_is_one_character():
    field = forms.LongTextField("In their words", max_chars=3)
    assert outcome(field, {"answer": "a\r\nb"}) == "a\nb"
    assert outcome(field, {"answer": "a\r\nbc"}) == "In their words must be 3 characters or fewer"


def test_long_limits_have_a_comma():
    field = forms.LongTextField("Summary", what="the summary", max_chars=2000)
    assert outcome(field, {"answer": "x" * 2001}) == "The summary must be 2,000 characters or fewer"


@pytest.mark.parametrize("address", ["jo", "jo@", "jo@larkfield", "@example.com"])
def test_email_addresses_that_are_not(address):
    expected = "Enter an email address in the correct format, like name@example.com"
    assert outcome(forms.EmailField("Email address"), {"answer": address}) == expected


def test_email_address():
    assert outcome(forms.EmailField("Email address"), {"answer": " Jo@Example.COM "}) == "Jo@example.com"
    assert outcome(forms.EmailField("Email address", what="your email address")) == "Enter your email address"


def test_phone():
    assert outcome(forms.PhoneField("Phone"), {"answer": "(01632) 960-001"}) == "01632 960 001"
    for wrong in ("960 001", "01632 960 001 ask for Jo", "0000 000 000"):
        expected = "Enter a phone number, like 01632 960 001 or 07700 900 982"
        assert outcome(forms.PhoneField("Phone"), {"answer": wrong}) == expected


def test_postcode():
    assert outcome(forms.PostcodeField(), {"answer": "wx42pl"}) == "WX4 2PL"
    assert outcome(forms.PostcodeField(), {"answer": "wx4"}) == "Enter a full UK postcode, like WX4 2PL"
    assert outcome(forms.PostcodeField(district_ok=True), {"answer": "wx4"}) == "WX4"
    assert outcome(forms.PostcodeField()) == "Enter postcode"


def test_numbers():
    field = forms.NumberField("People", what="the number of people", least=1, most=30)
    assert outcome(field, {"answer": "1,0"}) == 10
    assert outcome(field, {"answer": "lots"}) == "The number of people must be a whole number, like 12"
    assert outcome(field, {"answer": "0"}) == "The number of people must be 1 or more"
    assert outcome(field, {"answer": "31"}) == "The number of people must be 30 or less"
    assert outcome(field) == "Enter the number of people"
    assert outcome(forms.NumberField("People", required=False)) is None


def test_money():
    field = forms.MoneyField("Cost")
    assert outcome(field, {"answer": "£1,234.5"}) == Decimal("1234.50")
    assert outcome(field, {"answer": "0"}) == 0
    assert outcome(field, {"answer": "\u22125"}) == "Cost must be £0 or more"
    for wrong in ("a lot", "1.234", "NaN", "Infinity", "1e30"):
        assert outcome(field, {"answer": wrong}) == "Cost must be an amount of money, like 45 or 1,234.50"


# ---------- choices

COLOURS = [forms.Choice("r", "Red", hint="Like a bus"), ("g", "Green"), forms.Choice("n", "None", "", "or", True)]


def test_choice():
    field = forms.ChoiceField("Colour", what="a colour", choices=COLOURS)
    assert outcome(field) == outcome(field, {"answer": "blue"}) == "Select a colour"
    assert outcome(field, {"answer": "g"}) == "g"
    assert outcome(forms.ChoiceField("Year", choices=[(2026, "2026")], coerce=int), {"answer": "2026"}) == 2026


def test_choices_may_be_given_later():
    form = form_of(forms.ChoiceField("Colour", what="a colour"), {"answer": "g"})
    form.fields["answer"].choices = COLOURS
    assert form.is_valid()
    assert "Like a bus" in str(form)


def test_several_choices():
    field = forms.MultiChoiceField("Colours", what="colours", choices=COLOURS, at_most=2)
    assert outcome(field) == "Select colours"
    assert outcome(field, {"answer": ["r", "g"]}) == ["r", "g"]
    assert outcome(field, {"answer": ["r", "n"]}) == "Select colours, or select \u201cNone\u201d"
    assert outcome(field, {"answer": ["r", "g", "n"]}) == "Select up to 2 colours"
    assert outcome(forms.MultiChoiceField("Colours", choices=COLOURS, required=False)) == []


def test_yes_or_no():
    field = forms.YesNoField("Does the family know?", what="the family knows")
    assert outcome(field) == "Select yes if the family knows"
    assert outcome(field, {"answer": "yes"}) is True
    assert outcome(field, {"answer": "no"}) is False
    assert outcome(forms.YesNoField("Know?", required=False)) is None
    assert 'value="no" checked' in str(_initial(field, False))


def _initial(field, value):
    kind = type("OneField", (forms.GovukForm,), {"answer": field})
    return kind(initial={"answer": value})


def test_no_is_not_taken_for_no_answer():
    kind = type("OneField", (forms.GovukForm,), {"answer": forms.YesNoField("Know?")})
    assert not kind({"answer": "no"}, initial={"answer": False}).has_changed()
    assert kind({"answer": "yes"}, initial={"answer": False}).has_changed()


def test_tick():
    assert outcome(forms.TickField("I agree", what="that you agree")) == "Select that you agree"
    assert outcome(forms.TickField("I agree"), {"answer": "on"}) is True


def test_looks_and_widths_are_checked_at_once():
    with pytest.raises(ValueError, match="Look"):
        forms.ChoiceField("Colour", look="buttons")
    with pytest.raises(ValueError, match="Width"):
        forms.TextField("Name", width=7)


# ---------- dates and times


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("4", "6", "2026"), ("04", "06", "2026"), ("4", "jun", "2026"), (" 4 ", "June", "2026"), ("4", "JUNE", "2026")],
)
def test_dates_as_people_type_them(day, month, year):
    assert outcome(forms.DateField("Date seen"), typed(day, month, year)) == date(2026, 6, 4)


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "parts"),
    [
        ("", "", "", "Enter date of birth", ["day", "month", "year"]),
        ("4", "", "2026", "Date of birth must include a month", ["month"]),
        ("4", "", "", "Date of birth must include a month and year", ["month", "year"]),
        ("", "", "2026", "Date of birth must include a day and month", ["day", "month"]),
        ("4", "6", "26", "Date of birth must include a year with 4 numbers", ["year"]),
        ("31", "2", "2026", "Date of birth must be a real date", ["day"]),
        ("x", "2", "2026", "Date of birth must be a real date", ["day"]),
        ("4", "13", "2026", "Date of birth must be a real date", ["month"]),
        ("4", "ju", "2026", "Date of birth must be a real date", ["month"]),
        ("4", "6", "0026", "Date of birth must be the same as or after 1 January 1900", ["day", "month", "year"]),
        ("28", "11", "2026", "Date of birth must be today or in the past", ["day", "month", "year"]),
    ],
)
def test_date_mistakes_name_the_part_to_mend(day, month, year, message, parts):
    form = form_of(forms.DateField("Date of birth", past=True), typed(day, month, year))
    assert form.errors["answer"] == [message]
    assert rendering.wrong_parts(form["answer"]) == parts
    assert rendering.errors_of(form)[0].href == f"#id_answer-{parts[0]}"


def test_date_rules():
    past, future = forms.DateField("Seen", past=True), forms.DateField("Visit", future=True)
    from_today = forms.DateField("Visit", today_or_after=True)
    today, yesterday = typed("27", "11", "2026"), typed("26", "11", "2026")
    assert outcome(past, today) == TODAY
    assert outcome(future, today) == "Visit must be in the future"
    assert outcome(from_today, today) == TODAY
    assert outcome(from_today, yesterday) == "Visit must be today or in the future"


def test_the_clock_of_the_settings_is_asked(settings):
    settings.GOVUK_TODAY = "thrive.govuk.tests.test_forms.a_day_long_ago"
    kind = type("OneField", (forms.GovukForm,), {"answer": forms.DateField("Seen", past=True)})
    assert kind(typed("2", "1", "1990")).errors["answer"] == ["Seen must be today or in the past"]


def a_day_long_ago():
    return date(1990, 1, 1)


def test_a_date_goes_out_and_comes_back():
    form = _initial(forms.DateField("Seen"), date(2026, 6, 4))
    assert 'name="answer-day" type="text" value="4"' in str(form)
    assert 'name="answer-year" type="text" value="2026"' in str(form)
    kind = type("OneField", (forms.GovukForm,), {"answer": forms.DateField("Seen")})
    assert not kind(typed("4", "June", "2026"), initial={"answer": date(2026, 6, 4)}).has_changed()


def test_what_was_typed_is_kept():
    assert 'value="feb"' in str(form_of(forms.DateField("Seen"), typed("31", "feb", "2026")))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (typed("4", "6", "2020"), forms.ApproxDate(date(2020, 6, 4), "day")),
        (typed("", "June", "2020"), forms.ApproxDate(date(2020, 6, 1), "month")),
        (typed("", "", "2020"), forms.ApproxDate(date(2020, 1, 1), "year")),
        (typed("", "June", "2020", "on"), forms.ApproxDate(date(2020, 6, 1), "about")),
        (typed("", "", "2020", "on"), forms.ApproxDate(date(2020, 1, 1), "about")),
        (typed("4", "", "2020"), "Born must include a month"),
        (typed("", "June", ""), "Born must include a year"),
        (typed("", "", "2027"), "Born must be today or in the past"),
        (typed("", "", ""), "Enter born"),
    ],
)
def test_approximate_dates(data, expected):
    assert outcome(forms.ApproxDateField("Born", past=True), data) == expected


@pytest.mark.parametrize(
    "known",
    [
        forms.ApproxDate(date(2020, 6, 4), "day"), forms.ApproxDate(date(2020, 6, 1), "month"),
        forms.ApproxDate(date(2020, 1, 1), "year"), forms.ApproxDate(date(2020, 1, 1), "about"),
        forms.ApproxDate(date(2020, 6, 1), "about"),
    ],
)  # fmt: skip
def test_an_approximate_date_goes_out_and_comes_back(known):
    field = forms.ApproxDateField("Born")
    out = field.prepare_value(known)
    assert field.clean(out) == known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:41pm", time(14, 41)), ("2.41 PM", time(14, 41)), ("2pm", time(14)), ("14:41", time(14, 41)),
        ("1441", time(14, 41)), ("0905", time(9, 5)), ("12am", time(0)), ("12:30 p.m.", time(12, 30)),
        ("midday", time(12)), ("Midnight", time(0)), ("9 am", time(9)),
    ],
)  # fmt: skip
def test_times(text, expected):
    assert outcome(forms.TimeField("Time"), {"answer": text}) == expected


@pytest.mark.parametrize("text", ["25:00", "2", "13pm", "0am", "10:61", "soon", "2m", "14"])
def test_times_that_are_not(text):
    assert outcome(forms.TimeField("Time"), {"answer": text}) == "Time must be a real time, like 2:41pm"


def test_order_of_dates():
    class PlanForm(forms.GovukForm):
        ended = forms.DateField("Date it ended")

        def clean(self):
            self.must_not_precede("ended", date(2026, 6, 4), "when the plan started")

    late = PlanForm({"ended-day": "3", "ended-month": "6", "ended-year": "2026"}, today=TODAY)
    expected = "Date it ended must be the same as or after 4 June 2026, when the plan started"
    assert late.errors["ended"] == [expected]
    assert PlanForm({"ended-day": "4", "ended-month": "6", "ended-year": "2026"}, today=TODAY).is_valid()


# ---------- files


def file(name, content=b"x"):
    return {"answer": SimpleUploadedFile(name, content)}


def test_files():
    field = forms.FileField("Body map", kinds=("pdf", "docx", "jpg", "png"), max_mb=1)
    assert outcome(field, files={}) == "Select a file"
    assert outcome(field, files=file("a.exe")) == "The selected file must be a PDF, DOCX, JPG or PNG"
    assert outcome(field, files=file("a.PDF", b"")) == "The selected file is empty"
    assert outcome(field, files=file("a.pdf", b"x" * (1024 * 1024 + 1))) == "The selected file must be 1MB or smaller"
    assert outcome(field, files=file("a.JPEG")).name == "a.JPEG"


# ---------- whole forms


class Contact(forms.GovukForm):
    fieldsets = [forms.Fieldset("Who is telling us", ("last", "first"), hint="As they say it")]
    first = forms.TextField("First name")
    last = forms.TextField("Last name")
    words = forms.LongTextField("In their words", required=False)
    token = forms.HiddenField(required=False)


def test_a_form_prints_groups_then_the_rest():
    printed = str(Contact())
    order = [printed.index(part) for part in ("Who is telling us", "As they say it", "id_last", "id_first", "id_words")]
    assert order == sorted(order)
    assert 'class="th-row"' in printed
    assert printed.count('name="token"') == 1
    assert "In their words (optional)" in printed
    assert "First name (optional)" not in printed
    assert " required" not in printed


def test_errors_stand_in_the_order_of_the_page():
    form = Contact({"words": ""})
    assert [error.href for error in rendering.errors_of(form)] == ["#id_last", "#id_first"]


def test_filters_do_not_say_optional():
    quiet = type("Quiet", (Contact,), {"mark_optional": False})
    assert "(optional)" not in str(quiet())


def test_errors_of_the_whole_form_come_last():
    form = Contact({"first": "", "last": "Adeyemi"})
    form.add_error(None, "Say one or the other")
    assert [error.text for error in rendering.errors_of(form)] == ["Enter first name", "Say one or the other"]


def test_a_form_that_was_not_sent_has_no_errors():
    template = Template("{% load govuk %}{% error_prefix %}{% govuk_error_summary %}")
    assert template.render(Context({"form": Contact()})) == ""
    assert template.render(Context({"form": Contact({})})).startswith('Error: <div class="govuk-error-summary"')


def test_the_form_element():
    template = Template(
        "{% load govuk %}{% govuk_form form draft_url='/draft' draft_revision=2 once='abc' %}x{% endgovuk_form %}"
    )
    printed = template.render(Context({"form": Contact(), "csrf_token": "token"}))
    for part in (
        'method="post" novalidate autocomplete="off" data-draft-url="/draft"',
        'name="csrfmiddlewaretoken" value="token"',
        'name="once" value="abc"', 'name="draft_revision" value="2"', "data-draft-status",
    ):  # fmt: skip
        assert part in printed
    assert "multipart" not in printed


def test_files_make_the_form_multipart():
    form = form_of(forms.FileField("Body map"))
    template = Template("{% load govuk %}{% govuk_form form %}{% endgovuk_form %}")
    assert 'enctype="multipart/form-data"' in template.render(Context({"form": form}))


def test_details_about_others_are_never_filled_in_by_the_browser():
    assert 'autocomplete="off"' in str(form_of(forms.TextField("Their name")))
    own = forms.EmailField("Email address", autocomplete="email")
    assert 'autocomplete="email"' in str(form_of(own))


def test_words_are_escaped():
    form = form_of(forms.TextField("<b>Name</b>", hint="<i>", max_chars=3), {"answer": '"><script>'})
    printed = str(form)
    assert "<script>" not in printed
    assert "<b>" not in printed
    assert "<i>" not in printed


def test_prefixes_keep_forms_apart():
    kind = type("OneField", (forms.GovukForm,), {"born": forms.DateField("Born")})
    form = kind({"c1-born-day": "4", "c1-born-month": "6", "c1-born-year": "2020"}, prefix="c1", today=TODAY)
    assert form.is_valid()
    assert 'id="id_c1-born-day" name="c1-born-day"' in str(form)


class PlainForm(django_forms.Form):
    default_renderer = forms.GovukRenderer
    login = django_forms.EmailField(widget=django_forms.EmailInput(attrs={"autocomplete": "username"}))
    password = django_forms.CharField(widget=django_forms.PasswordInput)
    remember = django_forms.BooleanField(required=False)
    colour = django_forms.ChoiceField(choices=[("Warm", [("r", "Red")]), ("g", "Green")])


def test_plain_django_forms_are_printed_too():
    printed = str(PlainForm({"login": "jo", "password": "secret", "colour": "r"}))
    assert 'class="govuk-input govuk-input--error" id="id_login" name="login" type="email" value="jo"' in printed
    assert 'autocomplete="username"' in printed
    assert "secret" not in printed
    assert 'class="govuk-checkboxes__input" id="id_remember"' in printed
    assert '<optgroup label="Warm"><option value="r" selected>Red</option></optgroup>' in printed
