"""Passwords: which are good enough, and their argon2 hashes; the password itself is never kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from geodata.errors import GeodataError

SHORTEST, LONGEST = 12, 200
_FEWEST_DIFFERENT = 5
_COMMON = Path(__file__).parent / "common_passwords.txt"
# Digits and signs that stand for letters, as in P@ssw0rd.
_FOR_LETTERS = str.maketrans("@4301!5$7", "aaeoiisst")


class BadPassword(GeodataError):
    """A password is too short, too long or too easy to guess."""


class Passwords:
    """Makes and checks argon2id hashes.

    Parameters
    ----------
    hasher : argon2.PasswordHasher or None
        None takes the library's own cost (RFC 9106, low memory: 64 MiB); tests give a cheap one.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """Return the hash to keep; the salt is drawn anew each time."""
        return self._hasher.hash(_as_typed(password))

    def match(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one of a hash.

        Without a hash (nobody of that name) the answer is no and takes as long: the time that passes does
        not tell which accounts there are.
        """
        nobodys = self._nobodys
        try:
            self._hasher.verify(kept or nobodys, _as_typed(password)[: LONGEST + 1])
        except VerifyMismatchError:
            return False
        return kept is not None

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("the password of nobody")

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made at another cost than today's and should be made again."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, *, name: str, local: Iterable[str] = ()) -> None:
    """Refuse a password that is easily guessed (`BadPassword`).

    Length counts, not kinds of characters (OWASP ASVS 5.0, 6.2): people choose worse ones under such rules.

    Parameters
    ----------
    name : str
        The account's.
    local : iterable of str
        Names that everybody here knows, of offices, units and the district: they count as common words.
    """
    typed = _as_typed(password)
    if len(typed) < SHORTEST:
        raise BadPassword("password.too_short", shortest=SHORTEST)
    if len(typed) > LONGEST:
        raise BadPassword("password.too_long", longest=LONGEST)
    if name.casefold() in typed.casefold():
        raise BadPassword("password.holds_name")
    if len(set(typed.casefold())) < _FEWEST_DIFFERENT or _is_a_row(typed):
        raise BadPassword("password.too_simple")
    if _is_made_of(_common_words() | {_plain(word) for word in local}, _plain(typed)):
        raise BadPassword("password.too_common")


def _as_typed(password: str) -> str:
    """Make one text of the two that Vietnamese keyboards send for the same letters."""
    return unicodedata.normalize("NFC", password)


def _is_a_row(text: str) -> bool:
    """Tell whether each character follows the one before: 123456789012, abcdefghijkl, and backwards."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    # 9 to 0 goes on as on the keyboard.
    return steps <= {1, -9} or steps <= {-1, 9}


@cache
def _common_words() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _plain(text: str) -> str:
    """Return a text without diacritics, blanks and most signs: `Mật khẩu-2024` is `matkhau2024`."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return re.sub(r"[^a-z0-9@!$]", "", decomposed)


def _is_made_of(words: Iterable[str], text: str) -> bool:
    """Tell whether a text is nothing but words one after another, with digits and signs anywhere.

    One without a letter has to be made of the words that are rows of digits.
    """
    known, has_letters = set(words), re.search("[a-z]", text) is not None
    longest = max(map(len, known))
    # Whether so many of the first characters are made of words.
    fits = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        starts = [start for start in range(max(0, end - longest), end) if fits[start]]
        parts = [text[start:end] for start in starts]
        fits[end] = any(part in known or part.translate(_FOR_LETTERS) in known for part in parts) or (
            has_letters and fits[end - 1] and not text[end - 1].isalpha()
        )
    return bool(text) and fits[-1]
