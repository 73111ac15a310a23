"""The OpenAPI document: what the library makes of the calls, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from gatepost.api.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "description": "A problem in the form of RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The sentence that the page shows."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "says"],
                "properties": {"where": {"type": "string"}, "says": {"type": "string"}},
            },
        },
        "decision": {
            "type": "object",
            "description": "Behind a refusal: verdict, clauses, and what is required.",
        },
        "refusal": {"type": "integer", "description": "The number of the refusal on record."},
    },
}
ALWAYS = {
    "400": "It cannot be understood",
    "401": "No token, or one that is not good",
    "403": "The token is not for this, or whoever it stands for",
    "404": "Nothing there that may be seen",
    "422": "Some of it has to be put right",
    "429": "Too many wrong tokens",
}
ON_CHANGE = {
    "409": "Refused, with the decision; or not possible as things stand",
    "412": "Changed since it was read",
    "413": "Too large",
    "415": "Not JSON",
    "428": "If-Match is missing",
}
SAME_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,100}$"},
    "description": "The same key and the same call within 24 hours: done once, answered again.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that came with what is to be changed. Without it the answer is 428.",
}
METHODS = ("get", "post", "patch", "put", "delete")


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add what holds for every call."""
    document["components"]["schemas"]["Problem"] = PROBLEM
    document["servers"] = [{"url": "/", "description": "This installation"}]
    for path in document["paths"].values():
        for method in METHODS:
            if method in path:
                _complete(path[method], method)
    return document


def _complete(call: dict[str, Any], method: str) -> None:
    problems = ALWAYS if method == "get" else ALWAYS | ON_CHANGE
    shape = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    # Statuses are numbers as the library writes them; the document wants text.
    call["responses"] = {str(status): said for status, said in call["responses"].items()}
    call["responses"] |= {
        status: {"description": says, "content": shape} for status, says in problems.items()
    }
    if method != "get":
        call["parameters"] = [*call.get("parameters", ()), SAME_KEY]
    if method == "patch":
        call["parameters"] = [*call["parameters"], IF_MATCH]
