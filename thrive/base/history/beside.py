"""What another table holds of each row, as a list beside it, in the question that asks for the rows."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject

_TEMPLATES = {
    "postgresql": "(SELECT jsonb_agg(beside.listed) FROM (%(subquery)s) beside)",
    # SQLite forgets that a text is JSON once it has left a subquery
    "sqlite": "(SELECT json_group_array(json(beside.listed)) FROM (%(subquery)s) beside)",
}


class Beside(Subquery):
    """The rows of a correlated question as a list of small dictionaries, named for what is wanted of each:

        people.annotate(signs=Beside(HarmSign.objects.filter(number=OuterRef("number")), code="question"))

    gives `row.signs == [{"code": "missing"}]`, in the order of the inner rows. None or an empty list where there are
    none. Days come as the database writes them: read them with `date.fromisoformat`.
    """

    output_field = JSONField()

    def __init__(self, rows: "QuerySet[Any]", **wanted: str) -> None:
        super().__init__(rows.values(listed=JSONObject(**wanted)))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, template: str | None = None, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template or _TEMPLATES[connection.vendor], **extra)
