"""The kinds of long work that the portal knows, by name; a new one is added to this table."""

from __future__ import annotations

from webmap.jobs import JobKind

KINDS: dict[str, JobKind] = {}
