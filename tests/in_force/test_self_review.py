"""Evidence for the school's own self-review: gathered from records, dated, and never with a level."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core.policy import vocabulary
from gatepost.core.policy.mechanisms import mechanisms
from gatepost.people.models import Person
from gatepost.reports.in_force.shown import State
from gatepost.reports.safe360.aspects import review
from gatepost.reports.safe360.gathering import evidence
from tests.posts.desk import news_page

SignIn = Callable[[Person], Client]


def test_every_source_of_the_table_is_one_that_packs_can_name() -> None:
    known = review()

    assert [one.name for one in known.aspects] == [
        "Digital & video images",
        "Social media",
        "Mobile technology",
        "Professional standards",
        "Online publishing",
    ]
    for one in known.aspects:
        assert set(one.mechanisms) <= set(mechanisms())
        assert one.acts <= set(vocabulary().acts)
    assert known.about.to_check


def test_an_account_shows_under_publishing_and_nowhere_that_does_not_speak_of_it(
    cast: SimpleNamespace,
) -> None:
    before = said_of(cast)

    news_page(cast, at=timezone.now())

    after, sentence = said_of(cast), "Every account has as many people as it needs."
    assert sentence not in before["publishing"]
    assert sentence in after["publishing"]
    assert sentence not in after["images"] + after["mobile"] + after["standards"]


def test_a_policy_that_says_nothing_of_an_aspect_has_no_evidence_for_it(
    other_cast: SimpleNamespace,
) -> None:
    found = evidence(other_cast.school, on=timezone.localdate())

    assert found
    of = {one.aspect.key: one for one in found.aspects}
    assert of["mobile"].clauses
    assert {one.readable.clause.live.get("by") for one in of["publishing"].clauses} & {
        "channels.register"
    }
    assert not any("posts." in str(one.readable.clause.live) for one in of["publishing"].clauses)


@pytest.mark.clause("OLSR-003")
def test_the_document_is_dated_names_the_version_and_gives_no_level(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(cast.head)

    html = page.get("/schools/ashlands/self-review/").content.decode()
    pdf = page.get("/schools/ashlands/self-review.pdf")

    assert "The level is yours to judge." in html
    assert not re.search(r"level\W+[1-5]\b", html, re.IGNORECASE)
    on = timezone.localdate().isoformat()
    assert f"online-safety-evidence-ashlands-{on}.pdf" in pdf["Content-Disposition"]
    assert pdf.content.startswith(b"%PDF-")


def test_only_those_who_lead_safeguard_govern_or_administer_see_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    opens = {
        key: sign_in(person).get("/schools/ashlands/self-review/").status_code
        for key, person in cast.everybody.items()
        if key in ("writer", "technician", "governor", "safeguarding_lead", "approver")
    }

    assert opens == {
        "writer": 404,
        "technician": 404,
        "governor": 200,
        "safeguarding_lead": 200,
        "approver": 200,
    }


def said_of(cast: SimpleNamespace) -> dict[str, list[str]]:
    """The sentences of what is in use, by aspect."""
    found = evidence(cast.school, on=timezone.localdate())
    assert found
    return {
        one.aspect.key: [line.shown.says for line in one.lines if line.shown.state is State.USED]
        for one in found.aspects
    }
