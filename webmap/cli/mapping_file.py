"""A mapping of an office's workbook as a TOML file that a person reads, mends and confirms."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from layers.catalogue import Profile
from layers.errors import MappingWrong
from layers.reporting.layouts.mapping import OfficeMapping, mapping_of_plain, plain_mapping
from layers.reporting.layouts.proposing import Proposal, ProposedPart, ProposedSheet

# Reading a key takes the square of its parts.
_LONG_KEY = re.compile(r"^(?:[^=\n.]*\.){100}", re.MULTILINE)
_SHEET_KEYS = ("title", "layout", "headings", "units", "codes", "note", "unit", "figures")
_PART_KEYS = ("at", "heading", "indicator", "role", "period")


def read_mapping_file(file: Path, profile: Profile) -> OfficeMapping:
    """Return the mapping that a TOML file describes.

    Raises
    ------
    MappingWrong
        For what is no TOML, or no mapping.
    """
    try:
        text = file.read_text("utf-8")
        if _LONG_KEY.search(text):
            raise ValueError("a key of too many parts")
        plain = tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        # TOML or UTF-8 that is none, a number of thousands of digits, lists in lists without end.
        raise MappingWrong("mapping.not_toml", file=file.name, reason=str(wrong)) from wrong
    return mapping_of_plain(plain, profile)


def mapping_text(proposal: Proposal, notice: str) -> str:
    """Return a proposal as TOML: what is likely as it would be read, the rest as lines to be completed."""
    lines = [f"# {notice}", ""]
    for sheet in proposal.sheets:
        if sheet.mapped is not None:
            lines += _sheet_lines(sheet)
    lines += ["[names]"]
    for sheet in proposal.sheets:
        for name, near in sheet.unknown_names:
            meant = ", ".join(f"{unit.name} ({unit.code})" for unit in near) or "?"
            lines.append(f'# {_quoted(name)} = ""  # {meant}')
    return "\n".join(lines) + "\n"


def _sheet_lines(sheet: ProposedSheet) -> Iterator[str]:
    assert sheet.mapped is not None
    plain = plain_mapping(OfficeMapping((sheet.mapped,)))["sheets"][0]
    # A sheet without a likely part is no mapping yet: it stands there as remarks, to be completed.
    off = "" if sheet.mapped.parts else "# "
    yield f"{off}[[sheets]]"
    for key in _SHEET_KEYS:
        if plain[key]:
            yield f"{off}{key} = {_quoted(plain[key])}"
    yield ""
    likely = {part["at"]: part for part in plain["parts"]}
    for part in sheet.parts:
        others = [
            one for one in part.suggestions if one.indicator != likely.get(part.at, {}).get("indicator")
        ]
        if others:
            yield "# ? " + ", ".join(f"{one.indicator}:{one.role} ({one.score:.2f})" for one in others)
        if part.at in likely:
            yield "[[sheets.parts]]"
            yield from (
                f"{key} = {_quoted(likely[part.at][key])}" for key in _PART_KEYS if likely[part.at][key]
            )
        else:
            yield from _open_part(part)
        yield ""


def _open_part(part: ProposedPart) -> Iterator[str]:
    yield "# [[sheets.parts]]"
    yield f"# at = {_quoted(part.at)}"
    yield f"# heading = {_quoted(part.heading)}"
    yield '# indicator = ""'


def _quoted(value: object) -> str:
    # TOML's basic strings and lists of them are JSON's, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
