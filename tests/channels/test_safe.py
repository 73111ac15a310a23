"""What opens an account: who sees it, what is on record, and what has to be changed when somebody goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gatepost.channels.models import Channel, Runner, Secret, SecretLook
from gatepost.channels.models.secrets import (
    Why,
    is_all_changed,
    may_keep,
    may_look,
    must_change,
    still_to_change,
    suspect,
)
from gatepost.channels.safe.asked import asked_by
from gatepost.channels.safe.codes import NoKey, code_at
from gatepost.channels.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_pack
from gatepost.records.door import history
from tests.channels.safes import ALL, CODES, PASSWORD, SEED, account_of, kept, put_in

NOW = timezone.now()
TODAY = timezone.localdate()
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def account(cast: SimpleNamespace) -> Channel:
    """An account with a full safe, run by the assistant."""
    channel = account_of(cast, at=NOW)
    put_in(channel, by=cast.administrator, at=NOW)
    return channel


def look(
    channel: Channel, *, by: Person, kind: str = "passwords", at: datetime = NOW + A_SECOND
) -> str:
    return kept(channel)[kind].look(reason="To sign in.", by=by, at=at)


def to_change(channel: Channel, *, days: int = 0) -> dict[str, tuple[str, ...]]:
    found = still_to_change(channel, on=TODAY + timedelta(days=days))
    return {one.secret.kind: one.because for one in found}


def change(channel: Channel, kind: str, value: str, *, by: Person) -> None:
    Secret.enter(channel, kind=kind, name="", value=value, by=by, at=NOW + A_SECOND)


def test_keepers_and_those_who_run_it_see_what_was_entered_and_nobody_else(
    cast: SimpleNamespace, other_cast: SimpleNamespace, account: Channel
) -> None:
    for person in (cast.administrator, cast.head, cast.assistant):
        assert {kind: look(account, by=person, kind=kind) for kind in ALL} == ALL

    others = {name: one for name, one in cast.everybody.items() if one != cast.assistant}
    others |= {f"other {name}": one for name, one in other_cast.everybody.items()}
    for name, person in others.items():
        if name not in ("administrator", "head"):
            assert not may_look(account, person, on=TODAY), name
            with pytest.raises(NotPossible, match="open to you no longer"):
                look(account, by=person)
    assert SecretLook.objects.count() == 9


def test_who_runs_it_enters_and_throws_away_nothing(
    cast: SimpleNamespace, account: Channel
) -> None:
    assert not may_keep(account, cast.assistant, on=TODAY)

    with pytest.raises(NotPossible, match="Only those who keep"):
        change(account, "passwords", "another", by=cast.assistant)
    with pytest.raises(NotPossible, match="Only those who keep"):
        kept(account)["passwords"].discard(by=cast.assistant, at=NOW)
    with pytest.raises(NotPossible, match="Only those who keep"):
        suspect(account, note="?", by=cast.assistant, at=NOW)


def test_a_look_is_on_record_with_its_reason_and_without_the_value(
    cast: SimpleNamespace, account: Channel
) -> None:
    look(account, by=cast.assistant)

    seen = SecretLook.objects.get()
    entry = history(account).filter(event="secret.seen").get()
    assert (seen.person, seen.reason, seen.at) == (cast.assistant, "To sign in.", NOW + A_SECOND)
    assert entry.by == f"people.person:{cast.assistant.pk}"
    bodies = "".join(history(account).values_list("body", flat=True))
    assert PASSWORD.strip() not in bodies
    assert "To sign in" not in bodies


def test_who_was_stopped_a_second_ago_is_refused(cast: SimpleNamespace, account: Channel) -> None:
    secret = kept(account)["passwords"]
    assert look(account, by=cast.assistant) == PASSWORD

    Runner.objects.get(channel=account).stop(by=cast.administrator, at=NOW)

    assert account.runners.current(TODAY).exists()  # for posts they count until the day is over
    assert not may_look(account, cast.assistant, on=TODAY)
    with pytest.raises(NotPossible, match="open to you no longer"):
        secret.look(reason="To sign in.", by=cast.assistant, at=NOW + A_SECOND)


def test_who_has_left_or_whose_role_has_ended_is_refused(
    cast: SimpleNamespace, account: Channel
) -> None:
    cast.head.give_role(
        "administrator", by=cast.administrator, at=NOW, from_on=TODAY, until_on=TODAY + A_DAY
    )
    cast.assistant.leave(on=TODAY, by=cast.administrator, at=NOW)
    cast.administrator.roles.update(until_on=TODAY)

    assert look(account, by=cast.assistant) == PASSWORD  # the last day is a day at school
    for person in (cast.assistant, cast.administrator):
        with pytest.raises(NotPossible, match="open to you no longer"):
            look(account, by=person, at=NOW + A_DAY)


def test_a_closed_account_keeps_no_secret(cast: SimpleNamespace, account: Channel) -> None:
    secret = kept(account)["passwords"]

    account.close(by=cast.administrator, at=NOW)

    assert list(account.secrets.values_list("value", flat=True)) == [None] * 3
    assert not may_look(account, cast.head, on=TODAY)
    with pytest.raises(NotPossible, match="closed"):
        secret.look(reason="?", by=cast.head, at=NOW)


def test_what_is_replaced_or_thrown_away_keeps_no_value(
    cast: SimpleNamespace, account: Channel
) -> None:
    before = kept(account)

    change(account, "passwords", "another", by=cast.head)
    kept(account)["recovery-codes"].discard(by=cast.head, at=NOW)

    assert look(account, by=cast.assistant) == "another"
    assert Secret.objects.get(pk=before["passwords"].pk).value is None
    assert Secret.objects.get(pk=before["recovery-codes"].pk).value is None
    with pytest.raises(NotPossible, match="changed or thrown away in the meantime"):
        before["passwords"].look(reason="?", by=cast.head, at=NOW)
    with pytest.raises(NotPossible, match="changed or thrown away in the meantime"):
        before["recovery-codes"].discard(by=cast.head, at=NOW)


def test_a_second_click_changes_nothing(cast: SimpleNamespace, account: Channel) -> None:
    entries = history(account).count()

    change(account, "passwords", PASSWORD, by=cast.administrator)

    assert account.secrets.count() == 3
    assert history(account).count() == entries


def test_the_database_holds_one_of_a_name_and_no_value_of_what_ended(
    cast: SimpleNamespace, account: Channel
) -> None:
    given = {"channel": account, "entered_by": cast.head, "entered_at": NOW}
    wrong = (
        {"kind": "passwords", "value": "another"},
        {"kind": "details", "value": "x", "ended_at": NOW},
        {"kind": "details", "value": None},
    )

    for one in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Secret.objects.create(**given, **one)
    with pytest.raises(IntegrityError), transaction.atomic():
        account.runners.update(stopped_at=NOW)


def test_when_a_runner_stops_everything_has_to_be_changed_and_the_list_ends_when_it_is(
    cast: SimpleNamespace, account: Channel
) -> None:
    Runner.objects.get(channel=account).stop(by=cast.head, at=NOW)
    says = ("Ash Birch runs this account no longer.",)
    assert to_change(account) == dict.fromkeys(ALL, says)
    assert history(account).filter(event="secrets.marked").count() == 1

    with pytest.raises(NotPossible, match="Change it on the network first"):
        change(account, "passwords", PASSWORD, by=cast.head)
    change(account, "passwords", "another", by=cast.head)
    change(account, "recovery-codes", "1111-2222", by=cast.head)
    assert set(to_change(account)) == {"second-factor"}
    kept(account)["second-factor"].discard(by=cast.head, at=NOW)

    assert is_all_changed(account, on=TODAY)


def test_who_may_still_look_takes_nothing_with_them(
    cast: SimpleNamespace, account: Channel
) -> None:
    runs = account.appoint(cast.head, by=cast.administrator, at=NOW)

    runs.stop(by=cast.administrator, at=NOW)

    assert to_change(account) == {}


def test_who_left_knew_what_was_kept_while_they_were_there(
    cast: SimpleNamespace, account: Channel
) -> None:
    cast.assistant.leave(on=TODAY, by=cast.administrator, at=NOW)
    assert to_change(account) == {}
    says = ("Ash Birch has left the school.",)
    assert to_change(account, days=1) == dict.fromkeys(ALL, says)

    later = NOW + A_DAY
    given = {"kind": "passwords", "name": "", "value": "another"}
    Secret.enter(account, **given, by=cast.administrator, at=later)
    assert set(to_change(account, days=1)) == {"recovery-codes", "second-factor"}
    Runner.objects.get(channel=account).stop(by=cast.administrator, at=later)

    assert set(to_change(account, days=1)) == {"recovery-codes", "second-factor"}


def test_a_leaving_that_is_taken_back_leaves_nothing_to_change(
    cast: SimpleNamespace, account: Channel
) -> None:
    cast.assistant.leave(on=TODAY, by=cast.administrator, at=NOW)

    cast.assistant.stay(by=cast.administrator, at=NOW)

    assert to_change(account, days=1) == {}


def test_what_a_former_keeper_saw_has_to_be_changed_and_nothing_else(
    cast: SimpleNamespace, account: Channel
) -> None:
    cast.writer.give_role(
        "administrator", by=cast.administrator, at=NOW, from_on=TODAY, until_on=TODAY
    )
    look(account, by=cast.writer)

    says = ("Wren Abbott has seen it and may not open it any more.",)
    assert to_change(account) == {}
    assert to_change(account, days=1) == {"passwords": says}


def test_a_suspicion_marks_everything_once(cast: SimpleNamespace, account: Channel) -> None:
    for _ in range(2):
        suspect(account, note="A phone was lost {here}.", by=cast.head, at=NOW)

    says = ("Somebody else may know it: A phone was lost {here}.",)
    assert to_change(account) == dict.fromkeys(ALL, says)
    assert history(account).filter(event="secrets.marked").count() == 1


def test_others_mark_what_somebody_could_see(cast: SimpleNamespace, account: Channel) -> None:
    with transaction.atomic():
        marked = must_change(account.locked(), why=Why.LEFT, person=cast.leaver, by=None, at=NOW)
        again = must_change(account.locked(), why=Why.KNOWN, note="Lost.", by=None, at=NOW)

    assert (marked, again) == (0, 3)  # nothing of today was there when the leaver was


def test_an_empty_safe_has_nothing_to_change(cast: SimpleNamespace) -> None:
    channel = account_of(cast, at=NOW)

    Runner.objects.get(channel=channel).stop(by=cast.head, at=NOW)

    assert is_all_changed(channel, on=TODAY)
    with pytest.raises(NotPossible, match="Nothing is kept here"):
        suspect(channel, note="?", by=cast.head, at=NOW)


def safe_lines(person: Person, *, days: int = 0) -> list[str]:
    found = waiting_for(person, on=TODAY + timedelta(days=days))
    return [one.says for one in found if "/safe/" in one.url]


def test_keepers_are_told_on_today(cast: SimpleNamespace, account: Channel) -> None:
    assert safe_lines(cast.head) == []
    old = ["Look over what opens Our X: it has been the same for a long time"]
    assert safe_lines(cast.head, days=364) == []
    assert safe_lines(cast.head, days=366) == old

    suspect(account, note="?", by=cast.head, at=NOW)

    stale = ["Change what opens Our X: others may know it"]
    assert safe_lines(cast.head, days=366) == stale
    assert safe_lines(cast.administrator) == stale
    assert safe_lines(cast.assistant) == safe_lines(cast.writer) == []


def test_a_telephone_number_does_not_grow_old(cast: SimpleNamespace) -> None:
    channel = account_of(cast, at=NOW)
    given = {"name": "Office", "value": "the office telephone"}
    Secret.enter(channel, kind="recovery-phone", **given, by=cast.head, at=NOW)

    assert safe_lines(cast.head, days=4000) == []


def test_no_bundled_policy_says_how_often_so_the_usual_year_stands() -> None:
    for slug in ("ashlands", "model", "corpus-christi"):
        assert str(asked_by(bundled_pack(slug)).every.unit) == "year"


@pytest.mark.parametrize(
    ("seconds", "code", "left"),
    # RFC 6238, appendix B, with the last six of its eight digits.
    [(59, "287082", 1), (1111111109, "081804", 1), (20000000000, "353130", 10)],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str, left: int) -> None:
    for seed in (SEED, SEED.lower(), f"{SEED[:4]} {SEED[4:]}", f"otpauth://totp/X?secret={SEED}"):
        made = code_at(seed, at=datetime.fromtimestamp(seconds, UTC))

        assert (made.digits, made.seconds_left) == (code, left)


def test_an_address_says_what_its_codes_are_like() -> None:
    address = f"otpauth://totp/School:x?secret={SEED}&issuer=X&digits=8&period=60&algorithm=SHA1"

    made = code_at(address, at=datetime.fromtimestamp(59 * 2, UTC))

    assert (made.digits, made.seconds_left) == ("94287082", 2)


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ("", "no key for codes"),
        ("hunter2", "no key for codes"),
        ("GEZDGNBV", "no key for codes"),
        ("otpauth://totp/X", "no key for codes"),
        (f"otpauth://hotp/X?secret={SEED}", "counted, not timed"),
        (f"otpauth://totp/X?secret={SEED}&algorithm=MD5", "does not know codes of this kind"),
        (f"otpauth://totp/X?secret={SEED}&digits=40", "does not know codes of this kind"),
        (f"otpauth://totp/X?secret={SEED}&period=0", "does not know codes of this kind"),
    ],
)
def test_what_is_no_key_is_said_without_repeating_it(entered: str, says: str) -> None:
    with pytest.raises(NoKey, match=says) as caught:
        code_at(entered, at=NOW)

    assert not entered or entered not in str(caught.value)


def everything_in_the_database() -> Iterator[str]:
    """Every value of every table, as whoever holds the database alone would read it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield from map(str, row)


def is_anywhere(text: str) -> bool:
    return any(value.strip() in text for value in (PASSWORD, *CODES.split(), SEED))


def test_whoever_holds_the_database_holds_no_secret(
    cast: SimpleNamespace, account: Channel
) -> None:
    look(account, by=cast.assistant)
    change(account, "passwords", "another " + PASSWORD, by=cast.head)

    dumped = "\n".join(everything_in_the_database())
    if connection.vendor == "sqlite":
        dumped += "\n".join(connection.connection.iterdump())

    assert "To sign in." in dumped  # what is no secret is found
    assert "gp1.1-" in dumped
    assert not is_anywhere(dumped)
