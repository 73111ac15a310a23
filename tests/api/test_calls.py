"""What holds for every call: refusals with their clauses, done once, only what was read is changed, clear problems."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gatepost.api.models import KeptAnswer, Token
from gatepost.channels.models import Channel
from gatepost.people.models import Person
from gatepost.policies.models import Refusal
from gatepost.posts.models import Picture, Post
from gatepost.records.reading import entries_after
from tests.api.callers import calling
from tests.posts.desk import answers_to, jpeg, news_page, post_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast: SimpleNamespace) -> int:
    """The school's news page."""
    channel = news_page(cast, at=timezone.now())
    channel.appoint(cast.writer, by=cast.administrator, at=timezone.now())
    return channel.pk


def test_a_change_is_on_record_with_the_tokens_id_before_what_it_changed(
    cast: SimpleNamespace, page: int
) -> None:
    calling(cast.writer).post("/posts", {"text": "The fair.", "channels": [page]})

    used, drafted = entries_after(cast.school, 0).order_by("-number")[:2][::-1]
    assert (used.event, drafted.event) == ("token.used", "post.drafted")
    assert used.subject_id == str(Token.objects.get().pk)
    assert used.details == {"call": "draft-post"}


def test_a_refusal_says_what_the_page_says_with_decision_and_clauses_and_is_kept(
    cast: SimpleNamespace, page: int
) -> None:
    caller = calling(cast.writer)
    made = caller.post("/posts", {"text": "The fair.", "channels": [page]}).json()
    Post.objects.filter(pk=made["id"]).update(facts={"information": ["confidential"]})

    answer = caller.post(f"/posts/{made['id']}/hand-in", _handed_in(made["id"]))

    said = answer.json()
    assert answer.status_code == 409, said
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said["type"] == "urn:gatepost:problem:refused"
    assert said["decision"]["verdict"] == "must-not"
    assert all(one["id"].startswith(("ashlands/", "law-england/")) for one in said["decision"]["clauses"])  # fmt: skip
    assert said["decision"]["clauses"]
    assert Refusal.objects.get().pk == said["refusal"]


def test_the_same_call_with_the_same_key_is_done_once(cast: SimpleNamespace, page: int) -> None:
    caller, body = calling(cast.writer), {"text": "The fair.", "channels": [page]}

    first = caller.post("/posts", body, Idempotency_Key="k1")
    again = caller.post("/posts", body, Idempotency_Key="k1")
    other = caller.post("/posts", body | {"text": "Snow."}, Idempotency_Key="k1")
    elsewhere = calling(cast.assistant).post("/posts", body, Idempotency_Key="k1")

    assert first.status_code == again.status_code == elsewhere.status_code == 201
    assert first.json() == again.json() and again.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    assert Post.objects.count() == 2
    assert "The fair" not in str(_raw("SELECT body FROM api_keptanswer"))


def test_a_call_that_died_on_its_way_is_not_done_blindly_again(
    cast: SimpleNamespace, page: int
) -> None:
    caller, body = calling(cast.writer), {"text": "The fair.", "channels": [page]}
    caller.post("/posts", body, Idempotency_Key="k1")
    KeptAnswer.objects.update(status=None)

    answer = caller.post("/posts", body, Idempotency_Key="k1")

    assert answer.status_code == 409 and "Look whether it was done" in answer.json()["detail"]
    assert Post.objects.count() == 1


def test_what_was_not_done_may_be_sent_again_with_the_same_key(
    cast: SimpleNamespace, page: int
) -> None:
    caller = calling(cast.writer)

    wrong = caller.post(
        "/posts", {"text": "The fair.", "channels": [page + 99]}, Idempotency_Key="k"
    )
    right = caller.post("/posts", {"text": "The fair.", "channels": [page]}, Idempotency_Key="k")

    assert (wrong.status_code, right.status_code) == (422, 201)
    assert wrong.json()["errors"][0]["where"] == "channels"


