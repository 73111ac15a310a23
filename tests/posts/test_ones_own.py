"""Nobody lets their own post out, whatever roles they hold and whatever address they send to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.policies.models import Judgement, Step
from gatepost.posts.models import EmergencySwitch, Outlet, Pause, Release
from gatepost.posts.publishing import emergencies
from tests.conftest import CAST, make_cast, make_school
from tests.posts.desk import answers_to, hand_in, news_page, post_by, work

pytestmark = pytest.mark.once  # who may do what is the same on either database

SignIn = Callable[[Person], Client]
ROLES = [role for role in CAST if role != "leaver"]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gives_the_yes_that_their_own_post_needs(
    db: None, sign_in: SignIn, role: str
) -> None:
    cast = make_cast(make_school("model"))
    author, now = cast.everybody[role], timezone.now()
    post = post_by(author, news_page(cast, at=now), at=now)
    hand_in(post, by=author, at=now)
    client, home = sign_in(author), post.get_absolute_url()

    for fact in ("colleague-check", "manager-permission", "slt-approval", "image-permission"):
        said = {"fact": fact, "answer": "yes", "seen": post.content_hash()}
        assert client.post(f"{home}say/", said).status_code in (400, 409), fact
    judged = {"answer": "yes", "reason": "It is mine.", "seen": post.content_hash()}
    assert client.post(f"{home}judge/", judged).status_code == 409
    found = {"kind": "insult", "is": "not-so", "note": "Mine.", "seen": post.content_hash()}
    assert client.post(f"{home}findings/", found).status_code == 409
    work(at=timezone.now())

    assert not Step.objects.exists()
    assert not Judgement.objects.exists()
    assert post.outlets.get().state == Outlet.State.WAITING


@pytest.mark.parametrize("role", ROLES)
def test_nobody_looks_at_their_own_emergency_or_lets_their_own_post_go(
    db: None, sign_in: SignIn, role: str
) -> None:
    cast = make_cast(make_school("model"))
    author, now = cast.everybody[role], timezone.now()
    page = news_page(cast, at=now)
    EmergencySwitch.turn(on=True, by=cast.head, at=now)
    urgent, waiting = (post_by(author, page, at=now) for _ in range(2))
    sent = emergencies.publish_now(
        urgent, reason="Snow.", by=author, at=now, answers=answers_to(urgent, at=now)
    )
    hand_in(waiting, by=author, at=now)
    Pause.begin(reason="", by=cast.chair if role != "chair" else cast.head, at=now)
    client = sign_in(author)

    settled = client.post(f"{urgent.get_absolute_url()}settle/", {"note": "Fine."})
    let_go = client.post(f"{waiting.get_absolute_url()}let-go/")

    assert settled.status_code == 409
    assert let_go.status_code in (404, 409)
    sent.refresh_from_db()
    assert sent.settled_at is None
    assert not Release.objects.exists()
