"""The search of posts: what fits, in an order that stays, and never what one may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import Channel
from gatepost.people.models import Person
from gatepost.posts.models import Outlet, Post
from gatepost.posts.searching.finding import STATES, Wanted, found_by
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.posts.desk import hand_in, news_page, picture_by, post_by

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/posts/search/"
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def desk(cast: SimpleNamespace) -> SimpleNamespace:
    """The school of the suite with two accounts."""
    cast.page = news_page(cast, at=AT)
    cast.bluesky = staffed(
        Channel.enter(
            network="bluesky",
            name="Bluesky",
            handle="a.example",
            url="",
            by=cast.administrator,
            at=AT,
        ),
        by=cast.administrator,
        at=AT,
    )
    return cast


def found(person: Person, **wanted: object) -> list[Post]:
    """What somebody finds."""
    return list(found_by(person, Wanted(**wanted)))  # type: ignore[arg-type]


def test_every_word_has_to_be_somewhere_in_what_goes_out(desk: SimpleNamespace) -> None:
    own = {desk.bluesky.pk: "Bring a spoon."}
    fair = post_by(desk.writer, desk.page, at=AT, text="The fair.", link="https://fair.example/")
    eggs = post_by(desk.writer, desk.bluesky, at=AT, text="Egg race.", texts=own)
    picture = picture_by(desk.writer, at=AT, alt="A meadow.")
    eggs.place(picture, alt="A meadow.", by=desk.writer, at=AT)

    assert found(desk.writer, words="FAIR") == [fair]
    assert found(desk.writer, words="spoon egg meadow") == [eggs]
    assert found(desk.writer, words="egg fair") == []


def test_account_and_state_are_of_the_same_post_on_the_same_account(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.page, at=AT)
    Outlet.objects.create(post=post, channel=desk.bluesky, key="k", state=Outlet.State.FAILED)
    Outlet.objects.filter(channel=desk.page).update(state=Outlet.State.PUBLISHED)

    assert found(desk.writer, account=desk.page, state="published") == [post]
    assert found(desk.writer, account=desk.page, state="failed") == []
    assert found(desk.writer, state="failed") == [post]


def test_each_state_finds_its_own(desk: SimpleNamespace) -> None:
    of_state = {}
    for state in STATES:
        post = post_by(desk.writer, desk.page, at=AT)
        if state == "handed-in":
            hand_in(post, by=desk.writer, at=AT)
        elif state != "draft":
            post.outlets.update(state=state)
        of_state[state] = post

    assert {state: found(desk.writer, state=state) for state in STATES} == {
        state: [post] for state, post in of_state.items()
    }


def test_days_are_the_schools_and_both_counted(desk: SimpleNamespace) -> None:
    late = datetime(2030, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on the first of July
    post = post_by(desk.writer, desk.page, at=AT, due_at=late)

    first = date(2030, 7, 1)
    assert found(desk.writer, first_on=first, last_on=first) == [post]
    assert found(desk.writer, first_on=first + timedelta(days=1)) == []
    assert found(desk.writer, last_on=first - timedelta(days=1)) == []


def test_nobody_finds_what_they_may_not_see(desk: SimpleNamespace, sign_in: SignIn) -> None:
    other = make_cast(make_school("corpus-christi"))
    post_by(other.writer, news_page(other, at=AT), at=AT, text="A zebra elsewhere.")
    post_by(desk.writer, desk.page, at=AT, text="A zebra of mine.")
    seen = post_by(desk.writer, desk.page, at=AT, text="A zebra for all.")
    hand_in(seen, by=desk.writer, at=AT)

    page = sign_in(desk.assistant).get(HOME, {"q": "zebra"})

    assert "A zebra for all." in page.text and "1 post<" in page.text
    assert "of mine" not in page.text and "elsewhere" not in page.text
    outsider = sign_in(desk.governor).get(HOME)
    assert "Nothing found" in outsider.text and "Wren Abbott</option>" not in outsider.text


def test_another_schools_account_or_author_is_no_choice(
    desk: SimpleNamespace, sign_in: SignIn
) -> None:
    other = make_cast(make_school("corpus-christi"))
    page = news_page(other, at=AT)

    for asked in ({"account": page.pk}, {"author": other.writer.pk}, {"state": "no-such"}):
        assert sign_in(desk.writer).get(HOME, asked).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"first_on": "soon"}, {"q": "a" * 201}, {"q": "a\0b"}, {"page": "x"}, {"page": "-1"}]
)
def test_whatever_is_asked_is_answered_in_good_order(
    desk: SimpleNamespace, sign_in: SignIn, asked: dict[str, str]
) -> None:
    page = sign_in(desk.writer).get(HOME, asked)

    assert page.status_code == (200 if "page" in asked else 400)


def test_fifty_a_page_in_an_order_that_stays(
    desk: SimpleNamespace, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    posts = [post_by(desk.writer, desk.page, at=AT, text=f"Letter {n}.") for n in range(120)]
    author = sign_in(desk.writer)

    pages = []
    for number in (1, 2, 3):
        with django_assert_max_num_queries(30):
            pages.append(author.get(HOME, {"q": "letter", "page": number}))

    shown = [[post for post, _, _ in page.context["found"]] for page in pages]
    assert [len(one) for one in shown] == [50, 50, 20]
    assert [*shown[0], *shown[1], *shown[2]] == posts[::-1]
    assert "?q=letter&amp;page=2" in pages[0].text
