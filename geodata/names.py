"""Vietnamese names of places: tidied for keeping, folded for comparing.

Kept text is NFC, as published. Keys are made only to compare: the strong key forgives what spelling
habits change (case, place of the tone mark, i for y, the type's abbreviation); the weak key forgives the
marks themselves, and whoever uses a weak match must say so.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Generic, Literal, TypeVar

# A longer text is no name that somebody misspelt; and after so many unknown names nobody reads suggestions.
_LONGEST_MISSPELT = 200
_MOST_SUGGESTED = 200

Thing = TypeVar("Thing")
Strength = Literal["exact", "strong", "weak"]

_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Control characters of both sets but tab and line feed, and those that turn the direction of a line: no text
# needs them, but a terminal obeys them, and a name with them can pass for another.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
# Icelandic eth is typed for the Vietnamese letter because both look alike as capitals.
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0110": "Đ"})
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HOOK, _TILDE = "\u0309", "\u0303"
_VOWELS = frozenset("aeiouy")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
          "ix": "9", "x": "10", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15"}  # fmt: skip


@dataclass(frozen=True)
class UnitType:
    """A type of administrative unit: `kind` is its key, `published` the word that stands before a name."""

    kind: str
    level: str
    published: str
    words: tuple[str, ...]
    abbreviations: tuple[str, ...]


@dataclass(frozen=True)
class Match(Generic[Thing]):
    """What a written name was taken for.

    Parameters
    ----------
    candidate : Thing or None
        None when nothing matches, or more than one thing does: ask, with `suggestions`.
    strength : {'exact', 'strong', 'weak'} or None
        ``weak`` must be reported: the marks were missing, hỏi stood for ngã, or the type differs.
    suggestions : tuple
        Near candidates, best first, when there is no candidate.
    """

    candidate: Thing | None
    strength: Strength | None
    suggestions: tuple[Thing, ...] = ()


@dataclass(frozen=True)
class _Entry(Generic[Thing]):
    thing: Thing
    name: str
    kind: str | None
    bare: str


@cache
def unit_types() -> dict[str, UnitType]:
    """Return the types of unit by kind, from ``unit_types.csv``."""
    text = resources.files("geodata").joinpath("unit_types.csv").read_text("utf-8")
    return {
        row["kind"]: UnitType(
            row["kind"],
            row["level"],
            row["published"],
            tuple(row["words"].split("|")),
            tuple(a for a in row["abbreviations"].split("|") if a),
        )
        for row in csv.DictReader(text.splitlines())
    }


def legible(text: str) -> str:
    r"""Return text without characters that steer what shows it: C0 and C1 controls, escapes, bidi controls.

    Tab and line feed stay, and so do the joiners U+200C and U+200D, without which some scripts cannot be
    written; in names, where Vietnamese has no use for them, `normalise` drops them too.

    Examples
    --------
    >>> legible("Xã \u202ePhước\x1b[2J An")
    'Xã Phước[2J An'
    """
    return text if text.isascii() and text.isprintable() else _STEERING.sub("", text)


def normalise(name: str) -> str:
    """Return a name as it is kept: NFC, Đ for eth, single blanks, plain hyphens, nothing invisible."""
    text = unicodedata.normalize("NFC", legible(name)).translate(_ETH)
    return _BLANKS.sub(" ", _HYPHENS.sub("-", _INVISIBLE.sub("", text))).strip()


def split_type(name: str) -> tuple[str | None, str]:
    """Split a name into its type (``xa``, ``phuong``, ``thi_tran``…) and the bare name.

    An abbreviation counts only before a blank, a dot or a capital, so that Phú keeps its P.

    Examples
    --------
    >>> split_type("TT. Hiệp Phước")
    ('thi_tran', 'Hiệp Phước')
    >>> split_type("Phú Hội")
    (None, 'Phú Hội')
    """
    text = normalise(name)
    for kind, pattern in _prefixes():
        found = pattern.match(text)
        if found:
            return kind, text[found.end() :].strip()
    for kind, short in _glued():
        rest = text.removeprefix(short)
        # No syllable starts with TT or TP, but one may with PH: one letter needs a capital and a small one.
        if rest != text and rest[:1].isupper() and (len(short) > 1 or rest[1:2].islower()):
            return kind, rest
    return None, text


@cache
def _prefixes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return a pattern for each spelling of each type, the longest first (thị xã before xã's own)."""
    spelled: list[tuple[int, str, re.Pattern[str]]] = []
    for kind in unit_types().values():
        for word in kind.words:
            spelled.append((100 + len(word), kind.kind, re.compile(re.escape(word) + r"\.?\s+(?=\S)", re.I)))
        for short in kind.abbreviations:
            letters = re.escape(short)
            spelled.append((len(short), kind.kind, re.compile(letters + r"(?:\.\s*|\s+)(?=\w)", re.I)))
    spelled.sort(key=lambda item: -item[0])
    return tuple((kind, pattern) for _, kind, pattern in spelled)


