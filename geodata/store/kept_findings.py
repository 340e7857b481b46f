"""Findings as they are kept with an import, and read back to be worded again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.findings import Finding, Place, Severity


def plain_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON; numbers and days stay what they are."""
    place = {name: value for name, value in vars(finding.place).items() if value is not None}
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "place": place,
        "content": finding.content,
        "parameters": {name: _plain(value) for name, value in finding.parameters.items()},
    }


def finding_from(plain: Mapping[str, Any]) -> Finding:
    """Return the finding that was kept."""
    return Finding(
        Severity(plain["severity"]),
        plain["code"],
        Place(**plain["place"]),
        plain["content"],
        {name: _read(value) for name, value in plain["parameters"].items()},
    )


def _plain(value: object) -> object:
    if isinstance(value, Decimal | Fraction):
        return {"number": format(value, "f") if isinstance(value, Decimal) else str(value)}
    if isinstance(value, date):
        return {"moment": value.isoformat()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _read(value: object) -> object:
    if isinstance(value, dict) and "number" in value:
        return Fraction(value["number"])
    if isinstance(value, dict) and "moment" in value:
        return _moment(value["moment"])
    return value


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
