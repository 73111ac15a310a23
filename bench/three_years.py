"""Three years of a trust's schools, for measuring: invented, much alike, and no thinner than at a busy school."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

STAFF, YEARS, WEEKS = 125, 3, 40
POSTS_A_WEEK, COMMENTS_A_WEEK, LOOKS_A_WEEK, ENTRIES = 4, 10, 10, 2_000
NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  pages read the clock, so the data has to end today


def fill(number: int) -> SimpleNamespace:
    """Everything, and what the pages of the first school need to be found."""
    from gatepost.people.models import Trust, TrustOfficer
    from tests.conftest import make_cast, make_school

    trust = Trust.objects.create(slug="elm", name="Elm Trust")
    schools = [
        make_school(f"school-{one}", policy="model", name=f"School {one}", trust=trust)
        for one in range(number)
    ]
    casts = [make_cast(one) for one in schools]
    head = casts[0].head
    TrustOfficer.enter(trust, email=head.email, name="Ivy Elm", on=date(2023, 9, 1), at=NOW)
    first = SimpleNamespace(
        accounts={key: one.account for key, one in casts[0].everybody.items()}
        | {"officer": head.account}
    )
    for cast in casts:
        _people(cast)
    _terms(casts)
    _cast_table(casts)
    channels = _channels(casts)
    _posts(channels[0], casts[0].writer)
    _comments(channels[0])
    _looks(channels[0], casts[0].writer)
    first.campaign = _reading(casts)
    first.course = _training(casts)
    _cases(casts)
    _ledger(casts[0].writer)
    _analyze()
    _reports(casts, first)
    _analyze()
    return first


def _kept(rows: Iterable[Model]) -> list[Any]:
    """Rows in the database, some thousands at a time."""
    made: list[Any] = []
    rows = iter(rows)
    while some := list(islice(rows, 5_000)):
        made += type(some[0])._default_manager.bulk_create(some)
    return made


def _people(cast: SimpleNamespace) -> None:
    from gatepost.people.models import Account, Person

    names = [f"t{one}@{cast.school.slug}.example" for one in range(STAFF - len(cast.everybody))]
    accounts = _kept(Account(email=one, password="!") for one in names)
    cast.staff = _kept(
        Person(
            school=cast.school, account=account, given_name=f"Given{number}", family_name=f"Family{number}",
            email=account.email, actors=["teacher" if number % 3 else "support-staff"],
            started_on=date(2020, 1, 1),
        )
        for number, account in enumerate(accounts)
    )  # fmt: skip
    cast.staff += list(cast.everybody.values())


def _terms(casts: Sequence[SimpleNamespace]) -> None:
    from gatepost.people.models import SchoolDates

    _kept(
        SchoolDates(
            school=cast.school, kind="term", name=name, first_on=first, last_on=last,
            entered_by=cast.administrator, entered_at=NOW,
        )
        for cast in casts
        for name, first, last in terms()
    )  # fmt: skip


def terms() -> list[tuple[str, date, date]]:
    """The nine terms of the last three school years that are over."""
    began = NOW.year if NOW.month >= 9 else NOW.year - 1
    return [
        (name, date(year + plus, *first), date(year + plus, *last))
        for year in range(began - YEARS, began)
        for name, plus, first, last in (
            ("Autumn term", 0, (9, 3), (12, 18)),
            ("Spring term", 1, (1, 6), (3, 27)),
            ("Summer term", 1, (4, 13), (7, 20)),
        )
    ]


def _copies(row: Model, source: str, *, is_kept: bool = False, **changed: str) -> None:
    """A row again for every row of a source, with some columns worked out from it: a million in seconds.

    The row itself goes afterwards, unless it is of those that can never be deleted.
    """
    from django.db import connection

    table = row._meta.db_table
    columns = [one.column for one in row._meta.local_fields if not one.primary_key]
    names = ", ".join(f'"{one}"' for one in columns)
    values = ", ".join(changed.get(one, f'one."{one}"') for one in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS one, {source} AND one.id = {row.pk}"
        )
        if not is_kept:
            cursor.execute(f"DELETE FROM {table} WHERE id = {row.pk}")


def _moments(a_week: int) -> tuple[str, str]:
    """Numbers for so many a week, and the moment of each in SQL: three years in weeks of term, back from now."""
    at = (
        f"TIMESTAMPTZ '{NOW.isoformat()}' - make_interval(weeks => (n / {a_week} / {WEEKS}) * 52 + n / {a_week} % {WEEKS}, "
        f"days => n % {min(a_week, 5)}, hours => n % 7)"
    )
    return f"generate_series(0, {YEARS * WEEKS * a_week - 1}) AS n", at


def _cast_table(casts: Sequence[SimpleNamespace]) -> None:
    """Who is who at each school, for the database to copy by."""
    from django.db import connection

    rows = ", ".join(f"({one.school.pk}, {one.writer.pk}, {one.head.pk})" for one in casts)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE who (school_id bigint, writer_id bigint, head_id bigint)")
        cursor.execute(f"INSERT INTO who VALUES {rows}")


def _channels(casts: Sequence[SimpleNamespace]) -> list[Any]:
    from gatepost.channels.models import Channel, Runner
    from gatepost.inbox.models import Watched

    began = NOW - timedelta(weeks=52 * YEARS)
    made = _kept(
        Channel(school=cast.school, network=network, name=network, handle=network, opened_at=began)
        for cast in casts
        for network in ("bluesky", "facebook")
    )
    people = {cast.school.pk: cast for cast in casts}
    _kept(
        Runner(channel=one, person=person, from_on=began.date())
        for one in made
        for person in (people[one.school_id].writer, people[one.school_id].approver)
    )
    _kept(Watched(channel=one, from_on=began.date()) for one in made)
    return made


def _posts(channel: Any, by: Any) -> None:
    from gatepost.posts.again import LookAgain
    from gatepost.posts.models import Outlet, Post

    numbers, at = _moments(POSTS_A_WEEK)
    post = Post.objects.create(
        school=by.school, author=by, text="The summer fair is on Saturday.", made_at=NOW,
        changed_at=NOW, handed_in_at=NOW,
    )  # fmt: skip
    kept = Post.objects.create(school=by.school, author=by, made_at=NOW, changed_at=NOW)
    outlet = Outlet.objects.create(
        post=kept, channel=channel, key="-", state="published", published_at=NOW, remote_id="1"
    )
    _copies(
        post, f"who, {numbers} WHERE TRUE", school_id="who.school_id", author_id="who.writer_id",
        made_at=at, changed_at=at, handed_in_at=at,
    )  # fmt: skip
    _copies(
        outlet,
        f"posts_post AS p JOIN channels_channel AS c USING (school_id) WHERE p.id != {kept.pk}",
        post_id="p.id", channel_id="c.id", key="p.id || '-' || c.id", published_at="p.made_at",
    )  # fmt: skip
    kept.delete()
    looked = LookAgain.objects.create(
        post=Post.objects.earliest("pk"), by=by, at=NOW - timedelta(days=5)
    )
    _copies(looked, "posts_post AS p WHERE TRUE", post_id="p.id")


def _comments(channel: Any) -> None:
    from gatepost.inbox.models import Item, Version

    numbers, at = _moments(COMMENTS_A_WEEK // 2)
    item = Item.objects.create(
        school=channel.school, channel=channel, key="-", came="comment", written_at=NOW, received_at=NOW
    )  # fmt: skip
    kept = Item.objects.create(
        school=channel.school, channel=channel, key="--", came="comment", written_at=NOW, received_at=NOW
    )  # fmt: skip
    said = {"text": "When does the fair begin, and where do we park?", "handle": "@parent"}
    version = Version.objects.create(item=kept, number=1, content=said, seen_at=NOW)
    _copies(
        item, f"channels_channel AS c, {numbers} WHERE TRUE", school_id="c.school_id", channel_id="c.id",
        key="'c' || n", author="n % 90", written_at=at, received_at=at,
        due_at=f"{at} + INTERVAL '24 hours'",
        settled_at=f"CASE WHEN n < 6 THEN NULL ELSE {at} + make_interval(hours => n % 30) END",
        settled_as="CASE WHEN n < 6 THEN '' ELSE 'no-answer' END",
    )  # fmt: skip
    _copies(
        version, f"inbox_item AS i WHERE i.id != {kept.pk}", item_id="i.id", seen_at="i.received_at"
    )
    kept.delete()


def _looks(channel: Any, by: Any) -> None:
    from gatepost.inbox.models import Looked

    numbers, at = _moments(LOOKS_A_WEEK // 2)
    look = Looked.objects.create(channel=channel, person=by, on=NOW.date(), at=NOW, found=0)
    _copies(
        look, f"channels_channel AS c JOIN who USING (school_id), {numbers} WHERE TRUE", channel_id="c.id",
        person_id="who.writer_id", at=at, on=f"({at})::date",
    )  # fmt: skip


def _reading(casts: Sequence[SimpleNamespace]) -> int:
    from gatepost.policies.models import Ask, Campaign, Version
    from gatepost.policies.models.campaigns import Acknowledgement

    versions = {one.school_id: one for one in Version.objects.all()}
    campaigns = _kept(
        Campaign(
            version=versions[cast.school.pk], groups=["teacher"], opened_by=cast.head,
            opened_at=NOW - timedelta(days=365 * year + 30), due_on=(NOW - timedelta(days=365 * year)).date(),
            closed_at=NOW - timedelta(days=365 * year - 10) if year else None,
        )
        for cast in casts
        for year in range(YEARS)
    )  # fmt: skip
    who = casts[0].leaver
    ask = Ask.objects.create(
        campaign=campaigns[1], person=who, asked_at=NOW, due_on=campaigns[1].due_on
    )
    kept = Ask.objects.create(
        campaign=campaigns[2], person=who, asked_at=NOW, due_on=campaigns[2].due_on
    )
    given = Acknowledgement.objects.create(
        ask=kept, version=campaigns[0].version, at=NOW, seen="0" * 64
    )
    _copies(
        ask,
        "policies_campaign AS c JOIN policies_version AS v ON v.id = c.version_id "
        "JOIN people_person AS p USING (school_id) WHERE p.left_on IS NULL",
        campaign_id="c.id", person_id="p.id", asked_at="c.opened_at", due_on="c.due_on",
    )  # fmt: skip
    _copies(
        given,
        "policies_ask AS a JOIN policies_campaign AS c ON c.id = a.campaign_id "
        f"WHERE a.id % 20 > 0 AND a.id != {kept.pk}",
        ask_id="a.id", version_id="c.version_id", at="a.asked_at",
    )  # fmt: skip
    kept.delete()
    return int(campaigns[0].pk)


def _training(casts: Sequence[SimpleNamespace]) -> int:
    from gatepost.training.models import Attendance, Course, Session

    people = {cast.school.pk: cast for cast in casts}
    courses = _kept(
        Course(
            school=cast.school, topic=topic, valid_for_months=12, for_actors=["teacher", "support-staff"],
            set_up_at=NOW - timedelta(days=1100), set_up_by=cast.head,
        )
        for cast in casts
        for topic in ("Using social media", "Safe accounts")
    )  # fmt: skip
    sessions = _kept(
        Session(course=one, on=(NOW - timedelta(days=330 * year + 20)).date(), held_by="Rook", by=people[one.school_id].head, at=NOW)
        for one in courses
        for year in range(YEARS)
    )  # fmt: skip
    there = Attendance.objects.create(
        session=sessions[0], person=casts[0].leaver, by=casts[0].head, at=NOW
    )
    _copies(
        there,
        "training_session AS s JOIN training_course AS c ON c.id = s.course_id "
        "JOIN people_person AS p USING (school_id) WHERE p.id % 15 > 0 AND p.left_on IS NULL",
        session_id="s.id", person_id="p.id",
    )  # fmt: skip
    return int(courses[0].pk)


def _cases(casts: Sequence[SimpleNamespace]) -> None:
    from dataclasses import asdict

    from gatepost.incidents.models import Access, Case, Report

    told = asdict(Report("parents-post", "Somebody wrote ugly things in the parents’ group."))
    cases = _kept(
        Case(
            key=f"{cast.school.pk:06}{number:06}", school=cast.school, told=told, reporter=cast.writer,
            opened_at=NOW - timedelta(days=45 * number + 1), closed_at=NOW if number > 3 else None,
        )
        for cast in casts
        for number in range(24)
    )  # fmt: skip
    _kept(
        Access(case=one, role=role, given_at=one.opened_at)
        for one in cases
        for role in ("dsl", "headteacher")
    )


def _ledger(by: Any) -> None:
    """Entries as pages look for them; their hashes stand for nothing."""
    from gatepost.records.models import Entry

    entry = Entry.objects.create(
        chain="bench", number=1, at=NOW, event="item.taken", subject_kind="inbox.item", subject_id="1",
        by=f"people.person:{by.pk}", body='{"because":[],"details":{}}', hash="0" * 64,
    )  # fmt: skip
    chains = {"chain": "'school-' || who.school_id", "number": "1000000 + n"}
    at = f"TIMESTAMPTZ '{NOW.isoformat()}' - make_interval(mins => n)"
    _copies(
        entry, f"who, generate_series(1, {ENTRIES}) AS n WHERE TRUE", at=at, subject_id="n", is_kept=True, **chains
    )  # fmt: skip


def _reports(casts: Sequence[SimpleNamespace], first: SimpleNamespace) -> None:
    """One report that is truly prepared, and the same figures for every other term and school."""
    from gatepost.people.models import SchoolDates
    from gatepost.reports.models import Issue, TermReport

    newest = SchoolDates.objects.filter(school=casts[0].school).order_by("-first_on")[0]
    begun = time.perf_counter()
    made = TermReport.prepare(newest, by=casts[0].head, at=NOW)
    first.seconds = time.perf_counter() - begun
    made.give_out(by=casts[0].head, at=NOW)
    first.report, first.year = made.pk, made.year
    reports = _kept(
        TermReport(
            school=cast.school, name=name, first_on=day, last_on=last, year=day.year if day.month > 8 else day.year - 1,
            prepared_by=cast.head, prepared_at=NOW, figures=made.figures, gist=made.gist, sha256=made.sha256,
        )
        for cast in casts
        for name, day, last in terms()
        if (cast.school.pk, day) != (made.school_id, made.first_on)
    )  # fmt: skip
    signed: Mapping[str, object] = {"entry": 1, "head": "0" * 64, "public_key": "", "signature": ""}
    _kept(Issue(report=one, by=one.prepared_by, at=NOW, **signed) for one in reports)


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
