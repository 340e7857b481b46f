"""Whoever reports at the desk: for whom, which drafts are theirs, and a draft as it reads now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import cast

from werkzeug.datastructures import FileStorage

from geodata.names import legible
from geodata.store.drafts import StoredDraft, get_draft
from geodata.store.imports import ImportRecord, last_sequence
from geodata.store.observation_history import lines_of_import
from geodata.store.settings import read_office_settings
from geodata.store.users import find_user
from geodata.tables.workbook.package import WorkbookLimits, check_package
from layers.audience import Audience, Sight
from layers.offices.owners import offices_of, owners_of
from layers.periods import Period
from layers.reporting import DraftReading, PartedBy, create_draft, read_draft
from webmap.app.cache import kept
from webmap.app.errors import BadParameter, NotForThisReader, UnknownPage
from webmap.app.portal import portal
from webmap.pages.address import reader
from webmap.people.permissions import Person, current_person, person_of
from webmap.people.rights import current_rights, may_change, rights_of
from webmap.words.dates import read_day, today

SUFFIXES = (".xlsx", ".csv")
_KEPT = 6
_LONGEST_NAME = 120


def offices_for(person: Person) -> tuple[str, ...]:
    """Return the offices that a person may choose from when they send something in."""
    if not rights_of(person).oversees:
        return person.offices
    with portal().store.session() as session:
        return offices_of(owners_of(portal().profile, read_office_settings(session)))


def own_draft(draft_id: str) -> StoredDraft:
    """Return a draft of the person who asks; drafts are shown to nobody else."""
    with portal().store.session() as session:
        draft = get_draft(portal().store, session, draft_id)
    if draft.person != current_person().name:
        raise UnknownPage("draft.not_yours")
    return draft


def reading_of(draft: StoredDraft, by: PartedBy) -> DraftReading:
    """Read a draft against the store as both stand now; the last readings are kept, for nothing is rewritten.

    What the person may report is part of the key: it decides what is found.
    """
    here, rights, day = portal(), current_rights(), today()
    with here.store.session() as session:
        key = (draft.id, draft.updated_at, last_sequence(session), by, rights, day)
        read = partial(
            read_draft, here.store, session, here.profile, draft.id, by=by, rights=rights, today=day
        )
        return cast(DraftReading, kept("drafts", _KEPT).get(key, read))


def parted_by(text: str | None, draft: StoredDraft) -> PartedBy:
    """Return how a draft is parted: as the address says, else a workbook by sheet and a table not at all."""
    if not text:
        return PartedBy.FILE if draft.file_name.lower().endswith(".csv") else PartedBy.SHEET
    try:
        return PartedBy(text)
    except ValueError:
        raise BadParameter("draft.unknown_parting", text=text) from None


def keep_upload(upload: FileStorage | None, *, office: str | None, period: Period | None) -> StoredDraft:
    """Keep what a person sent in as a draft of theirs.

    Raises
    ------
    BadParameter
        Where no file was chosen, or the file is of no kind that the desk reads.
    NotForThisReader
        For an office that is not theirs.
    UnreadableFile, LimitExceeded
        For a workbook that cannot be one, is encrypted, holds macros, or unfolds beyond the limits.
    """
    person = current_person()
    if office is not None and office not in offices_for(person):
        raise NotForThisReader("office.not_yours", office=office)
    with received(upload, suffixes=SUFFIXES) as (path, name):
        if name.lower().endswith(".xlsx"):
            check_package(path, WorkbookLimits(), name=name)
        return create_draft(
            portal().store, path, name, person=person.name or "", office=office, period=period
        )


def may_open_import(record: ImportRecord) -> bool:
    """Tell whether the person may have an import's file and all its figures.

    It is their own, or they oversee, see all that is in it, and all that its loader could have put there:
    else the very refusal would tell that something hidden is in it.
    """
    profile, sight = portal().profile, reader()
    if record.person == current_person().name:
        return True
    if not current_rights().oversees:
        return False
    with portal().store.session() as session:
        loader = find_user(session, record.person)
        lines = {indicator for indicator, _period in lines_of_import(session, record.sequence)}
    # Whoever runs commands has no account, and the whole store.
    theirs = Sight(Audience.POLICE if loader is None else person_of(loader).audience)
    known = [profile.indicators.get(code) for code in lines]
    return all(sight.sees(one) for one in profile.indicators.values() if theirs.sees(one)) and all(
        one is not None and sight.sees(one) for one in known
    )


def may_undo(record: ImportRecord) -> bool:
    """Tell whether the person may undo an import: their own figures, or what they may open and may change."""
    if not may_open_import(record):
        return False
    with portal().store.session() as session:
        changes = may_change(session, record)
    return changes and (current_rights().oversees or record.kind in ("indicators", "undo"))


def day_asked(text: str) -> date | None:
    """Read a day (2024-12-31) from a form; None for an empty field."""
    try:
        return read_day(text) if text else None
    except ValueError:
        raise BadParameter("vintage.not_a_day", text=text) from None


@contextmanager
def received(upload: FileStorage | None, *, suffixes: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Lay an upload where it can be read; gone afterwards, for the store keeps its own copy.

    Raises
    ------
    BadParameter
        Where no file was chosen, or one of another kind.
    """
    name = _bare_name(upload, suffixes)
    assert upload is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        upload.save(path)
        yield path, name


def _bare_name(upload: FileStorage | None, suffixes: tuple[str, ...]) -> str:
    """Return the file's own name without whatever folders a browser or a program put before it."""
    given = "" if upload is None else legible(upload.filename or "")
    name = PurePosixPath(PureWindowsPath(given).name).name.strip()
    if not name:
        raise BadParameter("upload.no_file")
    if not name.lower().endswith(suffixes):
        raise BadParameter("upload.wrong_kind", file=name, allowed=", ".join(suffixes))
    stem, _dot, suffix = name.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}.{suffix}"
