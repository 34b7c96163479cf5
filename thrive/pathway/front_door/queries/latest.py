"""Rows together with what stands of them now: of several decisions, answers or matches, the one nothing replaces."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import FilteredRelation, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def with_latest(rows: "QuerySet[Row]", *also: str, **relations: str) -> "QuerySet[Row]":
    """`rows` with the current row of each of these relations under the name given to it, and what lies behind in
    `also`: `with_latest(rows, "triage_now__worker", triage_now="triages")`. None where there is no such row, and no
    further query.
    """
    current = {
        name: FilteredRelation(relation, condition=Q(**{f"{relation}__replaced_at": None}))
        for name, relation in relations.items()
    }
    paths: Sequence[Any] = [*relations, *also]
    return rows.annotate(**current).select_related(*paths)
