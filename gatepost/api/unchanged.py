"""Changing only what one has read: the ETag of an answer, and If-Match on a change."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from pydantic import BaseModel

from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call


def etag_of(shown: BaseModel) -> str:
    """A digest of what is shown."""
    return '"' + hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:32] + '"'


def tag(response: HttpResponse, shown: BaseModel) -> None:
    """Send the ETag with an answer."""
    response["ETag"] = etag_of(shown)


def check_unchanged(request: Call, shown: BaseModel) -> None:
    """Raise Problem unless whoever calls has seen what is there now."""
    sent = request.headers.get("If-Match", "")
    if not sent:
        raise Problem(428, "Read it first, and send its ETag as If-Match.")
    if etag_of(shown) not in [one.strip() for one in sent.split(",")]:
        raise Problem(412, "It has been changed since you read it. Read it again.")
