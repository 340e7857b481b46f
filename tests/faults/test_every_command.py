"""No command ends with a traceback: whatever fails, one line says it, and the store is as it was."""

from __future__ import annotations

import pytest

from tests.faults.commands import CASES, LONG, command_names
from tests.faults.faults import FAULTS
from tests.faults.running import Bench

# A command of each kind, and the faults that come most often: these are tried at every `make test`.
OFTEN = [
    (name, fault)
    for name in ("users add", "indicators template", "imports list", "office logo")
    for fault in ("room for 8 kB", "low open ENOSPC", "fsync EIO", "store malformed", "our own mistake")
]
FEW = ("room for 64 kB", "low open ENOSPC", "disk I/O error later", "our own mistake")


def test_every_command_has_a_case() -> None:
    assert sorted(CASES) == sorted(command_names())


@pytest.mark.parametrize(("name", "fault"), OFTEN)
def test_what_fails_often_is_said_in_words(bench: Bench, name: str, fault: str) -> None:
    hold(bench, name, fault)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_without_a_fault_it_does_what_it_should(bench: Bench, name: str) -> None:
    bench.set_back(name)
    ended = bench.run(name)
    ended.check()
    assert ended.code == 0, ended.said


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_said_in_words_and_changes_nothing(bench: Bench, name: str) -> None:
    """Every second fault meets a command, the others its neighbours."""
    first = list(CASES).index(name) % 2
    for fault in FEW if name in LONG else list(FAULTS)[first::2]:
        hold(bench, name, fault)


def hold(bench: Bench, name: str, fault: str) -> None:
    """Run a command under a fault; it may do its work all the same, or refuse in words and change nothing."""
    bench.set_back(name)
    before = bench.kept()
    ended = bench.run(name, FAULTS[fault])
    try:
        ended.check()
        if ended.code:
            assert before in ({}, bench.kept()), "it refused, and changed the store"
            left = [path.name for path in bench.out.iterdir() if path.stat().st_size or path.is_dir()]
            # Of two files the first may be whole already: nothing is half, nothing unfinished is left.
            assert not [one for one in left if "unfinished" in one], left
    except AssertionError as problem:
        raise AssertionError(f"{name} under '{fault}': {problem}") from problem
