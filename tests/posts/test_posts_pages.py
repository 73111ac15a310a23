"""The pages of posts: written, handed in, agreed to by exactly those who may, and seen by the public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.posts.models import Outlet, Pause, Picture, Post, SentBack
from tests.conftest import make_cast, make_school
from tests.posts.desk import answers_to, hand_in, jpeg, news_page, picture_by, post_by, work

SignIn = Callable[[Person], Client]
HOME = "/schools/staff-and-governors/posts/"


@pytest.fixture
def strict(db: None) -> SimpleNamespace:
    """A school whose policy asks for a colleague and a manager."""
    cast = make_cast(make_school("staff-and-governors"))
    cast.page = news_page(cast, at=timezone.now())
    return cast


@pytest.fixture
def post(strict: SimpleNamespace) -> Post:
    return post_by(strict.writer, strict.page, at=timezone.now())


def test_a_post_is_written_handed_in_agreed_to_and_read_by_the_public(
    strict: SimpleNamespace, sign_in: SignIn, client: Client
) -> None:
    author = sign_in(strict.writer)
    made = author.post(f"{HOME}new/", {"text": "The fair is on.", "channels": [strict.page.pk]})
    post = Post.objects.get()
    assert made["Location"] == post.get_absolute_url()
    page = author.get(made["Location"])
    assert "The fair is on." in page.text and "Hand it in" in page.text

    author.post(f"{HOME}{post.pk}/hand-in/", answers_to(post, at=timezone.now()))
    for fact, person in (
        ("colleague-check", strict.assistant),
        ("manager-permission", strict.approver),
    ):
        said = {"fact": fact, "answer": "yes", "seen": post.content_hash()}
        answer = sign_in(person).post(f"{HOME}{post.pk}/say/", said)
        assert answer.status_code == 302
    work(at=timezone.now())

    news = client.get("/schools/staff-and-governors/news/")
    outlet = Outlet.objects.get()
    assert "The fair is on." in news.text
    assert client.get(outlet.url).status_code == 200
    for kind in ("rss", "atom", "json"):
        feed = client.get(f"/schools/staff-and-governors/news/feed.{kind}")
        assert "The fair is on." in feed.text


def test_a_yes_to_something_else_than_was_seen_does_not_count(
    strict: SimpleNamespace, post: Post, sign_in: SignIn
) -> None:
    hand_in(post, by=strict.writer, at=timezone.now())
    seen = post.content_hash()
    Post.objects.filter(pk=post.pk).update(text="Something else.")

    said = {"fact": "colleague-check", "answer": "yes", "seen": seen}
    answer = sign_in(strict.assistant).post(f"{HOME}{post.pk}/say/", said)

    assert answer.status_code == 409
    assert "It has been changed since you opened it." in answer.text


def test_whoever_agreed_sees_what_has_changed_since(
    strict: SimpleNamespace, post: Post, sign_in: SignIn
) -> None:
    from gatepost.posts.models import Words

    now = timezone.now()
    hand_in(post, by=strict.writer, at=now)
    post.say("colleague-check", yes=True, by=strict.assistant, at=now)
    words = Words(text="The summer fair is on Sunday.", channels=[strict.page])
    post.write(words, by=strict.writer, at=now)
    hand_in(post, by=strict.writer, at=now)

    page = sign_in(strict.assistant).get(f"{HOME}{post.pk}/")

    assert "<del>Saturday.</del>" in page.text
    assert "<ins>Sunday.</ins>" in page.text


def test_drafts_are_their_authors_alone(
    strict: SimpleNamespace, post: Post, sign_in: SignIn
) -> None:
    assert sign_in(strict.assistant).get(f"{HOME}{post.pk}/").status_code == 404
    assert sign_in(strict.writer).get(f"{HOME}{post.pk}/").status_code == 200

    hand_in(post, by=strict.writer, at=timezone.now())

    assert sign_in(strict.assistant).get(f"{HOME}{post.pk}/").status_code == 200
    assert sign_in(strict.assistant).get(f"{HOME}{post.pk}/words/").status_code == 404


def test_it_is_sent_back_with_a_note(strict: SimpleNamespace, post: Post, sign_in: SignIn) -> None:
    hand_in(post, by=strict.writer, at=timezone.now())
    colleague = sign_in(strict.assistant)

    empty = colleague.post(f"{HOME}{post.pk}/send-back/", {"note": ""})
    assert empty.status_code == 400 and "Write a sentence." in empty.text
    colleague.post(f"{HOME}{post.pk}/send-back/", {"note": "Which Saturday?"})

    assert SentBack.objects.get().note == "Which Saturday?"
    assert "Which Saturday?" in sign_in(strict.writer).get(f"{HOME}{post.pk}/").text


def test_a_picture_is_added_described_and_placed(
    strict: SimpleNamespace, post: Post, sign_in: SignIn
) -> None:
    author = sign_in(strict.writer)
    file = SimpleUploadedFile("IMG_1.jpg", jpeg(), content_type="image/jpeg")

    answer = author.post(f"{HOME}{post.pk}/place/", {"file": file, "alt": "A teal field."})

    picture = Picture.objects.get()
    assert answer["Location"] == picture.get_absolute_url()
    assert "Until then it cannot go out" in author.get(answer["Location"]).text
    refused = author.post(f"{HOME}{post.pk}/hand-in/")
    assert "Say for each picture who can be recognised" in refused.text
    author.post(f"{picture.get_absolute_url()}people/", {"nobody": "yes"})
    shown = author.get(f"{picture.get_absolute_url()}file/")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.content[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        (b"MZ" + b"x" * 500, "picture"),
        (jpeg()[:-40], "picture"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence_and_leaves_nothing(
    strict: SimpleNamespace, sign_in: SignIn, content: bytes, says: str
) -> None:
    file = SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")
    home = HOME.replace("posts/", "pictures/new/")

    answer = sign_in(strict.writer).post(home, {"file": file})

    assert answer.status_code == 400
    assert says in answer.text
    assert not Picture.objects.exists()


def test_a_description_and_taking_out_are_kept(
    strict: SimpleNamespace, post: Post, sign_in: SignIn
) -> None:
    now = timezone.now()
    post.place(picture_by(strict.writer, at=now), alt="A field.", by=strict.writer, at=now)
    placed, author = post.placed.get(), sign_in(strict.writer)
    where = f"{HOME}{post.pk}/pictures/{placed.pk}/"

    author.post(where, {"do": "describe", "alt": "A green field."})
    assert post.placed.get().alt == "A green field."
    author.post(where, {"do": "take-out"})

    assert not post.placed.exists()


def test_the_pause_is_for_leaders_and_holds_what_waits(
    strict: SimpleNamespace, post: Post, sign_in: SignIn
) -> None:
    hand_in(post, by=strict.writer, at=timezone.now())
    assert sign_in(strict.writer).get(f"{HOME}pause/").status_code == 404
    leader = sign_in(strict.approver)

    leader.post(f"{HOME}pause/begin/", {"reason": "A bad day."})

    assert Pause.objects.get().reason == "A bad day."
    assert str(post) in leader.get(f"{HOME}pause/").text
    assert "paused all publishing" in sign_in(strict.writer).get(f"{HOME}{post.pk}/").text


@pytest.mark.parametrize("by", ["month", "week"])
def test_the_calendar_shows_what_is_planned(
    strict: SimpleNamespace, sign_in: SignIn, by: str
) -> None:
    now = timezone.now()
    due_at = now + timedelta(days=2)
    post = post_by(strict.writer, strict.page, at=now, due_at=due_at)
    on = due_at.date().isoformat()

    page = sign_in(strict.writer).get(f"{HOME}calendar/", {"on": on, "by": by})

    assert post.get_absolute_url() in page.text
    assert sign_in(strict.writer).get(f"{HOME}calendar/", {"on": "never"}).status_code == 200


def test_every_other_page_opens(strict: SimpleNamespace, post: Post, sign_in: SignIn) -> None:
    author = sign_in(strict.writer)
    for path in ("", "new/", f"{post.pk}/words/", f"{post.pk}/questions/", f"{post.pk}/place/"):
        assert author.get(HOME + path).status_code == 200, path
    keeper = sign_in(strict.administrator)
    accounts = HOME.replace("posts/", "accounts/")
    for path in ("", "new/", f"{strict.page.pk}/"):
        assert keeper.get(accounts + path).status_code == 200, path
    assert author.get(HOME.replace("posts/", "pictures/")).status_code == 200
    assert author.get(HOME.replace("posts/", "pictures/new/")).status_code == 200