@cache
def _glued() -> tuple[tuple[str, str], ...]:
    """Return the abbreviations that are written without a dot or blank, the longest first."""
    shorts = [(t.kind, a) for t in unit_types().values() for a in t.abbreviations if "." not in a]
    return tuple(sorted(shorts, key=lambda item: -len(item[1])))


def strong_key(name: str) -> str:
    """Return the key that equal names share whatever their type, case, tone placement and i or y.

    Examples
    --------
    >>> strong_key("Xã Hoà Bình") == strong_key("hòa bình")
    True
    """
    return _fold(split_type(name)[1])


def weak_key(name: str) -> str:
    """Return the strong key without marks; đ is mapped by hand, as it does not decompose."""
    return _unmarked(strong_key(name))


def _fold(bare: str) -> str:
    words = normalise(bare).casefold().replace(".", " ").replace("-", " ").split()
    if len(words) == 1:
        words = [_ROMAN.get(words[0], words[0])]
    return unicodedata.normalize("NFC", " ".join(_fold_syllable(word) for word in words))


def _fold_syllable(word: str) -> str:
    if word.isdecimal():
        return str(int(word))
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(c for c in letters if c in _TONES)
    return _i_for_y("".join(c for c in letters if c not in _TONES)) + tone


def _i_for_y(letters: str) -> str:
    """Write i for y where both are written: after a consonant or `qu`, or first; hay and hai stay apart."""
    for position, letter in enumerate(letters):
        before = letters[:position]
        if letter == "y" and (not before or before == "qu" or _last_base(before) not in _VOWELS):
            return before + "i" + letters[position + 1 :]
    return letters


def _last_base(letters: str) -> str:
    return next((c for c in reversed(letters) if not unicodedata.combining(c)), "")


def _unmarked(key: str) -> str:
    letters = unicodedata.normalize("NFD", key).replace("đ", "d")
    return "".join(c for c in letters if not "\u0300" <= c <= "\u036f")


def _slip_key(key: str) -> str:
    """Fold hỏi into ngã, which speakers of the south hear as one tone."""
    return unicodedata.normalize("NFD", key).replace(_HOOK, _TILDE)


