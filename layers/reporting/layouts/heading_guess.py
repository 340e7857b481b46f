"""Which indicator a heading may mean: suggestions by the words they share, for a person to confirm."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.names import weak_key
from layers.catalogue import DataLevel, Kind, Profile

_WORDS = re.compile(r"[^\W_]+|%")
_LEAST, _MOST = 0.4, 3


@dataclass(frozen=True)
class Suggestion:
    """An indicator and role that a heading may mean, and how much of their words agree (0–1)."""

    indicator: str
    role: str
    score: float


class HeadingGuess:
    """Compares headings with the names of what communes report; rare words weigh more than frequent ones."""

    def __init__(self, profile: Profile) -> None:
        self._labels: list[tuple[str, str, Counter[str]]] = []
        communes = {c: i for c, i in profile.indicators.items() if i.data_level is DataLevel.COMMUNE}
        for code, indicator in communes.items():
            self._labels.append((code, "value", _words(f"{indicator.name_vi} {indicator.unit_vi}")))
            if indicator.kind is Kind.RATE and indicator.numerator is not None:
                counted = f"Số {indicator.numerator.unit_vi} {indicator.numerator.name_vi}"
                bare = indicator.name_vi.removeprefix("Tỷ lệ ")
                self._labels.append((code, "numerator", _words(f"{counted} {bare}")))
        self._exact = {f"{code}:{role}": (code, role) for code, role, _ in self._labels}
        self._exact |= {code: (code, "value") for code in communes}
        seen = Counter(word for _, _, words in self._labels for word in words)
        self._weight = {word: math.log(1 + len(self._labels) / n) for word, n in seen.items()}
        self._rare = math.log(1 + len(self._labels))

    def suggestions(self, heading: str) -> tuple[Suggestion, ...]:
        """Return what a heading may mean, the likeliest first; empty where nothing is near."""
        exact = self._exact.get(heading.strip())
        if exact is not None:
            return (Suggestion(*exact, 1.0),)
        words = _words(heading)
        scored = (Suggestion(code, role, self._score(words, known)) for code, role, known in self._labels)
        near = sorted((s for s in scored if s.score >= _LEAST), key=lambda s: -s.score)
        return tuple(near[:_MOST])

    def _score(self, words: Counter[str], known: Counter[str]) -> float:
        both = self._total(words & known)
        whole = self._total(words) + self._total(known)
        return round(2 * both / whole, 3) if whole else 0.0

    def _total(self, words: Counter[str]) -> float:
        return sum(self._weight.get(word, self._rare) * n for word, n in words.items())


def chosen(headings: Sequence[tuple[Suggestion, ...]], *, least: float = 0.55) -> list[Suggestion | None]:
    """Return one suggestion a heading, or None: the likeliest pairs first, each indicator and role once."""
    ranked = sorted(
        ((one.score, position, one) for position, many in enumerate(headings) for one in many),
        key=lambda found: (-found[0], found[1]),
    )
    taken: dict[int, Suggestion] = {}
    used: set[tuple[str, str]] = set()
    for score, position, one in ranked:
        if score >= least and position not in taken and (one.indicator, one.role) not in used:
            taken[position] = one
            used.add((one.indicator, one.role))
    return [taken.get(position) for position in range(len(headings))]


def _words(text: str) -> Counter[str]:
    return Counter(set(_WORDS.findall(weak_key(text))))
