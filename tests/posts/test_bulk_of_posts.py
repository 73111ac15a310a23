"""Many posts from a table: each row's fate is said first, and what is confirmed becomes drafts, once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.people.importing.cells import CellRefused
from gatepost.people.importing.contents import FileRefused
from gatepost.people.models import Person
from gatepost.people.models.imports import ChangedMeanwhile
from gatepost.people.rules import NotPossible
from gatepost.posts.bulk import cells
from gatepost.posts.bulk.planning import KNOWN, NEW, REFUSED, TWICE, Plan
from gatepost.posts.bulk.reading import EXAMPLE, read_posts
from gatepost.posts.models import Post, PostFile, PostRow
from gatepost.records.models import Entry
from gatepost.web.recurring import RECURRING
from tests.channels.crew import staffed
from tests.conftest import make_cast, make_school
from tests.posts.desk import hand_in, news_page, picture_by

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/posts/from-a-file/"
LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
HEAD = "Text,Accounts,Date,Hour,Link,Picture\n"


@pytest.fixture
def desk(cast: SimpleNamespace) -> SimpleNamespace:
    """The school of the suite with two accounts and a picture."""
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
    cast.picture = picture_by(cast.writer, at=AT, alt="A green field.")
    return cast


def kept(table: str, *, by: Person, at: datetime = AT) -> PostFile:
    """What was read of a table, kept for somebody."""
    contents, sha256 = read_posts(table.encode(), name="posts.csv", on=by.school.day_of(at))
    return PostFile.keep(contents, sha256=sha256, by=by, at=at)


def plan_of(table: str, *, by: Person) -> Plan:
    """What would become of a table."""
    return kept(table, by=by).plan(at=AT)


def fate(row: str, *, by: Person) -> tuple[str, str]:
    """What would become of one row."""
    (one,) = plan_of(HEAD + row, by=by).fates
    return one.kind, one.says


def applied(file: PostFile, *, at: datetime = AT) -> int:
    """How many drafts come of a table that somebody has looked at."""
    return file.apply(seen=file.plan(at=at).digest, by=file.by, at=at)


def sent(client: Client, content: bytes, name: str = "posts.csv") -> HttpResponse:
    """What the page answers to a file."""
    answer: HttpResponse = client.post(HOME, {"file": SimpleUploadedFile(name, content)})
    return answer


def test_rows_become_drafts_of_whoever_brings_them_and_nothing_else(
    desk: SimpleNamespace, sign_in: SignIn
) -> None:
    author = sign_in(desk.writer)
    table = (
        HEAD
        + '"Come to the fair,\nall of you.",News page; bluesky,31/12/2030,5pm,https://fair.example/,A green field.\n'
        + f"Book bags.,News page,,,,{desk.picture.pk}\n"
    )

    dry_run = author.get(sent(author, table.encode())["Location"])
    assert not Post.objects.exists()
    assert "Make 2 drafts" in dry_run.text and "Tuesday 31 December 2030, 17:00" in dry_run.text
    file = PostFile.objects.get()
    seen = {"seen": file.plan(at=timezone.now()).digest}
    done = author.post(f"{HOME}{file.pk}/drafts/", seen, follow=True)

    bags, fair = Post.objects.order_by("text")
    assert fair.text == "Come to the fair,\nall of you." and fair.link == "https://fair.example/"
    assert fair.due_at == datetime(2030, 12, 31, 17, tzinfo=LONDON) and bags.due_at is None
    assert [one.channel.name for one in fair.outlets.order_by("pk")] == ["Bluesky", "News page"]
    assert [(one.picture, one.alt) for one in bags.placed.all()] == [
        (desk.picture, "A green field.")
    ]
    assert {one.author for one in (fair, bags)} == {desk.writer}
    assert not Post.objects.exclude(handed_in_at=None).exists()
    assert fair.get_absolute_url() in done.text and "Hand in one by one" in done.text
    hand_in(bags, by=desk.writer, at=timezone.now())


def test_everything_done_is_in_the_ledger_and_nothing_of_the_file_is_left(
    desk: SimpleNamespace,
) -> None:
    file = kept(HEAD + "The fair.,News page\nA fault.,Friendster\n", by=desk.writer)

    assert applied(file) == 1

    file.refresh_from_db()
    assert file.contents is None
    assert file.counts == {"refused": 1, "new": 1, "twice": 0, "known": 0}
    assert Entry.objects.filter(event="post.drafted").count() == 1
    entry = Entry.objects.get(event="posts.brought-in")
    assert "The fair" not in str(entry.__dict__)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("The fair.,Friendster,,,,", "your school has no account “Friendster”. Its accounts:"),
        ("The fair.,,,,,", "name at least one account"),
        ('The fair.," , ",,,,', "name at least one account"),
        (",News page,,,,", "Write something, or name a picture."),
        ("The fair.,News page,31/12/2030,,,", "There is a day and no hour."),
        ("The fair.,News page,,17:00,,", "There is an hour and no day."),
        ("The fair.,News page,20/11/2026,09:59,,", "this hour has passed"),
        ("The fair.,News page,31/02/2030,17:00,,", "is no day of the calendar"),
        ("The fair.,News page,soon,17:00,,", "is no date that can be read"),
        ("The fair.,News page,31/12/2030,5,,", "in the morning or in the afternoon"),
        ("The fair.,News page,31/12/2030,25:00,,", "is no hour of the day"),
        ("The fair.,News page,31/12/2030,late,,", "is no hour. Write it as 17:00"),
        ("The fair.,News page,,,no address,", "Write the whole address"),
        ("The fair.,News page,,,javascript:alert(1),", "Write the whole address"),
        ("The fair.,News page,,,,A red field.", "the library has no picture “A red field.”"),
        ("=cmd|' /C calc'!A0,News page,,,,", "begins as a formula does"),
        ('"@SUM(1+1)*cmd|x",News page,,,,', "begins as a formula does"),
        ("The \u202efair.,News page,,,,", "turns the direction of writing round"),
        ("The \x07fair.,News page,,,,", "holds a control character"),
    ],
)
def test_what_is_wrong_with_a_row_is_a_sentence(desk: SimpleNamespace, row: str, says: str) -> None:
    kind, sentence = fate(row, by=desk.writer)

    assert kind == REFUSED
    assert says in sentence


@pytest.mark.parametrize(
    "text", ["@oak_school, well done!", "+1 from all of us", "- tea\n- cake", "👨‍👩‍👧 Family day"]
)
def test_what_only_looks_like_a_formula_is_text(desk: SimpleNamespace, text: str) -> None:
    (one,) = plan_of(f'{HEAD}"{text}",News page,,,,\n', by=desk.writer).fates

    assert (one.kind, one.meant.text) == (NEW, text)


def test_several_faults_of_a_row_are_said_at_once(desk: SimpleNamespace) -> None:
    _, says = fate("=1,News page,soon,17:00,nowhere,", by=desk.writer)

    assert says.count(": ") >= 3


@pytest.mark.parametrize(
    "names", ["News page;Bluesky", "bluesky, NEWS PAGE", '"News page\nBluesky"']
)
def test_accounts_are_told_apart_by_semicolon_comma_or_line(
    desk: SimpleNamespace, names: str
) -> None:
    quoted = names if names.startswith('"') else f'"{names}"'
    (one,) = plan_of(f"{HEAD}The fair.,{quoted},,,,\n", by=desk.writer).fates

    assert one.meant.channels == tuple(sorted((desk.page.pk, desk.bluesky.pk)))


def test_what_names_two_things_is_refused(desk: SimpleNamespace) -> None:
    Channel.objects.filter(pk=desk.bluesky.pk).update(name="News  page")
    picture_by(desk.writer, at=AT, alt="a green FIELD.")

    assert "2 accounts called “News page”" in fate("The fair.,News page,,,,", by=desk.writer)[1]
    Channel.objects.filter(pk=desk.bluesky.pk).update(name="Bluesky")
    says = fate("The fair.,News page,,,,A green field.", by=desk.writer)[1]
    assert "2 pictures of the library are described as" in says


def test_the_same_row_comes_in_once_however_it_is_spelt(desk: SimpleNamespace) -> None:
    table = HEAD + "The fair.,News page;Bluesky,31/12/2030,5pm,,\n"
    twice = table + "The fair.,bluesky; news page,2030-12-31,17:00,,\n"

    first = kept(twice, by=desk.writer)
    assert [(one.kind, one.row) for one in first.plan(at=AT).fates] == [(NEW, 2), (TWICE, 3)]
    assert applied(first) == 1
    again = kept(table, by=desk.writer)
    (known,) = again.plan(at=AT).fates

    assert (known.kind, known.post) == (KNOWN, Post.objects.get().pk)
    assert applied(again) == 0 and Post.objects.count() == 1
    assert fate("The fair.,News page;Bluesky,31/12/2030,5pm,,", by=desk.assistant)[0] == NEW


def test_two_at_once_make_no_draft_twice(desk: SimpleNamespace) -> None:
    table = HEAD + "The fair.,News page,,,,\n"
    first, second = kept(table, by=desk.writer), kept(table, by=desk.writer)
    seen = second.plan(at=AT).digest
    applied(first)

    with pytest.raises(ChangedMeanwhile):
        second.apply(seen=seen, by=desk.writer, at=AT)
    there = PostRow.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostRow.objects.create(
            file=second, by=desk.writer, row=2, digest=there.digest, post_id=there.post_id
        )

    assert Post.objects.count() == 1


def test_what_was_shown_is_what_is_done(desk: SimpleNamespace, sign_in: SignIn) -> None:
    now = timezone.now()
    file = kept(HEAD + "The fair.,Bluesky,,,,\n", by=desk.writer, at=now)
    seen = file.plan(at=now).digest
    desk.bluesky.close(by=desk.administrator, at=now)

    answer = sign_in(desk.writer).post(f"{HOME}{file.pk}/drafts/", {"seen": seen})

    assert answer.status_code == 409 and "No draft was made" in answer.text
    assert "no account “Bluesky”" in answer.text and not Post.objects.exists()


def test_a_table_is_brought_in_once_by_its_owner_and_within_its_day(
    desk: SimpleNamespace,
) -> None:
    file, old = (kept(HEAD + f"{text},News page\n", by=desk.writer) for text in ("Fair.", "Eggs."))
    seen = file.plan(at=AT).digest

    with pytest.raises(NotPossible, match="Whoever brought the file in"):
        file.apply(seen=seen, by=desk.head, at=AT)
    applied(file)
    with pytest.raises(NotPossible, match="brought in already"):
        file.apply(seen=seen, by=desk.writer, at=AT)
    with pytest.raises(NotPossible, match="no longer kept"):
        applied(old, at=AT + timedelta(days=1))
    forget = next(one for one in RECURRING if one.kind == "posts.forget-tables")
    forget.do(at=AT + timedelta(hours=23))
    assert PostFile.objects.filter(pk=old.pk).exists()
    forget.do(at=AT + timedelta(days=1))

    assert list(PostFile.objects.all()) == [file]


def test_nobody_else_finds_the_table(desk: SimpleNamespace, sign_in: SignIn) -> None:
    file = kept(HEAD + "The fair.,News page\n", by=desk.writer, at=timezone.now())

    for person in (desk.assistant, desk.head, desk.administrator):
        assert sign_in(person).get(f"{HOME}{file.pk}/").status_code == 404
        assert sign_in(person).post(f"{HOME}{file.pk}/drafts/").status_code == 404
    assert sign_in(desk.writer).get(f"{HOME}{file.pk}/").status_code == 200
    assert sign_in(desk.writer).get(f"{HOME}{file.pk}/drafts/").status_code == 405


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x" * (50 * 1024 * 1024), "has 52 MB; a table of posts has at most 2 MB."),
        (HEAD.encode() + b"A post.,News page\n" * 10_000, "has 10,000 rows. At most 500 posts"),
        (b"a\n" * 60_000, "has more than 50,000 lines."),
        (b"", "has no rows"),
        (HEAD.encode(), "has headings and no rows"),
        (HEAD.encode() + b"The\0fair,News page\n", "holds zero bytes"),
        (HEAD.encode() + b"caf\x81\x8d,News page\n", "is in no encoding that can be read"),
        (HEAD.encode() + b'"The fair,News page\n', "a quotation mark is missing"),
        (b"PK\x03\x04" + b"x" * 90, "is an Excel workbook or an archive"),
        (b"%PDF-1.7", "is a PDF"),
        (b"Name,Age\nWren,7\n", "does not say which column is which"),
    ],
    ids=["50 MB", "rows", "lines", "empty", "headings", "NUL", "encoding", "quote", "zip", "pdf", "columns"],
)  # fmt: skip
def test_what_is_no_table_of_posts_is_refused_with_a_sentence_and_leaves_nothing(
    desk: SimpleNamespace, sign_in: SignIn, content: bytes, says: str
) -> None:
    answer = sent(sign_in(desk.writer), content)

    assert answer.status_code == 400
    assert says in answer.text
    assert not PostFile.objects.exists() and not Post.objects.exists()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_tables_come_in_whatever_encoding_a_spreadsheet_writes(codec: str) -> None:
    table = HEAD + "Café on Friday, £2.;News page\n".replace(",", " ").replace(";", ",")

    contents, _ = read_posts(table.encode(codec), name="posts.csv", on=AT.date())

    assert contents.lines[0].get("text") == "Café on Friday  £2."


def test_five_hundred_rows_come_in_at_once(desk: SimpleNamespace, sign_in: SignIn) -> None:
    rows = "".join(f"Letter {n}.,News page;Bluesky,31/12/2030,17:00\n" for n in range(500))
    file = kept(HEAD + rows, by=desk.writer, at=timezone.now())
    author = sign_in(desk.writer)

    seen = {"seen": file.plan(at=timezone.now()).digest}
    done = author.post(f"{HOME}{file.pk}/drafts/", seen, follow=True)

    assert Post.objects.count() == 500
    assert "500 drafts. Hand each of them in." in done.text and "Page 1 of 10" in done.text


def test_dates_with_the_month_first_are_not_guessed_at(desk: SimpleNamespace) -> None:
    rows = "Fair.,News page,12/31/2030,17:00\nEggs.,News page,01/02/2031,17:00\n"

    plan = plan_of(HEAD + rows, by=desk.writer)

    assert plan.counts == {REFUSED: 2}
    assert "may be one of two days" in plan.fates[1].says


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("17:00", time(17)),
        ("5pm", time(17)),
        ("5.30 PM", time(17, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("09:05:00", time(9, 5)),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(cell: str, hour: time | None) -> None:
    assert cells.hour(cell) == hour


@pytest.mark.parametrize("cell", ["0pm", "13pm", "17", "24:00", "12:60", "five"])
def test_hours_that_cannot_be_meant_are_refused(cell: str) -> None:
    with pytest.raises(CellRefused):
        cells.hour(cell)


def test_our_own_table_is_read_without_a_fault(desk: SimpleNamespace, sign_in: SignIn) -> None:
    answer = sign_in(desk.writer).get(f"{HOME}example.csv")
    contents, _ = read_posts(answer.content, name="posts.csv", on=date(2026, 11, 20))

    assert answer.content.decode("utf-8-sig") == EXAMPLE
    assert len(contents.lines) == 1 and not contents.faults


def test_another_schools_accounts_and_pictures_cannot_be_named(desk: SimpleNamespace) -> None:
    other = make_cast(make_school("corpus-christi"))
    staffed(Channel.enter(
        network="x", name="Theirs", handle="t", url="", by=other.administrator, at=AT
    ), by=other.administrator, at=AT)  # fmt: skip
    theirs = picture_by(other.writer, at=AT, alt="Their field.")

    assert "no account “Theirs”" in fate("The fair.,Theirs,,,,", by=desk.writer)[1]
    for name in (theirs.pk, "Their field."):
        assert "no picture" in fate(f"The fair.,News page,,,,{name}", by=desk.writer)[1]


def test_a_file_that_is_none_is_asked_for(desk: SimpleNamespace, sign_in: SignIn) -> None:
    answer = sign_in(desk.writer).post(HOME, {})

    assert answer.status_code == 400 and "Choose a file first." in answer.text
    with pytest.raises(FileRefused):
        read_posts(io.BytesIO(b"").read(), name="posts.csv", on=AT.date())
