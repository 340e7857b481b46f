"""The words of a resolution's workbook, from `labels.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from layers.reporting.lines.labels import fold


@dataclass(frozen=True)
class Choices:
    """Words for the members of an enumeration: `first` is what is written, `meanings` what is understood."""

    first: Mapping[str, str]
    meanings: Mapping[str, str]

    def read(self, text: str) -> str | None:
        """Return what a word means, None where it means nothing."""
        return self.meanings.get(fold(text))


@dataclass(frozen=True)
class PlanLabels:
    """What the workbook says (`texts` by group and key) and which words it understands."""

    texts: Mapping[str, Mapping[str, str]]
    operators: Choices
    levels: Choices
    readings: Choices
    sources: Choices


@cache
def plan_labels() -> PlanLabels:
    """Return the labels."""
    source = resources.files("layers.planning").joinpath("labels.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(source)
    groups = ("sheets", "headings", "columns", "properties", "refusal")
    return PlanLabels(
        texts={group: data[group] for group in groups},
        operators=_choices(data["operators"]),
        levels=_choices(data["levels"]),
        readings=_choices(data["readings"]),
        sources=_choices(data["sources"]),
    )


def _choices(table: Mapping[str, list[str]]) -> Choices:
    return Choices(
        first={meaning: words[0] for meaning, words in table.items()},
        meanings={fold(word): meaning for meaning, words in table.items() for word in words},
    )
