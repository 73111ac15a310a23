"""What a directory sends, with the habits that Microsoft Entra ID has, as one set of plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FILTER = re.compile(
    r'\s*(userName|externalId|id|emails\[type eq "work"\]\.value|emails\.value|emails)\s+eq\s+"([^"\\]{0,320})"\s*',
    re.IGNORECASE,
)
# A path as directories write it, in small letters, and what it is here. What is not among them is not kept.
PATHS = {
    "username": "user_name",
    "externalid": "external_id",
    "name.givenname": "given_name",
    "name.familyname": "family_name",
    "title": "title",
    "active": "active",
    'emails[type eq "work"].value': "email",
    "emails.value": "email",
}
MOST_OPERATIONS = 100
LONGEST = 1000


class NotUnderstood(Exception):
    """Something that is not in the form of the standard; `kind` is the standard's own word for it."""

    def __init__(self, says: str, kind: str = "invalidValue") -> None:
        super().__init__(says)
        self.kind = kind


@dataclass(frozen=True)
class Wanted:
    """Whom a filter looks for."""

    by: str
    value: str


def wanted(written: str) -> Wanted | None:
    """What a filter asks; None without one. Raises NotUnderstood for filters that no directory uses."""
    if not written:
        return None
    found = FILTER.fullmatch(written)
    if found is None:
        raise NotUnderstood("Filter by userName, externalId or e-mail with eq.", "invalidFilter")
    return Wanted(found[1].lower(), found[2])


def of_user(sent: Any) -> dict[str, Any]:
    """What a whole user says, by our names."""
    if not isinstance(sent, Mapping):
        raise NotUnderstood("Send a user.", "invalidSyntax")
    return dict(_plain(sent))


def of_patch(sent: Any) -> dict[str, Any]:
    """What a patch changes, by our names: a value, or nothing where something is removed."""
    operations = _key(sent, "operations") if isinstance(sent, Mapping) else None
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST_OPERATIONS:
        raise NotUnderstood("Send between 1 and 100 operations.", "invalidSyntax")
    changes: dict[str, Any] = {}
    for one in operations:
        changes |= dict(_operation(one))
    return changes


def _operation(one: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(one, Mapping):
        raise NotUnderstood("An operation has op, path and value.", "invalidSyntax")
    op, path, value = (_key(one, name) for name in ("op", "path", "value"))
    if not isinstance(op, str) or op.lower() not in ("add", "replace", "remove"):
        raise NotUnderstood("An operation is add, replace or remove.", "invalidSyntax")
    if path is not None and not isinstance(path, str):
        raise NotUnderstood("A path is text.", "invalidPath")
    is_removed = op.lower() == "remove"
    if path:
        sent: Any = "" if is_removed else value
        yield from _plain({path: sent})
    elif isinstance(value, Mapping) and not is_removed:
        yield from _plain(value)
    else:
        raise NotUnderstood("Without a path, the value says what is to be set.", "noTarget")


def _plain(sent: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """By our names, whether values stand one within another or are written with dots."""
    for key, value in sent.items():
        name = str(key).lower().removeprefix("urn:ietf:params:scim:schemas:core:2.0:user:")
        if name == "emails":
            yield from _emails(value)
        elif name in PATHS:
            yield PATHS[name], _value(PATHS[name], value)
        elif isinstance(value, Mapping):
            yield from _plain({f"{name}.{inner}": one for inner, one in value.items()})


def _emails(value: Any) -> Iterator[tuple[str, Any]]:
    some = value if isinstance(value, list) else [value]
    found = [one for one in some if isinstance(one, Mapping)]
    first = next((one for one in found if str(_key(one, "type")).lower() == "work"), None)
    chosen = first or next(iter(found), None)
    if chosen is not None:
        yield "email", _value("email", _key(chosen, "value"))


def _value(name: str, value: Any) -> Any:
    if name == "active":
        return _yes_or_no(value)
    if value is None:
        return ""
    if isinstance(value, bool | list | dict) or len(str(value)) > LONGEST:
        raise NotUnderstood(f"The value of {name} has to be text.")
    return str(value).strip()


def _yes_or_no(value: Any) -> bool:
    """Also as the text that Entra sends."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping):
        return _yes_or_no(_key(value[0], "value"))
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise NotUnderstood("active is true or false.")


def _key(sent: Mapping[Any, Any], name: str) -> Any:
    """A value whatever the capitals of its name."""
    return next((value for key, value in sent.items() if str(key).lower() == name), None)
