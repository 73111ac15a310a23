"""Model fields whose content is encrypted in the database."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.lookups import Exact
from django.views.decorators.debug import sensitive_variables

from gatepost.vault.sealing import seal, unseal


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that only the keys open. It can be empty or null, and cannot be searched, sorted or compared.

    A value is bound to its model and field: copied into another column, it does not open.
    `bound_to` keeps the first name ("app.model.field") after something was renamed.
    """

    def __init__(self, *args: Any, bound_to: str = "", **options: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, arguments, options = super().deconstruct()
        if self.bound_to:
            options["bound_to"] = self.bound_to
        return name, path, arguments, options

    @property
    def place(self) -> str:
        """Where values of this field belong."""
        return self.bound_to or f"{self.model._meta.label_lower}.{self.name}"

    @sensitive_variables("value", "plain")
    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Encrypt on the way into the database."""
        if value is None or isinstance(value, Expression):
            return super().get_db_prep_save(value, connection)
        plain: str = self.to_plain(value)
        return seal(plain.encode(), place=self.place)

    @sensitive_variables("value")
    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt on the way out."""
        if value is None:
            return None
        return self.from_plain(unseal(value, place=self.place).decode())

    def to_plain(self, value: Any) -> str:
        """A Python value as the text that is encrypted."""
        return str(value)

    def from_plain(self, plain: str) -> Any:
        """The Python value of a text that was encrypted."""
        return plain

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value can be asked: equal texts do not look equal once encrypted."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return _NothingButNull
        self.refuse(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """See get_lookup."""
        self.refuse(lookup_name)

    def refuse(self, lookup_name: str) -> NoReturn:
        """Say that it cannot be asked."""
        raise FieldError(
            f"{self.place} is encrypted, so “{lookup_name}” cannot be asked of it; only “isnull” can."
        )


class _NothingButNull(Exact):
    """`field=None` asks whether there is a value; anything else cannot be compared."""

    def get_prep_lookup(self) -> None:
        """Called by Django, which then asks “isnull”."""
        if self.rhs is not None:
            self.lhs.output_field.refuse("exact")


class EncryptedJSONField(EncryptedTextField):
    """A value that JSON can hold (text, numbers, lists, dictionaries), encrypted."""

    def to_plain(self, value: Any) -> str:
        """A Python value as the text that is encrypted."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_plain(self, plain: str) -> Any:
        """The Python value of a text that was encrypted."""
        return json.loads(plain)

    def to_python(self, value: Any) -> Any:
        """Whatever JSON holds is left as it is."""
        return value
