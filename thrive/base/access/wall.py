"""Row-level security on PostgreSQL, as far as it knows of Subjects: what a row about somebody shows to whom.

Coarse, and never narrower than the one policy: the authority's own staff reach what is ordinary in their authority;
everybody reaches those they are involved with, as far as restriction lets them. Each of these gives the `ROWS` of a
model; `thrive.base.history.wall` says what they are for. Columns are those of the model's table.
"""

from thrive.base.access.rules import NOT_NAMED
from thrive.base.history.wall import (
    ASKER,
    AT,
    AUTHORITY,
    DAY,
    ORGANISATION,
    OWN_STAFF,
    SIGNED_IN,
    TEAMS,
    USER,
    WHOLE,
    Rows,
)

_REACHED = "thrive_reached"  # the function that REACHED makes
INVOLVED_IN = "thrive_involved"  # the function that INVOLVED makes; the policy asks it, in `policy.within`
#: Each row is looked up by an index. Without it PostgreSQL may read the whole other table first, and ask of all of it.
_ONE_BY_ONE = " OFFSET 0"
#: Whether a row is of the asker's own authority, said so that no index of authorities can answer it. A plan that is
#: kept may have been made for a partner, who has none: PostgreSQL then expects no row of it, and for every row that
#: staff read would go through all the Subjects of their authority.
_OWN = f"{{one}}.authority_id + 0 = {AUTHORITY}"
_NAMES = "{one}.purpose NOT IN (" + ", ".join(f"'{one.value}'" for one in sorted(NOT_NAMED)) + ")"


def about(column: str = "subject_id", *others: str) -> Rows:
    """Rows about the Subject whose key is in `column`, or in one of `others`: its contents."""
    return Rows(_any(_contents(f"{{t}}.{one}") for one in (column, *others)))


def heading(column: str = "subject_id") -> Rows:
    """As `about`, for what the authority's own staff must find although a record is restricted: who it is of.

    What of such a row is shown is settled by the policy, in Python: of a restricted record, the name.
    """
    return Rows(_heading(f"{{t}}.{column}"))


def named_for_sealed(column: str = "subject_id") -> Rows:
    """Rows about a Subject for those alone who are involved by name for what is sealed of it."""
    mine = (
        f"i.subject_id = {{t}}.{column} AND i.user_id = {USER} AND i.role = 'sealed_access' AND "
        f"{_NAMES.format(one='i')}"
    )
    live = f"{_LIVE.format(one='i')} AND (i.until_at IS NULL OR i.until_at > {AT})"
    return Rows(_any([WHOLE, f"EXISTS (SELECT 1 FROM access_involvement i WHERE {mine} AND {live}{_ONE_BY_ONE})"]))


def except_sealed(rows: Rows, seals: str, *columns: str) -> Rows:
    """What `rows` shows, without rows for which the condition `seals` holds; those alone who are involved by name for
    what is sealed of a Subject whose key is in one of `columns` are shown them. As it is written, as `rows` says.

    Almost no row is under a seal, so that one look into a small index settles it, and nobody is asked after.
    """
    named = f"(SELECT {INVOLVED_IN}({USER}, '{{{{}}}}'::bigint[], NULL, NULL, true, true, {DAY}, {AT}))"
    ways = [WHOLE, f"NOT {seals}", *(f"{{t}}.{one} IN {named}" for one in columns)]
    return Rows(f"({rows.read}) AND ({_any(ways)})", rows.write or rows.read)


def overseen(column: str = "subject_id") -> Rows:
    """What own staff must find to oversee it, whatever guards the record: openings in an emergency."""
    return Rows(_subject(f"{{t}}.{column}", "true"))


def through(table: str, key: str, column: str = "id") -> Rows:
    """Rows that are seen where some row of `table` is seen whose `key` is the row's own `column`."""
    return Rows(_any([WHOLE, f"EXISTS (SELECT 1 FROM {table} u WHERE u.{key} = {{t}}.{column}{_ONE_BY_ONE})"]))


def unless_hidden(rows: Rows, table: str, key: str) -> Rows:
    """What `rows` shows, less what is about somebody whose record is closed: current rows of `table`, whose `key` is
    the row's own key, name them in `subject_id`. As it is written, as `rows` says."""
    named = f"a.{key} = {{t}}.id AND a.replaced_at IS NULL AND a.subject_id IS NOT NULL"
    hidden = f"EXISTS (SELECT 1 FROM {table} a WHERE {named} AND NOT ({_contents('a.subject_id')}){_ONE_BY_ONE})"
    return Rows(_any([WHOLE, f"(({rows.read}) AND NOT {hidden})"]), rows.write or rows.read)


