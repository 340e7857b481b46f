"""Drafts read with what was mended in them, and loaded whole or part by part."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from geodata.errors import UnknownThing
from geodata.findings import Finding
from geodata.store import Store
from geodata.store.drafts import DraftState, StoredDraft, change_draft_in, get_draft
from geodata.store.imports import Batch
from geodata.store.models import Draft
from geodata.store.observations import Changes, compare_observations
from geodata.store.settings import read_office_settings
from geodata.tables.mending import mended_copy
from layers.catalogue import Profile
from layers.offices.holding import refusals_by_rights, why_not
from layers.offices.owners import owners_of
from layers.offices.rights import Rights
from layers.reporting.accepting.acceptance import finding_key
from layers.reporting.accepting.report import ReadReport, commit_report, read_report
from layers.reporting.accepting.stored import Preview, held_against_store, stored_sources
from layers.reporting.accepting.table import Progress
from layers.reporting.drafts.parts import WHOLE, Part, PartedBy, only_parts, parts_of
from layers.reporting.layouts.stored_mappings import mapping_for


@dataclass(frozen=True)
class DraftReading:
    """A draft as it reads now: its report held against the store, its parts, and what would change.

    `preview` is of all sound lines, though errors elsewhere still keep their parts back.
    """

    draft: StoredDraft
    report: ReadReport
    parts: tuple[Part, ...]
    preview: Preview

    def finding(self, key: str) -> Finding:
        """Return the finding of a key (`finding_key`); `UnknownThing` where it is settled or never was."""
        found = next((one for one in self.report.findings if finding_key(one) == key), None)
        if found is None:
            raise UnknownThing("finding.unknown", key=key)
        return found


def read_draft(
    store: Store,
    session: Session,
    profile: Profile,
    draft_id: str,
    *,
    rights: Rights,
    by: PartedBy = PartedBy.SHEET,
    today: date | None = None,
    progress: Progress | None = None,
) -> DraftReading:
    """Read a draft's file with all that was mended in it; nothing is touched.

    What is not theirs to report is an error.
    """
    draft, settings = get_draft(store, session, draft_id), read_office_settings(session)
    own = held_against_rights(_read(session, profile, draft, progress), rights, profile, settings)
    report = held_against_store(session, profile, own, today=today)
    parts = parts_of(report, by, profile, settings)
    changes = compare_observations(session, report.sound)
    return DraftReading(draft, report, parts, Preview(changes, report.findings))


def commit_draft(
    store: Store,
    profile: Profile,
    draft_id: str,
    *,
    person: str,
    rights: Rights,
    parts: Sequence[str] | None = None,
    by: PartedBy = PartedBy.SHEET,
    accept_warnings: str | None = None,
    reasons: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    writing: Progress | None = None,
) -> tuple[Batch, Changes]:
    """Load a draft, or some of its parts, in one transaction; the rest stays a draft.

    Parameters
    ----------
    store : Store
    profile : Profile
    draft_id : str
    person : str
        Who loads it.
    rights : Rights
        What the person may report, read at this moment.
    parts : sequence of str or None
        Names of parts; None: all of the file.
    by : PartedBy
        What the parts are.
    accept_warnings, reasons
        See `commit_report`.
    today : datetime.date or None
    progress : callable or None
        Told how much of the file was read (0–1); not called while the store is written to.
    writing : callable or None
        Told how far the writing is (0–1), within its transaction; what it raises undoes all of it.

    Raises
    ------
    Refused
        For errors of the chosen parts, or of the file as a whole; for warnings without a reason.
    UnknownThing
        For a part that the file does not have.
    """
    with store.session() as session:
        draft = get_draft(store, session, draft_id)
        settings = read_office_settings(session)
        whole = held_against_rights(_read(session, profile, draft, progress), rights, profile, settings)
        names = {part.name for part in parts_of(whole, by, profile, settings)}
        for part in parts or ():
            if part not in names:
                raise UnknownThing("draft.unknown_part", part=part, allowed=", ".join(sorted(names)))
        chosen = whole if parts is None else only_parts(whole, parts, by, profile, settings)
        report = held_against_store(session, profile, chosen, today=today)
    settled = sorted(names) if parts is None else list(parts)
    summary = {"draft": draft_id, "parts": settled, "mended": dict(draft.overrides)}

    def settle(batch: Batch) -> None:
        batch.summary.update(summary)

        def change(row: Draft) -> None:
            row.settled = [*row.settled, *({"part": name, "sequence": batch.sequence} for name in settled)]
            if names - {WHOLE} <= {one["part"] for one in row.settled}:
                row.state = DraftState.COMMITTED

        change_draft_in(store, batch.session, draft_id, change)

    return commit_report(
        store,
        report,
        person=person,
        rights=rights,
        accept_warnings=accept_warnings,
        reasons=reasons,
        then=settle,
        progress=writing,
    )


def _read(
    session: Session, profile: Profile, draft: StoredDraft, progress: Progress | None = None
) -> ReadReport:
    """Read a draft's file with what was mended in it; the report names the file as it came."""
    units_on, observations_of = stored_sources(session)
    with tempfile.TemporaryDirectory() as folder:
        path = draft.path
        if any(draft.overrides.values()):
            path = Path(folder) / "mended"
            mended_copy(draft.path, draft.file_name, draft.overrides, path)
        report = read_report(
            path,
            draft.file_name,
            profile,
            units_on,
            period=draft.period,
            at=draft.valid_on,
            observations_of=observations_of,
            progress=progress,
            mapping=mapping_for(session, profile, draft.mapping, draft.office),
        )
    return replace(report, path=draft.path)


def held_against_rights(
    report: ReadReport, rights: Rights, profile: Profile, settings: Mapping[str, Any]
) -> ReadReport:
    """Return the report with an error for each indicator or unit that is not the person's to report.

    Parameters
    ----------
    report : ReadReport
    rights : Rights
        Of the person who sends it in.
    profile : Profile
    settings : mapping
        Of the office, which say who reports what.

    Returns
    -------
    ReadReport
        Its `sound` lines are only those that the person may report. Each indicator of others is named once,
        at its first figure, and so is each unit.
    """
    if rights.are_all:
        return report
    owners, entered = owners_of(profile, settings), tuple(report.entered())
    found = refusals_by_rights(rights, profile, owners, entered)
    if not found:
        return report
    allowed = [p for p, one in enumerate(entered) if why_not(rights, profile, owners, one) is None]
    return replace(
        report,
        entries=(),
        findings=report.findings + found,
        sound=tuple(report.sound[p] for p in allowed),
        places=tuple(report.places[p] for p in allowed),
    )
