"""Open the store: one engine, one data folder; SQLite by default, PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.orm import Session

from geodata.errors import GeodataError

MIGRATIONS = Path(__file__).parent / "migrations"


class StoreNotReady(GeodataError):
    """The store has no tables yet, or those of another version: `flask init` makes or migrates it."""


@dataclass(frozen=True)
class Store:
    """The store and the folder that keeps its files.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    data_dir : pathlib.Path
        Holds `files/<sha256>`, `cache/` and, by default, the SQLite file.
    """

    engine: Engine
    data_dir: Path

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
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed whole, or not at all."""
        with Session(self.engine, info={"writes": True}) as session, session.begin():
            if self.engine.dialect.name == "sqlite":
                session.connection(execution_options={"begin_immediate": True})
            yield session

    def migrate(self) -> None:
        """Create the tables, or bring them to this program's version."""
        command.upgrade(_alembic_config(self.engine), "head")

    def is_ready(self) -> bool:
        """Tell whether the tables are there."""
        return inspect(self.engine).has_table("imports")

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
    for folder in (data_dir, data_dir / "files", data_dir / "cache"):
        folder.mkdir(parents=True, exist_ok=True)
    url = database_url or f"sqlite:///{data_dir / 'portal.sqlite'}"
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return Store(engine, data_dir)


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite keep its promises: WAL, foreign keys, and transactions that begin when we say so."""

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
