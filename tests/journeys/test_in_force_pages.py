"""The policy in force and the evidence for a self-review in a real browser, as those who lead and others see them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from gatepost.people.models import School
from tests.conftest import make_cast
from tests.journeys.looking import At, Looker
from tests.posts.desk import news_page

AT_ASHLANDS = "/schools/ashlands"
IN_FORCE = {
    "in-force": At(f"{AT_ASHLANDS}/policy/in-force/", by="head"),
    "in-force-told": At(f"{AT_ASHLANDS}/policy/in-force/?section=3", by="writer"),
    "in-force-needs": At(f"{AT_ASHLANDS}/policy/in-force/?show=needs-us", by="governor"),
    "self-review": At(f"{AT_ASHLANDS}/self-review/", by="head"),
}


@pytest.fixture
def ashlands(site: str) -> SimpleNamespace:
    """A school with an account."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    news_page(cast, at=timezone.now())
    return cast


def test_every_page_of_what_shows_the_policy_is_accessible_and_in_width(
    ashlands: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(IN_FORCE, ashlands.everybody)

    assert not faults, faults
