"""Other systems, as the tests of calls need them: a token for anybody, and a client that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gatepost.api.models import Hook, Token
from gatepost.api.models.tokens import PREFIX, digest_of
from gatepost.api.scopes import SCOPES
from gatepost.people.models import Person

EVERYTHING = tuple(scope for scope in SCOPES if scope != "scim")


def token_of(person: Person, *, scopes: Iterable[str] = EVERYTHING, **more: Any) -> str:
    """A token of somebody's, made without the page."""
    secret = PREFIX + f"{person.pk}-{Token.objects.count()}".rjust(43, "x")
    now = timezone.now()
    Token.objects.create(
        **{
            "school": person.school, "person": person, "name": "MIS", "digest": digest_of(secret),
            "begins": secret[:7], "scopes": list(scopes), "roles": [], "made_at": now,
            "expires_on": now.date() + timedelta(days=30), **more,
        }
    )  # fmt: skip
    return secret


class Caller:
    """A system that shows a token at every call."""

    def __init__(self, token: str) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {token}"})

    def get(self, path: str, **more: Any) -> HttpResponse:
        """Read."""
        answer: HttpResponse = self.client.get(f"/api/v1{path}", **more)
        return answer

    def send(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """Send something as JSON."""
        answer: HttpResponse = self.client.generic(
            method, f"/api/v1{path}", _json(body), content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )  # fmt: skip
        return answer

    def post(self, path: str, body: object = None, **headers: str) -> HttpResponse:
        """Send something to be done."""
        return self.send("POST", path, body, **headers)


def _json(body: object) -> str:
    import json

    return "" if body is None else json.dumps(body, default=str)


def calling(person: Person, **more: Any) -> Caller:
    """Another system that acts as somebody."""
    return Caller(token_of(person, **more))


def system_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """A token of the cast's writer, and an address that is told."""
    last = cast.school.day_of(at) + timedelta(days=30)
    token, _ = Token.make("MIS", scopes=["posts:read"], expires_on=last, by=cast.writer, at=at)
    hook, _ = Hook.make(
        "https://hooks.example/gatepost", events=["post.published"], by=cast.administrator, at=at
    )
    return {"system-token.pk": token.pk, "hook.pk": hook.pk}
