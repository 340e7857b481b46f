"""`indicators import`: figures of a workbook or a long table, whole, or by chosen sheets or offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.store.imports import Batch
from geodata.store.observations import Changes
from geodata.store.settings import read_office_settings
from geodata.tables.workbook.annotation import annotate_workbook
from layers.catalogue import Profile
from layers.periods import Period
from layers.reporting import (
    PartedBy,
    ReadReport,
    commit_draft,
    commit_report,
    create_draft,
    only_parts,
    parts_of,
    preview_report,
    read_stored_report,
)
from layers.reporting.layouts.mapping import OfficeMapping
from layers.reporting.layouts.stored_mappings import (
    offices_with_mapping,
    remember_mapping,
    remembered_mapping,
)
from webmap.app.portal import portal
from webmap.cli.mapping_file import read_mapping_file
from webmap.cli.progress import progress_bar
from webmap.cli.reports import DAY, PERIOD, dry_run_option, in_words, person, reason_option, stop_if_refused
from webmap.people.rights import OWNER
from webmap.words.findings import word_sentence
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class Wanted:
    """What the command was asked to load: a file, how it is read, and which of its parts (none: all)."""

    file: Path
    at: date | None
    period: Period | None
    office: str | None
    mapping: OfficeMapping | None
    by: PartedBy
    parts: tuple[str, ...]


@click.command("import")
@click.argument("file", type=_INPUT)
@click.option("--at", type=DAY, help="Day whose units the codes name, where a code names two in the period.")
@click.option("--period", type=PERIOD, help="Period that is expected.")
@click.option("--mapping", "mapping_file", type=_INPUT, help="What an office's own workbook means (TOML).")
@click.option("--office", help="Whose workbook it is: its mapping is remembered, and used without --mapping.")
@click.option("--only-sheet", "sheets", multiple=True, help="Load this sheet, keep the rest as a draft.")
@click.option("--only-office", "offices", multiple=True, help="Load this office's lines, keep the rest.")
@click.option("--annotated", type=_OUTPUT, help="Write a copy with the wrong cells coloured and commented.")
@dry_run_option
@reason_option
@with_appcontext
@in_words
def import_command(
    file: Path,
    at: date | None,
    period: Period | None,
    mapping_file: Path | None,
    office: str | None,
    sheets: tuple[str, ...],
    offices: tuple[str, ...],
    annotated: Path | None,
    dry_run: bool,
    reason: str | None,
    word: Translator,
) -> None:
    """Load a filled-in workbook or a long table (CSV): all of it, or chosen parts each whole, or nothing."""
    here = portal()
    if sheets and offices:
        raise click.UsageError(word("A file is parted by sheet or by office, not by both."))
    by = PartedBy.SHEET if sheets else PartedBy.OFFICE
    with here.store.session() as session:
        mapping = _mapping(session, here.profile, mapping_file, office)
        wanted = Wanted(file, at, period, office, mapping, by, (*sheets, *offices))
        report = _read(session, wanted, word)
        preview = preview_report(session, report)
    if annotated is not None:
        told = [(finding, word_sentence(finding, word)) for finding in report.findings]
        annotate_workbook(file, told, annotated)
    stop_if_refused(report.findings, "dry run" if dry_run else reason, word)
    if dry_run:
        said = word.ngettext(
            "%(added)s value new, %(changed)s changed, %(unchanged)s unchanged. Nothing was changed.",
            "%(added)s values new, %(changed)s changed, %(unchanged)s unchanged. Nothing was changed.",
            preview.changes.counts["added"],
            **preview.changes.counts,
        )
        click.echo(said)
        return
    batch, changes = _loaded(wanted, report, reason, word)
    if mapping_file is not None and mapping is not None and office is not None:
        remember_mapping(here.store, office, mapping, person=person())
    said = word.ngettext(
        "%(added)s value added, %(changed)s changed, %(unchanged)s unchanged. Import %(sequence)s.",
        "%(added)s values added, %(changed)s changed, %(unchanged)s unchanged. Import %(sequence)s.",
        changes.counts["added"],
        sequence=batch.sequence,
        **changes.counts,
    )
    click.echo(said)


def _read(session: Session, wanted: Wanted, word: Translator) -> ReadReport:
    """Read the file, and leave out what was not chosen; `UnknownThing` for a part that it does not have."""
    profile, settings = portal().profile, read_office_settings(session)
    with progress_bar(word("Reading")) as passed:
        report = read_stored_report(
            session,
            profile,
            wanted.file,
            wanted.file.name,
            period=wanted.period,
            at=wanted.at,
            mapping=wanted.mapping,
            progress=passed,
        )
    if not wanted.parts:
        return report
    known = {part.name for part in parts_of(report, wanted.by, profile, settings)}
    for part in wanted.parts:
        if part not in known:
            raise UnknownThing("draft.unknown_part", part=part, allowed=", ".join(sorted(known)))
    return only_parts(report, wanted.parts, wanted.by, profile, settings)


def _loaded(
    wanted: Wanted, report: ReadReport, reason: str | None, word: Translator
) -> tuple[Batch, Changes]:
    """Load all of the file, or the chosen parts with the rest kept as a draft of the person."""
    by_whom: dict[str, Any] = {"person": person(), "rights": OWNER, "accept_warnings": reason}
    if not wanted.parts:
        with progress_bar(word("Writing")) as passed:
            return commit_report(portal().store, report, progress=passed, **by_whom)
    draft = create_draft(
        portal().store,
        wanted.file,
        wanted.file.name,
        person=person(),
        office=wanted.office,
        period=wanted.period,
        valid_on=wanted.at,
        mapping=wanted.mapping,
    )
    loaded = commit_draft(
        portal().store, portal().profile, draft.id, parts=wanted.parts, by=wanted.by, **by_whom
    )
    click.echo(word(_("What was not chosen is kept as a draft of %(person)s."), person=person()))
    return loaded


def _mapping(
    session: Session, profile: Profile, file: Path | None, office: str | None
) -> OfficeMapping | None:
    """Return the mapping of a file, else the one that is remembered for the office, if either is named."""
    if file is not None:
        return read_mapping_file(file, profile)
    if office is None:
        return None
    remembered = remembered_mapping(session, profile, office)
    if remembered is None:
        raise UnknownThing("mapping.none", office=office, known=offices_with_mapping(session))
    return remembered
