"""The same draft under each of the policies: what it needs, and why, is the adopted policy's to say."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.policies.door import Refused
from gatepost.policies.packs import bundled_pack
from gatepost.posts.models import Post
from gatepost.posts.pages import PostPage
from tests.conftest import make_cast, make_school
from tests.consents.families import list_child, make_contact, make_pupil, say
from tests.posts.desk import answers_to, hand_in, news_page, picture_by, post_by, work

pytestmark = pytest.mark.once  # what policies ask is the same on either database

SignIn = Callable[[Person], Client]
AT = timezone.now()
POLICIES = (
    "ashlands", "coates-lane", "corpus-christi", "our-lady-and-st-rose", "staff-and-governors", "model",
)  # fmt: skip
TWO = {
    "colleague-check": {"staff-and-governors": "colleague-check", "model": "a-colleague-checks"},
    "manager-permission": {
        "staff-and-governors": "manager-permission",
        "model": "a-manager-agrees",
    },
}


def at_school(policy: str, *, listed: bool = False) -> SimpleNamespace:
    """A school with some policy, a child whose parent says yes, perhaps on the list, and the draft that shows the child."""
    cast = make_cast(make_school(policy))
    cast.page = news_page(cast, at=AT)
    pupil = make_pupil(cast.school)
    say(make_contact(pupil, by=cast.administrator, at=AT), True, by=cast.administrator, at=AT)
    if listed:
        list_child(pupil, cast, at=AT)
    picture = picture_by(cast.writer, at=AT)
    picture.name_people([pupil], [], by=cast.writer, at=AT)
    cast.post = post_by(cast.writer, cast.page, at=AT, text="Year 3 planted a tree by the gate.")
    cast.post.place(picture, alt="A child beside a small tree.", by=cast.writer, at=AT)
    return cast


def state(post: Post) -> str:
    return post.outlets.get().state


@pytest.mark.parametrize("policy", POLICIES)
def test_it_waits_for_exactly_those_whom_the_policy_names(db: None, policy: str) -> None:
    cast = at_school(policy)
    says = {"colleague-check": cast.assistant, "manager-permission": cast.approver}

    hand_in(cast.post, by=cast.writer, at=AT)
    work(at=AT)

    for fact, clauses in TWO.items():
        if policy in clauses:
            assert state(cast.post) == "waiting"
            cast.post.say(fact, yes=True, by=says[fact], at=AT)
            work(at=AT)
    assert state(cast.post) == "published"


@pytest.mark.parametrize("policy", POLICIES)
def test_what_it_waits_for_stands_on_its_page_with_the_clause(
    db: None, sign_in: SignIn, policy: str
) -> None:
    cast = at_school(policy)
    hand_in(cast.post, by=cast.writer, at=AT)

    page = PostPage(cast.post, cast.writer, at=AT)
    text = unescape(sign_in(cast.writer).get(cast.post.get_absolute_url()).text)

    asked = {need.fact: need for need in page.stopped.needs if not need.is_given}
    assert set(asked) == {fact for fact, clauses in TWO.items() if policy in clauses}
    for fact in asked:
        clause = bundled_pack(policy).by_id[TWO[fact][policy]]
        assert clause.says in text
        assert f"#clause-{clause.id}" in text


@pytest.mark.parametrize("policy", POLICIES)
def test_a_listed_child_stops_it_everywhere_and_the_page_says_by_what(
    db: None, sign_in: SignIn, policy: str
) -> None:
    cast = at_school(policy, listed=True)

    with pytest.raises(Refused) as refused:
        cast.post.hand_in(by=cast.writer, at=AT, answers=answers_to(cast.post, at=AT))

    assert refused.value.ruling.verdict == "must-not"
    assert state(cast.post) == "waiting"
    text = unescape(sign_in(cast.writer).get(cast.post.get_absolute_url()).text)
    reasons = [clause for clause in PostPage(cast.post, cast.writer, at=AT).stopped.why]
    assert reasons
    assert [clause.url for clause in reasons if f'href="{clause.url}"' not in text] == []


@pytest.mark.clause("ASH-134")
def test_at_the_school_whose_policy_keeps_a_list_it_is_that_clause(db: None) -> None:
    cast = at_school("ashlands", listed=True)

    why = PostPage(cast.post, cast.writer, at=AT).stopped.why

    assert "do-not-publish-list" in {one.clause.id for one in why}
