"""What stops everything, what lets one thing go, and what makes void what others agreed to: each part of what goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import Channel
from gatepost.jobs.models import Job
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.models import Step
from gatepost.policies.models.proposed import Closed
from gatepost.posts.models import Outlet, Pause, Post, Words
from gatepost.posts.publishing.going_out import expire_forgotten
from gatepost.posts.publishing.outcomes import WITHIN
from gatepost.posts.publishing.pausing import let_go, pauses_that_hold
from tests.channels.crew import staffed
from tests.conftest import CAST, make_cast, make_school
from tests.consents.families import make_pupil
from tests.posts.desk import hand_in, news_page, picture_by, post_by, work

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SOON = AT + timedelta(hours=3)
SignIn = Callable[[Person], Client]
Change = Callable[[SimpleNamespace, Post], None]


@pytest.fixture
def strict(db: None) -> SimpleNamespace:
    """A school whose policy asks for a colleague and a manager, with two pages."""
    cast = make_cast(make_school("staff-and-governors"))
    cast.page = news_page(cast, at=AT)
    cast.second = staffed(
        Channel.enter(
            network="tiktok", name="Films", handle="s", url="", by=cast.administrator, at=AT
        ),
        by=cast.administrator,
        at=AT,
    )
    return cast


@pytest.fixture
def easy(cast: SimpleNamespace) -> SimpleNamespace:
    """A school whose policy asks nobody."""
    cast.page = news_page(cast, at=AT)
    return cast


def state(post: Post) -> str:
    return post.outlets.get().state


def agreed(cast: SimpleNamespace) -> Post:
    """A post with a picture, to which a colleague and a manager have said yes."""
    post = post_by(
        cast.writer, cast.page, at=AT, text="The fair.", link="https://fair.example/", due_at=SOON
    )
    post.place(picture_by(cast.writer, at=AT), alt="A field.", by=cast.writer, at=AT)
    hand_in(post, by=cast.writer, at=AT)
    for fact, by in (("colleague-check", cast.assistant), ("manager-permission", cast.approver)):
        post.say(fact, yes=True, by=by, at=AT)
    return post


def test_what_everybody_agreed_to_goes_out_at_its_hour(strict: SimpleNamespace) -> None:
    post = agreed(strict)

    work(at=SOON)

    assert state(post) == "published"


def written(cast: SimpleNamespace, post: Post, **other: object) -> None:
    """The same words but for something."""
    same = {"text": post.text, "link": post.link, "due_at": post.due_at, "channels": [cast.page]}
    post.write(Words(**{**same, **other}), by=cast.writer, at=AT)  # type: ignore[arg-type]


def described(cast: SimpleNamespace, post: Post) -> None:
    post.describe(post.placed.get(), alt="A field,", by=cast.writer, at=AT)


def taken_out(cast: SimpleNamespace, post: Post) -> None:
    post.take_out(post.placed.get(), by=cast.writer, at=AT)


def another_picture(cast: SimpleNamespace, post: Post) -> None:
    taken_out(cast, post)
    post.place(picture_by(cast.writer, at=AT), alt="A field.", by=cast.writer, at=AT)


def somebody_in_it(cast: SimpleNamespace, post: Post) -> None:
    picture = post.placed.get().picture
    picture.name_people([make_pupil(cast.school)], [], by=cast.writer, at=AT)


def a_colleague_in_it(cast: SimpleNamespace, post: Post) -> None:
    post.placed.get().picture.name_people([], [cast.head], by=cast.writer, at=AT)


def whose_work(cast: SimpleNamespace, post: Post) -> None:
    post.placed.get().picture.describe(alt="A field.", credit="A", by=cast.writer, at=AT)


CHANGES: dict[str, Change] = {
    "a letter of the text": lambda cast, post: written(cast, post, text="The fair!"),
    "a letter of the link": lambda cast, post: written(cast, post, link="https://fair.example/a"),
    "the hour, by a second": lambda cast, post: written(
        cast, post, due_at=SOON - timedelta(seconds=1)
    ),
    "another account": lambda cast, post: written(cast, post, channels=[cast.second]),
    "one more account": lambda cast, post: written(cast, post, channels=[cast.page, cast.second]),
    "other words on one account": lambda cast, post: written(
        cast, post, texts={cast.page.pk: "The fair?"}
    ),
    "a letter of a description": described,
    "another picture": another_picture,
    "a child named in the picture": somebody_in_it,
    "a colleague named in the picture": a_colleague_in_it,
    "whose work it is": whose_work,
    "what its author says of it": lambda cast, post: post.answer(
        {"manner": ["critical"]}, by=cast.writer, at=AT
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_voids_what_others_agreed_to_and_nothing_goes_out(
    strict: SimpleNamespace, change: str
) -> None:
    post = agreed(strict)
    assert Step.objects.on(post).count() == 2

    CHANGES[change](strict, post)
    work(at=SOON + timedelta(seconds=1))

    post.refresh_from_db()
    assert not Step.objects.on(post).exists()
    assert not post.outlets.filter(state=Outlet.State.PUBLISHED).exists()


def test_no_part_of_what_goes_out_is_left_untried(strict: SimpleNamespace) -> None:
    content = agreed(strict).content()

    assert set(content) == {"text", "link", "due_at", "facts", "outlets", "pictures"}
    assert set(content["outlets"][0]) == {"channel", "name", "text"}
    assert set(content["pictures"][0]) == {
        "picture",
        "sha256",
        "alt",
        "credit",
        "pupils",
        "adults",
        "people_named",
    }


def test_a_yes_a_second_late_leaves_it_expired_and_its_page_says_so(
    strict: SimpleNamespace, sign_in: SignIn
) -> None:
    post = post_by(strict.writer, strict.page, at=AT, due_at=SOON)
    hand_in(post, by=strict.writer, at=AT)
    post.say("colleague-check", yes=True, by=strict.assistant, at=SOON)
    work(at=SOON)

    with pytest.raises(Closed):
        post.say("manager-permission", yes=True, by=strict.approver, at=SOON + timedelta(seconds=1))
    work(at=SOON + timedelta(days=1))

    assert state(post) == "expired"
    page = sign_in(strict.writer).get(post.get_absolute_url()).text
    assert "not everything was there by its hour, so it did not go out" in page


def test_a_pause_holds_what_was_planned_what_is_new_and_what_was_begun(
    easy: SimpleNamespace,
) -> None:
    planned = post_by(easy.writer, easy.page, at=AT, due_at=SOON)
    begun = post_by(easy.writer, easy.page, at=AT, text="Begun.")
    for post in (planned, begun):
        hand_in(post, by=easy.writer, at=AT)
    work(at=AT, kinds=("posts.go-out",))
    pause = Pause.begin(by=easy.head, at=AT, reason="")
    new = post_by(easy.writer, easy.page, at=AT, text="New.")
    hand_in(new, by=easy.writer, at=AT + timedelta(seconds=1))

    work(at=SOON)

    assert [state(post) for post in (planned, begun, new)] == ["expired", "waiting", "waiting"]
    pause.end(by=easy.head, at=SOON)
    work(at=SOON + timedelta(hours=1))
    assert [state(post) for post in (begun, new)] == ["waiting", "waiting"]
    let_go(new, by=easy.approver, at=SOON + timedelta(hours=1))
    work(at=SOON + timedelta(hours=1))
    assert [state(post) for post in (begun, new)] == ["waiting", "published"]
    let_go(begun, by=easy.approver, at=SOON + timedelta(hours=1))
    work(at=SOON + timedelta(hours=1))
    assert state(begun) == "published"


def test_letting_go_while_the_pause_lasts_frees_one_post_and_no_other(
    easy: SimpleNamespace,
) -> None:
    Pause.begin(by=easy.head, at=AT, reason="")
    posts = [post_by(easy.writer, easy.page, at=AT, text=f"Number {n}.") for n in range(2)]
    for post in posts:
        hand_in(post, by=easy.writer, at=AT)

    let_go(posts[0], by=easy.approver, at=AT)
    work(at=AT)

    assert [state(post) for post in posts] == ["published", "waiting"]
    assert not Pause.objects.get().releases.exclude(post=posts[0]).exists()


def test_two_pauses_one_after_the_other_need_one_letting_go_that_names_both(
    easy: SimpleNamespace,
) -> None:
    post = post_by(easy.writer, easy.page, at=AT)
    hand_in(post, by=easy.writer, at=AT)
    for _ in range(2):
        Pause.begin(by=easy.head, at=AT, reason="").end(by=easy.head, at=AT)
    assert len(pauses_that_hold(Post.objects.get())) == 2

    let_go(post, by=easy.approver, at=AT)
    work(at=AT)

    assert state(post) == "published"
    with pytest.raises((Closed, NotPossible)):
        let_go(post, by=easy.approver, at=AT)


def test_a_pause_of_one_school_holds_nothing_at_another(
    easy: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    Pause.begin(by=other_cast.head, at=AT, reason="")
    post = post_by(easy.writer, easy.page, at=AT)
    hand_in(post, by=easy.writer, at=AT)

    work(at=AT)

    assert state(post) == "published"


def test_a_worker_that_was_away_sends_nothing_late_and_forgets_nothing(
    easy: SimpleNamespace,
) -> None:
    post = post_by(easy.writer, easy.page, at=AT, due_at=SOON)
    hand_in(post, by=easy.writer, at=AT)
    Job.objects.all().delete()

    expire_forgotten(at=SOON + WITHIN)

    assert state(post) == "expired"


MAY = {"approver", "head", "safeguarding_lead", "deputy_lead", "administrator", "chair"}


@pytest.mark.parametrize("who", CAST)
def test_leaders_safeguarding_the_office_and_the_chair_pause_everything(
    easy: SimpleNamespace, sign_in: SignIn, who: str
) -> None:
    person = getattr(easy, who)

    answer = sign_in(person).post("/schools/ashlands/posts/pause/begin/", {"reason": "A fire."})

    if who in MAY:
        assert answer.status_code == 302
        assert Pause.objects.get().by == person
    else:
        assert answer.status_code in (302, 403, 404)
        assert not Pause.objects.exists()
