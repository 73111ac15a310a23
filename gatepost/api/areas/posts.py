"""Posts: listed, drafted, changed, handed in, withdrawn, and the calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import AwareDatetime, BaseModel, Field

from gatepost.api.areas.sent import Answers, Reason, Sent, good
from gatepost.api.calls import does, reads
from gatepost.api.paging import After, Limit, Listed, Number, some
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call
from gatepost.api.unchanged import check_unchanged, tag
from gatepost.core.policy import vocabulary
from gatepost.policies.can_i import NotAnswered, answers
from gatepost.posts import asked
from gatepost.posts.calendar.months import Day, month_of
from gatepost.posts.forms import LONGEST, WordsForm
from gatepost.posts.models import Post
from gatepost.posts.publishing import emergencies

router = Router()
Text = Annotated[str, Field(max_length=LONGEST)]
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class OutletOut(BaseModel):
    """A post on one account."""

    id: int
    channel: int
    text: str = Field(description="In place of the post’s own words; empty where they are the same")
    state: str
    url: str
    published_at: datetime | None
    problem: str


class PostOut(BaseModel):
    """A post."""

    id: int
    author: int
    text: str
    link: str
    facts: dict[str, list[str]]
    due_at: datetime | None
    handed_in_at: datetime | None
    withdrawn_at: datetime | None
    expired_at: datetime | None
    content_hash: str = Field(description="Send it as `seen` when you agree to exactly this")
    pictures: list[int]
    outlets: list[OutletOut]


class PostIn(Sent):
    """What is to be read, where, and when."""

    text: Text = ""
    link: str = Field("", max_length=1000)
    channels: list[Number] = Field(min_length=1, max_length=50)
    texts: dict[Number, Text] = Field({}, max_length=50, description="Other words, by account")
    due_at: AwareDatetime | None = None


class PostChange(Sent):
    """What is to be different; what is left out stays."""

    text: Text | None = None
    link: str | None = Field(None, max_length=1000)
    channels: list[Number] | None = Field(None, min_length=1, max_length=50)
    texts: dict[Number, Text] | None = Field(None, max_length=50)
    due_at: AwareDatetime | None = None


class Facts(Sent):
    """What its author says of it, in the vocabulary's words."""

    facts: dict[str, list[str]] = Field(max_length=60)


class HandIn(Sent):
    """With a reason, where the policy advises against it."""

    reason: Reason = ""
    answers: Answers = Field({})


class Urgent(Sent):
    """Why it cannot wait."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    answers: Answers = Field({})


class DayOut(BaseModel):
    """A day of the calendar."""

    on: date
    posts: list[int]
    notes: list[str]
    is_off: bool


class MonthOut(BaseModel):
    """A month in whole weeks."""

    title: str
    days: list[DayOut]


@reads(router, "/posts", page="posts:posts", scope="posts:read", gives=Listed[PostOut])
def list_posts(request: Call, after: After = "", limit: Limit = 20) -> Listed[PostOut]:
    """Posts that whoever the token stands for may see, the newest first."""
    rows = Post.objects.visible_to(request.person).prefetch_related("outlets", "placed")
    found, follows = some(rows, after=after, limit=min(limit, 20))
    return Listed(items=[shown(one, with_hash=False) for one in found], next=follows)


@does(router, "/posts", page="posts:new", scope="posts:write", gives=PostOut, how=("POST", 201))
def draft_post(request: Call, body: PostIn) -> PostOut:
    """Begin a post. Nothing goes out before it is handed in and everybody who has to has agreed."""
    form = good(WordsForm(_typed(request, body.model_dump()), school=request.school))
    return shown(Post.draft(form.words(), by=request.person, at=request.at))


@reads(router, "/posts/{post}", page="posts:post", scope="posts:read", gives=PostOut)
def read_post(request: Call, response: HttpResponse, post: Number) -> PostOut:
    """One post."""
    said = shown(visible(request, post))
    tag(response, said)
    return said


@does(router, "/posts/{post}", page="posts:words", scope="posts:write", gives=PostOut, how=("PATCH", 200))  # fmt: skip
def change_post(request: Call, response: HttpResponse, post: Number, body: PostChange) -> PostOut:
    """Change words, accounts or the hour. As on the page, whatever was agreed to is void."""
    found = own(request, post)
    before = shown(found)
    check_unchanged(request, before)
    known = {
        "text": before.text,
        "link": before.link,
        "channels": [one.channel for one in before.outlets],
        "texts": {one.channel: one.text for one in before.outlets if one.text},
        "due_at": before.due_at,
    }
    typed = _typed(request, known | body.model_dump(exclude_unset=True))
    form = good(WordsForm(typed, school=request.school))
    found.write(form.words(), by=request.person, at=request.at)
    said = shown(found)
    tag(response, said)
    return said


@does(router, "/posts/{post}/facts", page="posts:questions", scope="posts:write", gives=PostOut)
def answer_for_post(request: Call, post: Number, body: Facts) -> PostOut:
    """What its author says of it. What Gatepost knows from its own rows is nobody's to claim."""
    found = own(request, post)
    wanted = asked.facts_asked(found, at=request.at)
    try:
        facts = answers(vocabulary().acts[found.act], wanted, body.facts)
    except NotAnswered as problem:
        raise Problem(
            422, "Some of it has to be put right first.",
            errors=[{"where": problem.fact, "says": str(problem)}],
        ) from None  # fmt: skip
    found.answer(facts, by=request.person, at=request.at)
    return shown(found)


