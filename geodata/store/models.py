"""The data model. What a person enters is written once, by an import; a correction is a new row.

Every table with `import_seq` is append-only: the current row of a key is that of the highest sequence not
above the one asked for. Units are identified by code and `valid_from`, since codes are reused.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from geodata.store.types import ExactDecimal, MultiPolygonWgs84, UtcMoment


class Base(DeclarativeBase):
    """Tables of the store, with predictable constraint names so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        Decimal: ExactDecimal,
        datetime: UtcMoment,
        BaseGeometry: MultiPolygonWgs84,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class File(Base):
    """A file as it came, kept in the data folder under its SHA-256."""

    __tablename__ = "files"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]
    stored_at: Mapped[datetime]


class Import(Base):
    """One file (or entry) loaded by one person at one time; its sequence orders all that is in the store."""

    __tablename__ = "imports"
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    loaded_at: Mapped[datetime]
    person: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    file_name: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("imports.sequence"))
    summary: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    __table_args__ = ({"sqlite_autoincrement": True},)


class _Imported:
    """Columns of every append-only row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    import_seq: Mapped[int] = mapped_column(ForeignKey("imports.sequence"), index=True)


class Vintage(_Imported, Base):
    """The set of units valid from a date to a date."""

    __tablename__ = "vintages"
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (UniqueConstraint("valid_from", "import_seq"),)


class Unit(Base):
    """Identity of an administrative unit: code and the day it became valid."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    valid_from: Mapped[date]
    __table_args__ = (UniqueConstraint("code", "valid_from"),)


class UnitRecord(_Imported, Base):
    """What is known of a unit since an import: name, kind, outline, areas in ha (polygon's in VN-2000)."""

    __tablename__ = "unit_records"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    valid_to: Mapped[date | None]
    parent_code: Mapped[str | None]
    geometry: Mapped[BaseGeometry | None]
    min_x: Mapped[float | None]
    min_y: Mapped[float | None]
    max_x: Mapped[float | None]
    max_y: Mapped[float | None]
    area_ha: Mapped[Decimal | None]
    natural_area_ha: Mapped[Decimal | None]
    source_crs: Mapped[str | None]
    is_official: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (UniqueConstraint("unit_id", "import_seq"),)


