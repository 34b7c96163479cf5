"""The peer: splink 5 on DuckDB in the strongest setting that we found, fixed here by name.

    python -m bench.matching.peer LEFT.csv RIGHT.csv --out links.csv [--model FILE] [--learn FILE]

It is given what the engine is given: names, addresses, postcodes and numbers written the same way by
`thrive.base.matching.normalise`, sounds of names by `thrive.base.matching.keys`, blocking rules of the same reach.
Home, parent and surname are one comparison with joint levels, for they all say "same household". Given names, and
surnames where no home agrees, are weighed by their own frequency. u comes from random pairs, m from pairs that share
an NHS number; where a file has none, from the model that was learnt with `--learn` on a training population
(`lists/peer_model.json`). The weights of numbers are fixed. Links are written best first for each record of RIGHT,
with the score; who compares takes the single best and the best threshold.

Needs the packages of the group "bench".
"""

import argparse
import csv
import json
import logging
import sys
import time
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from bench.matching.names import LISTS

SETTING = "splink 5, one household comparison, term frequency, labels of NHS numbers, fixed weights of numbers"
MODEL = LISTS / "peer_model.json"
LEAST_WEIGHT = -8.0  # pairs below are not written: odds of 1 in 256 after all evidence
RANDOM_PAIRS = 5e6
LABELS_NEEDED = 500
NUMBER_SAME, NUMBER_DIFFERS = (0.97, 0.97 / 2**13), (0.03, 0.97)
NUMBER_CONTRADICTED = (0.02, 0.02 / 2**2)


# --- Both files, written the same way -----------------------------------------------------------------------------


def frame(path: Path) -> Any:
    """A file as a pandas frame of what is compared and blocked on. What says nothing is None."""
    import pandas

    with path.open(encoding="utf-8", newline="") as file:
        rows = [_prepared(row) for row in csv.DictReader(file)]
    return pandas.DataFrame(rows)


