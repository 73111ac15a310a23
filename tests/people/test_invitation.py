"""Invitations: sent, accepted once, and closed in every other case, with nothing half-done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.notices.models import Notice
from gatepost.people.models import Account, Invitation, Person, Role, School
from gatepost.people.models.invitations import Closed, digest_of
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.conftest import LONG_AGO

NOW = datetime.now(UTC)
PASSWORD = "otters-mend-violins"
TWICE = {"password": PASSWORD, "again": PASSWORD}


def make_newcomer(school: School, **more: object) -> Person:
    """Somebody on a school's list who has no account."""
    known = {
        "given_name": "Briar",
        "family_name": "Moss",
        "email": f"briar.moss@{school.slug}.example",
        "actors": ["teacher"],
        "started_on": LONG_AGO,
    }
    return Person.objects.create(school=school, **{**known, **more})


@pytest.fixture
def newcomer(cast: SimpleNamespace) -> Person:
    return make_newcomer(cast.school)


@pytest.fixture
def invited(newcomer: Person, cast: SimpleNamespace) -> Invitation:
    return newcomer.invite(by=cast.administrator, at=NOW)


def test_an_invitation_goes_out_as_a_notice_and_is_on_record(
    newcomer: Person, cast: SimpleNamespace
) -> None:
    invitation = newcomer.invite(by=cast.administrator, at=NOW)

    notice = Notice.objects.get()
    assert (notice.kind, notice.to, notice.link) == (
        "invitation",
        newcomer.email,
        invitation.link,
    )
    entry = history(invitation).get()
    assert entry.event == "invitation.sent"
    assert entry.by == f"people.person:{cast.administrator.pk}"


def test_the_row_keeps_no_secret(invited: Invitation) -> None:
    token = invited.link.split("/")[-2]
    kept = Invitation.objects.values().get()

    assert len(token) >= 43
    assert kept["digest"] == digest_of(token)
    assert token not in str(kept)


def test_with_a_password_one_is_in(client: Client, invited: Invitation) -> None:
    page = client.get(invited.link)
    answer = client.post(invited.link, TWICE)

    account = Account.objects.get(email="briar.moss@ashlands.example")
    assert b"Welcome to Ashlands Primary School" in page.content
    assert answer["location"] == "/schools/ashlands/today/"
    assert client.get(answer["location"]).status_code == 200
    assert account.check_password(PASSWORD)
    assert account.password.startswith("argon2")
    assert account.emailaddress_set.get().verified
    assert account.people.get() == invited.person
    assert history(invited).first().event == "invitation.accepted"  # type: ignore[union-attr]


def test_a_role_with_much_to_see_sets_up_a_second_factor_first(
    client: Client, invited: Invitation
) -> None:
    Role.objects.create(person=invited.person, role="dsl", from_on=LONG_AGO)

    client.post(invited.link, TWICE)

    assert client.get("/schools/ashlands/today/")["location"] == "/account/second-factor/"
    assert b"Protect your account first" in client.get("/account/second-factor/").content
    # The password was typed a moment ago, so that it is not asked for again.
    assert client.get("/account/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "This password is too short."),
        ("briar-moss-ashlands", "mostly your own name, address or school"),
        ("1q2w3e4r5t6y", "one of the passwords that are tried first"),
    ],
)
def test_a_weak_password_is_refused_and_nothing_happens(
    client: Client, invited: Invitation, password: str, sentence: str
) -> None:
    answer = client.post(invited.link, {"password": password, "again": password})

    assert sentence in answer.content.decode()
    assert not Account.objects.filter(email=invited.email).exists()
    assert not invited.why_closed(NOW)


def test_a_slip_is_told(client: Client, invited: Invitation) -> None:
    answer = client.post(invited.link, {"password": PASSWORD, "again": PASSWORD + "x"})

    assert "The two passwords are not the same." in answer.content.decode()
    assert not Account.objects.filter(email=invited.email).exists()


def closed(client: Client, link: str, sentence: str, *, status: int = 410) -> bool:
    """Whether a link opens neither by looking nor by posting, and says why."""
    answers = [client.get(link), client.post(link, TWICE)]
    return all(
        answer.status_code == status and sentence in answer.content.decode() for answer in answers
    )


def test_a_used_invitation_is_closed(client: Client, invited: Invitation) -> None:
    client.post(invited.link, TWICE)
    client.logout()

    assert closed(client, invited.link, "has been used already")
    assert Account.objects.filter(email=invited.email).count() == 1


