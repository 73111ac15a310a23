"""Official accounts, posts, pictures and the news page in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.channels.models import Application, Channel, FakeReport, Wish
from gatepost.people.models import School, SchoolDates
from gatepost.posts.bulk.reading import read_posts
from gatepost.posts.models import Post, PostFile, StartingText
from gatepost.posts.models.starting_texts import Wording
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_person, make_school
from tests.journeys.keyboard import tab_to
from tests.journeys.looking import DESK, PHONE, At, Looker, look_at, session_of
from tests.posts.desk import hand_in, post_by, post_records, work

HERE = "/schools/staff-and-governors"
LONDON = ZoneInfo("Europe/London")
IN_ORDER = """Text,Accounts,Date,Hour
The choir sings on Friday.,News page,31/12/2030,17:00
Book bags go home today.,News page; Bluesky,,
"""
TABLE = """Text,Accounts,Date,Hour,Link,Picture
The choir sings on Friday.,News page,31/12/2030,5pm,,
Bring your wellingtons.,News page; Friendster,,,,
A green field behind the school.,Bluesky,2/1/2031,9.30am,https://www.school.example/field,A green field.
"=cmd|' /C calc'!A0",News page,1/1/2020,25:00,,
A green field behind the school.,Bluesky,2/1/2031,09:30,https://www.school.example/field,A green field.
"""
POSTS = {
    "accounts": At(f"{HERE}/accounts/", by="administrator"),
    "account-new": At(f"{HERE}/accounts/new/", by="administrator"),
    "account-page": At(f"{HERE}/accounts/{{channel}}/", by="administrator"),
    "account-apply": At("/schools/ashlands/accounts/applications/new/", by="applicant"),
    "account-application": At(
        "/schools/ashlands/accounts/applications/{application}/", by="applicant"
    ),
    "account-application-words": At(
        "/schools/ashlands/accounts/applications/{application}/words/", by="applicant"
    ),
    "accounts-public": At(f"{HERE}/our-accounts/"),
    "accounts-poster": At(f"{HERE}/our-accounts/poster/"),
    "accounts-false": At(f"{HERE}/our-accounts/false/"),
    "accounts-false-open": At(f"{HERE}/accounts/false/", by="head"),
    "accounts-lists": At("/schools/corpus-christi/accounts/lists/", by="keeper"),
    "account-connection": At(f"{HERE}/accounts/{{bluesky}}/connection/", by="administrator"),
    "posts": At(f"{HERE}/posts/", by="writer"),
    "posts-of-manager": At(f"{HERE}/posts/", by="approver"),
    "post-new": At(f"{HERE}/posts/new/", by="writer"),
    "post-draft": At(f"{HERE}/posts/{{post}}/", by="writer"),
    "post-words": At(f"{HERE}/posts/{{post}}/words/", by="writer"),
    "post-questions": At(f"{HERE}/posts/{{post}}/questions/", by="writer"),
    "post-place": At(f"{HERE}/posts/{{post}}/place/", by="writer"),
    "post-waiting": At(f"{HERE}/posts/{{waiting}}/", by="writer"),
    "post-to-check": At(f"{HERE}/posts/{{waiting}}/", by="assistant"),
    "post-to-approve": At(f"{HERE}/posts/{{waiting}}/", by="approver"),
    "post-out": At(f"{HERE}/posts/{{out}}/", by="writer"),
    "post-by-hand": At(f"{HERE}/posts/outlets/{{outlet}}/by-hand/", by="writer"),
    "calendar": At(f"{HERE}/posts/calendar/", by="writer", shows="[data-gp-how]:not([hidden])"),
    "calendar-week": At(f"{HERE}/posts/calendar/?by=week", by="approver"),
    "calendar-empty": At(f"{HERE}/posts/calendar/?on=2031-01-01", by="writer"),
    "post-move": At(f"{HERE}/posts/{{planned}}/move/", by="writer"),
    "school-dates": At(f"{HERE}/posts/calendar/dates/", by="administrator"),
    "starting-texts": At(f"{HERE}/posts/starting-texts/", by="writer"),
    "starting-text-new": At(f"{HERE}/posts/starting-texts/new/", by="approver"),
    "starting-text-change": At(
        f"{HERE}/posts/starting-texts/{{starting_text}}/words/", by="approver"
    ),
    "post-begun": At(f"{HERE}/posts/starting-texts/{{starting_text}}/", by="assistant"),
    "posts-files": At(f"{HERE}/posts/from-a-file/", by="writer"),
    "posts-file": At(f"{HERE}/posts/from-a-file/{{posts_file}}/", by="writer"),
    "posts-file-new": At(f"{HERE}/posts/from-a-file/{{posts_file}}/?fate=new", by="writer"),
    "posts-file-done": At(f"{HERE}/posts/from-a-file/{{posts_done}}/", by="writer"),
    "posts-search": At(f"{HERE}/posts/search/?q=fair&state=published", by="writer"),
    "posts-search-nothing": At(f"{HERE}/posts/search/?q=zebra", by="writer"),
    "posts-search-fault": At(f"{HERE}/posts/search/?first_on=soon", by="writer", status=400),
    "pause": At(f"{HERE}/posts/pause/", by="head"),
    "pictures": At(f"{HERE}/pictures/", by="writer"),
    "picture-new": At(f"{HERE}/pictures/new/", by="writer"),
    "picture": At(f"{HERE}/pictures/{{picture}}/", by="writer"),
    "news": At(f"{HERE}/news/"),
    "news-story": At(f"{HERE}/news/{{story}}/"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """A school whose policy asks for a colleague and a manager, its news page, and posts in several states."""
    cast, now = make_cast(make_school("staff-and-governors")), timezone.now()
    cast.numbers = post_records(cast, at=now)
    page = Channel.objects.get(pk=cast.numbers["channel"])
    bluesky = staffed(Channel.enter(
        network="bluesky", name="Bluesky", handle="school.example", url="",
        by=cast.administrator, at=now,
    ), by=cast.administrator, at=now)  # fmt: skip
    waiting, out = (post_by(cast.writer, page, at=now) for _ in range(2))
    hand_in(waiting, by=cast.writer, at=now)
    hand_in(out, by=cast.writer, at=now)
    out.say("colleague-check", yes=True, by=cast.assistant, at=now)
    out.say("manager-permission", yes=True, by=cast.approver, at=now)
    work(at=timezone.now())
    story = out.outlets.get().url.rstrip("/").rpartition("/")[2]
    cast.numbers |= {"waiting": waiting.pk, "out": out.pk, "story": story, "bluesky": bluesky.pk}
    cast.numbers |= plans(cast, page, at=now)
    return cast


def plans(cast: SimpleNamespace, page: Channel, *, at: datetime) -> dict[str, int]:
    """Posts planned for the week, a starting text, tables of posts, and dates of the school."""
    on = cast.school.day_of(at)
    planned = post_by(
        cast.writer, page, at=at, text="The library is open until five.", due_at=tomorrow(at)
    )
    handed_in = post_by(
        cast.writer, page, at=at, text="Bring your wellingtons.", due_at=tomorrow(at, days=2)
    )
    hand_in(handed_in, by=cast.writer, at=at)
    handed_in.say("colleague-check", yes=True, by=cast.assistant, at=at)
    term = (on - timedelta(days=60), on + timedelta(days=5))
    inset = on + timedelta(days=2)
    SchoolDates.enter("term", name="Autumn term", days=term, by=cast.administrator, at=at)
    SchoolDates.enter("inset", name="", days=(inset, inset), by=cast.administrator, at=at)
    snow = Wording("School closed for snow", "School is closed on [day]. Back on [day of return].")
    tables = [read_posts(table.encode(), name="posts.csv", on=on) for table in (TABLE, IN_ORDER)]
    kept, done = (
        PostFile.keep(contents, sha256=sha256, by=cast.writer, at=at) for contents, sha256 in tables
    )
    done.apply(seen=done.plan(at=at).digest, by=cast.writer, at=at)
    return {
        "planned": planned.pk,
        "handed_in": handed_in.pk,
        "starting_text": StartingText.keep(snow, by=cast.approver, at=at).pk,
        "posts_file": kept.pk,
        "posts_done": done.pk,
    }


def tomorrow(at: datetime, *, days: int = 1) -> datetime:
    """Five in the afternoon, some days later."""
    later = at.astimezone(LONDON) + timedelta(days=days)
    return later.replace(hour=17, minute=0, second=0, microsecond=0)


def test_pages_of_accounts_posts_and_pictures_are_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    ashlands = School.objects.get(slug="ashlands")
    applicant = make_person(ashlands, "Clover Rudd", actors=["teacher"])
    wish = Wish("bluesky", "Year 3", {"aim": "To tell families."}, [applicant])
    applied = Application.make(wish, by=applicant, at=timezone.now())
    there = School.objects.get(slug="corpus-christi")
    keeper = make_person(there, "Teasel Gray", actors=["office-staff"], roles=["administrator"])
    FakeReport.take_in(desk.school, url="false.example", says="No.", contact="", at=timezone.now())
    people = {**desk.everybody, "applicant": applicant, "keeper": keeper}

    faults = faults_on(POSTS, people, application=applied.pk, **desk.numbers)

    assert not faults, faults


def in_june(desk: SimpleNamespace, *, text: str) -> Post:
    """A draft for five in the afternoon of Wednesday 12 June 2030."""
    due_at = datetime(2030, 6, 12, 17, tzinfo=LONDON)
    page = Channel.objects.get(pk=desk.numbers["channel"])
    return post_by(desk.writer, page, at=timezone.now(), text=text, due_at=due_at)


def day_of(post: Post) -> str:
    """The day of a post as it is kept now."""
    return f"{Post.objects.get(pk=post.pk).due_at.astimezone(LONDON):%d %B %Y, %H:%M}"


def test_a_post_is_carried_to_another_day_with_the_arrow_keys(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    post = in_june(desk, text="Sports day begins at ten.")
    page = open_page(DESK, session=session_of(desk.writer))
    page.goto(f"{site}{HERE}/posts/calendar/?on=2030-06-01")
    said = page.locator("[data-gp-said]")

    tab_to(page, "17:00 Sports day")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text(
        "Wednesday 19 June, 17:00. Press Enter to move the post there, Escape to leave it."
    )
    page.keyboard.press("Escape")
    expect(said).to_have_text("The post stays where it is.")
    page.keyboard.press("ArrowRight")
    assert not look_at(page, "calendar-carrying")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(".govuk-notification-banner")).to_contain_text("Thursday 13 June, 17:00")
    expect(page.locator(f"#post-{post.pk} a").first).to_be_focused()
    assert day_of(post) == "13 June 2030, 17:00"


def test_a_post_that_was_agreed_to_is_dragged_and_moves_once_its_author_is_sure(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    post = in_june(desk, text="Sports day begins at ten.")
    hand_in(post, by=desk.writer, at=timezone.now())
    post.say("colleague-check", yes=True, by=desk.assistant, at=timezone.now())
    page = open_page(DESK, session=session_of(desk.writer))
    page.goto(f"{site}{HERE}/posts/calendar/?on=2030-06-01")

    with page.expect_navigation():
        page.locator(f"#post-{post.pk}").drag_to(page.locator("[data-gp-on='2030-06-14']"))

    assert day_of(post) == "12 June 2030, 17:00"
    expect(page.locator("main")).to_contain_text("Ash Birch agreed to it")
    assert not look_at(page, "post-move-sure")
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    assert not look_at(page, "post-move-sure")
    page.set_viewport_size({"width": DESK.width, "height": DESK.height})
    with page.expect_navigation():
        page.get_by_role("button", name="Move it all the same").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Hand it in again.")
    assert day_of(post) == "14 June 2030, 17:00"


def test_a_post_is_moved_on_a_phone_without_a_script(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    post = in_june(desk, text="Sports day begins at ten.")
    page = open_page(PHONE, session=session_of(desk.writer), javascript=False)
    page.goto(f"{site}{HERE}/posts/calendar/?on=2030-06-01")

    page.locator(f"#post-{post.pk}").get_by_text("Move to…").click()
    page.get_by_label("Day").fill("2030-06-20")
    page.get_by_label("Hour").fill("08:30")
    page.get_by_role("button", name="Move it").click()

    assert page.locator(f"#post-{post.pk}").is_visible()
    assert day_of(post) == "20 June 2030, 08:30"
