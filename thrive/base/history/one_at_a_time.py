"""Only one row of a kind is true on a day: a constraint that a two-time model declares in its Meta.

`twotime` reads it and refuses a second row in words people read. PostgreSQL holds to it too, whoever writes and by
whatever way: an exclusion constraint over the current rows, which is their index as well. SQLite cannot; there the
check in `twotime` stands alone.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

#: The SQLSTATE of what these statements refuse. The message is a sentence for whoever migrates.
CANNOT_HOLD = "TH001"
NAME = "%(app_label)s_%(class)s_one_at_a_time"

#: The extension with which PostgreSQL compares a key and a span in one index. It is trusted: whoever may create in the
#: database may make it.
BTREE_GIST = f"""
do $$ begin
    create extension if not exists btree_gist;
exception
    when insufficient_privilege then
        raise exception using errcode = '{CANNOT_HOLD}', message = format(
            'Thrive needs the PostgreSQL extension btree_gist, and %I may not make it in %I. As a superuser run'
            ' "grant create on database %2$I to %1$I", or in that database "create extension btree_gist".',
            current_user, current_database());
    when feature_not_supported or undefined_file then
        raise exception using errcode = '{CANNOT_HOLD}', message =
            'Thrive needs the PostgreSQL extension btree_gist, and this server does not have it.'
            ' Install the package with PostgreSQL''s additional modules (contrib), then migrate again.';
end $$
"""

#: Adds the constraint, or says which current rows stand in its way, by key. The caller fills in names only.
_ADD = """
do $$ begin
    alter table {table} add constraint {name} exclude using gist ({same}, {span} with &&) where ({current});
exception when exclusion_violation then
    raise exception using errcode = '{refused}', message = format(
        'Rows of {table} say two things of the same days: %s. Withdraw or correct one of each pair with the version'
        ' of Thrive that ran before, then migrate again.', (
            select string_agg(pair, ', ') from (
                select format('%s and %s', a.id, b.id) pair from {table} a join {table} b
                on a.id < b.id and {pairs} and {span_a} && {span_b} and a.{current} and b.{current} limit 10
            ) pairs));
end $$
"""


class OneAtATime(models.constraints.BaseConstraint):
    """Of the current rows that have these `fields` alike, no two are true on one day. Nothing is like nothing."""

    def __init__(self, *, fields: tuple[str, ...] | list[str], name: str = NAME) -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inside a table's own definition: it is added afterwards."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """The statement for PostgreSQL; None for SQLite."""
        if schema_editor.connection.vendor != "postgresql":
            return None
        quote = schema_editor.quote_name
        keys = [_comparable(model._meta.get_field(one), quote) for one in self.fields]
        return _ADD.format(
            table=quote(model._meta.db_table),
            name=quote(self.name),
            same=", ".join(f"{key.format('')} with =" for key in keys),
            span=_SPAN.format(""),
            pairs=" and ".join(f"{key.format('a.')} = {key.format('b.')}" for key in keys),
            span_a=_SPAN.format("a."),
            span_b=_SPAN.format("b."),
            current="replaced_at is null",
            refused=CANNOT_HOLD,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """The statement for PostgreSQL; None for SQLite."""
        if schema_editor.connection.vendor != "postgresql":
            return None
        quote = schema_editor.quote_name
        return f"alter table {quote(model._meta.db_table)} drop constraint {quote(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Nothing: rows are written through `twotime`, which asks before it writes."""

    def deconstruct(self) -> Any:
        """As migrations write it."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OneAtATime) and (self.name, self.fields) == (other.name, other.fields)

    def __hash__(self) -> int:
        return hash((self.name, self.fields))


def fields_of(model: type[models.Model]) -> tuple[str, ...]:
    """The fields within which one row is true on a day; empty where several may be."""
    return next((one.fields for one in model._meta.constraints if isinstance(one, OneAtATime)), ())


def is_broken_by(problem: Exception) -> bool:
    """Whether the database refused a row because another is true at the same time."""
    return "_one_at_a_time" in str(problem)


_SPAN = "daterange({0}true_from, {0}true_to)"


def _comparable(field: Any, quote: Any) -> str:
    """The field's column as SQL that equals itself when it is empty; `{}` takes the place of the table's name."""
    column = "{}" + quote(field.column)
    if not field.null:
        return column
    assert isinstance(field, models.ForeignKey)  # keys begin at 1, so that 0 is nobody's
    return f"coalesce({column}, 0)"
