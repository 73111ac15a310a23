"""Every address × every role × own and other school: nothing leaks, and whoever may not open it cannot tell that it is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from tests.conftest import CAST
from tests.web.places import BY_LINK, NOWHERE, OWN, Route, make_records, of_schools, routes

AT = timezone.now()
SignIn = Callable[[Person], Client]
RECORDS = [route for route in of_schools() if route.kwargs != ("slug",)]
IDS = {
    "pk",
    "plan",
    "refusal",
    "ask",
    "role_pk",
}  # one number for all schools; a version has its school's own


@pytest.fixture
def here(cast: SimpleNamespace) -> dict[str, Any]:
    """The records of the school of the suite."""
    return make_records(cast, at=AT)


@pytest.fixture
def there(other_cast: SimpleNamespace) -> dict[str, Any]:
    """The records of the second school."""
    return make_records(other_cast, at=AT)


def shown(response: HttpResponse) -> tuple[int, str]:
    """A response without what is different each time: the token of the sign-out form."""
    text = response.content.decode()
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def both(client: Client, url: str) -> list[tuple[int, str]]:
    """What an address answers to looking and to sending."""
    return [shown(client.get(url)), shown(client.post(url))]


def is_hidden(answers: list[tuple[int, str]]) -> bool:
    """Whether an address cannot be told from one that is not there; the method alone may be refused."""
    return all(status in (404, 405) for status, _ in answers) and 404 in {s for s, _ in answers}


def test_every_address_is_public_or_of_a_school_or_opened_by_a_link() -> None:
    others = [
        route.name
        for route in routes()
        if not route.is_public and not route.is_of_school and not route.name.startswith(BY_LINK)
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


@pytest.mark.parametrize("role", CAST)
def test_another_schools_pages_are_not_there(
    role: str,
    cast: SimpleNamespace,
    here: dict[str, Any],
    there: dict[str, Any],
    sign_in: SignIn,
) -> None:
    client = sign_in(cast.everybody[role])

    for route in of_schools():
        other = both(client, route.filled(there))

        assert is_hidden(other), route
        assert other == both(client, route.filled(there, slug="no-such-school")), route


@pytest.mark.parametrize("role", CAST)
def test_another_schools_records_are_not_found_at_ones_own(
    role: str,
    cast: SimpleNamespace,
    here: dict[str, Any],
    there: dict[str, Any],
    sign_in: SignIn,
) -> None:
    client = sign_in(cast.everybody[role])

    for route in RECORDS:
        for key in IDS & set(route.kwargs):
            of_other = route._of(key, there)
            answers = both(client, route.filled(here, **{key: of_other}))

            # Where a fresh second factor is asked first, it is asked for what is not there as well.
            is_asked_first = {status for status, _ in answers} <= {302, 405}
            assert is_hidden(answers) or is_asked_first, (route, key)
            assert answers == both(client, route.filled(here, **{key: NOWHERE})), (route, key)


@pytest.mark.parametrize("role", CAST)
def test_whoever_lacks_the_role_finds_nothing(
    role: str, cast: SimpleNamespace, here: dict[str, Any], sign_in: SignIn
) -> None:
    person = cast.everybody[role]
    held = person.held_roles(on=AT.date())
    client = sign_in(person)

    for route in of_schools():
        is_shut = not person.is_current(AT.date()) or (route.roles and not held & set(route.roles))
        is_others = route.name.startswith(OWN) and person != cast.writer
        if is_shut or (is_others and route.kwargs != ("slug",)):
            assert is_hidden(both(client, route.filled(here))), (role, route)


@pytest.mark.parametrize("route", of_schools(), ids=lambda route: route.name)
def test_whoever_holds_the_role_is_answered_in_good_order(
    route: Route, cast: SimpleNamespace, here: dict[str, Any], sign_in: SignIn
) -> None:
    for person in cast.everybody.values():
        held = person.held_roles(on=AT.date())
        if not person.is_current(AT.date()) or (route.roles and not held & set(route.roles)):
            continue
        client = sign_in(person)
        for response in (client.get(route.filled(here)), client.post(route.filled(here))):
            assert response.status_code in (200, 302, 400, 404, 405, 409), (person, route)


def test_somebody_who_left_finds_nothing(
    cast: SimpleNamespace, here: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(cast.leaver)

    for route in of_schools():
        assert is_hidden(both(client, route.filled(here))), route


def test_a_second_factor_is_asked_of_whoever_sees_much_and_of_nobody_else(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    for person in (cast.safeguarding_lead, cast.writer):
        person.account.authenticator_set.all().delete()

    asked = sign_in(cast.safeguarding_lead).get("/schools/ashlands/today/")

    assert (asked.status_code, asked["Location"]) == (302, "/account/second-factor/")
    assert sign_in(cast.writer).get("/schools/ashlands/today/").status_code == 200
