"""What `thrive link` and `thrive dedupe` share: opening of files, the report. No settings, no database."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path

from thrive.base.matching import weights, words
from thrive.base.matching.batch import reading, writing
from thrive.base.matching.batch.linking import Linked, Source
from thrive.project import cli
from thrive.project.progress import Progress

Work = Callable[[list[Source], weights.Weights, Progress], Linked]

TELL_AT_MOST = 50  # problems of a file told line by line


def run(options: argparse.Namespace, paths: Sequence[Path], work: Work) -> int:
    """Open the files, do the work, write what came out and tell of it. Raises CannotDo."""
    if options.out.resolve() in {path.resolve() for path in paths}:
        raise cli.CannotDo(f"{options.out} is one of the files to read: name another to write.")
    if not options.out.parent.is_dir():
        raise cli.CannotDo(f"There is no folder {options.out.parent} to write to.")
    progress = Progress()
    try:
        chosen = weights.load(options.parameters) if options.parameters else weights.latest()
        with ExitStack() as stack:
            sources = _sources(paths, _mapping(options.mapping), stack)
            linked = work(sources, chosen, progress)
        progress.say("Writing")
        bands = {"evidence": options.evidence, "all_bands": options.all_bands}
        count = writing.write(options.out, writing.texts(linked, **bands, workers=options.workers))
    except (reading.BadFile, ValueError) as problem:
        raise cli.CannotDo(str(problem)) from problem
    except BrokenProcessPool as problem:
        raise cli.CannotDo("A process that compared was ended from outside. Try again with --workers 1.") from problem
    except OSError as problem:
        raise cli.CannotDo(f"{options.out} cannot be written: {problem.strerror}.") from problem
    finally:
        progress.end()
    return _tell(options, paths, sources, linked, count)


def _mapping(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    with reading.opened(path) as text:
        return reading.read_mapping(text.read())


def _sources(paths: Sequence[Path], mapping: Mapping[str, str], stack: ExitStack) -> list[Source]:
    sources = []
    for path in paths:
        try:
            sources.append(Source(reading.Reader(stack.enter_context(reading.opened(path)), mapping)))
        except reading.BadFile as problem:
            raise cli.CannotDo(str(problem) if str(path) in str(problem) else f"{path}: {problem}") from problem
    absent = reading.unused(mapping, [source.reader for source in sources])
    if absent:
        raise cli.CannotDo(f"The mapping names columns that are in no file: {', '.join(absent)}.")
    return sources


def _tell(
    options: argparse.Namespace, paths: Sequence[Path], sources: Sequence[Source], linked: Linked, count: int
) -> int:
    """Say what was refused, and what came out."""
    refused = False
    for path, source in zip(paths, sources, strict=True):
        problems = source.problems
        for problem in problems.found[:TELL_AT_MOST]:
            print(f"{path}, line {problem.line}: {problem.reason}", file=sys.stderr)
        if problems.count > TELL_AT_MOST:
            print(f"{path}: {problems.count - TELL_AT_MOST:,} more like these", file=sys.stderr)
        refused = refused or problems.count > 0
    for kind, times in sorted(linked.cut.items()):
        print(f"{times:,} look-ups by the key {kind} found too many to follow; other keys cover them.", file=sys.stderr)
    bands = Counter(writing.BANDS[band] for band in linked.decided.pairs.band.tolist())
    skipped = sum(source.problems.skipped for source in sources)
    apart = sum(source.problems.set_apart for source in sources)
    left_out = f"Rows skipped: {skipped:,}. " + (f"Rows set apart: {apart:,}. " if apart else "")
    print(
        f"{options.out}: {count:,} pairs. Automatic {bands[words.AUTOMATIC]:,}, review {bands[words.REVIEW]:,}. "
        f"{left_out}Parameters {linked.scale.weights.version}."
    )
    return cli.REFUSED if refused else cli.DONE