def _real_day(text: str) -> str:
    """The day as written if there is such a day, else nothing."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _prepared(row: dict[str, str]) -> dict[str, Any]:
    from thrive.base.matching import keys, normalise, numbers

    given, family = normalise.usable(row["given_name"]), normalise.usable(row["family_name"])
    middle = normalise.name(row["middle_names"])
    parent = sorted(normalise.words(row["parent_name"]))
    tokens = sorted({*given.split(), *middle.split(), *family.split()})
    sounds = {word: keys.sound(word) or word for word in tokens}
    born = _real_day(row["dob"])
    low, high = sorted((born[5:7], born[8:]))
    return {
        "unique_id": row["id"],
        "given": given or None,
        "given_first": given.split()[0] if given else None,
        "given_words": given.split(),
        "forenames": sorted({*given.split(), *middle.split()}),
        "middle": middle or None,
        "family": family or None,
        "family_words": family.split(),
        "sounds": sorted(set(sounds.values())),
        "given_sound": sounds[given.split()[0]] if given else None,
        "family_sound": sounds[family.split()[-1]] if family else None,
        "born": born or None,
        "either_way": f"{born[:4]}.{low}.{high}" if born else None,
        "year": born[:4] or None,
        "month": born[5:7] or None,
        "day": born[8:] or None,
        "sex": {"f": "f", "m": "m"}.get(row["gender"][:1].lower()),
        "postcode": normalise.postcode(row["postcode"]) or None,
        "outward": normalise.outward(row["postcode"]) or None,
        "home": normalise.read_address(row["address"]).key or None,
        "parent": " ".join(parent) or None,
        "nhs_number": numbers.nhs_number(row["nhs_number"]) or None,
        "upn": numbers.upn(row["upn"]) or None,
    }


# --- The setting --------------------------------------------------------------------------------------------------

BLOCKING = (
    "l.nhs_number = r.nhs_number",
    "l.upn = r.upn",
    "l.either_way = r.either_way and l.postcode = r.postcode",
    "l.either_way = r.either_way and l.home = r.home",
    "l.either_way = r.either_way and l.parent = r.parent",
    "l.given_sound = r.given_sound and l.family_sound = r.family_sound and l.year = r.year",
    "l.given_sound = r.given_sound and l.family_sound = r.family_sound and l.month = r.month and l.day = r.day",
    "l.given_sound = r.family_sound and l.family_sound = r.given_sound and l.year = r.year",
    "l.given_sound = r.given_sound and l.family_sound = r.family_sound and l.outward = r.outward",
    "l.given_first = r.given_first and l.postcode = r.postcode",
    "l.given_first = r.given_first and l.home = r.home",
    "l.given_first = r.given_first and l.parent = r.parent",
    "l.family = r.family and l.postcode = r.postcode and l.year = r.year",
)
BLOCKING_BY_WORD = "l.sounds = r.sounds and l.either_way = r.either_way"  # the sound of any name, with the birth date

_REVERSED = "(given_l = family_r and family_l = given_r)"
_WORD_USED = "(list_has_any(given_words_l, forenames_r) or list_has_any(forenames_l, given_words_r))"
_SURNAME = f"(family_l = family_r or {_REVERSED})"
_SURNAME_NEAR = (
    "(list_has_any(family_words_l, family_words_r) or jaro_winkler_similarity(family_l, family_r) >= 0.88 "
    "or family_sound_l = family_sound_r)"
)
_PLACE = "(home_l = home_r or postcode_l = postcode_r)"
_PARENT = "(parent_l = parent_r or jaro_winkler_similarity(parent_l, parent_r) >= 0.94)"

Level = dict[str, Any]


def _level(condition: str, label: str, **more: Any) -> Level:
    return {"sql_condition": condition, "label_for_charts": label, **more}


def _null(condition: str) -> Level:
    return _level(condition, "missing", is_null_level=True)


_ELSE = _level("ELSE", "differs")


def _given() -> list[Level]:
    return [
        _null("given_l is null or given_r is null"),
        _level("given_l = given_r", "same", tf_adjustment_column="given"),
        _level(_REVERSED, "exchanged"),
        _level(_WORD_USED, "a word the same"),
        _level("jaro_winkler_similarity(given_l, given_r) >= 0.92", "very like"),
        _level("jaro_winkler_similarity(given_l, given_r) >= 0.84 or given_sound_l = given_sound_r", "like"),
        _level("substr(given_l, 1, 1) = substr(given_r, 1, 1)", "initial"),
        _ELSE,
    ]


def _household() -> list[Level]:
    """Place, parent and surname together, where place or parent agrees; else the area alone."""
    return [
        _null("postcode_l is null and home_l is null and parent_l is null"),
        _null("postcode_r is null and home_r is null and parent_r is null"),
        _level(f"{_SURNAME} and {_PLACE} and {_PARENT}", "surname, place, parent"),
        _level(f"{_SURNAME} and {_PLACE}", "surname, place"),
        _level(f"{_SURNAME} and {_PARENT}", "surname, parent"),
        _level(f"{_SURNAME_NEAR} and {_PLACE}", "like surname, place"),
        _level(f"{_SURNAME_NEAR} and {_PARENT}", "like surname, parent"),
        _level(f"{_PLACE} and {_PARENT}", "place, parent"),
        _level(_PARENT, "parent"),
        _level(_PLACE, "place"),
        _level("outward_l = outward_r", "area"),
        _ELSE,
    ]


def _surname() -> list[Level]:
    """The surname by its own frequency, where the household has not counted it."""
    return [
        _null(f"family_l is null or family_r is null or coalesce({_PLACE}, false) or coalesce({_PARENT}, false)"),
        _level("family_l = family_r", "same", tf_adjustment_column="family"),
        _null(_REVERSED),
        _level("list_has_any(family_words_l, family_words_r)", "a word the same"),
        _level("jaro_winkler_similarity(family_l, family_r) >= 0.92", "very like"),
        _level("jaro_winkler_similarity(family_l, family_r) >= 0.84 or family_sound_l = family_sound_r", "like"),
        _ELSE,
    ]


def _middle() -> list[Level]:
    return [
        _null("middle_l is null or middle_r is null"),
        _level("middle_l = middle_r", "same"),
        _level("substr(middle_l, 1, 1) = substr(middle_r, 1, 1)", "initial"),
        _ELSE,
    ]


def _born() -> list[Level]:
    return [
        _null("born_l is null or born_r is null"),
        _level("born_l = born_r", "same"),
        _level("either_way_l = either_way_r", "day and month exchanged"),
        _level("damerau_levenshtein(born_l, born_r) <= 1", "one digit"),
        _level("year_l = year_r and (day_l || month_l = '0101' or day_r || month_r = '0101')", "1 January"),
        _level("year_l = year_r and month_l = month_r", "month"),
        _level("abs(date_diff('day', cast(born_l as date), cast(born_r as date))) <= 31", "within a month"),
        _level("year_l = year_r", "year"),
        _ELSE,
    ]


def _sex() -> list[Level]:
    return [_null("sex_l is null or sex_r is null"), _level("sex_l = sex_r", "same"), _ELSE]


def _number(column: str) -> list[Level]:
    """Fixed weights. A number that agrees while given name and birth date do not may be a brother's."""

    def fixed(rates: tuple[float, float]) -> dict[str, Any]:
        m, u = rates
        return {"m_probability": m, "u_probability": u, "fix_m_probability": True, "fix_u_probability": True}

    same = f"{column}_l = {column}_r"
    confirmed = f"(born_l = born_r or {_WORD_USED})"
    return [
        _null(f"{column}_l is null or {column}_r is null"),
        _level(f"{same} and {confirmed}", "same", **fixed(NUMBER_SAME)),
        _level(same, "same, and nothing else", **fixed(NUMBER_CONTRADICTED)),
        {**_ELSE, **fixed(NUMBER_DIFFERS)},
    ]


