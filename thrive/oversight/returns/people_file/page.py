"""docs/reference/people-file.md, made from the columns themselves."""

from thrive.oversight.returns.people_file.columns import COLUMNS, ROLES, Column

HEAD = """\
# The people file

A census holds no names, addresses, schools or workers. A people file brings them: a table with one row for each
child, as CSV (comma, semicolon, tab or bar; UTF-8 or as Excel saves it) or as a spreadsheet (.xlsx).

    thrive import people.csv --dry-run     # says what would happen, changes nothing
    thrive import people.csv --as-at 2026-11-20

Real people go into PostgreSQL only. Keep child ids as text in a spreadsheet: it drops the noughts before a number.

## How rows are joined

* By child id, the one the census uses. Where the row has none, by NHS number or UPN, if one record here bears it. A
  child nobody knows is added. Where a child id is new and somebody else has the NHS number or UPN, nobody is joined:
  the number is kept as disputed and the report says so.
* Parents and carers are one person for all children with the same family id, if their names are the same and their
  birth dates do not differ. With an id of their own they are one person wherever they stand. The id may be a child
  id: a mother who was in care is one person. Names alone never join people of two families.
* Workers are found among the users by e-mail or staff code, teams by name or code. From the day given they can open
  the child; a worker or team of all children of a family has the family. One who is not found is kept by name, and
  the report says so: add the user or team, then import the file again.
* Schools are found by URN and surgeries by ODS code, else by name; new ones are added to the directory. Where the
  school uses Thrive (an organisation with the same URN), its safeguarding lead sees the child.

## Second runs

The same file again changes nothing. A later file (by the column As at, else `--as-at`, else the day of the import)
replaces what an earlier one said: a new name, home, school or worker from that day on, and what was so before stays
readable. An older file overwrites nothing. What somebody recorded, corrected or ended here always stands; the report
says where a file differs. An empty cell says nothing, except for workers, teams, schools and surgeries: where their
column is there and the cell is empty, nobody has the child any more. A file can restrict a record or an address; it
never lifts a restriction.

A row with fewer cells than there are headings says nothing of the others; a file that stops in the middle of a row was
cut on its way, and none of it is taken. A home, school or worker since a day still to come is taken, counts from then
on, and is reported. Where two rows have one NHS number or UPN, the second has it disputed.

Refused rows and cells are reported with line, child id, column, reason and mend; the rest is taken.

Whoever brings a file in by page is told nothing of what is closed to them. Rows of restricted and sealed records are
refused whole, parents and relations are left out of rows near one, and homes, places and workers of rows near somebody
in hiding, unless they are named on those records. The report says so in the same words whatever the rows hold. On the
server, `thrive import` takes all but sealed records.

## Columns

A file needs the child id (or NHS number, or UPN) and one thing more. Columns may stand in any order. Capitals,
spaces, hyphens and underscores in headings do not count. Columns that are not listed are left out, and reported.

| column | what it holds | also called |
| --- | --- | --- |
"""

ROLES_HEAD = """
For each of {roles}:

| column | what it holds | also called |
| --- | --- | --- |
"""


def as_markdown() -> str:
    """The whole page."""
    first = ROLES[0]
    own = [one for one in COLUMNS if not any(one.key.startswith(f"{role.key}_") for role in ROLES)]
    grouped = [one for one in COLUMNS if one.key.startswith(f"{first.key}_")]
    roles = ", ".join(role.heading for role in ROLES[:-1]) + f" and {ROLES[-1].heading}"
    return "".join([HEAD, *map(_row, own), ROLES_HEAD.format(roles=roles), *map(_row, grouped)])


def _row(column: Column) -> str:
    return f"| {column.heading} | {column.holds} | {', '.join(column.synonyms)} |\n"