def of_organisation(column: str = "organisation_id") -> Rows:
    """Rows that one body made, or was asked about."""
    return Rows(_any([WHOLE, f"{{t}}.{column} = {ORGANISATION}"]))


def both(one: Rows, other: Rows) -> Rows:
    """Rows that both show."""
    return Rows(f"({one.read}) AND ({other.read})")


def either(one: Rows, other: Rows) -> Rows:
    """Rows that one of the two shows."""
    return Rows(_any([one.read, other.read]))


def where_given(column: str, rows: Rows) -> Rows:
    """What `rows` shows and, to whoever has signed in, rows in which `column` is empty."""
    return Rows(_any([f"({{t}}.{column} IS NULL AND {SIGNED_IN})", rows.read]))


def of_circle(column: str) -> Rows:
    """Rows about a circle: of the authority's own staff, and of who reaches one of its members."""
    authority = f"c.id = {{t}}.{column} AND {_OWN.format(one='c')}"
    own = f"EXISTS (SELECT 1 FROM access_circle c WHERE {authority}{_ONE_BY_ONE})"
    members = f"EXISTS (SELECT 1 FROM access_circlemember m WHERE m.circle_id = {{t}}.{column}{_ONE_BY_ONE})"
    return Rows(_any([WHOLE, f"({OWN_STAFF} AND {own})", members]))


def of_user(column: str = "user_id") -> Rows:
    """Rows that are one user's own working matter."""
    return Rows(_any([WHOLE, f"{{t}}.{column} = {USER}"]))


def of_party_or(about: str, key: str, *, nobody: str = "") -> Rows:
    """Rows of work: of the user and the team that have it, of whoever sees somebody it is about (`about`, as in
    `through`) and, where a column `nobody` says that it is about nobody, of the authority's own staff."""
    mine = f"{{t}}.user_id = {USER} OR {{t}}.team_id = ANY ({TEAMS})"
    own = [f"({{t}}.{nobody} AND {OWN_STAFF})"] if nobody else []
    return Rows(_any([mine, *own, through(about, key).read]))


def of_caller(column: str = "caller") -> Rows:
    """Rows kept for a caller of the API: a user's own, and for systems, which know each other's by no key."""
    mine = f"{{t}}.{column} = 'user ' || {USER} OR ({SIGNED_IN} AND {USER} IS NULL)"
    return Rows(_any([WHOLE, mine]))


def of_authority(column: str = "authority_id") -> Rows:
    """Rows of an authority's own work, such as the files it brought in. Without an authority: any own staff."""
    own = f"({{t}}.{column} IS NULL OR {{t}}.{column} = {AUTHORITY})"
    return Rows(_any([WHOLE, f"({OWN_STAFF} AND {own})"]))


def of_colleague(column: str) -> Rows:
    """Rows that somebody who works for one's own authority has made, whatever they are of."""
    theirs = f"u.id = {{t}}.{column} AND o.authority_id = {AUTHORITY}"
    joined = "FROM access_user u JOIN access_organisation o ON o.id = u.organisation_id"
    return Rows(_any([WHOLE, f"({OWN_STAFF} AND EXISTS (SELECT 1 {joined} WHERE {theirs}{_ONE_BY_ONE}))"]))


def involvement() -> Rows:
    """Who is involved with whom: one's own, and that of people and families whom one may know of."""
    mine = f"{{t}}.user_id = {USER} OR {{t}}.team_id = ANY ({TEAMS}) OR {{t}}.organisation_id = {ORGANISATION}"
    circle = f"({{t}}.circle_id IS NOT NULL AND ({of_circle('circle_id').read}))"
    return Rows(_any([WHOLE, mine, f"({{t}}.subject_id IS NOT NULL AND ({_heading('{t}.subject_id')}))", circle]))


#: What the policy itself reads before it has decided: for whoever has signed in.
DECIDING = Rows(SIGNED_IN)


def _any(conditions) -> str:  # type: ignore[no-untyped-def]
    return " OR ".join(conditions)


def _contents(key: str) -> str:
    open_to_all = f"(s.restriction = 'ordinary' OR ({ASKER} = 'system' AND s.restriction <> 'sealed'))"
    return _subject(key, open_to_all)


def _heading(key: str) -> str:
    return _subject(key, "s.restriction <> 'sealed'")


