"""Column types that both SQLite and PostgreSQL keep exactly: decimals, UTC moments, geometry."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import DateTime, Dialect, LargeBinary, Text, func
from sqlalchemy.types import TypeDecorator, UserDefinedType


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text, digit for digit: SQLite would turn NUMERIC into a float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write plain digits; a value that is not finite is refused."""
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"a Decimal is stored, not {type(value).__name__}")
        if not value.is_finite():
            raise ValueError(f"{value} is not a finite number")
        return format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the digits back."""
        return None if value is None else Decimal(value)


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC; a time without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment to UTC; SQLite keeps it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _PostgisMultiPolygon(UserDefinedType[bytes]):
    """`geometry(MultiPolygon,4326)`, spoken to in WKB."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "geometry(MultiPolygon,4326)"

    def bind_expression(self, bindvalue: Any) -> Any:
        return func.ST_GeomFromWKB(bindvalue, 4326, type_=self)

    def column_expression(self, col: Any) -> Any:
        return func.ST_AsBinary(col, type_=LargeBinary)


class MultiPolygonWgs84(TypeDecorator[BaseGeometry]):
    """MultiPolygon in EPSG:4326: WKB on SQLite, `geometry(MultiPolygon,4326)` on PostGIS.

    Spatial questions are answered by shapely on both, so both give the same answers.
    """

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the column type of the store's database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_PostgisMultiPolygon())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> bytes | None:
        """Write WKB; anything but a MultiPolygon is refused."""
        if value is None:
            return None
        if value.geom_type != "MultiPolygon":
            raise TypeError(f"a MultiPolygon is stored, not a {value.geom_type}")
        return bytes(shapely.to_wkb(value, include_srid=False))

    def process_result_value(self, value: bytes | memoryview | None, dialect: Dialect) -> BaseGeometry | None:
        """Read WKB back."""
        return None if value is None else shapely.from_wkb(bytes(value))
