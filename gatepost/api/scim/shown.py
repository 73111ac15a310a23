"""People as a directory knows them, and what this side of the standard can do."""

from __future__ import annotations

from datetime import date
from typing import Any

from gatepost.api.models import DirectoryEntry
from gatepost.people.models import Person

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
CORE = "urn:ietf:params:scim:schemas:core:2.0"
MOST = 100


def user_of(person: Person, *, base: str, on: date) -> dict[str, Any]:
    """Somebody. Whoever leaves today is no longer active."""
    known: DirectoryEntry | None = getattr(person, "directory_entry", None)
    user: dict[str, Any] = {
        "schemas": [USER],
        "id": str(person.pk),
        "userName": person.email,
        "name": {
            "givenName": person.given_name,
            "familyName": person.family_name,
            "formatted": person.name,
        },
        "displayName": person.name,
        "title": person.job_title,
        "emails": [{"value": person.email, "type": "work", "primary": True}],
        "active": is_active(person, on=on),
        "meta": {"resourceType": "User", "location": f"{base}Users/{person.pk}"},
    }
    return user | ({"externalId": known.external_id} if known else {})


def is_active(person: Person, *, on: date) -> bool:
    """Whether somebody stays beyond today."""
    return person.left_on is None or person.left_on > on


def listed(found: list[dict[str, Any]], *, total: int, start: int) -> dict[str, Any]:
    """Some of a list."""
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(found),
        "Resources": found,
    }


CAN = {
    "schemas": [f"{CORE}:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": MOST},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
    "authenticationSchemes": [
        {
            "type": "oauthbearertoken",
            "name": "Token of Gatepost",
            "description": "A token made in Gatepost for the directory alone.",
            "primary": True,
        }
    ],
}


def resource_types(base: str) -> list[dict[str, Any]]:
    """There are people and nothing else: roles are given by people."""
    return [
        {
            "schemas": [f"{CORE}:ResourceType"],
            "id": "User",
            "name": "User",
            "endpoint": "/Users",
            "description": "Staff and governors",
            "schema": USER,
            "meta": {"resourceType": "ResourceType", "location": f"{base}ResourceTypes/User"},
        }
    ]


def schemas(base: str) -> list[dict[str, Any]]:
    """What is kept of somebody."""
    return [
        {
            "schemas": [f"{CORE}:Schema"],
            "id": USER,
            "name": "User",
            "description": "Staff and governors",
            "attributes": [
                _attribute("userName", is_required=True, unique="server"),
                _attribute("externalId"),
                _attribute("displayName", can="readOnly"),
                _attribute("title"),
                _attribute("active", kind="boolean"),
                _attribute(
                    "name",
                    kind="complex",
                    inner=[
                        _attribute("givenName", is_required=True),
                        _attribute("familyName", is_required=True),
                        _attribute("formatted", can="readOnly"),
                    ],
                ),
                _attribute(
                    "emails",
                    kind="complex",
                    is_many=True,
                    inner=[
                        _attribute("value"),
                        _attribute("type"),
                        _attribute("primary", kind="boolean"),
                    ],
                ),
            ],
            "meta": {"resourceType": "Schema", "location": f"{base}Schemas/{USER}"},
        }
    ]


def _attribute(name: str, **more: Any) -> dict[str, Any]:
    inner = more.get("inner")
    return {
        "name": name,
        "type": more.get("kind", "string"),
        "multiValued": more.get("is_many", False),
        "description": name,
        "required": more.get("is_required", False),
        "caseExact": False,
        "mutability": more.get("can", "readWrite"),
        "returned": "default",
        "uniqueness": more.get("unique", "none"),
        **({"subAttributes": inner} if inner else {}),
    }
