"""A refusal, a yes taken back and the safeguarding list cannot be told apart by whoever publishes."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.consents.lights import facts_of_picture
from gatepost.core.policy import situation
from gatepost.people.models import Person, Pupil
from gatepost.policies import packs
from gatepost.policies.door import policy_at
from gatepost.policies.ruling import rule
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.consents.families import (
    green_child,
    list_child,
    make_contact,
    make_pupil,
    say,
    shown,
    tell,
)

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = NOW.date()
PUBLISHERS = ("writer", "assistant", "approver", "head", "administrator", "technician")


def reds(cast: SimpleNamespace) -> dict[str, Pupil]:
    """One child of each kind that may not be shown, told apart by nothing but the reason."""
    made = {why: make_pupil(cast.school, "Robin Reed", form="Oak") for why in
            ("refused", "withdrawn", "never", "own no", "never and refused")}  # fmt: skip
    parents = {why: make_contact(one, by=cast.administrator, at=NOW) for why, one in made.items()}
    say(parents["refused"], False, by=cast.administrator, at=NOW)
    say(parents["withdrawn"], True, by=cast.administrator, at=NOW)
    say(parents["withdrawn"], False, by=cast.administrator, at=NOW)
    list_child(made["never"], cast, at=NOW)
    own = make_contact(made["own no"], "Robin Reed", by=cast.administrator, at=NOW, kind="pupil")
    tell(own, False, by=cast.administrator, at=NOW)
    say(parents["never and refused"], False, by=cast.administrator, at=NOW)
    list_child(made["never and refused"], cast, at=NOW)
    return made


def only(pupil: Pupil, others: dict[str, Pupil]) -> None:
    """Leave one child findable, under the same name and number as the others."""
    for one in others.values():
        Pupil.objects.filter(pk=one.pk).update(
            family_name="Reed" if one == pupil else f"Away{one.pk}"
        )


@pytest.mark.parametrize("who", PUBLISHERS)
def test_whoever_publishes_gets_the_very_same_page_for_each(
    who: str, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    children = reds(cast)
    client = sign_in(cast.everybody[who])
    pages = set()
    for pupil in children.values():
        only(pupil, children)
        response = client.get("/schools/ashlands/consents/?q=Reed")
        kept = {
            name
            for name in response.headers
            if name not in ("Set-Cookie", "Content-Length", "Expires")
        }
        headers = tuple((name, response.headers[name]) for name in sorted(kept))
        text = shown(response).replace(f"child-{pupil.pk}", "child")
        pages.add((response.status_code, text, headers))

    (page,) = pages
    assert page[1].count("Speak to the safeguarding lead or the office.") == 5
    assert ">Yes<" not in page[1] and str(NOW.year) not in page[1].partition("<main")[2]


@pytest.mark.parametrize("policy", ["ashlands", "coates-lane", "corpus-christi", "model"])
def test_the_door_gives_the_same_ruling_for_each_under_every_policy(policy: str, db: None) -> None:
    cast = make_cast(make_school(f"hazel-{policy}", policy=policy))
    asked: dict[str, Any] = {
        "act": "post-image", "actor": "teacher", "account": "official", "image-of": "pupil",
        "channel": "social-media",
    }  # fmt: skip
    pack, law = policy_at(cast.school, on=TODAY), packs.law(on=TODAY)
    rulings = set()
    for pupil in reds(cast).values():
        facts = facts_of_picture([pupil], ["social-media"], on=TODAY)
        ruling = rule(pack, law, situation({**asked, **{k: v[0] for k, v in facts.items()}}))
        cited = [clause.id for decision in ruling.decisions for clause in decision.bearing]
        rulings.add((ruling.verdict, tuple(cited), json.dumps(facts, sort_keys=True)))

    ((verdict, cited, _),) = rulings
    assert verdict == "must-not"
    assert "listed-child-never-shown" in cited and "refusal-respected" in cited


def test_a_child_with_a_yes_may_be_shown_as_far_as_consent_goes(cast: SimpleNamespace) -> None:
    green = green_child(cast, at=NOW)
    facts = facts_of_picture([green], ["social-media"], on=TODAY)
    asked = {"act": "post-image", "actor": "teacher", "account": "official", "image-of": "pupil"}

    law = packs.law(on=TODAY)
    ruling = rule(None, law, situation({**asked, **{k: v[0] for k, v in facts.items()}}))

    assert ruling.verdict in ("silent", "may")


def test_nobody_but_the_safeguarding_leads_reads_why(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    child = make_pupil(cast.school)
    list_child(child, cast)
    url = "/schools/ashlands/consents/never/"

    for name, person in [*cast.everybody.items(), ("stranger", other_cast.safeguarding_lead)]:
        response = sign_in(person).get(url)
        allowed = name in ("safeguarding_lead", "deputy_lead")
        assert response.status_code == (200 if allowed else 404), name
        assert ("A court has ordered it." in response.content.decode()) == allowed


def test_the_ledger_says_neither_which_child_nor_why(cast: SimpleNamespace) -> None:
    child = make_pupil(cast.school)
    entry = list_child(child, cast)
    entry.lift(reason="It has ended.", by=cast.deputy_lead, at=NOW)

    lines = list(Entry.objects.filter(event__startswith="listing."))

    assert [line.event for line in lines] == ["listing.made", "listing.lifted"]
    for line in lines:
        assert line.subject_kind == "consents.listing"
        assert set(line.details) == {"child"} and line.details["child"].startswith("hmac-sha256:")
        assert "court" not in line.body and "Robin" not in line.body


def test_why_is_unreadable_in_the_database(cast: SimpleNamespace) -> None:
    from django.db import connection

    entry = list_child(make_pupil(cast.school), cast)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM consents_listing WHERE id = %s", [entry.pk])
        ((kept,),) = cursor.fetchall()
    assert "court" not in kept and entry.reason == "A court has ordered it."