def settings(children: int) -> dict[str, Any]:
    """The setting as splink takes it. The odds beforehand: three records in four of children in an index so large."""
    compared = {
        "given": _given(), "household": _household(), "surname": _surname(), "middle": _middle(), "born": _born(),
        "sex": _sex(), "nhs_number": _number("nhs_number"), "upn": _number("upn"),
    }  # fmt: skip
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 0.7 / children,
        "retain_matching_columns": False,
        "comparisons": [{"output_column_name": name, "comparison_levels": levels} for name, levels in compared.items()],
        "blocking_rules_to_generate_predictions": [
            *({"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in BLOCKING),
            {"blocking_rule": BLOCKING_BY_WORD, "sql_dialect": "duckdb", "arrays_to_explode": ["sounds"]},
        ],
    }


# --- Learning and linking -----------------------------------------------------------------------------------------


def _with_stored_m(setting: dict[str, Any], stored: dict[str, dict[str, float]]) -> dict[str, Any]:
    for comparison in setting["comparisons"]:
        for level in comparison["comparison_levels"]:
            m = stored.get(comparison["output_column_name"], {}).get(level["label_for_charts"])
            if m is not None and "m_probability" not in level:
                level |= {"m_probability": m, "fix_m_probability": True}
    return setting


def _linker(left: Any, right: Any, setting: dict[str, Any]) -> Any:
    import duckdb
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(duckdb.connect(":memory:"))
    tables = [api.register(table, table_name=name) for name, table in (("left_file", left), ("right_file", right))]
    return Linker(tables, setting, log_level=logging.ERROR)


def trained(left: Any, right: Any, stored: dict[str, dict[str, float]] | None = None) -> Any:
    """A linker with u from random pairs, and m from `stored` or from pairs that share an NHS number."""
    setting = settings(len(left))
    linker = _linker(left, right, _with_stored_m(setting, stored) if stored else setting)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1, min_count_per_level=None)
    if stored is None:
        linker.training.estimate_m_from_label_column("nhs_number")
    return linker


def labels(left: Any, right: Any) -> int:
    """How many NHS numbers stand in both files."""
    return len(set(left["nhs_number"].dropna()) & set(right["nhs_number"].dropna()))


def learnt(linker: Any) -> dict[str, dict[str, float]]:
    """m of every level, by comparison and label."""
    found: dict[str, dict[str, float]] = {}
    for comparison in linker._settings_obj.comparisons:
        levels = [level for level in comparison.comparison_levels if not level.is_null_level]
        found[comparison.output_column_name] = {
            level.label_for_charts: round(float(level.m_probability or 0.0) or 1e-5, 6)
            for level in levels
        }  # fmt: skip
    return {name: rates for name, rates in found.items() if name not in ("nhs_number", "upn")}


def link(left: Any, right: Any, stored: dict[str, dict[str, float]]) -> list[tuple[str, str, float]]:
    """Pairs with their match weight, best first."""
    linker = trained(left, right, None if labels(left, right) >= LABELS_NEEDED else stored)
    found = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT).as_pandas_dataframe()
    left_first = found["source_dataset_l"] == "left_file"
    pairs = zip(
        found["unique_id_l"].where(left_first, found["unique_id_r"]),
        found["unique_id_r"].where(left_first, found["unique_id_l"]),
        found["match_weight"],
        strict=True,
    )
    return sorted(pairs, key=lambda pair: (-pair[2], pair[1], pair[0]))


def main() -> int:
    """Read the command line; learn, or link and write. Prints the seconds of each part to standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--learn", type=Path, help="write what shared NHS numbers teach here, link nothing")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    began = time.perf_counter()
    left, right = frame(given.left), frame(given.right)
    prepared = time.perf_counter()
    if given.learn:
        given.learn.write_text(json.dumps(learnt(trained(left, right)), indent=1) + "\n", encoding="utf-8")
        return 0
    pairs = link(left, right, json.loads(given.model.read_text(encoding="utf-8")))
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id_a", "id_b", "score"))
        writer.writerows(pairs)
    linked = time.perf_counter()
    print(f"prepared {prepared - began:.1f} s, linked {linked - prepared:.1f} s, {len(pairs):,} pairs", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
