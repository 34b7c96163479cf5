"""A key among very many, sent to PostgreSQL as one value: hundreds of marks in a statement take longer to read than
the answer takes to find."""

from typing import Any

from django.db.models import BigIntegerField, Lookup

from thrive.base.history.prepared import each, one


@BigIntegerField.register_lookup
class Among(Lookup):
    """Whether a number is one of these; as `in`, in a prepared question or not."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        """The numbers as they are given, or what stands for them while a question is made."""
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One array on PostgreSQL, a mark for each number elsewhere."""
        left, before = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{left} = ANY (%s::bigint[])", (*before, one(self.rhs))
        values = each(self.rhs)
        return f"{left} IN ({', '.join(['%s'] * len(values))})", (*before, *values)
