"""`/desk/boundaries`: outlines from a file; its system and text are confirmed before anything is loaded.

What a person has said about a file stands in the address, so that a page can be left, reloaded and sent on;
the file itself is kept under its SHA-256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from pyproj import CRS
from pyproj.exceptions import CRSError
from werkzeug.wrappers import Response

from geodata.boundaries.read import ACCEPTED_SUFFIXES
from geodata.errors import GeodataError
from geodata.findings import Findings
from geodata.store.files import keep_file, path_of, record_file
from geodata.store.imports import list_imports
from geodata.store.units import read_vintages
from geodata.store.vocabulary import ImportKind
from layers.intake.boundaries import (
    ReadBoundaries,
    commit_boundary_file,
    known_outlines,
    read_boundary_file,
    systems_fitting,
)
from webmap.app.errors import BadParameter, PortalError
from webmap.app.portal import portal
from webmap.desk import uploads
from webmap.desk.entry_words import say_import_kind
from webmap.desk.words import finding_lines
from webmap.drawing.outline_picture import outline_picture
from webmap.pages.error_pages import status_of
from webmap.pages.language import current_translator
from webmap.pages.thin_outlines import begin_outlines
from webmap.people.permissions import current_person
from webmap.words.findings import word_error, word_in_each
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("desk_boundaries", __name__, url_prefix="/desk/boundaries")

_ENCODINGS = {
    "auto": _("as it is recognised"),
    "utf-8": "Unicode (UTF-8)",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
}
# Findings name the command's options; on the page they are fields.
_FIELDS = {
    "--crs": _("the field “Coordinate system”"),
    "--encoding": _("the field “Text encoding”"),
    "--layer": _("the field “Layer”"),
    "--code-column": _("the field “Column of codes”"),
    "--name-column": _("the field “Column of names”"),
}
_OPTION = re.compile("|".join(sorted(_FIELDS, key=len, reverse=True)))
_LISTED = 200


@dataclass(frozen=True)
class Said:
    """What a person has said about a file; empty texts are unsaid."""

    file_name: str
    valid_from: date
    valid_to: date | None
    crs: str = ""
    encoding: str = "auto"
    layer: str = ""
    code_column: str = ""
    name_column: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same as an address carries it."""
        said = {
            "file": self.file_name,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": "" if self.valid_to is None else self.valid_to.isoformat(),
            "crs": self.crs,
            "encoding": "" if self.encoding == "auto" else self.encoding,
            "layer": self.layer,
            "code_column": self.code_column,
            "name_column": self.name_column,
        }
        return {name: text for name, text in said.items() if text}


@bp.get("")
def index() -> str:
    """Show the form for a file of outlines, the vintages there are, and what was loaded."""
    return _index_page()


@bp.post("")
def upload() -> str | tuple[str, int] | Response:
    """Keep the file, and go on to what is found in it."""
    here = portal()
    try:
        with uploads.received(request.files.get("file"), suffixes=ACCEPTED_SUFFIXES) as (path, name):
            said = _said(request.form, file_name=name)
            kept = keep_file(here.store, path)
            with here.store.writing() as session:
                record_file(session, kept, name)
    except (GeodataError, PortalError) as problem:
        return _index_page(problem=word_error(problem, current_translator())), status_of(problem)
    return redirect(_address("desk_boundaries.page", kept.sha256, said), 303)


@bp.get("/<sha256>")
def page(sha256: str) -> str:
    """Show what is found in the file, the systems it may be in, and what loading would change."""
    return _file_page(sha256, _said(request.args))


@bp.post("/<sha256>")
def commit(sha256: str) -> str | tuple[str, int] | Response:
    """Load the outlines in one import; say what keeps them back."""
    here, said, word = portal(), _said(request.args), current_translator()
    reason = request.form.get("reason", "").strip() or None
    try:
        sequence = commit_boundary_file(
            here.store,
            here.profile,
            _read(sha256, said),
            person=current_person().name or "",
            wording=word_in_each,
            accept_warnings=reason,
            is_official="official" in request.form,
        )
    except GeodataError as problem:
        return _file_page(sha256, said, problem=word_error(problem, word)), status_of(problem)
    begin_outlines(said.valid_from)
    flash(word(_("The outlines were loaded.")))
    return redirect(url_for("desk_imports.page", sequence=sequence), 303)


