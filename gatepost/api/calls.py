"""How a call is declared: its address, the page that does the same, what a token has to be for, and what it gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, get_type_hints

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from ninja.security import HttpBearer

from gatepost.api.pages import roles_of
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Declared:
    """One call."""

    name: str
    method: str
    path: str
    page: str
    scope: str

    @property
    def changes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET" and self.scope.endswith(":write")


# Every call there is, in the order in which they were declared.
DECLARED: dict[str, Declared] = {}


class Bearer(HttpBearer):
    """Looks whether a token is for this call, and its owner somebody for whom the page is."""

    openapi_bearerFormat = "gp_…"

    def __init__(self, scope: str, page: str) -> None:
        super().__init__()
        self.scope, self.page = scope, page

    def __call__(self, request: HttpRequest) -> Any:
        """The token was found good before; raises Problem where it does not open this."""
        call: Call = request  # type: ignore[assignment]
        if self.scope not in call.token.scopes:
            raise Problem(403, f"This token is not for “{self.scope}”. Make another that is.")
        roles = roles_of(self.page)
        if roles and not call.person.holds(*roles, on=call.school.day_of(call.at)):
            raise Problem(
                403, "The page that does this is not open to whoever the token stands for."
            )
        return call.token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Never called: see above."""
        raise NotImplementedError


def reads(
    router: Router, path: str, *, page: str, scope: str, gives: Any, method: str = "GET"
) -> Callable[[View], View]:
    """A call that changes nothing."""
    return _declare(router, Declared("", method, path, page, scope), gives, 200)


def does(
    router: Router, path: str, *, page: str, scope: str, gives: Any, how: tuple[str, int] = ("POST", 200)
) -> Callable[[View], View]:  # fmt: skip
    """A call that changes something; it is put on record before it does."""
    return _declare(router, Declared("", how[0], path, page, scope), gives, how[1])


def _declare(router: Router, one: Declared, gives: Any, status: int) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        declared = Declared(view.__name__, one.method, one.path, one.page, one.scope)
        DECLARED[declared.name] = declared
        doc = (view.__doc__ or "").strip()
        router.api_operation(
            [one.method],
            one.path,
            auth=Bearer(one.scope, one.page),
            response={status: gives},
            operation_id=declared.name.replace("_", "-"),
            summary=doc.split("\n")[0].rstrip("."),
            description=f"{doc}\n\nScope: `{one.scope}`.",
        )(_answering(view, declared, status))
        return view

    return decorate


def _answering(view: View, declared: Declared, status: int) -> Callable[..., Any]:
    """Put what changes something on record, with the token's id; and answer with the status that was declared."""

    @wraps(view)
    def answering(request: Call, **values: Any) -> Any:
        if declared.changes:
            request.token.note_call(declared.name.replace("_", "-"), at=request.at)
        return Status(status, view(request, **values))

    answering.__signature__ = _resolved(view)  # type: ignore[attr-defined]
    return answering


def _resolved(view: View) -> inspect.Signature:
    """With types in place of their names: the library would look the names up in this module."""
    hints = get_type_hints(view, include_extras=True)
    signature = inspect.signature(view)
    return signature.replace(
        parameters=[
            one.replace(annotation=hints.get(one.name, one.annotation))
            for one in signature.parameters.values()
        ]
    )
