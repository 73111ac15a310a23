"""Writes the values of a column so that SQLite and PostgreSQL both can take them back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

Convert = Callable[[Any], Any]
MICROSECOND = timedelta(microseconds=1)

PLAIN = {
    "AutoField",
    "BigAutoField",
    "BigIntegerField",
    "CharField",
    "FileField",
    "FloatField",
    "IntegerField",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "SlugField",
    "SmallIntegerField",
    "TextField",
}


class UnknownKind(Exception):
    """A column is of a kind that is not listed here: add it, with a test, before it can be backed up."""


def kind_of(field: Any) -> str:
    """What a column holds; a foreign key holds what it points to."""
    while field.remote_field and field.get_internal_type() in ("ForeignKey", "OneToOneField"):
        field = field.target_field
    return str(field.get_internal_type())


def selected(field: Any, *, vendor: str) -> str:
    """A column as it is asked for: PostgreSQL gives some kinds as text."""
    column = f'"{field.column}"'
    if vendor == "postgresql" and kind_of(field) == "JSONField":
        return f"{column}::text"
    if vendor == "postgresql" and kind_of(field) == "GenericIPAddressField":
        return f"host({column})"
    return column


def written(field: models.Field[Any, Any]) -> Convert:
    """Turns what a database gave into what JSON holds."""
    kind = kind_of(field)
    if kind in PLAIN or kind in ("JSONField", "GenericIPAddressField"):
        return _as_it_is
    if kind == "DecimalField":
        return lambda value: _decimal_text(value, places=int(field.decimal_places))  # type: ignore[attr-defined]
    if kind not in _WRITTEN:
        raise UnknownKind(
            f"Gatepost cannot back up {field.model._meta.label}.{field.name}: {kind}."
        )
    return _WRITTEN[kind]


def read(field: models.Field[Any, Any], *, connection: BaseDatabaseWrapper) -> Convert:
    """Turns what JSON held into what a database takes."""
    kind, operations = kind_of(field), connection.ops
    readers: dict[str, Convert] = {
        "BinaryField": base64.b64decode,
        "DateField": lambda value: operations.adapt_datefield_value(date.fromisoformat(value)),
        "DateTimeField": lambda value: operations.adapt_datetimefield_value(
            datetime.fromisoformat(value)
        ),
        "DecimalField": lambda value: operations.adapt_decimalfield_value(Decimal(value)),
        "TimeField": lambda value: operations.adapt_timefield_value(time.fromisoformat(value)),
    }
    if connection.vendor == "postgresql":
        readers["DurationField"] = lambda value: timedelta(microseconds=value)
        readers["UUIDField"] = UUID
    return readers.get(kind, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _moment(value: Any) -> str:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC).isoformat()
    return str(value.astimezone(UTC).isoformat())


def _day(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())


def _decimal_text(value: Any, *, places: int) -> str:
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-places)))


_WRITTEN: dict[str, Convert] = {
    "BinaryField": lambda value: base64.b64encode(bytes(value)).decode(),
    "BooleanField": bool,
    "DateField": _day,
    "DateTimeField": _moment,
    "DurationField": lambda value: value if isinstance(value, int) else value // MICROSECOND,
    "TimeField": _day,
    "UUIDField": lambda value: value.hex if isinstance(value, UUID) else value,
}