def _subject(key: str, unless_involved: str) -> str:
    """Whether the Subject of this key opens. In the order of what is commonest and cheapest."""
    own = f"s.id = {key} AND {_OWN.format(one='s')} AND {unless_involved}"
    return _any(
        [
            WHOLE,
            f"({ASKER} IN ('staff', 'system') AND EXISTS (SELECT 1 FROM access_subject s WHERE {own}{_ONE_BY_ONE}))",
            f"{key} IN (SELECT {_REACHED}())",
        ]
    )


_LIVE = (
    "{one}.replaced_at IS NULL AND ({one}.true_from IS NULL OR {one}.true_from <= " + DAY + ") "
    "AND ({one}.true_to IS NULL OR {one}.true_to > " + DAY + ")"
)

#: The Subjects that whoever asks is involved with and that open to them for it: the twin of the policy's first ring.
#: It reads the whole of who is involved with whom, with its owner's rights, and is asked once in a statement.
REACHED = f"""
CREATE OR REPLACE FUNCTION {_REACHED}() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
SET search_path = {{schema}}, pg_temp AS $$
DECLARE
    before text := {ASKER};
BEGIN
    PERFORM set_config('thrive.asker', 'whole', true);  -- an owner who is no superuser may not say so in the heading
    RETURN QUERY
    WITH involved AS MATERIALIZED (
        SELECT i.subject_id, i.circle_id, i.role,
               i.user_id IS NOT NULL AND {_NAMES.format(one="i")}
               AND (i.purpose <> 'sample' OR i.role IN ('sampled_guarded', 'sealed_access')) AS by_name
        FROM access_involvement i
        WHERE {_LIVE.format(one="i")} AND (i.until_at IS NULL OR i.until_at > {AT})
          AND (i.user_id = {USER} OR i.team_id = ANY ({TEAMS}) OR i.organisation_id = {ORGANISATION})
    ), met AS (
        SELECT subject_id, role, by_name FROM involved WHERE subject_id IS NOT NULL
        UNION ALL
        SELECT m.subject_id, v.role, v.by_name
        FROM involved v JOIN access_circlemember m ON m.circle_id = v.circle_id
        WHERE {_LIVE.format(one="m")}
    )
    SELECT s.id FROM met JOIN access_subject s ON s.id = met.subject_id
    WHERE s.restriction = 'ordinary'
       OR (met.by_name AND (s.restriction = 'restricted' OR met.role = 'sealed_access'));
    PERFORM set_config('thrive.asker', before, true);
END $$
"""

#: The Subjects that a party is involved with in one way, directly or through a circle: the twin on PostgreSQL of the
#: condition that `policy.within` writes for SQLite. Asked row by row behind the wall, each question would carry the
#: rules of four tables with it, and planning a page's queries would take longer than their answers. It reads the whole
#: of who is involved with whom, with its owner's rights, and only when a row is met that needs it.
INVOLVED = f"""
CREATE OR REPLACE FUNCTION {INVOLVED_IN}(
    of_user bigint, of_teams bigint[], of_organisation bigint, for_purposes text[], by_name boolean, for_sealed boolean,
    on_day date, at_instant timestamptz
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
SET search_path = {{schema}}, pg_temp AS $$
DECLARE
    before text := {ASKER};
BEGIN
    PERFORM set_config('thrive.asker', 'whole', true);
    RETURN QUERY
    WITH involved AS MATERIALIZED (
        SELECT i.subject_id, i.circle_id
        FROM access_involvement i
        WHERE {_LIVE.format(one="i").replace(DAY, "on_day")} AND (i.until_at IS NULL OR i.until_at > at_instant)
          AND (i.user_id = of_user OR i.team_id = ANY (of_teams) OR i.organisation_id = of_organisation)
          AND (for_purposes IS NULL OR i.purpose = ANY (for_purposes))
          AND (NOT by_name OR ({_NAMES.format(one="i")} AND (
              i.purpose <> 'sample' OR i.role IN ('sampled_guarded', 'sealed_access'))))
          AND (NOT for_sealed OR i.role = 'sealed_access')
    )
    SELECT subject_id FROM involved WHERE subject_id IS NOT NULL
    UNION ALL
    SELECT m.subject_id
    FROM involved v JOIN access_circlemember m ON m.circle_id = v.circle_id
    WHERE {_LIVE.format(one="m").replace(DAY, "on_day")};
    PERFORM set_config('thrive.asker', before, true);
END $$
"""
FUNCTIONS = (REACHED, INVOLVED)
