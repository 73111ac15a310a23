"""Every address × every role × own and other school: nothing leaks, and whoever may not open it cannot tell that it is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from gatepost.people.models import Person
from tests.conftest import CAST, make_cast, make_school
from tests.web.places import (
    BY_LINK,
    NOWHERE,
    OF_TRUST,
    OWN,
    Route,
    make_records,
    of_schools,
    routes,
)

pytestmark = pytest.mark.django_db

AT = timezone.now()
SignIn = Callable[[Person], Client]
Answers = list[tuple[int, str]]
RECORDS = [route for route in of_schools() if route.kwargs != ("slug",)]
# On PostgreSQL these ask for all: whoever may most, a writer, and somebody who has left.
ON_BOTH = ("head", "administrator", "safeguarding_lead", "writer", "leaver")
ROLES = [role if role in ON_BOTH else pytest.param(role, marks=pytest.mark.once) for role in CAST]
IDS = {
    "pk",
    "plan",
    "refusal",
    "ask",
    "role_pk",
    "termly",
    "data_request",
    "hold",
}  # one number for all schools; a version has its school's own


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """Two schools with everybody and a record of each kind, made once and gone after the last test."""
    whole = transaction.atomic()
    whole._from_testcase = True  # acts that have to be a transaction of their own may be within it
    with django_db_blocker.unblock(), whole:
        casts = [make_cast(make_school(slug)) for slug in ("ashlands", "corpus-christi")]
        here, there = (make_records(cast, at=AT) for cast in casts)
        yield SimpleNamespace(cast=casts[0], here=here, there=there, unlike={})
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is changed within is as before afterwards."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
    transaction.set_rollback(False)


@pytest.fixture
def cast(stage: SimpleNamespace) -> SimpleNamespace:
    """Everybody at the school of the suite."""
    everybody: SimpleNamespace = stage.cast
    return everybody


@pytest.fixture
def here(stage: SimpleNamespace) -> dict[str, Any]:
    """The records of the school of the suite."""
    records: dict[str, Any] = stage.here
    return records


@pytest.fixture
def there(stage: SimpleNamespace) -> dict[str, Any]:
    """The records of the second school."""
    records: dict[str, Any] = stage.there
    return records


def shown(response: HttpResponse) -> tuple[int, str]:
    """A response without what is different each time: the token of the sign-out form."""
    text = response.content.decode()
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def both(client: Client, url: str) -> Answers:
    """What an address answers to looking and to sending."""
    return [shown(client.get(url)), shown(client.post(url))]


def nothing_at(slug: str, client: Client) -> tuple[int, str]:
    """What is answered at a school, or at none, where there is nothing."""
    return shown(client.get(reverse("policies:plan", args=[slug, NOWHERE])))


def is_hidden(answers: Answers, nothing: tuple[int, str]) -> bool:
    """Whether an address cannot be told from one that is not there; the method alone may be refused."""
    return all(one in (nothing, (405, "")) for one in answers) and nothing in answers


def statuses(answers: Answers) -> list[int]:
    return [status for status, _ in answers]


def is_shut(route: Route, person: Person) -> bool:
    """Whether somebody who is not there any more, or lacks the role, asks."""
    held = person.held_roles(on=AT.date())
    return not person.is_current(AT.date()) or bool(route.roles and not held & set(route.roles))


def test_every_address_is_public_or_of_a_school_or_opened_by_a_link() -> None:
    others = [
        route.name
        for route in routes()
        if not route.is_public
        and not route.is_of_school
        and not route.name.startswith((*BY_LINK, *OF_TRUST))
    ]

    assert others == []


def test_whoever_is_not_signed_in_is_asked_to_and_learns_nothing(
    client: Client, here: dict[str, Any]
) -> None:
    for route in of_schools():
        for slug in ("ashlands", "no-such-school"):
            url = route.filled(here, slug=slug)
            for response in (client.get(url), client.post(url)):
                assert response.status_code in (302, 405), url
                if response.status_code == 302:
                    assert response["Location"] == f"/account/login/?next={url}"


@pytest.mark.parametrize("role", ROLES)
def test_another_schools_pages_are_not_there(
    role: str, stage: SimpleNamespace, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.everybody[role])
    nothing = nothing_at("no-such-school", client)

    for route in of_schools():
        other = both(client, route.filled(stage.there))

        assert is_hidden(other, nothing), route
        # Which method is refused is the same for everybody at no school, so that one of the cast is enough.
        if route not in stage.unlike:
            unlike = both(client, route.filled(stage.there, slug="no-such-school"))
            assert is_hidden(unlike, nothing), route
            stage.unlike[route] = statuses(unlike)
        assert statuses(other) == stage.unlike[route], route


@pytest.mark.parametrize("role", ROLES)
def test_another_schools_records_are_not_found_at_ones_own(
    role: str,
    cast: SimpleNamespace,
    here: dict[str, Any],
    there: dict[str, Any],
    sign_in: SignIn,
) -> None:
    client = sign_in(cast.everybody[role])
    nothing = nothing_at("ashlands", client)

    for route in RECORDS:
        for key in IDS & set(route.kwargs):
            of_other = route._of(key, there)
            answers = both(client, route.filled(here, **{key: of_other}))

            if is_shut(route, cast.everybody[role]):
                assert is_hidden(answers, nothing), (route, key)
                continue
            # Where a fresh second factor is asked first, it is asked for what is not there as well.
            is_asked_first = set(statuses(answers)) <= {302, 405}
            assert is_hidden(answers, nothing) or is_asked_first, (route, key)
            nowhere = both(client, route.filled(here, **{key: NOWHERE}))
            assert nowhere == answers, (route, key)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_lacks_the_role_finds_nothing(
    role: str, cast: SimpleNamespace, here: dict[str, Any], sign_in: SignIn
) -> None:
    person = cast.everybody[role]
    client = sign_in(person)
    nothing = nothing_at("ashlands", client)

    for route in of_schools():
        is_others = route.name.startswith(OWN) and person != cast.writer
        if is_shut(route, person) or (is_others and route.kwargs != ("slug",)):
            assert is_hidden(both(client, route.filled(here)), nothing), (role, route)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_holds_the_role_is_answered_in_good_order(
    role: str, cast: SimpleNamespace, here: dict[str, Any], sign_in: SignIn
) -> None:
    person = cast.everybody[role]
    client = sign_in(person)
    signed_in = deepcopy(client.cookies)

    for route in of_schools():
        if is_shut(route, person):
            continue
        with undone():
            for response in (client.get(route.filled(here)), client.post(route.filled(here))):
                assert response.status_code in (200, 302, 400, 404, 405, 409), (person, route)
        client.cookies = deepcopy(signed_in)


def test_somebody_who_left_finds_nothing(
    cast: SimpleNamespace, here: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(cast.leaver)
    nothing = nothing_at("ashlands", client)

    for route in of_schools():
        assert is_hidden(both(client, route.filled(here)), nothing), route


def test_a_second_factor_is_asked_of_whoever_sees_much_and_of_nobody_else(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    for person in (cast.safeguarding_lead, cast.writer):
        person.account.authenticator_set.all().delete()

    asked = sign_in(cast.safeguarding_lead).get("/schools/ashlands/today/")

    assert (asked.status_code, asked["Location"]) == (302, "/account/second-factor/")
    assert sign_in(cast.writer).get("/schools/ashlands/today/").status_code == 200
