"""Damaged stores and damaged files: said in words by every command that meets them, and never made worse."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.commands import CASES, LONG
from tests.faults.running import Bench

STORES: dict[str, Callable[[Path], object]] = {
    "cut off in the middle": lambda data: _rewrite(data / "portal.sqlite", lambda b: b[: len(b) // 2]),
    "first page overwritten": lambda data: _rewrite(data / "portal.sqlite", lambda b: bytes(4096) + b[4096:]),
    "other pages overwritten": lambda data: _rewrite(
        data / "portal.sqlite", lambda b: b[:8192] + b"\xa5" * 65536 + b[8192 + 65536 :]
    ),
    "another header": lambda data: _rewrite(data / "portal.sqlite", lambda b: b"<html>" + b[6:]),
    "empty": lambda data: (data / "portal.sqlite").write_bytes(b""),
    "a folder in its place": lambda data: _folder_for(data / "portal.sqlite"),
    "gone": lambda data: (data / "portal.sqlite").unlink(),
    "the secret is empty": lambda data: (data / "secret").write_bytes(b""),
    "the secret is gone": lambda data: (data / "secret").unlink(),
    "the queue is rubbish": lambda data: (data / "queue.sqlite").write_bytes(b"no queue" * 999),
    "the queue is a folder": lambda data: _folder_for(data / "queue.sqlite"),
    "the files are gone": lambda data: shutil.rmtree(data / "files"),
    "a file in place of the cache": lambda data: (shutil.rmtree(data / "cache"), (data / "cache").touch()),
}
FILES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut off": lambda content: content[: len(content) * 2 // 3],
    "rubbish": lambda content: random.Random(16).randbytes(4000),
    "one byte in fifty turned": lambda content: _turned(content),
    "text": lambda content: "xã;năm;giá trị\n\x00\x1b[31m".encode() * 50,
    "deeply nested": lambda content: b'{"type":' + b"[" * 100_000,
    "huge numbers": lambda content: content.replace(b"1", b"9" * 400),
}
OFTEN = [
    ("users list", "cut off in the middle"),
    ("imports list", "another header"),
    ("office set", "a folder in its place"),
    ("serve", "the secret is empty"),
    ("init", "gone"),
]


@pytest.mark.parametrize(("name", "damage"), OFTEN)
def test_a_damaged_store_is_said_in_words(bench: Bench, name: str, damage: str) -> None:
    assert hold_damaged(bench, name, damage, store="sample") == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_damage_is_said_in_words_and_made_no_worse(bench: Bench, name: str) -> None:
    for damage in ("cut off in the middle", "the queue is rubbish") if name in LONG else STORES:
        hold_damaged(bench, name, damage, store="sample")


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "{" in str(case.arguments)])
def test_every_damaged_file_is_said_in_words_and_changes_nothing(bench: Bench, name: str) -> None:
    inputs = bench.folder / "damaged"
    read = [a[1:-1] for a in CASES[name].arguments if a.startswith("{") and not a.startswith("{out}")]
    for damage, spoil in FILES.items():
        shutil.rmtree(inputs, ignore_errors=True)
        shutil.copytree(bench.inputs, inputs)
        for file in read:
            _rewrite(inputs / file, spoil)
        bench.set_back(name)
        before = bench.kept()
        ended = bench.run(name, inputs=inputs)
        try:
            ended.check()
            assert not ended.code or bench.kept() == before, "it refused, and changed the store"
        except AssertionError as problem:
            raise AssertionError(f"{name}, {damage}: {problem}") from problem


def hold_damaged(bench: Bench, name: str, damage: str, *, store: str) -> int:
    """Run a command on a damaged store: it ends in words, and writes nothing into what it cannot read."""
    bench.set_back(name, store=store)
    STORES[damage](bench.data_dir)
    file = bench.data_dir / "portal.sqlite"
    before = file.read_bytes() if file.is_file() else None
    ended = bench.run(name)
    try:
        ended.check()
        if ended.code == 1 and before:
            assert file.read_bytes() == before, "it wrote to a store that it refused"
    except AssertionError as problem:
        raise AssertionError(f"{name}, {damage}: {problem}") from problem
    return ended.code


def _rewrite(file: Path, change: Callable[[bytes], bytes]) -> None:
    file.write_bytes(change(file.read_bytes()))


def _folder_for(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.mkdir()


def _turned(content: bytes) -> bytes:
    chance, turned = random.Random(16), bytearray(content)
    for _ in range(len(turned) // 50 + 1):
        if turned:
            turned[chance.randrange(len(turned))] ^= 0xFF
    return bytes(turned)
