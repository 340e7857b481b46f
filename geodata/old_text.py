"""Text of old office files: TCVN3 (.VnTime) and VNI bytes read as letters, and found out when nobody said.

The letters are data (``old_text_letters.csv``). Decide for a whole file, never for one cell: a single
short name may make sense in more than one encoding.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from geodata.names import normalise, strong_key

Encoding = Literal["utf-8", "tcvn3", "vni", "cp1258", "latin-1"]

_RUNNER_UP = 0.7
_CLEAR = 0.95
_WORDS = re.compile(r"[^\W\d_]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VNI_VOWELS = frozenset(b"aeouyAEOUY\xf4\xf6\xd4\xd6")


@dataclass(frozen=True)
class Detected:
    """Which encoding a file's text is in: `encoding` is None when more than one makes sense: ask.

    Parameters
    ----------
    encoding : str or None
    scores : dict
        Encoding to its share (0–1) of syllables that are possible Vietnamese.
    """

    encoding: Encoding | None
    scores: dict[str, float]


@cache
def _tables() -> tuple[dict[int, str], dict[bytes, str]]:
    text = resources.files("geodata").joinpath("old_text_letters.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    tcvn3 = {int(row["tcvn3"], 16): row["letter"] for row in rows if row["tcvn3"]}
    return tcvn3, {bytes.fromhex(row["vni"]): row["letter"] for row in rows}


def decode(data: bytes, encoding: str) -> str:
    """Return the text of `data` in NFC.

    Parameters
    ----------
    data : bytes
        As the file has it, not cleaned: byte AD is the letter ư in TCVN3 and a soft hyphen elsewhere.
    encoding : str
        ``tcvn3``, ``vni``, or a name that Python knows. Strict: raises `UnicodeDecodeError` where
        Python's codec does.
    """
    if encoding == "tcvn3":
        text = _decode_tcvn3(data)
    elif encoding == "vni":
        text = _decode_vni(data)
    else:
        text = data.decode(encoding)
    return unicodedata.normalize("NFC", text)


def other_readings(text: str) -> tuple[str, ...]:
    """Return what a text may say that a program took for Windows-1252: as TCVN3, as VNI and as UTF-8.

    For a single name only where the reading can be held against names that are known.

    Parameters
    ----------
    text : str
        As the program shows it, such as `Phöôùc Thieàn`.
    """
    if text.isascii():
        return ()
    readings = []
    for seen_as in ("cp1252", "latin-1"):
        try:
            data = text.encode(seen_as)
        except UnicodeEncodeError:
            continue
        readings += [decode(data, "tcvn3"), decode(data, "vni")]
        try:
            readings.append(decode(data, "utf-8"))
        except UnicodeDecodeError:
            continue
    return tuple(dict.fromkeys(readings))


def _decode_tcvn3(data: bytes) -> str:
    letters, _ = _tables()
    return "".join(letters.get(byte) or _windows(byte) for byte in data)


def _decode_vni(data: bytes) -> str:
    _, letters = _tables()
    text: list[str] = []
    position = 0
    while position < len(data):
        pair, one = data[position : position + 2], data[position : position + 1]
        if pair not in letters and len(pair) == 2 and pair[0] in _VNI_VOWELS:
            # Seen in use: a capital base with the accent byte of the lower case.
            pair = bytes([pair[0], pair[1] - 0x20]) if pair[1] >= 0xE0 and _is_capital(pair[0]) else pair
        if len(pair) == 2 and pair in letters:
            text.append(letters[pair])
            position += 2
        else:
            text.append(letters.get(one) or _windows(one[0]))
            position += 1
    return "".join(text)


def _is_capital(byte: int) -> bool:
    return 0x41 <= byte <= 0x5A or byte in (0xD4, 0xD6)


def _windows(byte: int) -> str:
    """Return the quotes and dashes that stood between the letters; an unused byte shows as U+FFFD."""
    return bytes([byte]).decode("cp1252", errors="replace")


def possible_syllables(text: str) -> float | None:
    """Return the share (0–1) of words in `text` that can be Vietnamese syllables; None without words."""
    words = _WORDS.findall(normalise(text).casefold())
    if not words:
        return None
    return sum(word in _syllables() for word in map(_toneless, words)) / len(words)


def _toneless(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = [c for c in letters if c in _TONES]
    if len(tones) > 1:
        return ""
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))


@cache
def _syllables() -> frozenset[str]:
    text = resources.files("geodata").joinpath("vietnamese_syllables.toml").read_text("utf-8")
    parts = tomllib.loads(text)
    return frozenset(initial + rhyme for initial in parts["initials"] for rhyme in parts["rhymes"])


def detect_encoding(texts: Sequence[bytes], *, known_names: Iterable[str] = ()) -> Detected:
    """Return which encoding makes sense of all `texts` of a file together.

    Plain ASCII is no evidence and counts as UTF-8, as does what decodes as UTF-8 strictly. Otherwise an
    encoding is taken if every text with marks is a known name in it and in no other, or if its score is
    at least 0.95 and the next one's at most 0.7.

    Parameters
    ----------
    texts : sequence of bytes
        Every name field of the file.
    known_names : iterable of str
        Published names that the texts may be.
    """
    telling = [text for text in texts if any(byte >= 0x80 for byte in text)]
    decoded = {encoding: _try(telling, encoding) for encoding in ("utf-8", "tcvn3", "vni", "cp1258")}
    if not telling or decoded["utf-8"] is not None:
        return Detected("utf-8", {"utf-8": 1.0})
    keys = {strong_key(name) for name in known_names}
    scores: dict[str, float] = {}
    naming: list[Encoding] = []
    for encoding in ("tcvn3", "vni", "cp1258"):
        lines = decoded[encoding]
        if lines is None:
            continue
        scores[encoding] = possible_syllables(" ".join(lines)) or 0.0
        if keys and all(strong_key(line) in keys for line in lines):
            naming.append(encoding)
    return Detected(naming[0] if len(naming) == 1 else _clear_winner(scores), scores)


def _try(texts: Sequence[bytes], encoding: str) -> list[str] | None:
    try:
        return [decode(text, encoding) for text in texts]
    except UnicodeDecodeError:
        return None


def _clear_winner(scores: dict[str, float]) -> Encoding | None:
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _CLEAR or (len(ranked) > 1 and ranked[1][1] > _RUNNER_UP):
        return None
    return ranked[0][0]  # type: ignore[return-value]
