"""Open the store: one engine, one data folder; SQLite by default, PostgreSQL by its URL.

A store of another version than the program's is neither read nor written: each session asks first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from geodata.errors import GeodataError
from geodata.store.folder import OWNERS_FILE, make_folders

MIGRATIONS = Path(__file__).parent / "migrations"
_SHA256 = 64


class StoreNotReady(GeodataError):
    """The store cannot be used as it is.

    ``store.not_made`` and ``store.older`` are mended by `flask init`, which makes or migrates the tables;
    ``store.newer`` by the later program, ``store.lost`` by a copy.
    """


@dataclass(frozen=True)
class Store:
    """The store and the folder that keeps its files.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    data_dir : pathlib.Path
        Holds `files/<sha256>`, `cache/` and, by default, the SQLite file.
    whole : sqlalchemy.orm.Session or None
        The one transaction that all reading and writing is part of, see `together`.
    """

    engine: Engine
    data_dir: Path
    whole: Session | None = None

    @property
    def files_dir(self) -> Path:
        """Folder of the imported and printed files, each named by its SHA-256."""
        return self.data_dir / "files"

    @property
    def cache_dir(self) -> Path:
        """Folder of what can be made again at any time."""
        return self.data_dir / "cache"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session for reading: one consistent view, nothing is written."""
        if self.whole is not None:
            yield self.whole
            return
        with Session(self.engine) as session:
            self._refuse_other_version(session.connection())
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed whole, or not at all."""
        if self.whole is not None:
            with self.whole.begin_nested():
                yield self.whole
            return
        with Session(self.engine, info={"writes": True}) as session, session.begin():
            options = {"begin_immediate": True} if self.engine.dialect.name == "sqlite" else {}
            self._refuse_other_version(session.connection(execution_options=options))
            yield session

    @contextmanager
    def together(self) -> Iterator[Store]:
        """Give the store as one transaction: many imports that are committed at the end, or none of them."""
        with self.writing() as session:
            yield replace(self, whole=session)

    def migrate(self) -> None:
        """Create the tables, or bring them to this program's version.

        Raises
        ------
        StoreNotReady
            Where the tables are a later program's, or lost: files are kept and no table names them.
        """
        with self.engine.connect() as connection:
            found = _version(connection)
        if found is not None and found > current_version():
            raise StoreNotReady("store.newer", found=found, known=current_version())
        if found is None and (lost := self._kept_files()):
            raise StoreNotReady("store.lost", files=lost)
        command.upgrade(_alembic_config(self.engine), "head")

    def refuse_other_version(self) -> None:
        """Raise `StoreNotReady` unless the tables are there, of this program's version."""
        with self.engine.connect() as connection:
            self._refuse_other_version(connection)

    def is_ready(self) -> bool:
        """Tell whether the tables are there, of this program's version."""
        with self.engine.connect() as connection:
            return _version(connection) == current_version()

    def _refuse_other_version(self, connection: Connection) -> None:
        found, known = _version(connection), current_version()
        if found is None:
            lost = self._kept_files()
            raise StoreNotReady("store.lost", files=lost) if lost else StoreNotReady("store.not_made")
        if found != known:
            raise StoreNotReady("store.older" if found < known else "store.newer", found=found, known=known)

    def _kept_files(self) -> int:
        return sum(len(path.name) == _SHA256 for path in self.files_dir.iterdir())

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()


def open_store(database_url: str | None, data_dir: Path) -> Store:
    """Open the store of a data folder, making the folder where it is missing.

    Parameters
    ----------
    database_url : str or None
        An SQLAlchemy URL; None means the SQLite file `portal.sqlite` in `data_dir`.
    data_dir : pathlib.Path
    """
    data_dir = data_dir.resolve()
    make_folders(data_dir)
    url = database_url or f"sqlite:///{data_dir / 'portal.sqlite'}"
    # What an error says is written to logs: the data that it met stays out of them.
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return Store(engine, data_dir)


@cache
def current_version() -> str:
    """Return the version of the tables that this program reads and writes: its last migration's number."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _version(connection: Connection) -> str | None:
    """Return the version of the tables; None where there are none."""
    try:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except (OperationalError, ProgrammingError):
        # Either there is no such table, or the store cannot be read: asked apart, the second fails again.
        if inspect(connection.engine).has_table("alembic_version"):
            raise
        return None
    return None if found is None else str(found)


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite keep its promises: WAL, foreign keys, and transactions that begin when we say so."""

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: object, record: object, arguments: list[Any], options: dict[str, Any]) -> None:
        if options.get("uri") or arguments[0] == ":memory:":
            return
        path = Path(arguments[0])
        if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            # Without a place for its index SQLite opens a WAL store only as one that nobody changes; where
            # a log is left, the index beside it has to do.
            log = path.with_name(f"{path.name}-wal")
            fixed = "" if log.is_file() and log.stat().st_size else "&immutable=1"
            arguments[0] = f"{path.as_uri()}?mode=ro{fixed}"
            options["uri"] = True
        elif not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, OWNERS_FILE))

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, record: object) -> None:
        # The driver must not open transactions by itself: it would begin deferred ones.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("begin_immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _alembic_config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config