@does(router, "/posts/{post}/hand-in", page="posts:hand-in", scope="posts:write", gives=PostOut)
def hand_in_post(request: Call, post: Number, body: HandIn | None = None) -> PostOut:
    """Put it before the others, or on its way where nobody is asked."""
    found = own(request, post)
    found.hand_in(by=request.person, at=request.at, **(body.model_dump() if body else {}))
    return shown(found)


@does(router, "/posts/{post}/withdrawal", page="posts:withdraw", scope="posts:write", gives=PostOut)
def withdraw_post(request: Call, post: Number) -> PostOut:
    """Take one's own post back before it has gone out."""
    found = own(request, post)
    found.withdraw(by=request.person, at=request.at)
    return shown(found)


@does(router, "/posts/{post}/emergency", page="posts:emergency", scope="posts:write", gives=PostOut)
def send_in_emergency(request: Call, post: Number, body: Urgent) -> PostOut:
    """Send it out before others have agreed, where the school allows that. Somebody looks at it afterwards."""
    found = own(request, post)
    emergencies.publish_now(
        found, reason=body.reason, by=request.person, at=request.at, answers=body.answers
    )
    found.refresh_from_db()
    return shown(found)


@reads(router, "/calendar", page="posts:calendar", scope="posts:read", gives=MonthOut)
def read_calendar(request: Call, on: date | None = None) -> MonthOut:
    """What goes out when, in the month of a day."""
    day = on or request.school.day_of(request.at)
    span = month_of(request.person, min(max(day, EARLIEST), LATEST))
    return MonthOut(title=span.title, days=[_day(one) for week in span.weeks for one in week])


def visible(request: Call, pk: int) -> Post:
    """A post that may be seen, or 404."""
    rows = Post.objects.visible_to(request.person).select_related("author", "school")
    return get_object_or_404(rows, pk=pk)


def own(request: Call, pk: int) -> Post:
    """A post of whoever the token stands for, or 404."""
    return get_object_or_404(request.person.posts.select_related("author", "school"), pk=pk)


def shown(post: Post, *, with_hash: bool = True) -> PostOut:
    """A post as calls show it. In lists without the digest, which is worked out for each."""
    return PostOut(
        id=post.pk,
        author=post.author_id,
        text=post.text,
        link=post.link,
        facts=post.facts,
        due_at=post.due_at,
        handed_in_at=post.handed_in_at,
        withdrawn_at=post.withdrawn_at,
        expired_at=post.expired_at,
        content_hash=post.content_hash() if with_hash else "",
        pictures=[one.picture_id for one in post.placed.all()],
        outlets=[
            OutletOut(
                id=one.pk, channel=one.channel_id, text=one.text, state=one.state, url=one.url,
                published_at=one.published_at, problem=one.problem,
            )
            for one in post.outlets.all()
        ],
    )  # fmt: skip


def _typed(request: Call, sent: dict[str, Any]) -> dict[str, Any]:
    """As it would be typed into the page: the hour in the school's own time."""
    due_at = sent["due_at"]
    local = due_at.astimezone(request.school.clock_zone) if due_at else None
    typed = {f"text-{pk}": text for pk, text in (sent["texts"] or {}).items()}
    return typed | {
        "text": sent["text"] or "",
        "link": sent["link"] or "",
        "channels": sent["channels"] or [],
        "due_at": f"{local:%Y-%m-%dT%H:%M:%S}" if local else "",
    }


def _day(day: Day) -> DayOut:
    posts = [one.post.pk for one in day.entries]
    return DayOut(on=day.on, posts=posts, notes=list(day.notes), is_off=day.is_off)
