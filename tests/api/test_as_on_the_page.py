"""Every call that changes something beside the page that does the same, for every role: the same is done, or nothing is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from gatepost.api.areas import declared
from gatepost.posts.models import Outlet, Post
from gatepost.records.reading import entries_after, newest_number
from gatepost.training.models import Course
from tests.api.callers import Caller, token_of
from tests.conftest import CAST, make_cast, make_person, make_school
from tests.consents.families import make_contact, make_pupil, uses
from tests.inbox.desk import account
from tests.inbox.moderated import WORDS, arrived
from tests.posts.desk import answers_to, hand_in, news_page, picture_by, post_by

pytestmark = pytest.mark.django_db
AT = timezone.now()
DAY = date(2026, 2, 3)
# Those who may most in each matter, and somebody who left; `make soak` asks for everybody.
USUAL = ("head", "administrator", "writer", "leaver")
ON_BOTH = ("head", "writer")
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
ROLES = [
    role if role in ON_BOTH else pytest.param(role, marks=pytest.mark.once)
    for role in CAST
    if role in USUAL or TIMES > 1
]
Sent = tuple[str, str, object, str, dict[str, Any]]  # call, address, body; page's address and form


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """One school with posts at every stage, and whatever else is changed by calls."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        cast = make_cast(make_school("ashlands"))
        yield SimpleNamespace(
            cast=cast,
            **_things(cast),
            tokens={role: token_of(person) for role, person in cast.everybody.items()},
        )
        transaction.set_rollback(True)


def _things(cast: SimpleNamespace) -> dict[str, Any]:
    page = news_page(cast, at=AT)
    page.appoint(cast.writer, by=cast.administrator, at=AT)
    waiting = post_by(cast.writer, page, at=AT)
    hand_in(waiting, by=cast.writer, at=AT)
    out = post_by(cast.writer, page, at=AT).outlets.get()
    Outlet.objects.filter(pk=out.pk).update(state=Outlet.State.PUBLISHED, remote_id="1")
    channel = account(cast, at=AT)
    pupil = make_pupil(cast.school)
    return {
        "page": page,
        "draft": post_by(cast.writer, page, at=AT),
        "waiting": waiting,
        "out": out,
        "picture": picture_by(cast.writer, at=AT),
        "item": arrived(channel, WORDS, at=AT, id="c1", who="7"),
        "other": make_person(cast.school, "Fern Moss", actors=["teacher"]),
        "course": Course.add(cast.school, topic="Safe accounts", by=cast.administrator, at=AT),
        "contact": make_contact(pupil, by=cast.administrator, at=AT),
        "use": uses(cast.school, at=AT)[0],
    }


def _table(s: SimpleNamespace) -> list[Sent]:
    """What is sent to each call, and what to the page."""
    draft, waiting = s.draft.pk, s.waiting.pk
    seen, words = s.waiting.content_hash(), {"text": "Snow.", "link": "", "channels": [s.page.pk]}
    person = {
        "given_name": "Ivy",
        "family_name": "Rush",
        "email": "",
        "actors": ["teacher"],
        "job_title": "",
    }
    answers = answers_to(s.draft, at=AT)
    last = AT.date() + timedelta(days=9)
    use = {f"use-{s.use.pk}": "no", "said_on": f"{AT:%d/%m/%Y}", "until_on": ""}
    yes = {"fact": "manager-permission", "seen": seen}
    told = {"words": "It rains in.", "url": "", "handle": ""}
    held = {"held_by": "Alder Cole", "people": [s.other.pk]}
    return [
        ("add_person", "/people", person, "people:welcome", person | {"started_on": ""}),
        ("change_person", f"/people/{s.other.pk}", {"job_title": "Art"}, f"people:details {s.other.pk}",
         {"given_name": "Fern", "family_name": "Moss", "email": s.other.email, "actors": ["teacher"],
          "job_title": "Art", "started_on": "01/01/2020"}),
        ("enter_leaving", f"/people/{s.other.pk}/leaving", {"left_on": last}, f"people:leaving {s.other.pk}",
         {"left_on": f"{last:%d/%m/%Y}"}),
        ("enter_staying", f"/people/{s.other.pk}/staying", None, f"people:staying {s.other.pk}", {}),
        ("hold_course", f"/courses/{s.course.pk}/sessions", held | {"on": DAY}, f"training:session {s.course.pk}",
         held | {"on": DAY.isoformat()}),
        ("note_what_was_said", f"/contacts/{s.contact.pk}/words",
         {"said_on": AT.date(), "uses": {s.use.pk: "no"}}, f"consents:word {s.contact.pk}", use),
        ("draft_post", "/posts", words, "posts:new", words),
        ("change_post", f"/posts/{draft}", {"text": "Snow."}, f"posts:words {draft}", words),
        ("hand_in_post", f"/posts/{draft}/hand-in", {"answers": answers}, f"posts:hand-in {draft}", answers),
        ("withdraw_post", f"/posts/{waiting}/withdrawal", None, f"posts:withdraw {waiting}", {}),
        ("send_in_emergency", f"/posts/{draft}/emergency", {"reason": "Snow", "answers": answers},
         f"posts:emergency {draft}", {"note": "Snow", **answers}),
        ("ask_about_post", f"/posts/{waiting}/askings", {"of": s.cast.head.pk, "fact": "manager-permission"},
         f"posts:ask {waiting}", {"of": s.cast.head.pk, "fact": "manager-permission"}),
        ("say_to_post", f"/posts/{waiting}/words", yes | {"yes": True}, f"posts:say {waiting}", yes | {"answer": "yes"}),
        ("say_to_post", f"/posts/{waiting}/words", {"fact": "colleague-check", "seen": seen, "yes": True},
         f"posts:say {waiting}", {"fact": "colleague-check", "seen": seen, "answer": "yes"}),
        ("judge_post", f"/posts/{waiting}/judgements", {"allowed": True, "reason": "Fine", "seen": seen},
         f"posts:judge {waiting}", {"answer": "yes", "reason": "Fine", "seen": seen}),
        ("judge_finding", f"/posts/{waiting}/findings",
         {"kind": "name", "text": "Sam", "applies": False, "reason": "Fine", "seen": seen},
         f"posts:judge-finding {waiting}", {"kind": "name", "text": "Sam", "is": "no", "note": "Fine", "seen": seen}),
        ("send_post_back", f"/posts/{waiting}/return", {"note": "Shorter"}, f"posts:send-back {waiting}", {"note": "Shorter"}),
        ("let_post_go", f"/posts/{waiting}/release", None, f"posts:let-go {waiting}", {}),
        ("take_post_down", f"/outlets/{s.out.pk}/take-down", {"why": "wish"}, f"posts:take-down {s.out.pk}", {"why": "wish"}),
        ("begin_pause", "/pause", {"reason": "Grief"}, "posts:pause-begin", {"reason": "Grief"}),
        ("end_pause", "/pause/end", None, "posts:pause-end", {}),
        ("describe_picture", f"/pictures/{s.picture.pk}/description", {"alt": "A hall"},
         f"posts:picture {s.picture.pk}", {"alt": "A hall", "credit": ""}),
        ("name_people_in_picture", f"/pictures/{s.picture.pk}/people", {"nobody": True},
         f"posts:picture-people {s.picture.pk}", {"nobody": "yes"}),
        ("place_picture", f"/posts/{draft}/pictures", {"picture": s.picture.pk}, f"posts:place {draft}", {"picture": s.picture.pk}),
        ("claim_item", f"/inbox/{s.item.pk}/claim", None, f"inbox:take {s.item.pk}", {}),
        ("release_item", f"/inbox/{s.item.pk}/release", None, f"inbox:give-back {s.item.pk}", {}),
        ("note_on_item", f"/inbox/{s.item.pk}/notes", {"words": "Look"}, f"inbox:note {s.item.pk}", {"words": "Look"}),
        ("leave_item", f"/inbox/{s.item.pk}/no-answer", {"reason": "Thanks"}, f"inbox:no-answer {s.item.pk}", {"reason": "Thanks"}),
        ("tell_of_mention", "/mentions", told, "mentions:tell", told),
        ("file_a_report", "/reports", {"child_image": "no", "kind": "something-else", "words": "A worry."},
         "incidents:write ?child_image=no&kind=something-else&about=nobody", {"words": "A worry."}),
    ]  # fmt: skip


