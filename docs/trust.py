"""What the portal was attacked with, and what came of it: `python -m docs.trust [--all]`.

Makes each hostile file of `tests/hostile`, sends it in by its command (with `--all` on every way that its
kind has, as `make check` does; that takes a quarter of an hour), changes sound files at random, and
writes `docs/trust.md`. A file that is not held ends it with 1.
"""

from __future__ import annotations

import os

from geodata.sandbox.gdal import guard

guard(os.environ)

import ast  # noqa: E402
import shutil  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import warnings  # noqa: E402
from collections.abc import Iterator, Mapping, Sequence  # noqa: E402
from concurrent.futures import ProcessPoolExecutor  # noqa: E402
from multiprocessing import get_context  # noqa: E402
from pathlib import Path  # noqa: E402

from layers.catalogue import find_profile, load_profile  # noqa: E402
from tests.hostile import outlines, pictures, rasters, tables, workbooks  # noqa: E402, F401 - they write kinds down
from tests.hostile.attack import (  # noqa: E402
    MOST_MEGABYTES,
    MOST_SECONDS,
    Desk,
    Outcome,
    attack,
    open_desk,
    ways_of,
)
from tests.hostile.kinds import KINDS, READERS, Kind  # noqa: E402
from tests.hostile.test_fuzzed_files import READERS as FUZZED  # noqa: E402
from tests.hostile.test_fuzzed_files import fuzz, sound_files  # noqa: E402
from webmap.app.settings import Settings  # noqa: E402
from webmap.factory import create_app  # noqa: E402

ROOT = Path(__file__).parent.parent
_TARGET = ROOT / "docs" / "trust.md"
_FUZZ_SECONDS = 3.0
_MOST_LETTERS = 110
_HEAD = """# What was tried against it

Written by `python -m docs.trust`, which makes each hostile file anew and sends it in by command; `make check`
sends each in through the desk's pages, but for one: a workbook that is wrong in every cell keeps the worker
busy for longer than that (110 s), and is tried by command there too. A file is *held* if it is answered in
words, within {megabytes} MB for the largest process and {seconds} s of CPU for all together on each way,
without a fault, and with nothing changed that should not be: the data folder and the store are compared.

What holds:

- **A child for each file.** Whatever comes from outside is read in a process of its own that holds no secret,
  no store and no connection, within memory, time, files and output; it is never used for a second file, and
  answers in JSON that is checked piece by piece. Reaching a limit is a finding.
- **Nobody learns.** Two portals that differ in one hidden figure answer every address of every lower role
  alike; a kept print is open by its own moment and by now; no code of a print can be worked out.
- **Nobody is shut out.** Bodies are weighed before they are taken in, connections are shared out by network,
  wrong passwords of strangers lock no known browser out.
- **Before the cost.** What makes a file slow is counted before anybody does it: elements of a workbook by
  what they cost, in whatever part they lie and in whatever encoding; parts that are read again through
  relationships; lists of a GeoJSON; geometries in geometries; crossings of borders, not vertices; directories
  of a TIFF; lines and columns of a table. Each limit is a finding that says what it was, and how to mend.
- **Nothing opens anything else.** No document types, no external entities or links, no drivers of GDAL that
  point elsewhere, no coordinate system that names a file, no view of a GeoPackage, no path in a ZIP.
- **Nothing steers.** Control characters, escapes and letters that turn a line round are dropped from names,
  cells, findings and lines of the log; text that looks like a formula is written with an apostrophe's mark.
- **Nothing half.** What is read touches nothing: what a person confirms is one transaction. Every command is
  run under injected faults and on damaged stores (`tests/faults`): one line says it, nothing is changed.

{kinds} kinds of file, {attacks} attacks, {held} held. The figures are of one run on one machine; the memory
has in it what the portal itself takes ({idle:.0f} MB).
"""