class NameIndex(Generic[Thing]):
    """Named things, ready to be found by a written name.

    Parameters
    ----------
    named : iterable of (str, Thing)
        Published names with their type, and what each names. Two things of one name are both kept, and
        then neither is ever chosen by that name alone.
    """

    def __init__(self, named: Iterable[tuple[str, Thing]]) -> None:
        self._entries: list[_Entry[Thing]] = []
        self._strong: dict[str, list[int]] = {}
        self._slip: dict[str, list[int]] = {}
        self._weak: dict[str, list[int]] = {}
        self._suggested: dict[str, tuple[Thing, ...]] = {}
        for name, thing in named:
            kind, bare = split_type(name)
            key = _fold(bare)
            position = len(self._entries)
            self._entries.append(_Entry(thing, normalise(name), kind, bare))
            self._strong.setdefault(key, []).append(position)
            self._slip.setdefault(_slip_key(key), []).append(position)
            self._weak.setdefault(_unmarked(key), []).append(position)

    def match(self, text: str, *, suggest: bool = True) -> Match[Thing]:
        """Return what `text` names.

        Parameters
        ----------
        text : str
            A name as someone wrote it.
        suggest : bool
            Look for near names when nothing matches; costs a pass over all names, so it is done for the
            first 200 unknown ones only.
        """
        readings = _readings(text)
        exact = [e for e in self._found(self._strong, readings)[0] if normalise(text) in (e.name, e.bare)]
        if len(exact) == 1:
            return Match(exact[0].thing, "exact")
        found = self._found(self._strong, readings)
        if any(found):
            return _decide(*found, "strong")
        found = self._found(self._slip, [(kind, _slip_key(key)) for kind, key in readings])
        if not any(found):
            # Only a name without any mark may stand for a marked one: whoever writes marks means them.
            found = self._found(self._weak, [r for r in readings if _unmarked(r[1]) == r[1]])
        if any(found):
            return _decide(*found, "weak")
        return Match(None, None, self._suggest(text, readings) if suggest else ())

    def _found(
        self, index: dict[str, list[int]], readings: list[tuple[str | None, str]]
    ) -> tuple[list[_Entry[Thing]], list[_Entry[Thing]]]:
        """Return entries whose type agrees with the written one, and those of another type of its level."""
        agreeing: dict[int, _Entry[Thing]] = {}
        differing: dict[int, _Entry[Thing]] = {}
        for kind, key in readings:
            for position in index.get(key, ()):
                entry = self._entries[position]
                if kind is None or entry.kind is None or kind == entry.kind:
                    agreeing[position] = entry
                elif unit_types()[kind].level == unit_types()[entry.kind].level:
                    differing[position] = entry
        return list(agreeing.values()), [e for p, e in differing.items() if p not in agreeing]

    def _suggest(self, text: str, readings: list[tuple[str | None, str]]) -> tuple[Thing, ...]:
        if text in self._suggested:
            return self._suggested[text]
        if len(self._suggested) >= _MOST_SUGGESTED or len(text) > _LONGEST_MISSPELT:
            return ()
        near: list[int] = []
        for _, key in readings:
            for close in difflib.get_close_matches(_unmarked(key), self._weak, n=3, cutoff=0.6):
                near.extend(p for p in self._weak[close] if p not in near)
        found = self._suggested[text] = tuple(self._entries[p].thing for p in near[:3])
        return found


def _readings(text: str) -> list[tuple[str | None, str]]:
    """Return the text's type and key, and the whole text as a name: Xã Xa Dung may be written Xa Dung."""
    kind, bare = split_type(text)
    split = (kind, _fold(bare))
    return [split] if kind is None else [split, (None, _fold(text))]


def _decide(
    agreeing: list[_Entry[Thing]], differing: list[_Entry[Thing]], strength: Strength
) -> Match[Thing]:
    if len(agreeing) == 1:
        return Match(agreeing[0].thing, strength)
    if not agreeing and len(differing) == 1:
        # A commune may have become a town or a ward since: taken, but never without a report.
        return Match(differing[0].thing, "weak")
    return Match(None, None, tuple(e.thing for e in agreeing + differing)[:5])


def match_name(text: str, candidates: Iterable[str]) -> Match[str]:
    """Return which of the published `candidates` a written name means; see `NameIndex`.

    Examples
    --------
    >>> match_name("PHUOC THIEN", ["Xã Phước Thiền", "Xã Phước An"])
    Match(candidate='Xã Phước Thiền', strength='weak', suggestions=())
    """
    return NameIndex((name, name) for name in candidates).match(text)