# What is sent to these is not the same on both sides (a file, the hour of a public answer) or is tested beside them.
BESIDE = {
    "answer_for_post", "look_at_post_again", "settle_emergency", "note_posted_by_hand", "note_looked", "add_picture",
    "answer_item",
}  # fmt: skip


def test_every_call_that_changes_something_is_in_the_table(stage: SimpleNamespace) -> None:
    tabled = {call for call, *_ in _table(stage)}

    assert {one.name for one in declared() if one.changes} == tabled | BESIDE


@pytest.mark.parametrize("role", ROLES)
def test_a_call_does_what_the_page_does(role: str, stage: SimpleNamespace, client: Client) -> None:
    person = stage.cast.everybody[role]
    caller = Caller(stage.tokens[role])
    methods = {one.name: one.method for one in declared()}
    done = set()

    for call, path, body, page, form in _table(stage):
        with undone(stage) as by_call:
            tag = caller.get(path).headers.get("ETag", "") if methods[call] == "PATCH" else ""
            answer = caller.send(methods[call], path, body, If_Match=tag)
            events = by_call()
        with undone(stage) as by_page:
            client.force_login(person.account)
            client.post(_address(page), form)
            expected = by_page()
        client.logout()
        assert events == expected, (role, call, answer.status_code, answer.content)
        # A report leaves its traces in a ledger of its own.
        assert (answer.status_code < 300) == bool(set(events) - {"act.refused"}) or call == "file_a_report", (role, call, answer.content)  # fmt: skip
        done |= set(events)

    assert done or role in ("leaver", "governor", "chair", "data_officer")


@contextmanager
def undone(stage: SimpleNamespace) -> Iterator[Callable[[], list[str]]]:
    """What was put on record within; everything is as before afterwards."""
    before, number = transaction.savepoint(), newest_number(stage.cast.school)
    found = entries_after(stage.cast.school, number).exclude(event__in=("token.used",))
    yield lambda: [entry.event for entry in found]
    transaction.savepoint_rollback(before)
    transaction.set_rollback(False)


def _address(page: str) -> str:
    name, *more = page.split(" ")
    query = "".join(one for one in more if one.startswith("?"))
    return reverse(name, args=["ashlands", *(int(one) for one in more if one.isdigit())]) + query


def test_nobody_signs_off_their_own_post_through_a_call(stage: SimpleNamespace) -> None:
    body = {"fact": "manager-permission", "yes": True, "seen": stage.waiting.content_hash()}

    with undone(stage):
        for role, person in stage.cast.everybody.items():
            Post.objects.filter(pk=stage.waiting.pk).update(author=person)
            answer = Caller(stage.tokens[role]).post(f"/posts/{stage.waiting.pk}/words", body)
            assert answer.status_code in (401, 409), (role, answer.content)
