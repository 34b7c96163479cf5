"""Tags print what pages need, and refuse what the style sheet does not know."""

import pytest
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from thrive.govuk import components, pages


def printed(source, **context):
    return Template("{% load govuk %}" + source).render(Context(context))


def test_buttons():
    assert 'class="govuk-button govuk-button--secondary govuk-button--small"' in printed(
        '{% govuk_button "Save" kind="secondary" small=True %}'
    )
    assert printed('{% govuk_button "Add note" href="/note" %}').startswith('<a href="/note" role="button"')
    assert 'id="first"' in printed('{% govuk_button "Save" id="first" %}')


def test_tags():
    assert printed('{% govuk_tag "Child in need" kind="need-2" href="/why" %}') == (
        '<a class="govuk-tag th-need-2" href="/why">Child in need</a>'
    )
    assert printed('{% govuk_tag "Linked" %}') == '<strong class="govuk-tag">Linked</strong>'
    with pytest.raises(ValueError, match="Unknown kind of tag"):
        components.tag("High", "red")


def test_words_are_escaped():
    for source in (
        "{% govuk_tag text %}", "{% govuk_button text %}", "{% govuk_warning text %}", "{% due text %}",
        "{% moj_alert text %}", "{% scroll_pane text %}{% endscroll_pane %}", "{% cell text %}{{ text }}{% endcell %}",
        "{% quote text %}{{ text }}{% endquote %}", "{% govuk_details text %}{% endgovuk_details %}",
        "{% hidden text %}",
        "{% stacked_table text text %}{% endstacked_table %}", "{% rowgroup text %}", "{% saved text %}",
    ):  # fmt: skip
        out = printed(source, text="<script>")
        assert "&lt;script&gt;" in out, source
        assert "<script>" not in out, source


def test_summary_list_says_what_is_not_recorded():
    out = printed("{% govuk_summary_list rows %}", rows=[("Religion", None), pages.Row("Children", 0)])
    assert '<dd class="govuk-summary-list__value">Not recorded</dd>' in out
    assert '<dd class="govuk-summary-list__value">0</dd>' in out


def test_tables_stay_tables_for_screen_readers_when_stacked():
    table = pages.Table("Rows", ["Reason", pages.Column("Rows", numeric=True)], [["Late", 3]])
    out = printed("{% govuk_table table %}", table=table)
    assert 'role="rowheader">Late</th>' in out
    assert 'class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="Rows"><div>3</div>' in out
    assert '<caption class="govuk-table__caption govuk-visually-hidden">Rows</caption>' in out


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        _ = pages.Table("Rows", ["A", "B"], [["only one"]]).body


def test_an_empty_table_says_so():
    table = pages.Table("Drafts", ["A"], [], empty="No drafts.")
    assert printed("{% govuk_table table %}", table=table).endswith('<p class="th-quiet">No drafts.</p>')


def test_tables_by_hand_have_the_same_cells():
    by_hand = printed(
        '{% stacked_table "Rows" "Reason" "Rows|numeric" %}{% row %}{% rowhead %}Late{% endrowhead %}'
        '{% cell "Rows" numeric=True %}3{% endcell %}{% endrow %}{% endstacked_table %}'
    )
    table = pages.Table("Rows", ["Reason", pages.Column("Rows", numeric=True)], [["Late", 3]])
    assert by_hand == printed("{% govuk_table table %}", table=table)


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 2, [1, 2]),
        (1, 10, [1, 2, None, 10]),
        (3, 10, [1, 2, 3, 4, None, 10]),
        (4, 10, [1, 2, 3, 4, 5, None, 10]),
        (5, 10, [1, None, 4, 5, 6, None, 10]),
        (8, 10, [1, None, 7, 8, 9, 10]),
        (10, 10, [1, None, 9, 10]),
    ],
)
def test_page_numbers(number, last, shown):
    assert components.page_numbers(number, last) == shown


def test_paging_keeps_the_other_parameters():
    page = Paginator(range(60), 20).page(2)
    request = RequestFactory().get("/list", {"kind": "late", "page": "2"})
    out = printed("{% govuk_pagination results %}", results=page, request=request)
    assert 'href="?kind=late&amp;page=1" rel="prev"' in out
    assert 'href="?kind=late&amp;page=3" rel="next"' in out
    assert 'aria-label="Page 2" aria-current="page"' in out


def test_one_page_has_no_paging():
    assert printed("{% govuk_pagination results %}", results=Paginator(range(3), 20).page(1)) == ""
    assert 'href="?page=2"' in printed("{% govuk_pagination results %}", results=Paginator(range(30), 20).page(1))


def test_messages_are_sentences_with_a_sign():
    out = printed("{% govuk_messages %}", messages=[Message(25, "Note added."), Message(40, "Not sent.")])
    assert out.count('role="alert"') == 2
    assert "th-icon--done" in out
    assert "th-finished--late" in out
    assert printed("{% govuk_messages %}") == ""


def test_warnings_are_three_at_most():
    notices = [pages.Notice(f"Warning {number}") for number in range(1, 6)]
    out = printed("{% warning_list notices more_url='/all' %}", notices=notices)
    assert "Warning 3" in out
    assert "Warning 4" not in out
    assert '<a href="/all">Show all (5)</a>' in out
    assert printed("{% warning_list notices %}", notices=[]) == ""


def test_identity_bar():
    bar = pages.IdentityBar(
        "Ava Okoro", facts=[pages.Fact("Religion", ""), pages.Fact("NHS number", "999 048 2136", "verified", True)]
    )
    out = printed("{% identity_bar bar %}", bar=bar)
    assert "<dt>Religion</dt><dd>Not recorded</dd>" in out
    assert '<span class="th-id">999 048 2136</span> (verified)' in out
    restricted = printed(
        "{% identity_bar bar %}", bar=pages.IdentityBar("Ava", tags=[pages.Tag("Restricted", "restricted")])
    )
    assert "th-facts" not in restricted


def test_clock_bar_has_no_inline_style():
    out = printed("{% clock one %}", one=pages.Clock("Conference", "2 days left", fraction=1.4, why_url="/why"))
    assert '<rect class="th-bar--used" width="100"' in out
    assert "style=" not in out
    assert "<svg" not in printed("{% clock one %}", one=pages.Clock("Conference", "2 days left"))


def test_due_words():
    assert printed('{% due "Mon 30 Nov" "later" %}') == '<span class="th-due">Mon 30 Nov</span>'
    assert printed('{% due "Today" "today" date="27 Nov" %}').endswith('<span class="th-due__date">27 Nov</span>')


def test_task_links_are_described_by_hint_and_state():
    items = [pages.TaskItem("Family", "/family", "Completed", hint="Two left")]
    assert 'aria-describedby="task-list-1-hint task-list-1-status"' in printed(
        "{% govuk_task_list items %}", items=items
    )


def test_draft_line():
    assert "Draft saved at 2:41pm" in printed('{% saved "2:41pm" %}')
    assert "Draft saved" not in printed("{% saved %}")
    assert 'data-draft-waiting aria-hidden="true" hidden' in printed("{% saved %}")
