"""What may be so only once on a day is held to by PostgreSQL itself, whoever writes and by whatever way."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from conftest import APP_ROLE, work_as_owner
from thrive.base.history import one_at_a_time, twotime
from thrive.base.history.errors import AlreadyRecorded
from thrive.base.history.models import TwoTime
from thrive.base.people.models import CaseSummary
from thrive.base.people.tests import factories

pytestmark = pytest.mark.django_db

DECLARED = {
    one: fields for one in apps.get_models() if issubclass(one, TwoTime) and (fields := one_at_a_time.fields_of(one))
}
#: Several of these may be true of somebody on one day: two homes, two telephones, two workers.
SEVERAL = {
    "access.Involvement",
    "casework.ImportedElement",
    "people.AgencyContact",
    "people.Characteristic",
    "people.ContactPoint",
    "people.Identifier",
    "people.Name",
    "people.Residence",
    "people.Warning",
}

WRITE = """
insert into people_casesummary (person_id, text, true_from, true_to, recorded_at, withdrawn, source, why)
values (%s, 'Where things stand.', %s, %s, '2026-01-01', false, '', '')
"""


def in_database() -> dict[str, str]:
    """Every exclusion constraint, by name."""
    with connection.cursor() as cursor:
        cursor.execute("select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'x'")
        return dict(cursor.fetchall())


def test_every_two_time_fact_says_whether_several_may_be_true_on_a_day():
    told = {one._meta.label for one in apps.get_models() if issubclass(one, TwoTime) and one not in DECLARED}
    assert told == SEVERAL, "declare OneAtATime in the model's Meta, or name the model here"


def test_postgresql_holds_a_constraint_for_each_that_is_declared():
    if connection.vendor == "sqlite":
        assert DECLARED  # nothing else can be seen there: the check in `twotime` stands alone
        return
    held = in_database()
    for model, fields in DECLARED.items():
        said = held[f"{model._meta.app_label}_{model._meta.model_name}_one_at_a_time"]
        assert "daterange(true_from, true_to) WITH &&" in said and said.endswith("WHERE ((replaced_at IS NULL))")
        assert all(f"{model._meta.get_field(one).column}" in said for one in fields), said  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("since", "until", "clashes"),
    [
        ("2020-01-01", "2021-01-01", False),
        ("2020-01-01", "2021-01-02", True),
        (None, None, True),
        (None, "2021-01-01", False),
    ],
)
def test_raw_sql_writes_no_second_current_row_for_the_same_days(since, until, clashes):
    person = factories.person("Wilmot Farr")
    twotime.add(CaseSummary(person=person, text="Well.", true_from=dt.date(2021, 1, 1)))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WRITE, [person.pk, since, until])
        written = True
    except IntegrityError:
        written = False
    assert written is (connection.vendor == "sqlite" or not clashes)


def test_a_row_written_behind_the_check_is_told_in_words(monkeypatch):
    person = factories.person("Wilmot Farr")
    twotime.add(CaseSummary(person=person, text="Well."))
    if connection.vendor == "postgresql":  # somebody wrote between the check and the row
        monkeypatch.setattr(twotime, "_refuse_clash", lambda row: None)
    with pytest.raises(AlreadyRecorded, match="Summary already recorded"):
        twotime.add(CaseSummary(person=person, text="Not well."))
    assert CaseSummary.objects.filter(person=person).count() == 1


def test_nobody_s_choice_is_like_nobody_s_choice():
    """Rows for the whole country have no authority, and meet each other all the same."""
    for model in DECLARED:
        if "authority" in one_at_a_time.fields_of(model) and connection.vendor == "postgresql":
            said = in_database()[f"{model._meta.app_label}_{model._meta.model_name}_one_at_a_time"]
            assert "COALESCE(authority_id" in said
    assert any("authority" in fields for fields in DECLARED.values())


def test_where_rows_stand_in_its_way_the_constraint_names_them():
    """As `thrive migrate` would, on a database in which an earlier version let them be written."""
    (constraint,) = (one for one in CaseSummary._meta.constraints if isinstance(one, one_at_a_time.OneAtATime))
    if connection.vendor == "sqlite":
        assert constraint.create_sql(CaseSummary, connection.SchemaEditorClass(connection)) is None
        return
    person = factories.person("Wilmot Farr")
    work_as_owner()
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        editor.remove_constraint(CaseSummary, constraint)
        cursor.execute(WRITE, [person.pk, "2020-01-01", None])
        cursor.execute(WRITE, [person.pk, "2021-01-01", None])
        one, other = CaseSummary.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
        with pytest.raises(DatabaseError, match=f"same days: {one} and {other}") as refused, transaction.atomic():
            editor.add_constraint(CaseSummary, constraint)
    assert refused.value.__cause__.sqlstate == one_at_a_time.CANNOT_HOLD


def test_whoever_may_not_make_the_extension_is_told_what_mends_it():
    if connection.vendor == "sqlite":
        assert "btree_gist" in one_at_a_time.BTREE_GIST
        return
    work_as_owner()
    with connection.cursor() as cursor:
        cursor.execute("drop extension btree_gist cascade")
        cursor.execute(f"set local role {APP_ROLE}")
        with pytest.raises(DatabaseError, match=f'grant create on database .* to {APP_ROLE}"') as refused:
            cursor.execute(one_at_a_time.BTREE_GIST)
    assert refused.value.__cause__.sqlstate == one_at_a_time.CANNOT_HOLD
