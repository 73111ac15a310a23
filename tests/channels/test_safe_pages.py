"""Pages of a safe: a fresh second factor and a reason for every look, the value in that one answer and nowhere else."""

from __future__ import annotations

import logging
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from gatepost.channels.models import Channel, Runner, Secret, SecretLook
from gatepost.channels.safe.codes import code_at
from gatepost.core.policy import Clause, bundled
from gatepost.policies.packs import bundled_pack
from gatepost.records.door import history
from tests.channels.safes import CODES, PASSWORD, SEED, account_of, kept, put_in, with_factor
from tests.conftest import make_cast, make_school
from tests.policies.rounds import files_with, files_without, put_in_force

NOW = timezone.now()
TODAY = timezone.localdate()
WHY = {"reason": "The network asks for it."}
WANTED = [
    (slug, clause)
    for slug in bundled()
    for clause in bundled_pack(slug).clauses
    if clause.live.get("by") == "channels.vault"
]


@pytest.fixture
def account(cast: SimpleNamespace) -> Channel:
    """An account with a full safe, run by the assistant."""
    channel = account_of(cast, at=NOW)
    put_in(channel, by=cast.administrator, at=NOW)
    return channel


def at(channel: Channel, place: str = "") -> str:
    return f"/schools/{channel.school.slug}/accounts/{channel.pk}/safe/{place}"


def show(client: Client, channel: Channel, kind: str = "passwords", **more: Any) -> Any:
    return client.post(at(channel, f"{kept(channel)[kind].pk}/look/"), WHY, **more)


def holds_any(text: str) -> bool:
    plain = unescape(text)
    return any(value in plain for value in (PASSWORD.strip(), *CODES.split(), SEED))


