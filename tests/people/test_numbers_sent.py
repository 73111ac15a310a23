"""What is sent for the number of a row may be anything at all."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.people.numbers import NO_ROW, number_of, numbers_of
from tests.posts.desk import post_records

SignIn = Callable[[Person], Client]
HOSTILE = ["9" * 5000, "9" * 30, "٣", "-1", "1.5", "", " 1", "x", "0"]


@pytest.mark.parametrize("written", HOSTILE)
def test_whatever_is_no_number_stands_for_no_row(written: str) -> None:
    assert number_of(written) == NO_ROW
    assert numbers_of([written, "41"]) == [41]


@pytest.mark.parametrize("written", HOSTILE[:3])
def test_no_form_fails_on_it(cast: SimpleNamespace, sign_in: SignIn, written: str) -> None:
    records, home = post_records(cast, at=timezone.now()), "/schools/ashlands"
    writer, office = sign_in(cast.writer), f"{home}/accounts/{records['channel']}/runners/"

    for address, name in (
        (f"{home}/posts/{records['post']}/ask/", "of"),
        (f"{home}/posts/{records['post']}/place/", "picture"),
        (f"{home}/pictures/{records['picture']}/people/", "pupil"),
    ):
        assert writer.post(address, {name: written}).status_code in (302, 400, 404), address
    assert sign_in(cast.administrator).post(office, {"person": written}).status_code == 404
    listing = f"{home}/consents/never/new/?child={written}"
    assert sign_in(cast.safeguarding_lead).get(listing).status_code == 404
