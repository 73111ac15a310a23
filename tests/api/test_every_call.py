"""Every call, with whatever may be sent: no fault of ours, answers as the document says, and nothing of another school."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gatepost.api.areas import declared
from gatepost.api.calls import Declared
from gatepost.api.pages import roles_of
from gatepost.people.models import Person
from tests.api.callers import Caller, calling, token_of
from tests.conftest import make_cast, make_school
from tests.web.places import make_records

# Calls go to the server itself, which closes connections as a server does; on PostgreSQL the other files make them.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
WORD = "corpus-christi"


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """Two schools with a record of each kind, and a token of each one's administrator and head."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        casts = [make_cast(make_school(slug)) for slug in ("ashlands", WORD)]
        here, there = (make_records(cast, at=timezone.now()) for cast in casts)
        tokens = [token_of(cast.administrator) for cast in casts]
        yield SimpleNamespace(casts=casts, here=here, there=there, tokens=tokens, schema=_schema())
        transaction.set_rollback(True)


def _schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("call", declared(), ids=lambda one: one.name)
def test_whatever_is_sent_there_is_an_answer_in_good_order(
    call: Declared, two: SimpleNamespace
) -> None:
    operation = two.schema[f"/api/v1{call.path}"][call.method]
    quick = settings(
        max_examples=4 * TIMES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), derandomize=True,
    )  # fmt: skip

    done: list[Any] = []

    @quick
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        name = re.findall(r"{(\w+)}", call.path)
        if name and (len(done) % 2 == 0):  # every second time a record that there is
            case.path_parameters = {name[0]: two.here[NUMBERS[name[0]]]}
        done.append(case)
        before = transaction.savepoint()
        answer = case.call(headers={"Authorization": f"Bearer {two.tokens[0]}"})
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
        case.validate_response(answer, checks=CHECKS)
        assert WORD not in answer.text.lower()

    send()


NUMBERS = {
    "person": "person.pk", "post": "post", "outlet": "outlet", "course": "course.pk", "item": "arrived.item",
    "picture": "picture", "mention": "mention", "round": "campaign.pk", "contact": "contact.pk", "pupil": "child.pk",
}  # fmt: skip


@pytest.mark.parametrize(
    "call", [one for one in declared() if "{" in one.path], ids=lambda one: one.name
)
def test_another_schools_records_are_not_there(call: Declared, two: SimpleNamespace) -> None:
    (name,) = re.findall(r"{(\w+)}", call.path)
    path = call.path.replace(f"{{{name}}}", str(two.there[NUMBERS[name]]))
    cast = two.casts[0]
    roles = roles_of(call.page)
    caller = calling(cast.administrator if not roles or "administrator" in roles else cast.head)

    answer = caller.send(call.method, path, BODIES.get(call.name), If_Match='"x"')

    assert answer.status_code == 404, (path, answer.content)
    assert caller.send(call.method, path.replace(path.split("/")[2], "99999999"), BODIES.get(call.name), If_Match='"x"').content == answer.content  # fmt: skip


BODIES: dict[str, object] = {
    "change_person": {},
    "enter_leaving": {"left_on": "2030-01-01"},
    "hold_course": {"on": "2026-01-01", "held_by": "A", "people": []},
    "note_what_was_said": {"said_on": "2026-01-01", "uses": {}},
    "change_post": {},
    "answer_for_post": {"facts": {}},
    "send_in_emergency": {"reason": "Snow"},
    "ask_about_post": {"of": 1},
    "say_to_post": {"fact": "manager-permission", "yes": True, "seen": "x"},
    "judge_post": {"allowed": True, "reason": "Fine", "seen": "x"},
    "judge_finding": {"kind": "x", "text": "x", "applies": True, "reason": "Fine", "seen": "x"},
    "send_post_back": {"note": "Again"},
    "settle_emergency": {"note": "Fine"},
    "take_post_down": {"why": "wish"},
    "note_posted_by_hand": {"url": "https://a.example/"},
    "note_looked": {"is_there": True},
    "describe_picture": {"alt": "A hall"},
    "name_people_in_picture": {"nobody": True},
    "place_picture": {"picture": 1},
    "note_on_item": {"words": "Look"},
    "answer_item": {"words": "Thank you."},
    "leave_item": {"reason": "Thanks"},
}


def test_lists_hold_nothing_of_another_school(two: SimpleNamespace) -> None:
    own = {person.pk for person in Person.objects.filter(school=two.casts[0].school)}
    texts = []
    for call in declared():
        if call.method != "GET" or "{" in call.path:
            continue
        for token in two.tokens:
            answer = Caller(token).get(call.path)
            assert answer.status_code in (200, 404), (call, answer.content)
            texts.append((token, answer.content.decode()))

    assert own
    here, there = two.tokens
    assert all(WORD not in text.lower() for token, text in texts if token == here)
    assert all("ashlands" not in text.lower() for token, text in texts if token == there)
