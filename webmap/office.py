"""Whose print it is: what the office set to stand at the head of its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Office:
    """What the office set to stand at the head of a sheet; empty where it did not ask for it."""

    parent: str = ""
    name: str = ""
    annex: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Office:
        """Read it from the office's settings."""
        return cls(**{key: str(settings.get(f"office.{key}", "")) for key in ("parent", "name", "annex")})