class UnitPredecessor(_Imported, Base):
    """A unit that a later one was made of (whole communes)."""

    __tablename__ = "unit_predecessors"
    successor_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Resolution(_Imported, Base):
    """The document that sets targets."""

    __tablename__ = "resolutions"
    number: Mapped[str] = mapped_column(index=True)
    issued_on: Mapped[date]
    issuer_vi: Mapped[str]
    issuer_en: Mapped[str]
    title_vi: Mapped[str]
    title_en: Mapped[str]
    year: Mapped[int]
    clauses: Mapped[list[Any]]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Target(_Imported, Base):
    """Indicator × resolution → operator and value; own targets and roadmap steps have `unit_id`.

    An amended or newly assigned target supersedes, naming its document. `period` is a roadmap step's.
    """

    __tablename__ = "targets"
    resolution: Mapped[str] = mapped_column(index=True)
    clause: Mapped[str]
    position: Mapped[int]
    indicator: Mapped[str] = mapped_column(index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    period: Mapped[str | None]
    operator: Mapped[str]
    value: Mapped[Decimal | None]
    value_to: Mapped[Decimal | None]
    due: Mapped[date]
    level: Mapped[str]
    commune_reading: Mapped[str]
    value_source: Mapped[str]
    assigned_by: Mapped[str | None]
    document: Mapped[str | None]
    document_date: Mapped[date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class CriterionSet(_Imported, Base):
    """The new-rural criteria of a period."""

    __tablename__ = "criterion_sets"
    code: Mapped[str] = mapped_column(index=True)
    grade: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Criterion(_Imported, Base):
    """One criterion or sub-criterion of a set; an unsure threshold is empty until the office enters it."""

    __tablename__ = "criteria"
    criterion_set: Mapped[str] = mapped_column(index=True)
    number: Mapped[str]
    parent: Mapped[str | None]
    group_vi: Mapped[str | None]
    name_vi: Mapped[str]
    name_en: Mapped[str | None]
    threshold: Mapped[str | None]
    unit_vi: Mapped[str | None]
    document: Mapped[str | None]


class CriterionResult(_Imported, Base):
    """Whether a unit met a criterion in a period, with its evidence."""

    __tablename__ = "criterion_results"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    period: Mapped[str]
    criterion_set: Mapped[str]
    criterion: Mapped[str]
    result: Mapped[str]
    evidence: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (UniqueConstraint("unit_id", "period", "criterion_set", "criterion", "import_seq"),)


class Observation(_Imported, Base):
    """Indicator × unit × period × basis × product → a value with its numerator and denominator.

    The current one is that of the highest import sequence. `covered_fraction` (0–1), `product`,
    `image_date` and `class_rule` belong to measured values.
    """

    __tablename__ = "observations"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    indicator: Mapped[str]
    period: Mapped[str]
    basis: Mapped[str]
    product: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    reason: Mapped[str | None]
    value: Mapped[Decimal | None]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    numerator_derived: Mapped[bool] = mapped_column(default=False)
    quality: Mapped[str]
    note: Mapped[str | None]
    image_date: Mapped[date | None]
    class_rule: Mapped[str | None]
    covered_fraction: Mapped[Decimal | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        UniqueConstraint("unit_id", "indicator", "period", "basis", "product", "import_seq"),
        Index("ix_observations_indicator_period", "indicator", "period"),
    )


class Recognition(_Imported, Base):
    """A decision that a unit is recognised, or that a recognition is withdrawn (`is_withdrawal`)."""

    __tablename__ = "recognitions"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    grade: Mapped[str]
    number: Mapped[str]
    decided_on: Mapped[date]
    is_withdrawal: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Incident(_Imported, Base):
    """A point event; the case number is kept as a keyed hash only. Longitude and latitude in EPSG:4326.

    `case_key` is the number of the key that the hash was made with, counted from 1.
    `origin_id` is the first row of an event without a case number, on rows that supersede it.
    """

    __tablename__ = "incidents"
    origin_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(index=True)
    severity: Mapped[str | None]
    case_hash: Mapped[str | None] = mapped_column(index=True)
    case_key: Mapped[int | None]
    occurred_on: Mapped[date] = mapped_column(index=True)
    date_precision: Mapped[str]
    reported_on: Mapped[date | None]
    status: Mapped[str | None]
    longitude: Mapped[float]
    latitude: Mapped[float]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    note: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class OfficeSetting(_Imported, Base):
    """A setting of the office (its name, near band, which basis is judged…), superseded by the next."""

    __tablename__ = "office_settings"
    key: Mapped[str] = mapped_column(index=True)
    setting: Mapped[dict[str, Any]]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class PeriodEvent(_Imported, Base):
    """A step of an office's period: opened, submitted, approved or locked; its import says who and why."""

    __tablename__ = "period_events"
    office: Mapped[str]
    period: Mapped[str]
    status: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (UniqueConstraint("office", "period", "import_seq"),)


class Remedy(_Imported, Base):
    """Why an indicator is missed in a period, and what is done about it; without a unit: the district's."""

    __tablename__ = "remedies"
    indicator: Mapped[str] = mapped_column(index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    period: Mapped[str] = mapped_column(index=True)
    cause: Mapped[str]
    remedy: Mapped[str]
    deadline: Mapped[date | None]
    responsible: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class CoverChange(_Imported, Base):
    """Hectares of trees (or forest) that a unit gained and lost between two image dates of one product."""

    __tablename__ = "cover_changes"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str]
    product: Mapped[str]
    earlier: Mapped[date]
    later: Mapped[date]
    class_rule: Mapped[str]
    gain_ha: Mapped[Decimal]
    loss_ha: Mapped[Decimal]
    stable_ha: Mapped[Decimal]
    bare_ha: Mapped[Decimal]
    compared_fraction: Mapped[Decimal]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class LandcoverPicture(_Imported, Base):
    """A measured raster as a picture in the product's colours, on the web map's projection.

    The file (PNG) is kept under its SHA-256; the edges are degrees on WGS 84; `classes` are value, labels
    and colour of the classes in it.
    """

    __tablename__ = "landcover_pictures"
    product: Mapped[str]
    period: Mapped[str]
    image_date: Mapped[date | None]
    file_sha256: Mapped[str]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    classes: Mapped[list[Any]]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class FrozenSet(Base):
    """A sequence number with a name that pages and prints can be drawn from."""

    __tablename__ = "frozen_sets"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("imports.sequence"))
    created_at: Mapped[datetime]
    person: Mapped[str]


class Print(Base):
    """The record of one printed file, its code, made once, and what stood on it.

    `record_sha256` finds the print of a record again and is never shown. `made_sha256` is of the file as it
    was first made; `file_sha256` is empty where the file is not kept (a visitor's). `visibilities` are those
    of the indicators on it when it was made, by code (none of prints before they were noted); `only_sample`
    whether all was open then.
    """

    __tablename__ = "prints"
    code: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[dict[str, Any]]
    record_sha256: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int]
    created_at: Mapped[datetime]
    person: Mapped[str]
    made_sha256: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    media_type: Mapped[str]
    only_sample: Mapped[bool]
    visibilities: Mapped[dict[str, Any] | None]


class User(Base):
    """A person who signs in; the password is an argon2 hash.

    Browsers that are known to the account are known for an era: each password, and each signing out
    elsewhere, begins another. Tries at the password before `unlocked_at` no longer count.
    """

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    offices: Mapped[list[Any]]
    unit_codes: Mapped[list[Any]]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    browsers_era: Mapped[int] = mapped_column(default=0)
    unlocked_at: Mapped[datetime | None]


class SignIn(Base):
    """A person signed in on one machine, until they sign out or are signed out (`ended_at`).

    The browser holds the token, the store its SHA-256 only: who reads the store cannot sign in with it.
    """

    __tablename__ = "sign_ins"
    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Job(Base):
    """Long work that the worker does: its progress (0–1), cancel wish and result."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    person: Mapped[str]
    state: Mapped[str]
    progress: Mapped[float] = mapped_column(default=0.0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Draft(Base):
    """A kept file that was not yet loaded whole, with what its clerk said and mended since.

    `mapping` says what the columns of an office's own sheet are, `answers` what was said to questions,
    `overrides` a cell's new content by sheet and cell (or by line and column), `settled` the parts that
    were loaded, each with its import.
    """

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(primary_key=True)
    file_sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"))
    file_name: Mapped[str]
    person: Mapped[str]
    office: Mapped[str | None]
    period: Mapped[str | None]
    valid_on: Mapped[date | None]
    mapping: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    overrides: Mapped[dict[str, Any]]
    settled: Mapped[list[Any]]
    state: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what to what, and when."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    person: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
