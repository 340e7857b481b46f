"""Hostile files are answered in words: within memory and time, without a fault, touching nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import outlines, pictures, rasters, tables, workbooks  # noqa: F401 - they write kinds down
from tests.hostile.attack import MOST_MEGABYTES, Desk, attack, measured, ways_of
from tests.hostile.kinds import KINDS

# One of each reader on both kinds of way, none of which takes a second: these are tried in `make test` too.
HANDFUL = (
    "merged_to_the_end",
    "columns_of_a_million_names",
    "number_of_many_digits",
    "blob_in_a_blob",
    "tiles_beyond_the_file",
    "drawing_called_png",
    "tables_in_tables",
)


# As a large file it is left to the worker, which reads and words 420,000 findings: 110 s, not held yet.
BY_COMMAND = {"wrong_in_every_cell"}


def test_there_are_enough_kinds_of_every_reader() -> None:
    assert len(KINDS) >= 60
    assert {kind.reader for kind in KINDS.values()} == {
        "workbook",
        "table",
        "outlines",
        "raster",
        "logo",
        "mapping",
    }
    assert set(HANDFUL) <= KINDS.keys()


@pytest.mark.parametrize("name", HANDFUL)
def test_a_hostile_file_is_answered_in_words(name: str, desk: Desk, tmp_path: Path) -> None:
    _held(name, through_http(name), desk, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_every_hostile_file_is_answered_through_http(name: str, desk: Desk, tmp_path: Path) -> None:
    """By command they are sent in by `python -m docs.trust`, which writes down what came of it."""
    _held(name, through_http(name), desk, tmp_path)


def through_http(name: str) -> str:
    """Return a page that takes files of a kind, in turns where there are several; else the command."""
    ways = list(ways_of(KINDS[name]))
    if name in BY_COMMAND:
        return ways[0]
    pages = [way for way in ways if way.startswith("POST")] or ways
    return pages[list(KINDS).index(name) % len(pages)]


def _held(name: str, way: str, desk: Desk, folder: Path) -> None:
    outcome = attack(desk, KINDS[name], way, folder)
    assert outcome.is_held, outcome


def test_what_an_attack_takes_is_seen_and_so_is_how_it_ends(tmp_path: Path) -> None:
    def take() -> str:
        return str(len(bytearray(MOST_MEGABYTES // 10 * 1_000_000)))

    def burn() -> str:
        return str(sum(range(20_000_000)))

    def fall() -> str:
        raise MemoryError("no room")

    idle = measured(lambda: "nothing", tmp_path)
    assert measured(take, tmp_path).megabytes > idle.megabytes + 100
    assert measured(burn, tmp_path).seconds > idle.seconds + 0.1
    assert "Traceback" in measured(fall, tmp_path).words
