"""Tokens: shown once, kept as a digest, good for what their owner may do and for as long as the owner may do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.api.models import Token
from gatepost.people.models import Person, Role
from gatepost.records.door import history
from tests.api.callers import calling, token_of
from tests.api.fresh import sign_in_freshly

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def test_a_token_is_shown_once_and_only_its_digest_is_kept(
    cast: SimpleNamespace, client: Client
) -> None:
    sign_in_freshly(client, cast.writer)
    last = timezone.localdate() + timedelta(days=30)

    made = client.post(
        "/schools/ashlands/other-systems/tokens/new/",
        {"name": "MIS", "scopes": ["posts:read"], "expires_on": last.isoformat()},
    )

    token = Token.objects.get()
    shown = made.content.decode()
    secret = shown[shown.index("gp_") :].split("<")[0]
    assert Token.objects.shown(secret) == token
    assert secret not in str(list(Token.objects.values()))
    listed = client.get("/schools/ashlands/other-systems/").content.decode()
    assert secret not in listed and token.begins in listed
    assert [entry.event for entry in history(token)] == ["token.made"]


def test_making_one_needs_a_fresh_second_factor(cast: SimpleNamespace, sign_in: SignIn) -> None:
    asked = sign_in(cast.writer).get("/schools/ashlands/other-systems/tokens/new/")

    assert asked.status_code == 302 and "reauthenticate" in asked["Location"]


def test_a_browsers_sign_in_opens_no_call(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.head)

    for path in ("/api/v1/people", "/scim/v2/ashlands/Users"):
        answer = client.get(path)
        assert answer.status_code == 401, path
        assert not answer.cookies


@pytest.mark.parametrize(
    "spoilt", ["revoked", "run out", "left", "no account", "role lost", "no second factor"]
)
def test_a_token_ends_with_whatever_made_it_good(cast: SimpleNamespace, spoilt: str) -> None:
    head, now = cast.head, timezone.now()
    caller = calling(head, roles=["headteacher", "slt"])
    assert caller.get("/school").status_code == 200

    token = Token.objects.get()
    if spoilt == "revoked":
        token.revoke(by=cast.administrator, at=now)
    elif spoilt == "run out":
        Token.objects.update(expires_on=now.date() - timedelta(days=2))
    elif spoilt == "left":
        Person.objects.filter(pk=head.pk).update(left_on=now.date() - timedelta(days=2))
    elif spoilt == "no account":
        head.account.is_active = False
        head.account.save()
    elif spoilt == "role lost":
        Role.objects.filter(person=head).update(until_on=now.date() - timedelta(days=2))
    else:
        head.account.authenticator_set.all().delete()

    answer = caller.get("/school")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_others_tokens_are_ended_by_the_administrator_alone(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client
) -> None:
    for who in (cast.assistant, cast.head, other_cast.administrator):
        token_of(cast.writer)
        token = Token.objects.latest("pk")
        client.force_login(who.account)
        answer = client.post(f"/schools/{who.school.slug}/other-systems/tokens/{token.pk}/end/")
        assert answer.status_code == 404, who
    client.force_login(cast.administrator.account)

    client.post(f"/schools/ashlands/other-systems/tokens/{token.pk}/end/")

    token.refresh_from_db()
    assert token.revoked_by == cast.administrator
    assert history(token)[0].event == "token.ended"


def test_a_token_does_only_what_it_is_for_and_its_owner_may(cast: SimpleNamespace) -> None:
    narrow, teacher = calling(cast.head, scopes=["posts:read"]), calling(cast.writer)

    for caller in (narrow, teacher):
        assert caller.get("/posts").status_code == 200
        assert caller.get("/people").status_code == 403


def test_the_directory_is_for_those_who_keep_the_list(cast: SimpleNamespace) -> None:
    from gatepost.people.rules import NotPossible

    last = timezone.localdate() + timedelta(days=30)

    with pytest.raises(NotPossible, match="administrator and the headteacher"):
        Token.make("Entra", scopes=["scim"], expires_on=last, by=cast.writer, at=timezone.now())


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(
    cast: SimpleNamespace, client: Client
) -> None:
    headers = {"authorization": "Bearer gp_wrong"}

    answers = [client.get("/api/v1/school", headers=headers).status_code for _ in range(61)]

    assert set(answers[:60]) == {401} and answers[60] == 429
    assert calling(cast.writer).get("/school").status_code == 200
