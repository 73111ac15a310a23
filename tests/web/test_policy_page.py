"""The policy as a document."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from gatepost.core.policy import Pack, bundled
from gatepost.core.policy.lint import contradictions
from gatepost.people.models import School
from gatepost.policies.packs import bundled_pack
from gatepost.policies.reading import marks_of, paper

INVENTORY = Path(__file__).parents[2] / "inventory" / "clauses.tsv"
SCHOOLS = [slug for slug in bundled() if slug not in ("law-england", "model")]


@cache
def inventory() -> dict[str, list[str]]:
    """The ids of the inventory, by policy."""
    ids: dict[str, list[str]] = {}
    with INVENTORY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            ids.setdefault(row["policy slug"], []).append(row["id"])
    return ids


def page(client: Client, slug: str) -> str:
    return client.get(f"/schools/{slug}/policy/").content.decode()


@pytest.mark.parametrize("slug", SCHOOLS)
def test_every_entry_of_the_inventory_is_on_its_schools_page(
    client: Client, all_schools: list[School], slug: str
) -> None:
    shown = set(re.findall(r"\b[A-Z]{2,5}-\d{3}\b", page(client, slug)))

    assert set(inventory()[slug]) <= shown


def test_a_clause_taken_out_of_its_pack_is_missed() -> None:
    whole = bundled_pack("ashlands")
    taken_out = whole.clauses[20]

    document = paper(whole.without(taken_out.id), "/")

    carried = {entry for one in document.by_id.values() for entry in one.clause.carries}
    assert set(taken_out.carries) - carried


@pytest.mark.parametrize("slug", SCHOOLS)
def test_every_clause_has_an_anchor_of_its_own_and_a_link_to_it(
    client: Client, all_schools: list[School], slug: str
) -> None:
    text = page(client, slug)

    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for clause in bundled_pack(slug).clauses:
        assert f'id="clause-{clause.id}"' in text
        assert f'href="/schools/{slug}/policy/#clause-{clause.id}"' in text


@pytest.mark.parametrize("slug", SCHOOLS)
def test_every_clause_says_what_shows_that_it_lives(slug: str) -> None:
    for clause in bundled_pack(slug).clauses:
        assert marks_of(bundled_pack(slug), clause), clause.id


@pytest.mark.parametrize("slug", SCHOOLS)
def test_a_policy_of_a_real_school_says_that_this_is_our_reading(
    client: Client, all_schools: list[School], slug: str
) -> None:
    for place in ("", "policy/", "can-i/message/?actor=parent&other=colleague", "changes/"):
        text = client.get(f"/schools/{slug}/{place}", follow=True).content.decode()
        if place != "changes/" and '<form class="gp-question' not in text:
            assert "This is our reading of the policy, not the school’s own text." in text, place


def test_clauses_that_contradict_each_other_point_at_one_another(
    client: Client, school: School
) -> None:
    text = page(client, "ashlands")

    found = contradictions(bundled_pack("ashlands"))
    assert found
    for one in found:
        for here, there in ((one.allows, one.forbids), (one.forbids, one.allows)):
            assert f"#clause-{there.id}" in clause_html(text, here.id)


def test_no_clause_waits_for_a_part_that_is_not_built() -> None:
    for slug in bundled():
        pack = bundled_pack(slug)
        waiting = [c.id for c in pack.clauses for m in marks_of(pack, c) if m.state == "not-yet"]

        assert waiting == [], slug


def test_names_of_clauses_in_notes_become_links_to_their_numbers(
    client: Client, school: School
) -> None:
    text = page(client, "ashlands")

    assert not re.search(r"“[a-z0-9]+(-[a-z0-9]+)+”", text)
    assert "#clause-pupil-in-own-family" in clause_html(text, "no-following-pupils")


def test_a_review_that_is_overdue_is_marked(client: Client, school: School) -> None:
    assert "Overdue" in page(client, "ashlands")


def test_the_law_names_source_and_date_of_every_clause(client: Client, db: None) -> None:
    text = client.get("/law/").content.decode()

    for clause in bundled_pack("law-england").clauses:
        html = clause_html(text, clause.id)
        assert "gp-clause__source" in html
        assert ("To be checked" in html) == clause.to_check


def test_a_pack_that_does_not_come_with_gatepost_is_not_found(client: Client, db: None) -> None:
    assert client.get("/policies/nothing/").status_code == 404
    assert client.get("/policies/law-england/").status_code == 404


def test_a_name_from_outside_is_never_a_path() -> None:
    for name in ("../packs/ashlands", "/etc", "packs/ashlands", ""):
        with pytest.raises(LookupError):
            bundled_pack(name)


def clause_html(text: str, clause_id: str) -> str:
    """The part of a page that shows a clause."""
    start = text.index(f'id="clause-{clause_id}"')
    following = re.search(r'<div class="gp-clause[ "]', text[start:])
    return text[start : start + following.start() if following else len(text)]


def test_a_document_counts_every_clause_once() -> None:
    for slug in SCHOOLS:
        pack: Pack = bundled_pack(slug)
        counts = paper(pack, "/").counts
        assert sum(count.number for count in counts) == len(pack.clauses)
