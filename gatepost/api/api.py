"""The API as a whole: which areas it has, and what happens around every call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.parser import Parser

from gatepost.api import guarding
from gatepost.api.areas import ROUTERS
from gatepost.api.document import complete
from gatepost.api.once import done_once
from gatepost.api.problems import Problem, answer_problems
from gatepost.api.tokens.letting_in import Call, let_in

ROOT = "api/v1/"  # as the table of addresses has it
Run = Callable[..., HttpResponse]


class Parsed(Parser):
    """What was sent has been parsed when its form was looked at."""

    def parse_body(self, request: HttpRequest) -> Any:
        """As it was parsed."""
        return request.parsed  # type: ignore[attr-defined]


class Api(NinjaAPI):
    """The calls, and a document of them to which is added what holds for all."""

    def get_openapi_schema(self, **more: Any) -> Any:
        """The whole document."""
        return complete(super().get_openapi_schema(**{"path_prefix": ROOT, **more}))


def guarded(run: Run) -> Run:
    """Look at what comes in, let in whoever shows a good token, and do it once."""

    @wraps(run)
    def guarding_run(request: HttpRequest, **path: Any) -> HttpResponse:
        call: Call = request  # type: ignore[assignment]
        call.at = timezone.now()
        try:
            call.token = let_in(call, at=call.at)
            call.person, call.school = call.token.person, call.token.school
            call.parsed = guarding.check(call)
            response = done_once(call, lambda: run(call, **path))
        except Problem as problem:
            response = problem.answer()
        response["Cache-Control"] = "no-store"
        return response

    return guarding_run


def made() -> Api:
    """The API with all its areas."""
    api = Api(
        title="Gatepost",
        version="1",
        description="Everything that a school’s other systems need of Gatepost.",
        docs_url=None,
        parser=Parsed(),
        urls_namespace="calls",
    )
    api.add_decorator(guarded, mode="view")
    answer_problems(api)
    for tag, router in ROUTERS:
        api.add_router("", router, tags=[tag])
    return api


api = made()
