"""Who is let in: whoever shows a token that is good. A sign-in of a browser counts for nothing here."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from gatepost.api.models import Token
from gatepost.api.problems import Problem
from gatepost.people.access import has_second_factor
from gatepost.people.models import Person, School
from gatepost.people.roles import NEED_SECOND_FACTOR

WRONG = {"wrong-token": "60/m/ip"}  # as with passwords: a whole school goes out by one address
MISSING = "Send a token of Gatepost: Authorization: Bearer gp_…"


class Call(HttpRequest):
    """A call of another system, with whom it stands for."""

    token: Token
    person: Person
    school: School
    at: datetime
    parsed: object


def let_in(request: HttpRequest, *, at: datetime) -> Token:
    """The token that is shown; raises Problem where it opens nothing."""
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not shown:
        raise Problem(401, MISSING)
    token = Token.objects.shown(shown.strip())
    if token is None:
        raise _wrong(request)
    if why := token.why_not(at=at):
        raise Problem(401, why)
    held = token.person.held_roles(on=token.school.day_of(at))
    if held & NEED_SECOND_FACTOR and not has_second_factor(token.person.account):
        raise Problem(401, "Whoever this token stands for has to set up a second factor first.")
    token.note_use(at=at)
    return token


def _wrong(request: HttpRequest) -> Problem:
    """Counted by where it comes from; guessing is hopeless in any case, and this makes it cheap to refuse."""
    if ratelimit.consume(
        request, app="gatepost.api", action="wrong-token", config=WRONG, limit_get=True
    ):
        return Problem(401, "This token is not known.")
    return Problem(429, "There were too many wrong tokens from where you are. Wait a minute.")
