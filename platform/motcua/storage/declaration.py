"""What every table shares: the declarative base, names of constraints and column types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from motcua.kernel.clock import in_vietnam

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class TzDateTime(TypeDecorator[datetime]):
    """An aware moment: stored in UTC, read back in Vietnamese time. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: times in the database are aware")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return in_vietnam(value if value.tzinfo else value.replace(tzinfo=UTC))


class JsonText(TypeDecorator[Any]):
    """A JSON-ready value kept as compact text with sorted keys, the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else msgspec.json.encode(value, order="deterministic").decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        del dialect
        return None if value is None else msgspec.json.decode(value)


def plain_text(length: int) -> String:
    """Text ordered by code point on both databases, so that prefixes and keysets can use the index."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


BIG = BigInteger().with_variant(Integer(), "sqlite")

Id = Annotated[int, mapped_column(BIG, primary_key=True, autoincrement=True)]
Big = Annotated[int, mapped_column(BIG)]
Code = Annotated[str, mapped_column(plain_text(128), default="")]
Short = Annotated[str, mapped_column(String(64), default="")]
Line = Annotated[str, mapped_column(Text, default="")]
Folded = Annotated[str, mapped_column(Text().with_variant(Text(collation="C"), "postgresql"), default="")]
Flag = Annotated[bool, mapped_column(Boolean, default=False)]
Count = Annotated[int, mapped_column(Integer, default=0)]
Moment = Annotated[datetime, mapped_column(TzDateTime)]
Json = Annotated[Any, mapped_column(JsonText, default=dict)]
JsonList = Annotated[Any, mapped_column(JsonText, default=list)]


class Base(DeclarativeBase):
    """The product's tables."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
