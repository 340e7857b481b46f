"""Stores of earlier versions are brought to this one with all they hold."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import text
from sqlalchemy.orm import Session

from geodata.store import Store, open_store
from geodata.store.database import _alembic_config
from geodata.store.prints import find_print, get_print

_IMPORT = (
    "INSERT INTO imports (sequence, kind, loaded_at, person, is_sample, summary, findings) "
    "VALUES (:sequence, :kind, :at, 'lan', :sample, '{}', '[]')"
)
_PRINT = (
    "INSERT INTO prints (code, record, sequence, created_at, person, file_sha256, media_type) "
    "VALUES (:code, :record, 1, :at, 'khách', 'aa', 'application/pdf')"
)
_INCIDENT = (
    "INSERT INTO incidents (kind, case_hash, occurred_on, date_precision, longitude, latitude, withdrawn, "
    "import_seq) VALUES ('theft', :hash, '2024-01-01', 'day', 106.9, 10.7, 0, 1)"
)


def of_version(folder: Path, version: str) -> Store:
    """Make an empty store as an earlier version had it."""
    store = open_store(None, folder)
    command.upgrade(_alembic_config(store.engine), version)
    return store


def test_prints_and_cases_from_before_codes_were_keyed(tmp_path: Path):
    store = of_version(tmp_path, "0006")
    with Session(store.engine) as session, session.begin():
        session.execute(text("INSERT INTO files VALUES ('aa', 'a.pdf', 1, '2024-01-01 00:00:00')"))
        for sequence, kind, day, sample in ((1, "indicators", 1, 1), (2, "indicators", 3, 0)):
            given = {"sequence": sequence, "kind": kind, "at": f"2024-01-0{day} 00:00:00", "sample": sample}
            session.execute(text(_IMPORT), given)
        for code, day in (("OPENDAYS22", 2), ("REALDAYS22", 4)):
            given = {"code": code, "record": f'{{"kind": "{code}"}}', "at": f"2024-01-0{day} 00:00:00"}
            session.execute(text(_PRINT), given)
        for known in ("abc", None):
            session.execute(text(_INCIDENT), {"hash": known})
    store.migrate()
    before, after = get_print(store, "OPENDAYS22"), get_print(store, "REALDAYS22")
    assert (before.only_sample, after.only_sample) == (True, False)
    assert before.visibilities is None and before.file_sha256 == before.made_sha256 == "aa"
    assert find_print(store, {"kind": "REALDAYS22"}) == after
    with store.session() as session:
        keys = session.execute(text("SELECT case_hash, case_key FROM incidents ORDER BY id")).all()
    assert [tuple(row) for row in keys] == [("abc", 1), (None, None)]
    store.close()
