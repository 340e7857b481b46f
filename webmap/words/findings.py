"""Codes of findings, judgements and errors → sentences; the wordings are data, `findings/*.toml`.

Each entry is a code with its sentence in both languages; `{name}` stands for a parameter::

    ["value.over_maximum"]
    en = "{value} is over {max}. Correct the number."
    vi = "{value} vượt quá {max}. Sửa lại số liệu."
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geodata.findings import Finding, Place, Severity
from geodata.names import legible
from layers.numbers import target_decimals
from webmap.words.dates import format_date, format_moment
from webmap.words.numbers import format_number
from webmap.words.translations import LANGUAGES, Translator, translator
from webmap.words.translations import marked as _

FOLDER = Path(__file__).parent.parent / "findings"
_SEVERITIES = {Severity.ERROR: _("Error"), Severity.WARNING: _("Warning"), Severity.NOTE: _("Note")}
# Decimals of an exact number inside a sentence that says no precision of its own.
_DECIMALS = 4


class WordingError(Exception):
    """A file of wordings is incomplete, or two files word one code."""


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Mapping[str, str]]:
    """Return every code's sentence by language."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in found:
                raise WordingError(f"{path.name}: {code} is worded in another file too")
            if set(entry) != set(LANGUAGES):
                raise WordingError(f"{path.name}: {code} needs {' and '.join(sorted(LANGUAGES))}, no more")
            found[code] = entry
    return MappingProxyType(found)


def word_code(code: str, parameters: Mapping[str, object], word: Translator) -> str:
    """Say what a code means. A code without wording is said as it is, with its parameters: never hidden."""
    entry = wordings().get(code)
    if entry is None:
        values = ", ".join(f"{name}: {_say(value, word.lang)}" for name, value in parameters.items())
        return f"{code} ({values})" if values else code
    return _Sentence().vformat(entry[word.lang], (), {k: _say(v, word.lang) for k, v in parameters.items()})


def word_in_each(code: str, parameters: Mapping[str, object]) -> Mapping[str, str]:
    """Say what a code means in each language, for a sentence that is kept and not only shown."""
    return {lang: word_code(code, parameters, translator(lang)) for lang in LANGUAGES}


def word_failure(result: Mapping[str, Any] | None, word: Translator) -> str:
    """Say why a job failed, from what its row keeps of the failure."""
    told = result or {}
    return word_code(str(told.get("code", "job.failed")), told.get("parameters", {}), word)


def word_finding(finding: Finding, word: Translator) -> str:
    """Say a finding in one line: how much it weighs, where, what and how to mend it.

    `Lỗi. so-lieu.xlsx, trang Nước sạch, ô B7: 105% vượt quá 100%. …`
    """
    place = word_place(finding.place, word)
    severity = word(_SEVERITIES[finding.severity])
    sentence = word_sentence(finding, word)
    return f"{severity}. {place}: {sentence}" if place else f"{severity}. {sentence}"


def word_sentence(finding: Finding, word: Translator) -> str:
    """Say what a finding is and how to mend it, where its place is seen anyway."""
    return word_code(finding.code, _parameters(finding), word)


def word_findings(findings: Iterable[Finding], word: Translator) -> list[str]:
    """Say findings line by line, in their order."""
    return [word_finding(finding, word) for finding in findings]


def say_severity(severity: Severity, word: Translator) -> str:
    """Say how much a finding weighs: `Lỗi`, `Cảnh báo`, `Ghi chú`."""
    return word(_SEVERITIES[severity])


def word_place(place: Place, word: Translator) -> str:
    """Say where: file, sheet, cell, line, feature, as far as known."""
    parts = (
        (place.file, _("%(it)s")),
        (place.sheet, _("sheet %(it)s")),
        (place.cell, _("cell %(it)s")),
        (place.line, _("line %(it)s")),
        (place.feature, _("feature %(it)s")),
    )
    return ", ".join(word(text, it=legible(str(value))) for value, text in parts if value is not None)


def word_error(problem: BaseException, word: Translator) -> str:
    """Say an exception that carries a code and parameters; any other by its own text."""
    code = getattr(problem, "code", None)
    parameters = getattr(problem, "parameters", {})
    if not isinstance(code, str):
        return str(problem)
    lines = [word_code(code, parameters, word)]
    lines += word_findings(getattr(problem, "findings", ()), word)
    return "\n".join(lines)


def _parameters(finding: Finding) -> dict[str, object]:
    return {"content": finding.content or "", **finding.parameters}


def _say(value: object, lang: str) -> str:
    """Write a parameter as a reader would."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Fraction | Decimal):
        return _say_number(value, lang)
    if isinstance(value, datetime):
        return format_moment(value, lang)
    if isinstance(value, date):
        return format_date(value, lang)
    if isinstance(value, float):
        return _say_number(Decimal(repr(value)), lang)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_say(item, lang) for item in value)
    return "" if value is None else legible(str(value))


def _say_number(value: int | Fraction | Decimal, lang: str) -> str:
    exact = Fraction(value)
    whole_needs = target_decimals(exact, 0)
    is_exact = exact * 10**whole_needs % 1 == 0
    return format_number(exact, min(whole_needs, _DECIMALS) if is_exact else _DECIMALS, lang)


class _Sentence(string.Formatter):
    """Fill `{name}` only: no attribute, index or format can be reached from a wording's text.

    A parameter that a code was not given reads as `…`, so that a slip never hides the finding itself.
    """

    def get_field(self, field_name: str, args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        return kwargs.get(field_name, "…"), field_name
