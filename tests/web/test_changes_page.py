"""What changes: the overview, and one group of changes at a time."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from gatepost.people.models import School
from gatepost.policies import comparing
from gatepost.policies.packs import bundled_pack

pytestmark = pytest.mark.once  # comparing reads no rows
PAGE = "/schools/ashlands/changes/"
MOST_BYTES = 200_000


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert len(response.content) < MOST_BYTES
    return html.unescape(response.content.decode())


def test_every_other_policy_can_be_chosen_and_the_law_cannot(
    client: Client, school: School
) -> None:
    text = text_of(client, PAGE)

    assert 'href="?to=corpus-christi"' in text
    assert 'href="?to=ashlands"' not in text and "law-england" not in text


def test_every_change_can_be_reached_from_the_overview(client: Client, school: School) -> None:
    text = text_of(client, f"{PAGE}?to=our-lady-and-st-rose")

    links = re.findall(r'href="(\?to=[^"]+&act=[^"]+)"', text)
    people = comparing.by_people(bundled_pack("ashlands"), bundled_pack("our-lady-and-st-rose"))
    assert len(links) == sum(len(one.acts) for one in people)
    found = comparing.comparison(bundled_pack("ashlands"), bundled_pack("our-lady-and-st-rose"))
    assert sum(len(on.changes) for one in people for on in one.acts) == len(found.changes)
    for link in links:
        assert "There is no such page" not in text_of(client, f"{PAGE}{link}")


def test_a_change_shows_both_sides_with_their_clauses(client: Client, school: School) -> None:
    people = comparing.by_people(bundled_pack("ashlands"), bundled_pack("corpus-christi"))
    one = next(o for o in people for on in o.acts if on.act.name == "connect" and on.verdicts)

    text = text_of(client, f"{PAGE}?to=corpus-christi&who={one.key}&act=connect")

    assert "gp-change__side--was" in text and "gp-change__side--now" in text
    assert "/schools/ashlands/policy/#clause-" in text
    assert "/policies/corpus-christi/#clause-" in text


def test_it_is_said_where_not_every_change_is_described(client: Client, school: School) -> None:
    found = comparing.comparison(bundled_pack("ashlands"), bundled_pack("corpus-christi"))

    text = text_of(client, f"{PAGE}?to=corpus-christi")

    assert (found.departures is not None) == ("not every one is described" in text)


def test_directions_are_counted_honestly() -> None:
    found = comparing.comparison(bundled_pack("ashlands"), bundled_pack("corpus-christi"))
    verdicts = [change for change in found.changes if change.kind == "verdict"]

    counted = comparing.tally(verdicts)

    assert counted.total == len(verdicts)
    assert sum(round(width, 1) for _, _, width in counted.bars) == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize(
    "query",
    [
        "to=nothing",
        "to=ashlands",
        "to=law-england",
        "to=../packs/ashlands",
        "to=corpus-christi&act=connect",
        "to=corpus-christi&act=fly&who=anybody",
        "to=corpus-christi&act=connect&who=nobody",
    ],
)
def test_what_cannot_be_compared_is_not_found(client: Client, school: School, query: str) -> None:
    text_of(client, f"{PAGE}?{query}", 404)


def test_a_strange_page_number_is_no_fault(client: Client, school: School) -> None:
    people = comparing.by_people(bundled_pack("ashlands"), bundled_pack("corpus-christi"))
    one = people[0]

    for number in ("0", "-1", "x", "99999999"):
        text_of(
            client,
            f"{PAGE}?to=corpus-christi&who={one.key}&act={one.acts[0].act.name}&page={number}",
        )
