"""Questions that differ only in their values: put into SQL once, and asked often.

Building a question and writing its SQL takes Django several times as long as a database takes to answer it. What
every page asks is therefore declared as a function that makes the question, marked `prepared`:

    @prepared
    def _members(*, circles: Collection[int]) -> QuerySet[CircleMember]:
        return CircleMember.objects.now().filter(circle_id__in=circles)

    _members(circles=[3, 4])  # the rows, as a list

The function is called once for each form of its arguments, with stand-ins for their values. None, True, False and an
empty collection are themselves part of the form, so that the function may ask `if day is None`; of all else it may
look at nothing. A collection is known by its length, rounded up; a viewer by their roles
(`access.policy.standing_in`).
What is known only when it is asked, such as the day, is given `at_asking`. docs/decisions/0025-prepared-questions.md
says why it is so.
"""

import copy
import datetime as dt
import inspect
import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from functools import partial, singledispatch, wraps
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet

Arguments = ParamSpec("Arguments")
Row = TypeVar("Row")
Read = Callable[[Mapping[str, Any]], Any]  # finds a value among the values of a question
LONGEST = 1024  # values of one collection; a longer one is asked for without being prepared
MANY = 128  # values of a collection
MOST_FORMS = 200  # of one question; beyond that they are made anew, so that a process does not grow for ever

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_making: ContextVar[bool] = ContextVar("thrive_making_a_question", default=False)


class NotPrepared(Exception):
    """A question looks at a day or an instant of its own, which would stay as it was when it was first asked."""


@dataclass(frozen=True)
class Place:
    """Where a value stands among the parameters of a question: what `read` finds in the values, `index`th of it; the
    last one of a collection that is shorter than its places."""

    read: Read
    index: int | None = None


@dataclass
class Run:
    """Places of a question that stand side by side, from `at` on: one value, or the values of a collection in order."""

    at: int
    places: list[Place]

    def fill(self, parameters: list[Any], values: Mapping[str, Any], connection: Any) -> None:
        """Put what these places hold among the parameters. Each value of a collection is written once."""
        first, many = self.places[0], len(self.places)
        found = first.read(values)
        if first.index is None:
            parameters[self.at] = _written(found, connection)
            return
        wanted = found[first.index : first.index + many] or found[-1:]
        written = [_written(one, connection) for one in wanted]
        written += written[-1:] * (many - len(written))
        parameters[self.at : self.at + many] = written


class Given(Expression):
    """What stands for one value while a question is made; or for a collection with so many `places`."""

    def __init__(self, read: Read, places: int | None = None) -> None:
        super().__init__()
        self.read, self.places = read, places

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        """A mark for each value, and the places where the values will stand."""
        if self.places is None:
            return "%s", [Place(self.read)]
        return f"({', '.join(['%s'] * self.places)})", [*each(self)]


def at_asking(value: Callable[[], Any]) -> Any:
    """What `value` gives each time a question is asked. Outside a prepared question that is now."""
    return Given(lambda _values: value()) if _making.get() else value()


def one(value: Any) -> Any:
    """A value as a parameter of SQL that is written by hand, in a prepared question or not. A collection is a list."""
    if isinstance(value, Given):
        return Place(value.read)
    return sorted(value) if isinstance(value, frozenset) else value


def each(values: Any) -> list[Any]:
    """As `one`, a parameter for each value of a collection."""
    if isinstance(values, Given):
        return [Place(values.read, index) for index in range(values.places or 0)]
    return sorted(values)


