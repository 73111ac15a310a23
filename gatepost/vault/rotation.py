"""A change of keys: whatever an older key locked is locked anew with the newest, a little at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, Q, TextField

from gatepost.vault import keys
from gatepost.vault.fields import EncryptedTextField
from gatepost.vault.sealing import Unopenable, prefix

AT_ONCE = 100

Place = tuple[type[models.Model], EncryptedTextField]


def places() -> Iterator[Place]:
    """Every encrypted field of every model."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField) and model._meta.managed:
                yield model, field


def uses(key_id: str) -> int:
    """How many values a key locks."""
    return sum(_sealed(*place).filter(_starts(key_id)).count() for place in places())


def strangers(known: set[str]) -> int:
    """How many values are locked with keys that are not known."""
    opened = Q()
    for key_id in known:
        opened |= _starts(key_id)
    return sum(_sealed(*place).exclude(opened).count() for place in places())


def lock_anew() -> tuple[int, list[str]]:
    """Lock everything with the newest key: how many values it was, and those that could not be opened.

    It may be stopped at any moment and called again: each small transaction stands for itself.
    """
    done, faults = 0, []
    for place in places():
        after: Any = None
        while rows := _batch(place, after=after):
            for key, problem in rows:
                after = key
                if problem:
                    faults.append(f"{place[1].place} of row {key}: {problem}")
            done += sum(not problem for _, problem in rows)
    return done, faults


def _batch(place: Place, *, after: Any) -> list[tuple[Any, str]]:
    """Lock some rows anew: the key of each, and what was wrong with it."""
    model, field = place
    with transaction.atomic(durable=True):
        rows = _sealed(*place).exclude(_starts(keys.newest()[0])).order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        found = rows.select_for_update().values_list("pk", "sealed")[:AT_ONCE]
        return [(key, _lock_one(model, field, key, sealed)) for key, sealed in found]


def _lock_one(model: type[models.Model], field: EncryptedTextField, key: Any, sealed: str) -> str:
    try:
        value = field.from_db_value(sealed)
    except (Unopenable, keys.KeyMissing) as problem:
        return str(problem)
    model._base_manager.filter(pk=key).update(**{field.attname: value})
    return ""


def _sealed(model: type[models.Model], field: EncryptedTextField) -> models.QuerySet[Any]:
    """The rows that have a value, and what lies in the database of it."""
    raw = ExpressionWrapper(F(field.attname), output_field=TextField())
    return model._base_manager.annotate(sealed=raw).exclude(sealed=None)


def _starts(key_id: str) -> Q:
    return Q(sealed__startswith=prefix(key_id))
