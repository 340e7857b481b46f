"""Errors of geodata: one base class, one line for each meaning."""

from __future__ import annotations

from geodata.findings import Findings


class GeodataError(Exception):
    """Base of every error that geodata raises on purpose; `code` names the message, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code + (f" {parameters}" if parameters else ""))
        self.code = code
        self.parameters = parameters


class UnreadableFile(GeodataError):
    """The file cannot be taken for what it is said to be."""


class LimitExceeded(GeodataError):
    """The file, or what it unfolds to, is larger than the portal accepts."""


class CrsMismatch(GeodataError):
    """Two things that must share a coordinate system do not, or one has none."""


class UnknownThing(GeodataError):
    """Something asked for by name (unit, period, import, legend) does not exist."""


class Refused(GeodataError):
    """A file was refused whole; `findings` says why. Nothing was changed."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("import.refused", errors=len(findings.errors), warnings=len(findings.warnings))
        self.findings = findings


def refuse_unless_accepted(findings: Findings, reason: str | None) -> None:
    """Raise `Refused` for errors, and for warnings without a written reason: the one rule of every import."""
    if findings.errors or (findings.warnings and not (reason or "").strip()):
        raise Refused(findings)
