"""What a directory asks and sends, by RFC 7643 and 7644: for tokens that are made for it alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from gatepost.api import guarding
from gatepost.api.problems import NOT_FOUND, Problem
from gatepost.api.scim import keeping, read, shown
from gatepost.api.tokens.letting_in import Call, let_in
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.rules import KEEPERS, NotPossible

MEDIA_TYPE = "application/scim+json"
TAKEN = (MEDIA_TYPE, guarding.JSON)
LATE = 1_000_000
View = Callable[..., HttpResponse]


def answered(data: dict[str, Any] | None, status: int = 200) -> HttpResponse:
    """In the standard's own kind of JSON."""
    content = json.dumps(data) if data is not None else ""
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE)


def failed(status: int, detail: str, kind: str = "") -> HttpResponse:
    """An error as the standard writes it."""
    said = {"schemas": [shown.ERROR], "status": str(status), "detail": detail}
    return answered(said | ({"scimType": kind} if kind else {}), status)


def for_directory(**methods: View) -> View:
    """A view for a directory's token, with one function for each method. A browser's sign-in counts for nothing."""

    @csrf_exempt
    @wraps(next(iter(methods.values())))
    def guarded(request: HttpRequest, slug: str, **path: Any) -> HttpResponse:
        call: Call = request  # type: ignore[assignment]
        call.at = timezone.now()
        try:
            _let_in(call, slug)
            do = methods.get(str(request.method).lower())
            if do is None:
                return failed(405, "This cannot be done here.")
            call.parsed = _parsed(call)
            if request.method not in ("GET", "HEAD"):
                call.token.note_call(f"scim.{str(request.method).lower()}", at=call.at)
            response = do(call, **path)
        except Problem as problem:
            response = failed(problem.status, problem.detail)
        except read.NotUnderstood as problem:
            response = failed(400, str(problem), problem.kind)
        except NotPossible as problem:
            response = failed(409, str(problem), "uniqueness" if "already" in str(problem) else "")
        except Http404:
            response = failed(404, NOT_FOUND)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def _let_in(call: Call, slug: str) -> None:
    call.token = let_in(call, at=call.at)
    call.person, call.school = call.token.person, call.token.school
    is_keeper = call.person.holds(*KEEPERS, on=call.school.day_of(call.at))
    if call.school.slug != slug or "scim" not in call.token.scopes or not is_keeper:
        raise Problem(HTTPStatus.FORBIDDEN, "This token is not for the directory of this school.")


def _parsed(call: Call) -> Any:
    if call.method not in ("POST", "PUT", "PATCH"):
        return None
    if call.content_type not in TAKEN:
        raise Problem(415, "Send what you send as application/scim+json.")
    call.content_type = guarding.JSON
    return guarding.check(call)


def list_users(call: Call) -> HttpResponse:
    """Staff and governors, or whom a filter looks for."""
    on = call.school.day_of(call.at)
    rows = _people(call).order_by("pk")
    asked = read.wanted(call.GET.get("filter", ""))
    found = _filtered(rows, asked) if asked else rows
    start = min(max(number_of(call.GET.get("startIndex", "1")), 1), LATE)
    written = call.GET.get("count", "")
    count = min(number_of(written), shown.MOST) if written else shown.MOST
    some = found[start - 1 : start - 1 + count]
    users = [_user(call, one, on=on) for one in some]
    return answered(shown.listed(users, total=found.count(), start=start))


def create_user(call: Call) -> HttpResponse:
    """Enter somebody, as the page does."""
    made = keeping.begin(read.of_user(call.parsed), by=call.person, at=call.at)
    return _shown(call, made, HTTPStatus.CREATED)


def read_user(call: Call, pk: str) -> HttpResponse:
    """Somebody."""
    return _shown(call, _person(call, pk))


def replace_user(call: Call, pk: str) -> HttpResponse:
    """Put everything that the directory knows of somebody in the place of what is there."""
    found = _person(call, pk)
    keeping.change(found, read.of_user(call.parsed), by=call.person, at=call.at)
    return _shown(call, found)


def patch_user(call: Call, pk: str) -> HttpResponse:
    """Change some of it."""
    found = _person(call, pk)
    keeping.change(found, read.of_patch(call.parsed), by=call.person, at=call.at)
    return _shown(call, found)


def delete_user(call: Call, pk: str) -> HttpResponse:
    """They leave today; what they did stays on record."""
    keeping.end(_person(call, pk), by=call.person, at=call.at)
    return answered(None, HTTPStatus.NO_CONTENT)


def config(call: Call) -> HttpResponse:
    """What can be done here."""
    return answered(shown.CAN)


def resource_types(call: Call) -> HttpResponse:
    """What there is."""
    found = shown.resource_types(_base(call))
    return answered(shown.listed(found, total=len(found), start=1))


def schemas(call: Call) -> HttpResponse:
    """What is kept of each."""
    found = shown.schemas(_base(call))
    return answered(shown.listed(found, total=len(found), start=1))


def no_groups(call: Call) -> HttpResponse:
    """There are none: roles are given by people, in Gatepost."""
    return answered(shown.listed([], total=0, start=1))


def no_group(call: Call, **path: Any) -> HttpResponse:
    """A role gives rights over children's matters; no directory gives it."""
    return failed(501, "Roles are given by people in Gatepost, not by a directory.")


def nothing(call: Call, **path: Any) -> HttpResponse:
    """Where there is nothing."""
    raise Http404


users = for_directory(get=list_users, post=create_user)
user = for_directory(get=read_user, put=replace_user, patch=patch_user, delete=delete_user)
provider = for_directory(get=config)
types = for_directory(get=resource_types)
kinds = for_directory(get=schemas)
groups = for_directory(get=no_groups, post=no_group)
group = for_directory(get=nothing, put=no_group, patch=no_group, delete=no_group)
elsewhere = for_directory(get=nothing, post=nothing, put=nothing, patch=nothing, delete=nothing)


def _people(call: Call) -> QuerySet[Person]:
    rows = Person.objects.visible_to(call.person).exclude(email="")
    return rows.select_related("school", "account", "directory_entry")


def _person(call: Call, pk: str) -> Person:
    return get_object_or_404(_people(call), pk=number_of(pk))


def _filtered(rows: QuerySet[Person], asked: read.Wanted) -> QuerySet[Person]:
    if asked.by == "externalid":
        return rows.filter(directory_entry__external_id=asked.value)
    if asked.by == "id":
        return rows.filter(pk=number_of(asked.value))
    return rows.filter(email__iexact=asked.value)


def _user(call: Call, person: Person, *, on: date) -> dict[str, Any]:
    return shown.user_of(person, base=_base(call), on=on)


def _shown(call: Call, person: Person, status: int = 200) -> HttpResponse:
    user = _user(call, person, on=call.school.day_of(call.at))
    response = answered(user, status)
    response["Location"] = user["meta"]["location"]
    return response


def _base(call: Call) -> str:
    return call.build_absolute_uri(reverse("api:scim", args=[call.school.slug]))
