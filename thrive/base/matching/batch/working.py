"""The same work on many pieces, by one process or by several."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any


def workers_here() -> int:
    """How many workers this machine is good for."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_work: Callable[[Any], Any] | None = None  # what a forked worker inherits


def _run(piece: Any) -> Any:
    assert _work is not None
    return _work(piece)


@contextmanager
def forked(work: Callable[[Any], Any], workers: int) -> Iterator[Callable[[Sequence[Any]], Iterator[Any]]]:
    """A function that does `work` on pieces, in order, by several processes that share what is in memory now.

    Raises BrokenProcessPool when one of them is ended from outside, where `multiprocessing.Pool` would wait for ever.
    """
    global _work
    if workers <= 1:
        yield lambda pieces: map(work, pieces)
        return
    _work = work
    try:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
            yield lambda pieces: pool.map(_run, pieces)
    finally:
        _work = None


def cut_up(count: int, size: int) -> list[tuple[int, int]]:
    """So many things in pieces of `size`: the first of each and the one after its last. At least one piece."""
    return [(start, min(start + size, count)) for start in range(0, count, size)] or [(0, 0)]
