"""Everybody can see which accounts are the school's own, and tell it of those that only pretend to be."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel, FakeReport, Listed
from gatepost.channels.models.listings import MOST_A_DAY
from gatepost.channels.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_pack
from tests.conftest import make_cast, make_school
from tests.policies.rounds import files_without, put_in_force
from tests.posts.desk import news_page

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = timezone.localdate()
LIST = "/schools/ashlands/our-accounts/"


@pytest.fixture
def accounts(cast: SimpleNamespace) -> Channel:
    """The news page, and an account on a network."""
    news_page(cast, at=NOW)
    return Channel.enter(
        network="bluesky", name="Bluesky", handle="school.example",
        url="https://bsky.example/school", by=cast.administrator, at=NOW,
    )  # fmt: skip


def test_everybody_sees_the_open_accounts_and_no_closed_ones(
    cast: SimpleNamespace, accounts: Channel, client: Client
) -> None:
    page = client.get(LIST).text
    assert 'href="https://bsky.example/school" rel="me noreferrer"' in page
    assert "/schools/ashlands/news/" in page

    accounts.close(by=cast.administrator, at=NOW)

    assert "bsky.example" not in client.get(LIST).text


def test_programs_read_the_same_list(accounts: Channel, client: Client) -> None:
    told = client.get(f"{LIST}accounts.json").json()

    assert [one["name"] for one in told["accounts"]] == ["Bluesky", "News page"]
    assert told["accounts"][0]["since"] == TODAY.isoformat()
    assert told["accounts"][0]["url"] == "https://bsky.example/school"


def test_the_poster_has_a_code_for_each_address(accounts: Channel, client: Client) -> None:
    code = client.get(f"{LIST}{accounts.pk}/code.svg")

    assert f"{LIST}{accounts.pk}/code.svg" in client.get(f"{LIST}poster/").text
    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.lstrip().startswith(b"<svg")
    assert b"script" not in code.content
    assert client.get(f"/schools/none/our-accounts/{accounts.pk}/code.svg").status_code == 404


def test_a_false_page_is_reported_by_anybody_and_seen_to_by_those_who_lead(
    cast: SimpleNamespace, client: Client, sign_in: SignIn
) -> None:
    told = {"url": "facebook.example/ashlands-school", "says": "It asks for money."}
    assert client.post(f"{LIST}false/", told).status_code == 302
    report = FakeReport.objects.get()
    assert Notice.objects.filter(key__startswith="fake-").count() >= 3
    assert any("pretends" in one.says for one in waiting_for(cast.head, on=TODAY))
    assert waiting_for(cast.writer, on=TODAY) == []

    page = sign_in(cast.head)
    assert "It asks for money." in page.get("/schools/ashlands/accounts/false/").text
    done = {"outcome": "Reported to the network."}
    page.post(f"/schools/ashlands/accounts/false/{report.pk}/", done)

    report.refresh_from_db()
    assert (report.settled_by, report.outcome) == (cast.head, "Reported to the network.")
    with pytest.raises(NotPossible, match="already"):
        report.settle("Again.", by=cast.approver, at=NOW)


def test_what_is_reported_is_text_and_never_a_link(cast: SimpleNamespace, sign_in: SignIn) -> None:
    bad = '"><script>alert(1)</script>'
    FakeReport.take_in(cast.school, url=bad, says=bad, contact=bad, at=NOW)

    page = sign_in(cast.head).get("/schools/ashlands/accounts/false/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_flood_of_reports_ends_in_a_sentence(cast: SimpleNamespace, client: Client) -> None:
    for number in range(MOST_A_DAY):
        client.post(f"{LIST}false/", {"url": f"page {number}"})

    answer = client.post(f"{LIST}false/", {"url": "one more", "says": "Look!"})

    assert answer.status_code == 400
    assert "ring the school office" in answer.text
    assert "Look!" in answer.text
    assert FakeReport.objects.count() == MOST_A_DAY


@pytest.mark.clause("CC-130", "CC-131")
@pytest.mark.parametrize("clause", ["school-provides-a-number", "school-provides-an-address"])
def test_a_list_that_the_policy_wants_is_kept_by_its_clause_and_not_without_it(
    db: None, sign_in: SignIn, clause: str
) -> None:
    cast = make_cast(make_school("corpus-christi"))
    office = sign_in(cast.administrator)
    address = "/schools/corpus-christi/accounts/lists/"
    wanted = bundled_pack("corpus-christi").by_id[clause]
    kind = str(wanted.live["lists"][0])
    entry = {"kind": kind, "name": "Trips", "value": "The school's second phone"}
    assert wanted.says in unescape(office.get(address).text)

    assert office.post(f"{address}new/", entry).status_code == 302
    assert "Trips" in sign_in(cast.writer).get(address).text
    put_in_force(cast.school, files_without("corpus-christi", clause), on=TODAY)

    assert wanted.says not in unescape(sign_in(cast.writer).get(address).text)
    assert sign_in(cast.administrator).post(f"{address}new/", entry).status_code == 404


def test_pages_that_are_not_the_schools_own_stand_on_the_public_list(
    db: None, client: Client
) -> None:
    cast = make_cast(make_school("model"))
    kept = Listed.enter(
        "related-pages", name="Friends of the school", value="https://friends.example/",
        by=cast.administrator, at=NOW,
    )  # fmt: skip
    assert "Friends of the school" in client.get("/schools/model/our-accounts/").text

    kept.remove(by=cast.administrator, at=NOW)

    assert "Friends of the school" not in client.get("/schools/model/our-accounts/").text