class _Question:
    """A question in the form in which it was first asked, with its SQL."""

    def __init__(self, make: Callable[[], "QuerySet[Any, Any]"]) -> None:
        with _while_making():
            self.rows = make()
            self.compiler = self.rows.query.get_compiler(using=self.rows.db)
            try:
                self.sql, parameters = self.compiler.as_sql()
            except EmptyResultSet:
                self.sql, parameters = "", ()
        for value in parameters:
            if _DAY.match(str(value)):  # SQLite is given days and instants as text
                raise NotPrepared(f"{value} stands in a question about {self.rows.model.__name__}; give it instead.")
        self.parameters = list(parameters)
        self.runs = _runs(self.parameters)
        self.converters = self.compiler.get_converters([column for column, *_ in self.compiler.select or ()])

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        """The rows for these values."""
        if not self.sql:
            return []
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.rows.db]  # of this thread
        parameters = self.parameters.copy()
        for run in self.runs:
            run.fill(parameters, values, compiler.connection)
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, tuple(parameters))
        compiler.get_converters = lambda _columns: self.converters
        asked: Any = _Asked(self.rows.query, compiler)
        rows = type(self.rows)(self.rows.model, asked, self.rows.db)
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups"):
            setattr(rows, name, getattr(self.rows, name))
        return list(rows)


def _runs(parameters: list[Any]) -> list[Run]:
    """The places among the parameters, those of one collection that follow each other together."""
    found: list[Run] = []
    for at, place in enumerate(parameters):
        if not isinstance(place, Place):
            continue
        last = found[-1] if found else None
        before = last.places[-1] if last is not None and last.at + len(last.places) == at else None
        if last is not None and before == Place(place.read, (place.index or 0) - 1) and place.index:
            last.places.append(place)
        else:
            found.append(Run(at, [place]))
    return found


class _Asked:
    """A question with its values in it, as a QuerySet knows its query."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        """What sends the SQL that is there already."""
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def prepared(question: Callable[Arguments, "QuerySet[Any, Row]"]) -> Callable[Arguments, list[Row]]:
    """Ask `question` prepared: see above. It takes arguments by name only.

    Raises NotPrepared for a question that looks at a day or an instant of its own.
    """
    names = list(inspect.signature(question).parameters)
    known: dict[Hashable, _Question] = {}

    @wraps(question)
    def ask(*args: Arguments.args, **given: Arguments.kwargs) -> list[Any]:
        parts = {name: take_apart(given[name]) for name in names}
        values = {name: part.values for name, part in parts.items()}
        if any(isinstance(value, list) and len(value) > LONGEST for value in values.values()):
            return list(question(*args, **given))
        form = (connection.vendor, *(part.form for part in parts.values()))
        found = known.get(form)
        if found is None:
            stand_ins: Any = {name: part.stand_in(itemgetter(name)) for name, part in parts.items()}
            if len(known) >= MOST_FORMS:
                known.clear()
            found = known[form] = _Question(partial(question, **stand_ins))
        return found.ask(values)

    return ask


@dataclass(frozen=True)
class Part:
    """An argument taken apart: what of it belongs to the form of a question, its values, and what stands for it while
    the question is made, given how its values will be read."""

    form: Hashable
    values: Any
    stand_in: Callable[[Read], Any]


@singledispatch
def take_apart(value: Any) -> Part:
    """An argument taken apart. Another room registers the types of its own."""
    if value is None or isinstance(value, bool):
        return Part(value, value, lambda _read: value)
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        values = list(value)
        places = places_for(values)
        return Part((places,), values, lambda read: Given(read, places) if places else [])
    return Part("one", value, Given)


def places_for(values: Collection[Any]) -> int:
    """How many places a collection is given: none, the next power of two, or of many the next hundred and twenty-eight.
    So there are few forms of a question, and few places too many."""
    many = len(values)
    if many > MANY:
        return -(-many // MANY) * MANY
    return 1 << (many - 1).bit_length() if many else 0


def part_of(read: Read, key: Any) -> Read:
    """Reads one of several values, which `read` finds together."""
    return lambda values: read(values)[key]


def as_form(value: Any) -> Part:
    """All of an argument belongs to the form: for types of few values, which a question may look at."""
    return Part(value, None, lambda _read: value)


class AtMost(int):
    """How many rows are wanted. It belongs to the form."""


take_apart.register(AtMost)(as_form)


@contextmanager
def _while_making() -> Iterator[None]:
    token = _making.set(True)
    try:
        yield
    finally:
        _making.reset(token)


def _written(value: Any, connection: Any) -> Any:
    """A value as the database takes it."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return connection.ops.adapt_integerfield_value(value, "BigIntegerField")
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value
