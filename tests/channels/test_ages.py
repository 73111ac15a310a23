"""The least age of a network is a dated table, shown where an account is applied for and where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels import ages
from gatepost.channels.models import Application, Channel, Wish
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person

SignIn = Callable[[Person], Client]
OURS = {"own", "wordpress"}  # pages of the school's own, which everybody reads


def test_every_network_but_the_schools_own_pages_has_one() -> None:
    known = {slug for slug in NETWORKS if ages.least_age(slug, on=date(2026, 11, 22))}

    assert known == set(NETWORKS) - OURS


def test_the_newest_that_has_begun_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ages.Age(("x",), 13, date(2012, 1, 1), "memory")
    new = ages.Age(("x",), 16, date(2027, 3, 1), "a regulation")
    monkeypatch.setattr(ages, "_table", lambda: (new, old))

    assert ages.least_age("x", on=date(2027, 2, 28)) == old
    assert ages.least_age("x", on=date(2027, 3, 1)) == new
    assert ages.least_age("x", on=date(2011, 1, 1)) is None


def test_it_stands_on_the_application_and_on_the_account(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    at = timezone.now()
    wish = Application.make(Wish("linkedin", "Staff"), by=cast.writer, at=at)
    made = Channel.enter(
        network="linkedin", name="Staff", handle="s", url="", by=cast.administrator, at=at
    )

    for page in (wish, made):
        text = sign_in(cast.writer).get(page.get_absolute_url()).text
        assert "People have to be 16 or older" in text
        assert "To be checked" in text
