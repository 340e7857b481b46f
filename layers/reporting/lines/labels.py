"""The words of the offices' workbooks, from `labels.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from geodata.tables.workbook.cells import tidy


@dataclass(frozen=True)
class Labels:
    """What workbooks say and which words they understand.

    `words` gives a fixed word's meaning (no_data, not_arising, not_applicable, withdraw), `qualities` a
    quality, `yes_no` 1 or 0, each by its folded spelling; `asked` and `totals` are folded spellings.
    """

    template_version: str
    texts: Mapping[str, Mapping[str, str]]
    guidance: tuple[str, ...]
    words: Mapping[str, str]
    qualities: Mapping[str, str]
    yes_no: Mapping[str, int]
    asked: frozenset[str]
    totals: frozenset[str]
    first_words: Mapping[str, str]
    first_qualities: Mapping[str, str]
    first_yes_no: tuple[str, str]

    def text(self, group: str, key: str, **parameters: object) -> str:
        """Return a text with its parameters filled in."""
        return self.texts[group][key].format(**parameters)

    def is_total(self, text: str) -> bool:
        """Tell whether a row's label says that it adds up others."""
        return fold(text) in self.totals


@cache
def labels() -> Labels:
    """Return the labels."""
    source = resources.files("layers.reporting.lines").joinpath("labels.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(source)
    groups = ("sheets", "headings", "columns", "properties", "refusal", "comments", "operators")
    return Labels(
        template_version=data["template_version"],
        texts={group: data[group] for group in groups},
        guidance=tuple(data["guidance"]["lines"]),
        words=_spellings(data["words"]),
        qualities=_spellings(data["qualities"]),
        yes_no={fold(w): 1 for w in data["yes_no"]["yes"]} | {fold(w): 0 for w in data["yes_no"]["no"]},
        asked=frozenset(map(fold, data["asked"]["words"])),
        totals=frozenset(map(fold, data["totals"]["words"])),
        first_words={meaning: spelled[0] for meaning, spelled in data["words"].items()},
        first_qualities={meaning: spelled[0] for meaning, spelled in data["qualities"].items()},
        first_yes_no=(data["yes_no"]["yes"][0], data["yes_no"]["no"][0]),
    )


def fold(text: str) -> str:
    """Return a word as it is compared: NFC, single blanks, small letters, no closing punctuation."""
    folded = tidy(text).casefold()
    return folded.rstrip(" .:") or folded


def _spellings(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): meaning for meaning, spelled in table.items() for word in spelled}
