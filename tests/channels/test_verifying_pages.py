"""The page of the daily look: was and is, who may settle it, nothing hostile comes through, and what parents read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import AccountChange, AccountLook, Channel
from gatepost.channels.verifying.alarms import alarm_of
from gatepost.channels.verifying.words import shown
from gatepost.people.models import Person
from gatepost.policies.packs import bundled_pack
from tests.channels.accounts_looked_at import NOW, TODAY, by_address, connected, day, looked
from tests.channels.small_mastodon import Small, small_mastodon
from tests.conftest import make_cast, make_school
from tests.policies.rounds import files_without, put_in_force
from tests.posts.desk import news_page

SignIn = Callable[[Person], Client]
LIST = "/schools/ashlands/our-accounts/"


@pytest.fixture
def small(settings: SimpleNamespace) -> Iterator[Small]:
    """A server on this machine, which tests alone may speak to."""
    settings.NETWORKS_ON_LOOPBACK = True
    with small_mastodon() as running:
        yield running


@pytest.fixture
def account(cast: SimpleNamespace, small: Small) -> Channel:
    """An account that was looked at once."""
    channel = connected(cast, small)
    looked(channel)
    return channel


def page_of(channel: Channel) -> str:
    return f"{channel.get_absolute_url()}looked/"


def settle(client: Client, channel: Channel, how: str) -> int:
    change = AccountChange.objects.open().get(channel=channel)
    answer = client.post(f"{page_of(channel)}change/", {"how": how, "seen": change.seal})
    return answer.status_code


def test_everybody_at_the_school_reads_it_and_keepers_alone_settle_it(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    small.account["note"] = "A school with a pond."
    looked(account, at=day(1))

    writers = sign_in(cast.writer)
    page = writers.get(page_of(account)).text
    assert "A school with a pond." in page
    assert "This was not us" not in page
    assert settle(writers, account, "ours") == 404
    assert AccountChange.objects.open().exists()
    keepers = sign_in(cast.administrator)
    assert "This was not us" in keepers.get(page_of(account)).text
    assert keepers.get(f"{page_of(account)}change/").status_code == 405

    assert settle(keepers, account, "ours") == 302
    assert not AccountChange.objects.open().exists()


def test_another_school_finds_nothing(
    other_cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    small.account["acct"] = "taken"
    looked(account, at=day(1))
    theirs = sign_in(other_cast.administrator)

    assert theirs.get(page_of(account)).status_code == 404
    assert settle(theirs, account, "ours") == 404
    in_ours = page_of(account).replace("ashlands", "corpus-christi")
    assert theirs.get(in_ours).status_code == 404
    assert theirs.post(f"{in_ours}again/").status_code == 404
    assert theirs.post(f"{in_ours}change/", {"how": "ours"}).status_code == 404


def test_an_alarm_stands_on_both_pages_until_it_is_settled(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    small.account["acct"] = "taken"
    looked(account, at=day(1))
    keeper = sign_in(cast.administrator)

    for address in (account.get_absolute_url(), page_of(account)):
        assert "may be in other hands" in keeper.get(address).text
    settle(keeper, account, "disowned")
    assert f"{cast.administrator} said on" in keeper.get(page_of(account)).text
    settle(keeper, account, "regained")

    assert alarm_of(account) is None
    assert "may be in other hands" not in keeper.get(page_of(account)).text


def test_an_answer_that_is_none_is_no_answer(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    keeper = sign_in(cast.administrator)
    gone = keeper.post(f"{page_of(account)}change/", {"how": "ours"}, follow=True)
    assert "Somebody has settled it already." in gone.text
    small.account["note"] = "Buy coins!"
    looked(account, at=day(1))

    assert settle(keeper, account, "undone") == 404
    stale = keeper.post(f"{page_of(account)}change/", {"how": "ours", "seen": "other"}, follow=True)

    assert "changed once more" in stale.text
    assert AccountChange.objects.open().exists()


def test_nothing_that_a_profile_says_does_anything_on_a_page(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    small.account["display_name"] = "<script>alert(1)</script>\u202egpj.exe\u200b"
    value = (
        '<a href="javascript:alert(2)">x</a><a href="https://a.example/&quot;><img src=x>">y</a>'
    )
    small.account["fields"] = [{"name": "Ours", "value": value, "verified_at": None}]
    looked(account, at=day(1))

    page = sign_in(cast.administrator).get(page_of(account)).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "javascript:" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "[hidden character 202E]" in page


@pytest.mark.parametrize(
    "text", ["A school \U0001f468\u200d\U0001f469\u200d\U0001f467", "ysgol\nخبر", ""]
)
def test_what_hides_nothing_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


def test_parents_read_since_when_an_account_was_last_found_to_be_the_schools(
    cast: SimpleNamespace, account: Channel, small: Small, client: Client
) -> None:
    by_address(cast, small)
    looked(account)
    on = f"Looked at on {TODAY:%-d %B %Y}"
    page = client.get(LIST).text
    assert f"{on}: it is ours." in page
    assert f"{on}: it is there." in page
    told = client.get(f"{LIST}accounts.json").json()["accounts"]
    assert {(one["looked_at_on"], one["is_seen_to_be_ours"]) for one in told} == {
        (TODAY.isoformat(), True),
        (TODAY.isoformat(), False),
    }

    small.account["acct"] = "taken"
    small.status = 503
    looked(account, at=day(1))

    assert "Looked at on" not in client.get(LIST).text


def test_the_public_list_says_nothing_of_an_alarm(
    account: Channel, small: Small, client: Client
) -> None:
    small.account["acct"] = "taken"
    looked(account, at=day(1))

    page = client.get(LIST).text

    assert "Looked at on" not in page
    assert "taken" not in page
    assert "other hands" not in page


def test_an_account_that_links_back_says_so_and_who_vouches_for_it(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    keeper = sign_in(cast.administrator)
    assert "Not that Gatepost can see." in keeper.get(page_of(account)).text
    assert f"http://testserver{LIST}" in keeper.get(page_of(account)).text

    value = f'<a href="http://testserver{LIST}">list</a>'
    verified = "2026-11-03T09:00:00.000+00:00"
    small.account["fields"] = [{"name": "Ours", "value": value, "verified_at": verified}]
    looked(account, at=day(1))

    page = keeper.get(page_of(account)).text
    assert "Yes: it links to" in page
    assert "in the other direction as well, on 3 November 2026" in page


def test_a_website_links_back_by_a_link_of_its_own_and_by_no_other(
    cast: SimpleNamespace, small: Small, sign_in: SignIn
) -> None:
    site = by_address(cast, small, network="wordpress")
    keeper = sign_in(cast.administrator)
    small.page = f'<a href="http://testserver{LIST}">accounts</a>'
    looked(site)
    assert "Not that Gatepost can see." in keeper.get(page_of(site)).text
    assert '&lt;a rel="me"' in keeper.get(page_of(site)).text

    small.page = f'<a rel="me" href="http://testserver{LIST}">accounts</a>'
    looked(site, at=day(1))

    assert "Yes: it links to" in keeper.get(page_of(site)).text


def test_a_link_to_somebody_elses_page_is_no_link_back(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    false = f"http://testserver.example{LIST}"
    small.account["fields"] = [{"name": "x", "value": false, "verified_at": None}]
    looked(account, at=day(1))

    assert "Not that Gatepost can see." in sign_in(cast.head).get(page_of(account)).text


def test_a_look_can_be_asked_for_at_once(
    cast: SimpleNamespace, account: Channel, sign_in: SignIn
) -> None:
    assert sign_in(cast.writer).post(f"{page_of(account)}again/").status_code == 404

    before = timezone.now()
    assert sign_in(cast.administrator).post(f"{page_of(account)}again/").status_code == 302

    assert before <= AccountLook.objects.get().next_at <= timezone.now()


def test_the_news_page_needs_no_look(cast: SimpleNamespace, sign_in: SignIn) -> None:
    page = news_page(cast, at=NOW)
    keeper = sign_in(cast.administrator)

    assert "Gatepost serves the news page itself" in keeper.get(page_of(page)).text
    assert "Is it still ours?" not in keeper.get(page.get_absolute_url()).text


def test_a_closed_account_alarms_nobody(
    cast: SimpleNamespace, account: Channel, small: Small, sign_in: SignIn
) -> None:
    small.account["acct"] = "taken"
    looked(account, at=day(1))
    account.close(by=cast.administrator, at=NOW)

    assert alarm_of(account) is None
    assert "other hands" not in sign_in(cast.head).get(account.get_absolute_url()).text
    assert sign_in(cast.head).get(page_of(account)).status_code == 200


def test_the_clause_that_has_the_school_list_its_accounts_stands_there(
    db: None, sign_in: SignIn
) -> None:
    cast = make_cast(make_school("model"))
    page = news_page(cast, at=NOW)
    (clause,) = (
        one for one in bundled_pack("model").clauses if one.live.get("by") == "channels.register"
    )
    assert clause.says in unescape(sign_in(cast.head).get(page_of(page)).text)

    put_in_force(cast.school, files_without("model", clause.id), on=TODAY)

    assert clause.says not in unescape(sign_in(cast.head).get(page_of(page)).text)