def test_only_what_was_read_is_changed(cast: SimpleNamespace, page: int) -> None:
    caller = calling(cast.writer)
    made = caller.post("/posts", {"text": "The fair.", "channels": [page]}).json()
    path = f"/posts/{made['id']}"
    tag = caller.get(path).headers["ETag"]

    without = caller.send("PATCH", path, {"text": "A"})
    changed = caller.send("PATCH", path, {"text": "B"}, If_Match=tag)
    stale = caller.send("PATCH", path, {"text": "C"}, If_Match=tag)

    assert [one.status_code for one in (without, changed, stale)] == [428, 200, 412]
    assert changed.headers["ETag"] == caller.get(path).headers["ETag"]
    assert Post.objects.get().text == "B"


def test_lists_come_by_the_piece_and_each_row_once(cast: SimpleNamespace) -> None:
    caller, found, after = calling(cast.head), [], ""

    while True:
        answer = caller.get(f"/people?limit=4&after={after}").json()
        found += [one["id"] for one in answer["items"]]
        after = answer["next"]
        if after is None:
            break

    today = timezone.localdate()
    assert found == list(Person.objects.current(today).order_by("pk").values_list("pk", flat=True))
    assert caller.get("/people?after=nonsense!").status_code == 400


def test_a_list_of_posts_costs_the_same_however_many_there_are(
    cast: SimpleNamespace, page: int
) -> None:
    caller, costs = calling(cast.writer), []
    for _ in range(2):
        for _ in range(5):
            post_by(cast.writer, Channel.objects.get(pk=page), at=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            caller.get("/posts")
        costs.append(len(asked))

    assert costs[1] <= costs[0] < 30


def test_an_emergency_post_is_for_schools_that_allow_it(cast: SimpleNamespace, page: int) -> None:
    caller = calling(cast.writer)
    made = caller.post("/posts", {"text": "Closed: snow.", "channels": [page]}).json()

    answer = caller.post(f"/posts/{made['id']}/emergency", {"reason": "Snow"})

    assert answer.status_code == 409 and answer.json()["detail"]


def test_a_picture_comes_in_by_the_same_check_as_on_the_page(cast: SimpleNamespace) -> None:
    client = calling(cast.writer).client
    good = SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg")
    bad = SimpleUploadedFile("a.jpg", b"<svg/>", content_type="image/jpeg")

    taken = client.post("/api/v1/pictures", {"file": good, "alt": "A field."})
    refused = client.post("/api/v1/pictures", {"file": bad})

    assert taken.status_code == 201 and taken.json()["alt"] == "A field."
    assert refused.status_code == 422 and refused.json()["detail"]
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 5000 + b"]" * 5000, "application/json", 400),
        (b'{"facts": ' * 30 + b"1" + b"}" * 30, "application/json", 400),
        (b'{"act": "a\\u0000b"}', "application/json", 400),
        (b'{"act": "\\ud800"}', "application/json", 400),
        (b'{"act": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b'{"act": "' + b"a" * 1_000_001 + b'"}', "application/json", 413),
        (b'{"act": "' + b"a" * 3_000_000 + b'"}', "application/json", 413),
        (b"act=connect", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "text/xml", 415),
        (b'{"act": 7}', "application/json", 422),
        (b'{"act": "connect", "axt": 1}', "application/json", 422),
        (b'{"act": "no-such-act"}', "application/json", 422),
        (b'{"act": "connect", "facts": {"other": ["no-such-value"]}}', "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 422),
    ],
)
def test_what_cannot_be_understood_is_a_clear_problem(
    cast: SimpleNamespace, body: bytes, kind: str, status: int
) -> None:
    client = calling(cast.writer).client

    answer = client.post("/api/v1/ask", body, content_type=kind)

    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith((".", "”", "first.", "MB."))


def test_the_policy_is_asked_as_whoever_the_token_stands_for(cast: SimpleNamespace) -> None:
    asked = {"act": "connect", "facts": {"other": ["pupil"]}}

    answer = calling(cast.writer).post("/ask", asked).json()

    assert answer["verdict"] == "must-not"
    assert any(one["id"].startswith("ashlands/") for one in answer["policy"]["clauses"])


def test_where_there_is_no_call_the_answer_is_a_problem(client: Client) -> None:
    for path in ("/api/v1/", "/api/v1/nothing/here"):
        answer = client.post(path)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def _handed_in(pk: int) -> dict[str, object]:
    return {"answers": answers_to(Post.objects.get(pk=pk), at=timezone.now())}


def _raw(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
