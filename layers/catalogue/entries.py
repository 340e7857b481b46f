"""TOML read strictly: each key is taken once and checked, and what is left over is refused."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from layers.errors import CatalogueError

Choice = TypeVar("Choice", bound=StrEnum)


class Entry:
    """One table of a TOML file; keys are taken one by one, then `finish` refuses those nobody asked for.

    Parameters
    ----------
    table : dict
        As tomllib gives it, with numbers as int or Decimal.
    file, name : str
        Where it stands, for the error's text.
    """

    def __init__(self, table: dict[str, Any], file: str, name: str) -> None:
        self._left = dict(table)
        self._file = file
        self.name = name

    def error(self, reason: str) -> CatalogueError:
        """Return an error that says this entry and the reason."""
        return CatalogueError(self._file, self.name, reason)

    def text(self, key: str) -> str:
        """Take a text that must be there and not be empty."""
        value = self.optional_text(key)
        if not value:
            raise self.error(f"key '{key}' is missing or empty")
        return value

    def optional_text(self, key: str) -> str | None:
        """Take a text; None where the key is missing."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, str):
            raise self.error(f"key '{key}' is {value!r}, expected a text")
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """Take one of the words of an enumeration."""
        chosen = self.optional_choice(key, choices)
        if chosen is not None:
            return chosen
        if default is None:
            raise self.error(f"key '{key}' is missing")
        return default

    def optional_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """Take one of the words of an enumeration; None where the key is missing."""
        word = self.optional_text(key)
        if word is None:
            return None
        try:
            return choices(word)
        except ValueError:
            allowed = ", ".join(choices)
            raise self.error(f"key '{key}' is '{word}', expected one of: {allowed}") from None

    def number(self, key: str) -> Fraction | None:
        """Take an exact number; None where the key is missing."""
        value = self._left.pop(key, None)
        return None if value is None else self._exact(key, value)

    def numbers(self, key: str) -> tuple[Fraction, ...]:
        """Take a list of exact numbers; empty where the key is missing."""
        values = self._left.pop(key, [])
        if not isinstance(values, list):
            raise self.error(f"key '{key}' is {values!r}, expected a list of numbers")
        return tuple(self._exact(key, value) for value in values)

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; empty where the key is missing."""
        values = self._left.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.error(f"key '{key}' is {values!r}, expected a list of texts")
        return tuple(values)

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """Take a whole number of at least `least`."""
        value = self._left.pop(key, default)
        if value is None:
            raise self.error(f"key '{key}' is missing")
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(f"key '{key}' is {value!r}, expected a whole number of at least {least}")
        return value

    def flag(self, key: str) -> bool:
        """Take true or false; false where the key is missing."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.error(f"key '{key}' is {value!r}, expected true or false")
        return value

    def day(self, key: str) -> date:
        """Take a date that must be there."""
        value = self.optional_day(key)
        if value is None:
            raise self.error(f"key '{key}' is missing")
        return value

    def optional_day(self, key: str) -> date | None:
        """Take a date without a time; None where the key is missing."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.error(f"key '{key}' is {value!r}, expected a date such as 2024-12-31")
        return value

    def table(self, key: str) -> Entry:
        """Take a table that must be there."""
        found = self.optional_table(key)
        if found is None:
            raise self.error(f"table '{key}' is missing")
        return found

    def optional_table(self, key: str) -> Entry | None:
        """Take a table; None where the key is missing."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.error(f"key '{key}' is {value!r}, expected a table")
        return Entry(value, self._file, f"{self.name} {key}".strip())

    def tables(self, key: str, named_by: str) -> tuple[Entry, ...]:
        """Take an array of tables, each called by its key `named_by`; empty where the key is missing."""
        values = self._left.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.error(f"'{key}' is not written as [[{key}]]")
        return tuple(
            Entry(value, self._file, str(value.get(named_by, f"{key} no. {position}")))
            for position, value in enumerate(values, start=1)
        )

    def finish(self) -> None:
        """Refuse the keys that nobody asked for."""
        if self._left:
            raise self.error(f"unknown key '{sorted(self._left)[0]}'")

    def _exact(self, key: str, value: object) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.error(f"key '{key}' is {value!r}, expected a number")
        if isinstance(value, Decimal) and not value.is_finite():
            raise self.error(f"key '{key}' is {value}, expected a finite number")
        return Fraction(value)


def read_toml(path: Path, root: Path) -> Entry:
    """Read a TOML file whole, numbers exact; `root` shortens its name in errors."""
    name = path.relative_to(root).as_posix()
    try:
        with path.open("rb") as stream:
            return Entry(tomllib.load(stream, parse_float=Decimal), name, "")
    except FileNotFoundError:
        raise CatalogueError(name, "", "the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise CatalogueError(name, "", f"not readable as TOML: {wrong}") from wrong


def toml_files(folder: Path, root: Path) -> tuple[Path, ...]:
    """Return the TOML files in a folder, at any depth; another suffix is refused, lest it be passed over."""
    if not folder.is_dir():
        raise CatalogueError(folder.relative_to(root).as_posix(), "", "the folder is missing")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path, folder))
    for path in files:
        if path.suffix != ".toml":
            raise CatalogueError(path.relative_to(root).as_posix(), "", "expected a file ending in .toml")
    return tuple(files)


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
