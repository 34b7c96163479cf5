"""One page that shows every component in each state, for looking at, for accessibility checks and for screenshots.

It is never part of a live service: mount it in tests and on training copies only. Everybody on it is invented.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thrive.govuk import forms, pages

TODAY = date(2026, 11, 27)

NAV = [
    pages.NavItem("Home", "#home"),
    pages.NavItem("Front door", "#front-door", current=True),
    pages.NavItem("Families", "#families"),
    pages.NavItem("Meetings", "#meetings"),
    pages.NavItem("Team", "#team"),
]

FRAME = pages.Page(
    authority_name="Wexmoor Council",
    home_url="#home",
    nav=NAV,
    user_name="Joanne Adeyemi",
    account_url="#account",
    help_url="#help",
    search_url="#search",
    footer=[
        pages.Link("Accessibility", "#accessibility"),
        pages.Link("How we use information", "#privacy"),
        pages.Link("What\u2019s new", "#new"),
        pages.Link("Tell us what is wrong with this page", "#feedback"),
    ],
    training=True,
    print_line="Wexmoor Council. Official-Sensitive. Printed by Joanne Adeyemi, 27 November 2026 at 4:05pm.",
    duty_line="Call 999, or the duty team on 01632 960 100 (out of hours 01632 960 199).",
)

BAR = pages.IdentityBar(
    name="Ava Okoro",
    about="9 years, she/her",
    tags=[
        pages.Tag("Child in need", "need-2", "#why-need"),
        pages.Tag("Section 47 enquiry", "need-3", "#why-enquiry"),
        pages.Tag("2 warnings", "plain", "#warnings"),
    ],
    actions=[
        pages.Action("Add note", "#note", primary=True),
        pages.Action("Start form", "#form"),
        pages.Action("Share or refer", "#share", wide_only=True),
        pages.Action("Print", "#print", wide_only=True),
    ],
    facts=[
        pages.Fact("Born", "14 March 2017"),
        pages.Fact("NHS number", "999 048 2136", note="verified", is_id=True),
        pages.Fact("Thrive number", "WX 48213", is_id=True),
        pages.Fact("Lives at", "14 Tanner Row, Wexmoor WX4 2PL"),
        pages.Fact("Lead practitioner", "Joanne Adeyemi, 01632 960 114"),
        pages.Fact("Religion", ""),
    ],
    nav=[
        pages.NavItem(label, f"#{label.lower().replace(' ', '-')}", current=label == "Summary")
        for label in (
            "Summary", "Timeline", "Family", "Assessments", "Plan", "Meetings", "Education", "Health",
            "Placement and legal", "Documents", "Access",
        )
    ],
    menu_label="Ava\u2019s record",
    warnings=[
        pages.Notice(
            "Lee Bannister must not be alone with the children.",
            "Sheila Marlowe stays at the house until 4 December.",
            "Safety plan agreed 27 November 2026 by Martin Kelleher. Review by 4 December.",
            link=pages.Link("Why, and history", "#warning-1"),
        ),
        pages.Notice(
            "Visit in pairs.",
            "Threat to a worker on 3 June 2026.",
            "Added 3 June 2026 by Imran Shah. Was to be reviewed by 3 November.",
            overdue="Review 18 working days late",
            link=pages.Link("Review this warning", "#warning-2"),
        ),
    ],
)  # fmt: skip


class ContactForm(forms.GovukForm):
    """Every kind of field, in groups and side by side."""

    fieldsets = [
        forms.Fieldset("Who is telling us", ("teller", "organisation"), ("phone", "email")),
        forms.Fieldset("What they say", "words", ("danger", "knows"), hint="Write what was said, then what you think."),
        forms.Fieldset("The child", ("born", "about_born"), ("postcode", "source"), "concerns"),
        forms.Fieldset("What happens next", "decision", ("visit_on", "visit_at"), ("cost", "people"), "report", "told"),
    ]
    teller = forms.TextField("Their name", what="the name of the person telling us", spellcheck=False)
    organisation = forms.TextField("Organisation", required=False)
    phone = forms.PhoneField("Safe number to call back", what="a safe number to call back")
    email = forms.EmailField("Email address", what="an email address", required=False)
    words = forms.LongTextField("In their words", what="what they said", max_chars=200)
    danger = forms.ChoiceField(
        "Is any child in danger right now?",
        what="whether any child is in danger right now",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        inline=True,
    )
    knows = forms.YesNoField("Does the family know about this call?", what="the family knows about this call")
    born = forms.DateField("Date of birth", past=True, hint="For example, 27 3 2017")
    about_born = forms.ApproxDateField("Born", what="when the child was born", hint="A year will do")
    postcode = forms.PostcodeField(required=False)
    source = forms.ChoiceField(
        "Where it came from",
        choices=[("school", "School"), ("police", "Police"), ("health", "Health service")],
        look="select",
    )
    concerns = forms.MultiChoiceField(
        "Worries",
        hint="Select all that apply.",
        what="at least one worry",
        choices=[
            forms.Choice("harm", "Physical harm", hint="An injury, or fear of one"),
            forms.Choice("neglect", "Neglect"),
            forms.Choice("none", "None of these", divider="or", exclusive=True),
        ],
    )
    decision = forms.ChoiceField(
        "Decision for Ava",
        what="a decision for Ava",
        hint="Theo has his own decision next. You can copy this one to him.",
        choices=[
            forms.Choice("advice", "Advice and information"),
            forms.Choice("help", "Family Help"),
            forms.Choice("referral", "Referral: a child may be at risk of harm"),
            forms.Choice("nothing", "No further action", hint="Say why in your reason"),
        ],
    )
    visit_on = forms.DateField("Visit on", what="the day of the visit", today_or_after=True)
    visit_at = forms.TimeField("Visit at", what="the time of the visit")
    cost = forms.MoneyField("Cost each week", what="the cost each week", required=False)
    people = forms.NumberField("People in the home", what="the number of people in the home", least=1, most=30)
    report = forms.FileField("Body map", what="a body map", kinds=("pdf", "docx", "jpg", "png"), required=False)
    told = forms.TickField("I have told the school what happens next", what="that you have told the school")


FILLED = {
    "teller": "Helen Prior", "organisation": "Larkfield Primary School", "phone": "01632960405",
    "email": "helen.prior@larkfield", "words": "Ava told her class teacher that Lee grabbed her arm. " * 5,
    "danger": "no", "born-day": "31", "born-month": "feb", "born-year": "2017", "about_born-month": "June",
    "postcode": "wx42p", "source": "school", "concerns": ["harm", "none"], "visit_on-day": "26",
    "visit_on-month": "11", "visit_on-year": "2026", "visit_at": "25:00", "cost": "-4", "people": "lots",
}  # fmt: skip


def filled_form(state: str) -> ContactForm:
    """The form as first shown, or sent with mistakes."""
    if state != "errors":
        return ContactForm(
            initial={"teller": "Helen Prior", "born": date(2017, 3, 14), "danger": "no", "source": "school"},
            today=TODAY,
        )
    return ContactForm(FILLED, today=TODAY)


def examples() -> dict[str, Any]:
    """Data of the components that take any."""
    numbers = [
        pages.Count(2, "late", "#late", late=True),
        pages.Count(7, "due in 7 days", "#week"),
        pages.Count(3, "drafts not finished", "#drafts"),
    ]
    clocks = [
        pages.Clock(
            "Child protection conference", "15 working days left", "By Friday 18 December 2026.", "ok", 0.02, "#"
        ),
        pages.Clock("Finish the assessment", "2 working days left", "By Tuesday 1 December 2026.", "soon", 0.9, "#"),
        pages.Clock("See Theo", "2 working days late. Say why", "Was due 25 November 2026.", "late", 1.0, "#"),
        pages.Clock("Assessment", "Paused since 3 December: waiting for court", state="paused", fraction=0.4),
    ]
    table = pages.Table(
        "Refused rows by reason",
        ["Reason", pages.Column("Rows", numeric=True), "What to do"],
        [["Birth date after the year ended", 6, "Correct at source, load again"], ["Code not on the list", 2, "None"]],
    )
    summary = [
        pages.Row("Kind", "Statutory guidance"),
        pages.Row("Started by", "Strategy discussion", [pages.Link("Change", "#change", "what started it")]),
        pages.Row(
            "Religion", None, [pages.Link("Add", "#add", "religion"), pages.Link("Say why not", "#why", "religion")]
        ),
    ]
    return {"numbers": numbers, "clocks": clocks, "table": table, "summary": summary, **more_examples()}


def more_examples() -> dict[str, Any]:
    """Data of the longer components."""
    days = [
        pages.Day(
            "27 Nov 2026",
            "Friday",
            [
                pages.Moment(
                    "Strategy discussion: joint section 47 enquiries", "#event-1",
                    "Each child may be at risk of significant harm. 5 actions given out.",
                    ["2:02pm", "Martin Kelleher, with police, health and school", "Kai, Ava, Theo, unborn"], key=True,
                ),
                pages.Moment(
                    "Contact from Larkfield Primary", "#event-2", meta=["9:12am", "Helen Prior, school", "Ava, Theo"],
                    tag=pages.Tag("Body map, 1 page", href="#document"),
                ),
            ],
        ),
        pages.Day(
            "12 Nov 2026",
            "Thursday",
            [pages.Moment("Home visit: Ava and Theo seen", "#event-3", "Kelly tired.", late="Recorded 2 days later")],
        ),
    ]  # fmt: skip
    tasks = [
        pages.TaskItem("Who is in the family", "#task-1", "Completed"),
        pages.TaskItem(
            "What the school says", "#task-2", "In progress", "neutral", "Larkfield Primary has this section"
        ),
        pages.TaskItem("Check your answers", status="Cannot start yet", hint="Finish the other sections first"),
    ]
    tabs = [("list", "List", "Everybody in the diagram is in the list."), ("diagram", "Diagram", "The drawing.")]
    return {
        "days": days,
        "tasks": tasks,
        "tabs": tabs,
        "crumbs": [("Home", "#home"), ("Families", "#families"), ("Okoro family", "")],
        "filters": [pages.Link("Ava", "#remove-1"), pages.Link("From 1 Sep 2026", "#remove-2")],
        "all_tags": [
            pages.Tag("Family Help", "need-1", "#"), pages.Tag("Child in need", "need-2", "#"),
            pages.Tag("Section 47 enquiry", "need-3", "#"), pages.Tag("Child in care (section 20)", "care", "#"),
            pages.Tag("Care leaver", "leaver", "#"), pages.Tag("Statutory guidance"),
            pages.Tag("Restricted", "restricted"),
            pages.Tag("2 warnings", "plain", "#"), pages.Tag("Very likely", "strong"),
        ],
        "results": Paginator(range(200), 20).page(5),
        "duty_numbers": [pages.Row("Duty team", "01632 960 100"), pages.Row("Out of hours", "01632 960 199")],
    }  # fmt: skip


STATES = ("plain", "errors", "record", "solo", "error")


def style_guide(request: HttpRequest, state: str = "plain", draft_url: str = "") -> HttpResponse:
    """The style guide as a `plain` page, with `errors` in its form, or in the record, solo or error layout.

    `draft_url` switches autosave on, for tests of the script.
    """
    template = state if state in ("record", "solo", "error") else "components"
    context = {
        "page": FRAME,
        "bar": BAR,
        "today": TODAY,
        "form": filled_form(state),
        "draft_url": draft_url,
        **examples(),
    }
    return render(request, f"govuk/style-guide/{template}.html", context)