def test_an_invitation_is_closed_after_fourteen_days(client: Client, newcomer: Person) -> None:
    invitation = newcomer.invite(by=None, at=NOW - timedelta(days=14, seconds=1))

    assert closed(client, invitation.link, "has expired")
    assert not Account.objects.filter(email=newcomer.email).exists()
    assert not invitation.why_closed(NOW - timedelta(minutes=1))


def test_a_newer_invitation_withdraws_the_older(
    client: Client, newcomer: Person, invited: Invitation
) -> None:
    newer = newcomer.invite(by=None, at=NOW)

    assert closed(client, invited.link, "was withdrawn")
    assert client.post(newer.link, TWICE).status_code == 302


def test_leaving_withdraws_an_invitation(
    client: Client, newcomer: Person, invited: Invitation
) -> None:
    Person.objects.filter(pk=newcomer.pk).update(left_on=LONG_AGO)

    assert closed(client, invited.link, "was withdrawn")


def test_another_address_withdraws_an_invitation(
    client: Client, newcomer: Person, invited: Invitation
) -> None:
    Person.objects.filter(pk=newcomer.pk).update(email="moss@ashlands.example")

    assert closed(client, invited.link, "was withdrawn")


def test_a_link_that_was_tampered_with_is_not_known(client: Client, invited: Invitation) -> None:
    link = invited.link[:-3] + ("aa/" if invited.link[-3:] != "aa/" else "bb/")

    assert closed(client, link, "There is no such invitation.", status=404)


def test_other_methods_are_refused(client: Client, invited: Invitation) -> None:
    assert client.put(invited.link).status_code == 405
    assert client.delete(invited.link).status_code == 405


def test_of_two_who_accept_at_once_one_comes_in(invited: Invitation) -> None:
    slower = Invitation.objects.get(pk=invited.pk)
    invited.accept(at=NOW, password=PASSWORD)

    with pytest.raises(Closed, match="used already"):
        slower.accept(at=NOW, password=PASSWORD)

    assert Account.objects.filter(email=invited.email).count() == 1


@pytest.fixture
def elsewhere_too(cast: SimpleNamespace, other_school: School) -> Invitation:
    """The writer is invited to a second school, by the same address."""
    second = make_newcomer(other_school, given_name="Wren", email=cast.writer.email.upper())
    return second.invite(by=None, at=NOW)


def test_who_has_an_account_signs_in_to_accept(
    client: Client, elsewhere_too: Invitation, cast: SimpleNamespace
) -> None:
    page = client.get(elsewhere_too.link)
    answer = client.post(elsewhere_too.link, TWICE)

    assert "You have an account already" in page.content.decode()
    assert f"/account/login/?next={elsewhere_too.link.replace('/', '%2F')}" in page.content.decode()
    assert "You have an account already" in answer.content.decode()
    assert cast.writer.account.people.count() == 1


def test_who_is_signed_in_joins_with_one_button(
    elsewhere_too: Invitation, cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.writer)

    answer = client.post(elsewhere_too.link)

    assert answer["location"] == "/schools/corpus-christi/today/"
    assert cast.writer.account.people.count() == 2
    assert client.get(answer["location"]).status_code == 200


def test_somebody_else_who_is_signed_in_does_not_join(
    elsewhere_too: Invitation, cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.assistant)

    answer = client.post(elsewhere_too.link)

    assert "This invitation is for" in answer.content.decode()
    assert cast.assistant.account.people.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "There is no e-mail address for Briar Moss. Enter one first."),
        ({"left_on": LONG_AGO}, "Briar Moss has left and cannot be invited."),
    ],
)
def test_not_everybody_can_be_invited(
    newcomer: Person, change: dict[str, object], sentence: str
) -> None:
    Person.objects.filter(pk=newcomer.pk).update(**change)

    with pytest.raises(NotPossible, match=sentence):
        newcomer.invite(by=None, at=NOW)

    assert not Notice.objects.exists()


def test_who_can_sign_in_is_not_invited(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="can sign in already"):
        cast.writer.invite(by=None, at=NOW)


def test_a_school_sees_its_own_invitations_only(
    invited: Invitation, cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    assert list(Invitation.objects.visible_to(cast.administrator)) == [invited]
    assert not Invitation.objects.visible_to(other_cast.administrator).exists()