def _index_page(*, problem: str = "") -> str:
    word = current_translator()
    with portal().store.session() as session:
        vintages = read_vintages(session)
        imports = [one for one in list_imports(session) if one.kind == ImportKind.BOUNDARIES]
    return render_template(
        "desk/boundaries.html",
        suffixes=ACCEPTED_SUFFIXES,
        vintages=vintages,
        imports=[(one, say_import_kind(one.kind, word)) for one in imports],
        encodings=_encodings(word),
        problem=problem,
        given=request.form,
    )


def _file_page(sha256: str, said: Said, *, problem: str = "") -> str:
    here, word = portal(), current_translator()
    read = _read(sha256, said)
    known = known_outlines(here.store, said.valid_from)
    # Only a file that names no system is asked for one; what the person chose stays in sight to compare.
    systems = systems_fitting(
        here.store,
        read.path,
        said.file_name,
        valid_from=said.valid_from,
        layer=said.layer or None,
        code_column=said.code_column or None,
        name_column=said.name_column or None,
    )
    return render_template(
        "desk/boundary_file.html",
        sha256=sha256,
        said=said,
        query=said.query,
        encodings=_encodings(word),
        systems=[
            {
                "code": system.code,
                "name": system.name,
                "swapped": system.swapped,
                "percent": None if share is None else round(100 * share),
                "picture": outline_picture([place], known, f"{system.code}, {system.name}"),
                "is_chosen": system.code == said.crs.upper(),
            }
            for system, share, place in systems
        ],
        has_known=bool(known),
        findings=_finding_lines(read.findings, word),
        errors=len(read.findings.errors),
        warnings=len(read.findings.warnings),
        units=[(unit, Decimal(f"{unit.area_ha:.1f}")) for unit in read.units[:_LISTED]],
        unit_count=len(read.units),
        added=read.added,
        changed=read.changed,
        picture=outline_picture([u.geometry for u in read.units], known, said.file_name),
        problem=problem,
        given=request.form,
    )


def _read(sha256: str, said: Said) -> ReadBoundaries:
    here = portal()
    return read_boundary_file(
        here.store,
        here.profile,
        path_of(here.store, sha256),
        said.file_name,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        layer=said.layer or None,
        crs=_crs(said.crs),
        encoding=said.encoding,
        code_column=said.code_column or None,
        name_column=said.name_column or None,
    )


def _said(given: Any, *, file_name: str | None = None) -> Said:
    """Read what a form or an address says about a file."""
    valid_from = uploads.day_asked(given.get("valid_from", "").strip())
    if valid_from is None:
        raise BadParameter("boundaries.no_first_day")
    valid_to = uploads.day_asked(given.get("valid_to", "").strip())
    if valid_to is not None and valid_to < valid_from:
        raise BadParameter("boundaries.ends_before_it_begins")
    encoding = given.get("encoding", "").strip() or "auto"
    if encoding not in _ENCODINGS:
        raise BadParameter("boundaries.encoding_unknown", encoding=encoding, known=", ".join(_ENCODINGS))
    crs = given.get("crs", "").strip()
    _crs(crs)
    return Said(
        file_name or given.get("file", "").strip() or "ranh-gioi.zip",
        valid_from,
        valid_to,
        crs,
        encoding,
        given.get("layer", "").strip(),
        given.get("code_column", "").strip(),
        given.get("name_column", "").strip(),
    )


def _crs(text: str) -> CRS | None:
    """Return the system that was chosen; a number alone is an EPSG code."""
    if not text:
        return None
    try:
        return CRS.from_user_input(f"EPSG:{text}" if text.isdecimal() else text)
    except CRSError:
        raise BadParameter("crs.unknown", crs=text) from None


def _encodings(word: Translator) -> list[tuple[str, str]]:
    return [(code, word(said) if code == "auto" else said) for code, said in _ENCODINGS.items()]


def _finding_lines(findings: Findings, word: Translator) -> list[Any]:
    lines = finding_lines(findings, word)
    return [(line, _OPTION.sub(lambda found: word(_FIELDS[found.group()]), line.said)) for line in lines]


def _address(endpoint: str, sha256: str, said: Said) -> str:
    return f"{url_for(endpoint, sha256=sha256)}?{urlencode(said.query)}"