def main() -> int:
    """Attack, fuzz, and write down what came of it."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        sample = _sample(Path(folder) / "sample")
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            most = None if "--all" in sys.argv[1:] else 1
            ways = {name: list(ways_of(kind))[:most] for name, kind in KINDS.items()}
            asked = [pool.submit(_attacked, name, ways[name], sample) for name in KINDS]
            found = {name: one.result() for name, one in zip(KINDS, asked, strict=True)}
        rounds = dict(_fuzzed(Path(folder)))
    outcomes = [(name, way, one) for name, ways in found.items() for way, one in ways.items()]
    _TARGET.write_text("".join(_written(found, outcomes, rounds)), encoding="utf-8")
    loose = [(name, way, one.problem) for name, way, one in outcomes if not one.is_held]
    for name, way, problem in loose:
        print(f"{name}, {way}: {problem or 'over the limits'}", file=sys.stderr)
    return bool(loose)


def _sample(folder: Path) -> Path:
    """Return a data folder with the sample."""
    app = create_app(Settings(data_dir=folder), testing=True)
    made = app.test_cli_runner().invoke(args=["init", "--sample"])
    app.extensions["portal"].store.close()
    if made.exit_code:
        raise SystemExit(made.output)
    return folder


def _attacked(name: str, ways: Sequence[str], sample: Path) -> dict[str, Outcome]:
    """Try a kind on some of its ways, in a portal of this process's own."""
    with tempfile.TemporaryDirectory() as folder:
        desk: Desk = open_desk(shutil.copytree(sample, Path(folder) / "data"), lang="en")
        return {way: attack(desk, KINDS[name], way, Path(folder)) for way in ways}


def _fuzzed(folder: Path) -> Iterator[tuple[str, int]]:
    """Give for each reader how many changed files it read without a fault."""
    profile = load_profile(find_profile("nhon_trach"))
    (folder / "sound").mkdir()
    for name, (source, read) in sound_files(folder / "sound").items():
        if name in FUZZED:
            apart = folder / f"fuzz-{name}"
            apart.mkdir()
            yield name, fuzz(source, lambda file, read=read: read(file, profile), apart, _FUZZ_SECONDS)


def _written(
    found: Mapping[str, Mapping[str, Outcome]],
    outcomes: Sequence[tuple[str, str, Outcome]],
    rounds: Mapping[str, int],
) -> Iterator[str]:
    yield _HEAD.format(
        megabytes=f"{MOST_MEGABYTES:,}",
        seconds=MOST_SECONDS,
        kinds=len(found),
        attacks=len(outcomes),
        held=sum(one.is_held for _, _, one in outcomes),
        idle=min(one.megabytes for _, _, one in outcomes),
    )
    for reader in READERS:
        kinds = {name: ways for name, ways in found.items() if KINDS[name].reader == reader}
        ways = ", ".join(f"`{way}`" for way in next(iter(kinds.values())))
        yield f"\n## {reader.capitalize()}: {len(kinds)} kinds\n\nBy {ways}.\n\n"
        yield "| what | most MB | most s | answer |\n|---|---:|---:|---|\n"
        yield from (_line(KINDS[name], outcome) for name, outcome in kinds.items())
    yield "\n## Sound files changed at random\n\nRead without a fault, from one seed on: "
    yield ", ".join(f"{name} {count:,}" for name, count in rounds.items()) + ".\n"
    faults = _tests_in(ROOT / "tests" / "faults")
    if faults:
        yield f"\n## Faults injected\n\n{faults} kinds, by `tests/faults`; `make check` runs them.\n"


def _line(kind: Kind, outcomes: Mapping[str, Outcome]) -> str:
    worst = max(one.megabytes for one in outcomes.values()), max(one.seconds for one in outcomes.values())
    first = next(iter(outcomes.values()))
    said = " ".join(first.words.split()).replace("|", "/")
    short = said if len(said) <= _MOST_LETTERS else said[: _MOST_LETTERS - 1] + "…"
    held = "" if all(one.is_held for one in outcomes.values()) else "**not held** "
    return f"| {kind.said} | {worst[0]:,.0f} | {worst[1]:.1f} | {held}{short} |\n"


def _tests_in(folder: Path) -> int:
    """Return how many tests the files of a folder have."""
    nodes = (
        node for file in folder.rglob("test_*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
    )
    return sum(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in nodes)


if __name__ == "__main__":
    sys.exit(main())
