"""Every clause about posts lives: take it out of the policy, and what it asks for is no longer asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.core.policy import Clause, bundled
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.models import Step
from gatepost.policies.packs import bundled_pack
from gatepost.posts.again import bring_back, look_again
from gatepost.posts.models import Checklist, LookAgain, Post
from gatepost.posts.pages import PostPage
from gatepost.posts.waiting import waiting_for
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.consents.families import make_contact, make_pupil, say
from tests.policies.rounds import files_with, files_without, put_in_force
from tests.posts.desk import answers_to, hand_in, news_page, picture_by, post_by, work

pytestmark = pytest.mark.once  # what clauses ask is the same on either database

SignIn = Callable[[Person], Client]
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ASKED = [
    (entry, slug, clause)
    for slug in bundled()
    for clause in bundled_pack(slug).clauses
    if clause.live.get("by") == "posts.checklist"
    for entry in clause.carries or (f"{slug}/{clause.id}",)
]


def desk_at(policy: str) -> SimpleNamespace:
    """A school with some policy, its page on a network, and a child whom it may show."""
    cast = make_cast(make_school(policy))
    cast.page = news_page(cast, at=AT)
    cast.network = staffed(
        Channel.enter(
            network="facebook",
            name="Facebook",
            handle="school",
            url="",
            by=cast.administrator,
            at=AT,
        ),
        by=cast.administrator,
        at=AT,
    )
    cast.pupil = make_pupil(cast.school)
    say(make_contact(cast.pupil, by=cast.administrator), True, by=cast.administrator)
    return cast


def with_the_child(cast: SimpleNamespace) -> Post:
    picture = picture_by(cast.writer, at=AT)
    picture.name_people([cast.pupil], [], by=cast.writer, at=AT)
    post = post_by(cast.writer, cast.network, at=AT, text="We planted a tree.")
    post.place(picture, alt="A child beside a small tree.", by=cast.writer, at=AT)
    post.answer({"about": ["school"]}, by=cast.writer, at=AT)
    return post


@pytest.mark.clause("ASH-120", "ASH-121", "ASH-122", "ASH-123", "ASH-124", "ASH-125")
@pytest.mark.clause("ASH-131", "ASH-132", "ASH-133", "CL-045", "OLSR-032", "OLSR-033")
@pytest.mark.clause("OLSR-034", "OLSR-074", "OLSR-075", "OLSR-076", "SG-094", "SG-095")
@pytest.mark.clause("SG-099")
@pytest.mark.parametrize(("entry", "slug", "clause"), ASKED, ids=[one[0] for one in ASKED])
def test_its_questions_stand_on_the_post_and_not_without_it(
    db: None, sign_in: SignIn, entry: str, slug: str, clause: Clause
) -> None:
    cast = desk_at(slug)
    post = with_the_child(cast)
    writer = sign_in(cast.writer)

    whole = unescape(writer.get(post.get_absolute_url()).text)
    put_in_force(cast.school, files_without(slug, clause.id), on=timezone.localdate())
    cut = unescape(writer.get(post.get_absolute_url()).text)

    for asks in clause.live["asks"]:
        assert asks in whole, entry
        assert asks not in cut, entry


def test_every_clause_that_asks_about_posts_is_tried_here(request: pytest.FixtureRequest) -> None:
    marks = test_its_questions_stand_on_the_post_and_not_without_it.pytestmark
    named = {entry for mark in marks if mark.name == "clause" for entry in mark.args}

    assert named == {entry for entry, _, _ in ASKED if "/" not in entry}


@pytest.mark.clause("OLSR-074")
def test_what_the_policy_insists_on_is_answered_before_it_is_handed_in(db: None) -> None:
    cast = desk_at("our-lady-and-st-rose")
    post = with_the_child(cast)
    answers = answers_to(post, at=AT)
    first = next(key for key in answers if "children-first-content" in key)

    with pytest.raises(NotPossible, match="Answer the policy’s questions first"):
        post.hand_in(by=cast.writer, at=AT, reason="Soon.", answers=answers | {first: " "})
    post.hand_in(by=cast.writer, at=AT, answers=answers)

    assert Checklist.objects.on(post).get().answers == answers


@pytest.mark.clause("ASH-120")
def test_what_it_advises_is_answered_or_a_reason_is_given(db: None) -> None:
    cast = desk_at("ashlands")
    post = post_by(cast.writer, cast.page, at=AT)

    with pytest.raises(NotPossible, match="or write why you go on without"):
        post.hand_in(by=cast.writer, at=AT)
    post.hand_in(by=cast.writer, at=AT, reason="It is one line about snow.")

    assert post.reason == "It is one line about snow."


@pytest.mark.clause("SG-094", "SG-095")
def test_what_it_is_for_is_written_in_words_and_read_by_whoever_agrees(
    db: None, sign_in: SignIn
) -> None:
    cast = desk_at("staff-and-governors")
    post = post_by(cast.writer, cast.page, at=AT)
    author = sign_in(cast.writer)
    page = author.get(post.get_absolute_url())
    asked = list(answers_to(post, at=AT))
    assert f'name="{asked[0]}"' in page.text

    kept = author.post(
        f"{post.get_absolute_url()}hand-in/",
        {asked[0]: "It tells families the date.", asked[1]: "Fewer calls to the office."},
    )

    assert kept.status_code == 302
    read = sign_in(cast.assistant).get(post.get_absolute_url()).text
    assert "It tells families the date." in read
    assert "whoever says yes says yes to each of them" in read


def test_what_was_filled_in_is_not_lost_where_something_is_missing(
    db: None, sign_in: SignIn
) -> None:
    cast = desk_at("staff-and-governors")
    post = post_by(cast.writer, cast.page, at=AT)
    asked = list(answers_to(post, at=AT))

    answer = sign_in(cast.writer).post(
        f"{post.get_absolute_url()}hand-in/", {asked[0]: "It tells families the date."}
    )

    assert answer.status_code == 409
    assert "What good does it do the school?" in answer.text
    assert "It tells families the date." in answer.text


def test_whoever_says_yes_says_it_of_the_questions_too(db: None) -> None:
    cast = desk_at("model")
    post = post_by(cast.writer, cast.page, at=AT)
    hand_in(post, by=cast.writer, at=AT)

    post.say("colleague-check", yes=True, by=cast.assistant, at=AT)
    post.say("manager-permission", yes=False, by=cast.approver, at=AT)

    assert {one.by for one in Checklist.objects.on(post)} == {cast.writer, cast.assistant}


def test_a_change_makes_the_answers_void(db: None) -> None:
    cast = desk_at("our-lady-and-st-rose")
    post = with_the_child(cast)
    hand_in(post, by=cast.writer, at=AT)

    post.answer({"about": ["school"], "manner": ["critical"]}, by=cast.writer, at=AT)
    post.refresh_from_db()

    assert post.handed_in_at is None
    with pytest.raises(NotPossible, match="Answer the policy"):
        post.hand_in(by=cast.writer, at=AT)


@pytest.mark.clause("SG-096", "SG-098")
@pytest.mark.parametrize(
    ("clauses", "needed"),
    [
        ([], {"manager-permission", "colleague-check"}),
        (["manager-permission", "manager-decides"], {"colleague-check"}),
        (["colleague-check"], {"manager-permission"}),
    ],
)
def test_a_post_waits_for_those_whom_its_clauses_name_and_for_nobody_else(
    db: None, clauses: list[str], needed: set[str]
) -> None:
    cast = desk_at("staff-and-governors")
    if clauses:
        put_in_force(cast.school, files_without("staff-and-governors", *clauses), on=AT.date())
    post = post_by(cast.writer, cast.page, at=AT)
    hand_in(post, by=cast.writer, at=AT)
    says = {"manager-permission": cast.approver, "colleague-check": cast.assistant}

    for fact in needed:
        work(at=AT)
        assert post.outlets.get().state == "waiting"
        post.say(fact, yes=True, by=says[fact], at=AT)
    work(at=AT)

    assert post.outlets.get().state == "published"
    assert set(Step.objects.on(post).values_list("fact", flat=True)) == needed


@pytest.mark.clause("ASH-059", "ASH-060", "ASH-061")
@pytest.mark.parametrize("cut", ["check-own-posts", "update-own-posts", "manage-own-posts"])
def test_what_is_out_comes_back_to_its_author_by_its_clauses(
    db: None, sign_in: SignIn, cut: str
) -> None:
    cast = desk_at("ashlands")
    post = post_by(cast.writer, cast.page, at=AT)
    hand_in(post, by=cast.writer, at=AT)
    work(at=AT)
    page = sign_in(cast.writer)

    whole = page.get(post.get_absolute_url()).text
    put_in_force(cast.school, files_without("ashlands", cut), on=timezone.localdate())
    without_one = page.get(post.get_absolute_url()).text

    assert "Look at it again by 20 May 2027" in whole
    assert f"#clause-{cut}" in whole
    assert "Look at it again by 20 May 2027" in without_one
    assert f"#clause-{cut}" not in without_one
    assert "I have looked" not in whole


def test_it_comes_back_on_its_day_until_somebody_has_looked(db: None) -> None:
    cast = desk_at("ashlands")
    post = post_by(cast.writer, cast.page, at=AT)
    hand_in(post, by=cast.writer, at=AT)
    work(at=AT)
    early, due = datetime(2027, 5, 19, 9, tzinfo=UTC), datetime(2027, 5, 20, 9, tzinfo=UTC)

    assert (bring_back(at=early), bring_back(at=due)) == (0, 1)
    (asked,) = [one for one in waiting_for(cast.writer, on=due.date()) if "again" in one.says]
    assert str(post) in asked.says

    assert PostPage(post, cast.writer, at=due).is_soon_looked_at
    look_again(post, by=cast.writer, at=due)

    assert LookAgain.objects.get().by == cast.writer
    assert bring_back(at=due + timedelta(days=1)) == 0
    assert bring_back(at=datetime(2027, 11, 21, 9, tzinfo=UTC)) == 1


def test_without_such_clauses_nothing_comes_back(db: None) -> None:
    cast = desk_at("coates-lane")
    post = post_by(cast.writer, cast.page, at=AT)
    hand_in(post, by=cast.writer, at=AT)
    work(at=AT)

    assert bring_back(at=AT + timedelta(days=4000)) == 0


def test_who_looks_is_whom_the_policy_names(db: None) -> None:
    cast = desk_at("model")
    cast.page.appoint(cast.assistant, by=cast.administrator, at=AT)
    files = files_with(
        "model", 'every = "1 year", by-whom = "runner"', 'every = "1 month", by-whom = "runner"'
    )
    put_in_force(cast.school, files, on=AT.date())
    staffed(cast.page, by=cast.administrator, at=AT)
    post = post_by(cast.writer, cast.page, at=AT)
    hand_in(post, by=cast.writer, at=AT)
    post.say("colleague-check", yes=True, by=cast.assistant, at=AT)
    post.say("manager-permission", yes=True, by=cast.approver, at=AT)
    work(at=AT)
    due = datetime(2026, 12, 20, tzinfo=UTC).date()

    says = {
        who: [one.says for one in waiting_for(who, on=due) if "Look again" in one.says]
        for who in (cast.writer, cast.assistant)
    }

    assert [len(says[who]) for who in (cast.writer, cast.assistant)] == [0, 1]
