"""What a call is answered that cannot be done: a problem in the form of RFC 9457, with the page's own sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from gatepost.consents.cannot import CannotDo as CannotDoWithConsent
from gatepost.core.policy import SituationError
from gatepost.core.policy.binding import key_of
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import NotYours, Refused
from gatepost.policies.models.proposed import Closed
from gatepost.posts.library.adding import NotTaken
from gatepost.training.models.courses import CannotDo as CannotTrain

MEDIA_TYPE = "application/problem+json"
KINDS = {
    400: "not-understood",
    401: "no-token",
    403: "not-open-to-you",
    404: "not-found",
    405: "wrong-method",
    409: "not-possible",
    412: "changed-meanwhile",
    413: "too-large",
    415: "wrong-kind",
    422: "not-valid",
    428: "if-match-missing",
    429: "too-many",
}
NOT_FOUND = "There is nothing here that you may see."


class Problem(Exception):
    """Why a call cannot be done."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more

    @classmethod
    def of_form(cls, form: BaseForm) -> Problem:
        """What a form of the pages does not take."""
        errors = [
            {"where": "" if name == "__all__" else name, "says": str(says)}
            for name, some in form.errors.items()
            for says in some
        ]
        return cls(422, "Some of it has to be put right first.", errors=errors)

    def answer(self) -> HttpResponse:
        """As it is sent."""
        said = {
            "type": f"urn:gatepost:problem:{self.more.pop('kind', KINDS[self.status])}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        response = HttpResponse(json.dumps(said), status=self.status, content_type=MEDIA_TYPE)
        if self.status == HTTPStatus.UNAUTHORIZED:
            response["WWW-Authenticate"] = 'Bearer realm="Gatepost"'
        return response


def refused(refusal: Refused, *, at: datetime) -> Problem:
    """A refusal is put on record, as on a page, and answered with the decision behind it."""
    kept = keep(refusal, at=at)
    return Problem(
        HTTPStatus.CONFLICT,
        refusal.say,
        kind={"reason": "reason-needed", "judgement": "judgement-needed"}.get(
            refusal.kind, "refused"
        ),
        decision=_decision(refusal),
        refusal=kept.pk,
    )


def _decision(refusal: Refused) -> dict[str, Any]:
    ruling = refusal.ruling
    clauses = [
        {"id": key_of(decision.pack, one), "says": one.says, "strength": one.strength}
        for decision in ruling.leading
        for one in decision.bearing
    ]
    requires = [
        {"fact": need.fact, "value": need.value, "clause": key_of(decision.pack, need.clause)}
        for decision in ruling.leading
        for need in decision.requires
    ]
    return {"verdict": ruling.verdict, "clauses": clauses, "requires": requires}


def _of_pydantic(problem: ValidationError) -> Problem:
    errors = [
        {"where": "/".join(str(part) for part in one["loc"]), "says": str(one["msg"])}
        for one in problem.errors
    ]
    return Problem(422, "Some of it has to be put right first.", errors=errors)


# What each kind of exception is; without words of ours it says itself what is wrong. The first that fits holds.
IN_WORDS: Sequence[tuple[type[Exception], int, str]] = (
    (Http404, 404, NOT_FOUND),
    (RequestDataTooBig, 413, "That is more than is taken at once."),
    (HttpError, 400, "What was sent cannot be understood."),
    (SuspiciousOperation, 400, "What was sent cannot be understood."),
    (NotPossible, 409, ""),
    (NotYours, 409, ""),
    (Closed, 409, ""),
    (CannotTrain, 409, ""),
    (CannotDoWithConsent, 409, ""),
    (NotTaken, 422, ""),
    (SituationError, 422, ""),
)


def problem_of(exception: Exception, *, at: datetime) -> Problem | None:
    """What an exception is to whoever calls; None for what is a fault of ours."""
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, Refused):
        return refused(exception, at=at)
    if isinstance(exception, ValidationError):
        return _of_pydantic(exception)
    found = [(status, says) for kind, status, says in IN_WORDS if isinstance(exception, kind)]
    return Problem(found[0][0], found[0][1] or str(exception)) if found else None


def answer_problems(api: NinjaAPI) -> None:
    """Have every exception of which somebody can be told answered as a problem."""

    def handle(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
        assert isinstance(exception, Exception)
        problem = problem_of(exception, at=getattr(request, "at", None))  # type: ignore[arg-type]
        if problem is None:
            raise exception
        return problem.answer()

    for kind in (Problem, Refused, ValidationError, *(kind for kind, _, _ in IN_WORDS)):
        api.add_exception_handler(kind, handle)
