"""Every clause about consent to pictures lives: without it, what it asks for is no longer asked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.consents.asked import terms_at
from gatepost.consents.lights import facts_of_picture
from gatepost.consents.waiting import waiting_for
from gatepost.core.policy import situation
from gatepost.people.models import Person, Pupil
from gatepost.policies import packs
from gatepost.policies.door import policy_at
from gatepost.policies.ruling import Ruling, rule
from gatepost.records.models import Entry
from tests.consents.families import LATER, ON, list_child, make_contact, make_pupil, say
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
TODAY = timezone.localdate()
HOME = "/schools/ashlands/consents/"


def ruling(cast: SimpleNamespace, pupil: Pupil) -> Ruling:
    """What policy and law say of this child's picture on the school's page."""
    facts: dict[str, Any] = facts_of_picture([pupil], ["social-media"], on=ON)
    asked = {"act": "post-image", "actor": "teacher", "account": "official", "image-of": "pupil"}
    asked |= {fact: values[0] for fact, values in facts.items()}
    return rule(policy_at(cast.school, on=ON), packs.law(on=ON), situation(asked))


def cited(cast: SimpleNamespace, pupil: Pupil) -> set[str]:
    """The clauses of the adopted policy that this rests on."""
    found = ruling(cast, pupil).policy
    assert found
    needed = {need.clause.id for need in found.requires}
    return needed | {clause.id for clause in (*found.bearing, *found.clauses)}


def without(cast: SimpleNamespace, clause: str) -> None:
    """The policy without one clause, in force."""
    put_in_force(cast.school, files_without("ashlands", clause), on=TODAY)


@pytest.mark.clause("ASH-127")
def test_permission_is_asked_for_by_its_clause_and_the_answer_names_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    pupil = make_pupil(cast.school)
    contact = make_contact(pupil, by=cast.administrator)
    say(contact, True, by=cast.administrator, only="press")
    (line,) = Entry.objects.filter(event="consent.given")
    page = sign_in(cast.administrator).get(f"{HOME}uses/").content.decode()
    with_clause = cited(cast, pupil)

    without(cast, "permission-for-pictures")
    say(contact, True, by=cast.administrator, at=LATER, only="displays")
    newest = Entry.objects.filter(event="consent.given").order_by("-number").first()

    assert "permission-for-pictures" in with_clause
    assert "permission-for-pictures" not in cited(cast, pupil)
    assert "permission-for-pictures" in line.body and newest
    assert "permission-for-pictures" not in newest.body
    assert "Get permission for a photo" in page
    assert "Get permission for a photo" not in sign_in(cast.administrator).get(f"{HOME}uses/").content.decode()  # fmt: skip


@pytest.mark.clause("ASH-128")
def test_a_no_is_respected_by_its_clause(cast: SimpleNamespace) -> None:
    pupil = make_pupil(cast.school)
    say(make_contact(pupil, by=cast.administrator), False, by=cast.administrator)

    with_clause = cited(cast, pupil)
    without(cast, "respect-a-no")

    assert "respect-a-no" in with_clause and "respect-a-no" not in cited(cast, pupil)
    assert ruling(cast, pupil).verdict == "must-not"  # the law's floor


@pytest.mark.clause("ASH-134")
def test_a_listed_child_is_never_shown_by_its_clause(cast: SimpleNamespace) -> None:
    pupil = make_pupil(cast.school)
    list_child(pupil, cast)

    with_clause = ruling(cast, pupil).policy
    without(cast, "do-not-publish-list")
    cut = ruling(cast, pupil)

    assert with_clause and with_clause.verdict == "must-not"
    assert cut.policy and cut.policy.verdict != "must-not"
    assert cut.verdict == "must-not"  # the law's floor


@pytest.mark.clause("ASH-135")
def test_the_list_is_gone_through_and_says_what_it_holds_by_its_clause(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    def told() -> tuple[list[str], str]:
        lines = [f"{one.says} {one.because}" for one in waiting_for(cast.safeguarding_lead, on=ON)]
        page = sign_in(cast.safeguarding_lead).get(f"{HOME}never/").content.decode()
        return lines, page

    (line,), page = told()
    without(cast, "list-of-children-not-shown")
    lines, cut = told()

    assert line.startswith("Go through the list") and "pupils who are not to be shown" in page
    assert lines == [] and "pupils who are not to be shown" not in cut


def test_going_through_the_list_is_kept_and_no_longer_waits(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    sign_in(cast.deputy_lead).post(f"{HOME}never/review/")

    (line,) = Entry.objects.filter(event="listing.reviewed")
    assert "list-of-children-not-shown" in line.because[0]
    assert waiting_for(cast.safeguarding_lead, on=line.at.date()) == []
    assert waiting_for(cast.safeguarding_lead, on=line.at.date().replace(year=line.at.year + 1))


def test_what_the_policy_needs_beside_that_is_told_to_the_office(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    needs = 'needs = ["written", "one-use-each", "renewed-every-2-years", "a-talk-with-the-head"]'
    files = files_with("ashlands", 'needs = ["image-permission"]', needs)
    put_in_force(cast.school, files, on=TODAY)

    page = sign_in(cast.administrator).get(f"{HOME}uses/").content.decode()

    assert "Only a written yes counts" in page and "24 months" in page
    assert "For you to see to: a talk with the head." in page
    assert "On the school’s blogs" in page  # each use by itself
    assert terms_at(cast.school, on=ON).months == 24