def test_a_value_stands_in_the_one_answer_and_in_no_other_page(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    runner = with_factor(client, cast.assistant)
    before = runner.get(at(account))

    shown = show(runner, account)

    assert shown.status_code == 200
    assert f'value="{PASSWORD}" readonly' in shown.text
    assert shown["Cache-Control"] == before["Cache-Control"] == "no-store"
    for page in (at(account), account.get_absolute_url(), "/schools/ashlands/today/"):
        assert not holds_any(runner.get(page).text)
    keeper = with_factor(client, cast.administrator)
    listed = keeper.get(at(account)).text
    assert "Ash Birch (Password): “The network asks for it.”" in listed
    for kind in kept(account).values():
        page = keeper.get(at(account, f"{kind.pk}/change/"))
        assert page.status_code == 200
        assert not holds_any(page.text)


def test_recovery_codes_are_shown_line_by_line(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    assert f">{CODES}</textarea>" in show(
        with_factor(client, cast.assistant), account, "recovery-codes"
    ).text.replace("\r", "")


def test_a_shared_second_step_shows_its_code_and_never_its_key(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    runner = with_factor(client, cast.assistant)
    before = code_at(SEED, at=timezone.now()).digits

    text = show(runner, account, "second-factor").text

    after = code_at(SEED, at=timezone.now()).digits
    assert before in text or after in text
    assert "It is right for another" in text
    assert SEED not in text
    show(runner, account, "second-factor")
    assert SecretLook.objects.count() == 2  # each code is a look of its own


def test_looking_takes_a_reason_and_a_form(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    runner = with_factor(client, cast.assistant)
    place = at(account, f"{kept(account)['passwords'].pk}/look/")

    assert runner.get(place).status_code == 405
    for nothing in ({}, {"reason": "  "}):
        told = runner.post(place, nothing, follow=True)
        assert "Say in a few words what you need it for." in told.text
        assert not holds_any(told.text)
    assert not SecretLook.objects.exists()


@pytest.mark.parametrize("place", ["", "look/", "change/", "throw-away/", "suspicion/", "enter/"])
def test_without_a_fresh_second_factor_one_is_asked_for_first(
    cast: SimpleNamespace, account: Channel, client: Client, place: str
) -> None:
    secret = kept(account)["passwords"].pk
    where = {"": "", "suspicion/": place, "enter/": "enter/details/"}.get(
        place, f"{secret}/{place}"
    )
    given = {**WHY, "value": "another", "note": "Lost."}
    for name in ("none", "old"):
        client.force_login(cast.head.account)
        keeper = client if name == "none" else with_factor(client, cast.head, minutes_ago=16)
        for answer in (keeper.get(at(account, where)), keeper.post(at(account, where), given)):
            if answer.status_code != 405:
                assert answer["Location"].startswith("/account/2fa/reauthenticate/?next="), name

    assert not SecretLook.objects.exists()
    assert not history(account).filter(event__startswith="secrets.").exists()
    assert kept(account)["passwords"].pk == secret


def test_who_was_stopped_a_second_ago_finds_no_safe(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    runner = with_factor(client, cast.assistant)
    assert runner.get(at(account)).status_code == 200
    assert "What opens this account" in runner.get(account.get_absolute_url()).text

    Runner.objects.get(channel=account).stop(by=cast.head, at=timezone.now())

    assert runner.get(at(account)).status_code == 404
    assert show(runner, account).status_code == 404
    assert "What opens this account" not in runner.get(account.get_absolute_url()).text


def test_nobody_else_at_the_school_and_nobody_elsewhere_finds_it(
    cast: SimpleNamespace, other_cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    secret = kept(account)["passwords"].pk
    places = ("", f"{secret}/look/", f"{secret}/change/", f"{secret}/throw-away/", "suspicion/")
    strangers = [one for one in cast.everybody.values() if one not in (cast.administrator, cast.head, cast.assistant)]  # fmt: skip

    for person in (*strangers, other_cast.administrator, other_cast.head):
        browser = with_factor(client, person)
        for place in places:
            assert browser.post(at(account, place), WHY).status_code in (404, 405), (person, place)
        assert browser.get(at(account)).status_code == 404, person
    runner = with_factor(client, cast.assistant)
    for place in places[2:]:
        assert runner.post(at(account, place), {**WHY, "value": "x"}).status_code == 404, place
    assert not SecretLook.objects.exists()


def test_a_secret_of_another_account_is_not_found_under_this_one(
    cast: SimpleNamespace, other_cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    foreign = account_of(other_cast, at=NOW)
    secret = put_in(foreign, by=other_cast.administrator, at=NOW)["passwords"]
    keeper = with_factor(client, cast.head)

    for act in ("look", "change", "throw-away"):
        assert keeper.post(at(account, f"{secret.pk}/{act}/"), WHY).status_code == 404
        assert keeper.post(at(foreign, f"{secret.pk}/{act}/"), WHY).status_code == 404
    assert not SecretLook.objects.exists()


def test_a_keeper_enters_changes_and_throws_away(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    keeper = with_factor(client, cast.administrator)
    given = {"name": "Office", "value": "it@ashlands.example"}

    assert keeper.post(at(account, "enter/recovery-address/"), given).status_code == 302
    made = kept(account)["recovery-address"]
    assert "Recovery e-mail address: Office" in keeper.get(at(account)).text
    assert keeper.post(at(account, f"{made.pk}/change/"), {"value": "x@ashlands.example"})
    changed = kept(account)["recovery-address"]
    assert (changed.name, changed.pk != made.pk) == ("Office", True)
    said = keeper.post(at(account, f"{changed.pk}/throw-away/"), follow=True).text
    assert "Recovery e-mail address: Office: thrown away." in said

    assert "recovery-address" not in kept(account)
    events = history(account).filter(event__startswith="secret.").values_list("event", flat=True)
    assert list(events)[:3] == ["secret.thrown-away", "secret.changed", "secret.entered"]


def test_what_is_wrong_is_said_without_what_was_typed(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    keeper = with_factor(client, cast.administrator)
    wrong = {
        "enter/second-factor/": {"value": "no key at all"},
        "enter/passwords/": {"name": "n" * 101, "value": PASSWORD},
        "enter/recovery-codes/": {"name": "n" * 101, "value": CODES},
        "enter/recovery-phone/": {"name": "n" * 101, "value": "the office telephone"},
        "enter/details/": {"value": "   "},
    }

    for place, given in wrong.items():
        answer = keeper.post(at(account, place), given)

        assert answer.status_code == 400
        assert "There is something to put right" in answer.text
        assert not holds_any(answer.text)
        assert "no key at all" not in answer.text
        assert "the office telephone" not in answer.text
    assert keeper.get(at(account, "enter/tea/")).status_code == 404


def test_a_suspicion_marks_everything_on_the_page_and_on_that_of_the_account(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    keeper = with_factor(client, cast.head)

    said = keeper.post(at(account, "suspicion/"), {"note": "A phone was lost."}, follow=True).text

    assert said.count("Somebody else may know it: A phone was lost.") == 3
    warned = keeper.get(account.get_absolute_url()).text
    assert "Others may know what opens this account." in warned
    empty = keeper.post(at(account, "suspicion/"), {"note": ""}, follow=True).text
    assert "Say in a few words what happened." in empty


def test_nothing_goes_to_a_log_or_into_the_ledger(
    cast: SimpleNamespace, account: Channel, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    keeper = with_factor(client, cast.administrator)

    for kind in kept(account):
        assert show(keeper, account, kind).status_code == 200
    keeper.post(at(account, "enter/passwords/"), {"name": "2", "value": PASSWORD + "?"})
    keeper.post(at(account, "enter/second-factor/"), {"name": "2", "value": "wrong" + PASSWORD})

    # Django's own record of statements holds what goes to the database: locked.
    assert not holds_any(caplog.text)
    assert history(account).filter(event="secret.seen").count() == 3
    assert not holds_any("".join(history(account).values_list("body", flat=True)))


def test_a_crash_tells_nobody_what_was_entered(
    cast: SimpleNamespace,
    account: Channel,
    client: Client,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeper = with_factor(client, cast.administrator)
    keeper.raise_request_exception = False
    settings.VAULT_KEYS = []  # nothing can be locked now: a fault that no page foresees

    answer = keeper.post(at(account, "enter/passwords/"), {"name": "2", "value": PASSWORD})

    assert answer.status_code == 500
    assert not holds_any(answer.text)
    (fault,) = [one for one in caplog.records if one.exc_info and one.levelno == logging.ERROR]
    assert fault.exc_info is not None
    request: HttpRequest = fault.request  # type: ignore[attr-defined]
    report = ExceptionReporter(request, *fault.exc_info)
    told = report.get_traceback_text() + report.get_traceback_html()
    assert "KeyMissing" in told
    assert not holds_any(told)
    assert not holds_any(caplog.text)


def test_without_its_key_nothing_opens_and_the_page_says_so(
    cast: SimpleNamespace, account: Channel, client: Client, settings: Settings
) -> None:
    keeper = with_factor(client, cast.administrator)
    settings.VAULT_KEYS = [("2-00000000", bytes(reversed(range(32))))]

    assert keeper.get(at(account)).status_code == 200
    for kind in kept(account):
        told = show(keeper, account, kind, follow=True).text
        assert "the key that locked it is not on this server" in told
        assert not holds_any(told)
    assert not SecretLook.objects.exists()
    # What cannot be opened any more is entered anew.
    keeper.post(at(account, f"{kept(account)['passwords'].pk}/change/"), {"value": "another"})
    assert 'value="another"' in show(keeper, account).text


@pytest.mark.clause("ASH-049", "ASH-050")
@pytest.mark.parametrize(("slug", "clause"), WANTED, ids=[f"{s}-{c.id}" for s, c in WANTED])
def test_what_the_policy_wants_kept_is_asked_for_by_its_clause_and_not_without_it(
    db: None, client: Client, slug: str, clause: Clause
) -> None:
    cast = make_cast(make_school(slug))
    channel = account_of(cast, at=NOW)
    page = with_factor(client, cast.administrator)

    empty = unescape(page.get(channel.get_absolute_url()).text)
    for kind in clause.live["keeps"]:
        value = SEED if kind == "second-factor" else "something"
        Secret.enter(channel, kind=kind, name="", value=value, by=cast.administrator, at=NOW)
    full = unescape(page.get(channel.get_absolute_url()).text)
    put_in_force(cast.school, files_without(slug, clause.id), on=TODAY)
    cut = unescape(page.get(channel.get_absolute_url()).text)

    wanted = len(clause.live["keeps"])
    assert clause.says in empty
    assert empty.count("Not yet in the safe") - full.count("Not yet in the safe") == wanted
    assert full.count(">In the safe<") == wanted
    assert clause.says not in cut
    assert cut.count(">In the safe<") == 0


def test_every_entry_of_the_inventory_that_such_a_clause_carries_is_tried_here() -> None:
    test = test_what_the_policy_wants_kept_is_asked_for_by_its_clause_and_not_without_it
    marks = [mark for mark in test.pytestmark if mark.name == "clause"]  # type: ignore[attr-defined]

    named = {entry for mark in marks for entry in mark.args}

    assert named == {entry for _, clause in WANTED for entry in clause.carries}


def test_the_policy_names_who_keeps_it_what_is_kept_and_how_often_it_is_changed(
    cast: SimpleNamespace, account: Channel, client: Client
) -> None:
    technician = with_factor(client, cast.technician)
    assert technician.get(at(account)).status_code == 404
    asked = 'live = { by = "channels.vault", by-whom = "administrator", keeps = ["passwords"] }'
    other = 'live = { by = "channels.vault", by-whom = "ict-coordinator", keeps = ["master-keys"], every = "1 day" }'

    put_in_force(cast.school, files_with("ashlands", asked, other), on=TODAY)

    text = technician.get(account.get_absolute_url()).text
    assert "Master keys" in text
    given = {"value": "In the blue tin."}
    assert technician.post(at(account, "enter/master-keys/"), given).status_code == 302
    assert "In the blue tin." in show(technician, account, "master-keys").text
    Secret.objects.filter(channel=account).update(entered_at=NOW - timedelta(days=2))
    assert "Look it over" in technician.get(at(account)).text


def test_a_policy_that_is_silent_has_a_safe_all_the_same(db: None, client: Client) -> None:
    cast = make_cast(make_school("staff-and-governors"))
    channel = account_of(cast, at=NOW)
    put_in(channel, by=cast.administrator, at=NOW)

    runner = with_factor(client, cast.assistant)

    assert "What opens this account" in runner.get(channel.get_absolute_url()).text
    assert PASSWORD in show(runner, channel).text
