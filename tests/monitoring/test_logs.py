"""Logs of the filter: counted without names, and one person's lines given to the case that asked, unseen."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from gatepost.incidents.models import Concerned
from gatepost.monitoring.logs.keeping import forget_old
from gatepost.monitoring.logs.lines import NotALog, host_of
from gatepost.monitoring.logs.moments import Moments
from gatepost.monitoring.logs.reading import Reading, Telling
from gatepost.monitoring.logs.summing import summary_of
from gatepost.monitoring.models import AddressRange, FilterLog, LogCount
from gatepost.monitoring.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.monitoring.wires import brought, case_of, published, squid_line, wanted_lines

AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
STAMP = AT.timestamp()
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def of_users(number: int, host: str, *, at: float = STAMP, **more: str) -> list[str]:
    """A request each of some people."""
    return [squid_line(at, f"user{one}", host, **more) for one in range(number)]


def counts(log: FilterLog) -> list[tuple[object, ...]]:
    """What is left of a log."""
    found = log.counts.values_list("hour", "group", "what", "stopped", "number")
    return sorted(found, key=lambda one: (one[0] is None, one[0], one[4]))


def test_a_log_is_counted_by_hour_site_and_group(cast: SimpleNamespace) -> None:
    AddressRange.enter(group="staff", range="10.1.0.0/16", by=cast.technician, at=AT)
    AddressRange.enter(group="pupils-year-3", range="10.1.9.0/24", by=cast.technician, at=AT)
    lines = [
        *of_users(5, "scontent.xx.fbcdn.net"),
        *of_users(6, "www.bbc.example", ip="10.1.9.4", status="TCP_DENIED/403"),
        *of_users(7, "m.youtube.com", ip="192.0.2.9"),
        "this is no line",
    ]

    log = brought(lines, by=cast.technician, at=AT)

    assert counts(log) == [
        (10, "staff", "facebook", False, 5),
        (10, "pupils-year-3", "other", True, 6),
        (10, "unknown", "youtube", False, 7),
    ]
    assert (log.kind, log.unread, log.first_on, log.last_on) == ("squid", 1, AT.date(), AT.date())


def test_what_fewer_than_five_people_did_is_nowhere_and_cannot_be_worked_out(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    one_person = [squid_line(STAMP, "user1", "reddit.com") for _ in range(500)]
    four_and_one = [*of_users(4, "x.com"), squid_line(STAMP + 3600, "user4", "x.com")]
    lines = [*of_users(5, "tiktok.com"), *one_person, *four_and_one]

    log = brought(lines, by=cast.technician, at=AT)

    assert counts(log) == [
        (10, "unknown", "tiktok", False, 5),
        (None, "unknown", "x", False, 5),  # by the hour four and one, by the day five
    ]
    summary = summary_of(log, sites={})
    for rows in (summary.sites, summary.groups, summary.days, summary.hours):
        assert sum(row.all for row in rows) == 10  # every sum leaves the same out
    page = sign_in(cast.technician).get(f"/schools/ashlands/network/logs/{log.pk}/")
    assert "500" not in page.content.decode() and "Reddit" not in page.content.decode()


def test_no_name_and_no_address_of_a_log_is_written_anywhere(cast: SimpleNamespace) -> None:
    lines = [
        squid_line(STAMP, f"wren.abbott{one}", "x.com", ip=f"10.77.66.{one}") for one in range(9)
    ]

    brought(lines, by=cast.technician, at=AT)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            kept = str(cursor.fetchall())
            assert "wren.abbott1" not in kept and "10.77.66" not in kept, table


def test_a_table_with_headings_is_read_by_its_headings(cast: SimpleNamespace) -> None:
    head = "Date/Time;User Name;Web Address;Category;Action"
    rows = [
        f"23/11/2026 09:0{one}:00;pupil{one};https://WWW.Chat{one}.example/a?b=c;Chat rooms;Blocked"
        for one in range(6)
    ]
    named = [
        f"23/11/2026 11:00:00;p{one};news.example;wren.abbott@school.example;Allowed"
        for one in range(5)
    ]

    log = brought(["\ufeff" + head, *rows, *named], by=cast.technician, at=AT)

    assert counts(log) == [
        (9, "unknown", "category: Chat rooms", True, 6),
        (11, "unknown", "other", False, 5),  # what looks like an address of a person is no category
    ]
    assert log.kind == "csv"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04\x00\x00", "unpack it first"),
        (b"Name,Pet\nWren,Dog\n", "names no column with a time"),
        (b"Time,User\n2026-11-23,w\n", "names no column with an address"),
        (b"", "No line of this file could be read"),
        (b"Time,URL\nyesterday,x.com\n", "No line of this file could be read"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence_and_leaves_nothing(
    content: bytes, says: str, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    file = SimpleUploadedFile("log.txt", content)

    answer = sign_in(cast.technician).post("/schools/ashlands/network/logs/new/", {"file": file})

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert FilterLog.objects.count() == 0


def test_a_log_comes_in_by_its_page_and_its_forger_does_not(cast: SimpleNamespace) -> None:
    content = "\n".join(of_users(6, "x.com", at=timezone.now().timestamp())).encode()
    page = "/schools/ashlands/network/logs/new/"
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.technician.account)

    forged = client.post(page, {"file": BytesIO(content)})
    token = client.get(page).content.decode().split('name="csrfmiddlewaretoken" value="')[1][:64]
    answer = client.post(page, {"csrfmiddlewaretoken": token, "file": BytesIO(content)})

    assert forged.status_code == 403
    assert answer.status_code == 302
    assert LogCount.objects.get().number == 6


def test_a_large_log_takes_no_more_memory_than_a_small_one() -> None:
    reading = Reading(Telling(Moments(ZoneInfo("Europe/London")), lambda _: "", lambda _: "staff"))
    piece = "\n".join([*of_users(200, "host.example"), ""]).encode()
    reading.feed(piece)

    tracemalloc.start()
    for number in range(100):
        new = piece.replace(b"user", f"n{number}".encode()).replace(b"host.", b"h%d." % number)
        reading.feed(new)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert reading.read == 101 * 200
    assert grown < 200_000, f"{grown:,} bytes for {100 * len(piece):,}"


def test_a_case_gets_the_lines_it_asked_for_and_whoever_brings_the_log_sees_nothing(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case = case_of(cast.safeguarding_lead, at=AT)
    wanted = wanted_lines(case, "USER3", by=cast.safeguarding_lead, at=AT)
    (line,) = [w for w in waiting_for(cast.technician, on=AT.date()) if "log of" in w.says]
    assert case.key not in line.url + line.says and "user3" not in line.says.lower()
    too_late = squid_line(STAMP + 9999, "user3", "late.example")
    lines = [*of_users(6, "x.com", at=STAMP - 60), too_late]

    with pytest.raises(NotPossible):
        brought(lines, by=cast.safeguarding_lead, at=AT)
    brought(lines, by=cast.technician, at=AT)

    wanted.refresh_from_db()
    assert wanted.evidence is not None
    item = case.evidence.get(number=wanted.evidence)
    assert item.file is not None
    with item.file.open() as file:
        assert file.read().decode().splitlines() == [lines[3]]
    assert [w for w in waiting_for(cast.technician, on=AT.date()) if "log of" in w.says] == []
    events = [one.event for one in history(wanted)]
    assert events == ["log-lines.given", "log-lines.asked"]
    assert {one.chain for one in history(wanted)} == {case.ledger_chain}
    lead = sign_in(cast.safeguarding_lead).get("/schools/ashlands/network/lines/").content.decode()
    assert "In the case as item" in lead
    assert "USER3" not in sign_in(cast.technician).get("/schools/ashlands/network/lines/").content.decode()  # fmt: skip


def test_nobody_reads_their_own_lines_nor_brings_the_log_of_a_case_about_themselves(
    cast: SimpleNamespace,
) -> None:
    case = case_of(cast.writer, at=AT)
    for own in ("wren.abbott", "ASHLANDS\\Wren.Abbott", "wren.abbott@ashlands.example"):
        with pytest.raises(NotPossible, match="their own lines"):
            wanted_lines(case, own, by=cast.writer, at=AT)
    with pytest.raises(NotPossible, match="open case"):
        wanted_lines(case, "user1", by=cast.head, at=AT)
    wanted = wanted_lines(case, "user1", by=cast.writer, at=AT)
    Concerned.add(case, cast.technician, by=cast.writer, at=AT)

    assert not [w for w in waiting_for(cast.technician, on=AT.date()) if "log of" in w.says]
    brought(of_users(6, "x.com", at=STAMP - 60), by=cast.technician, at=AT)

    wanted.refresh_from_db()
    assert wanted.given_at is None
    assert case.evidence.count() == 0
    brought(of_users(6, "x.com", at=STAMP - 60), by=cast.head, at=AT)
    wanted.refresh_from_db()
    assert wanted.given_at is not None


def test_counts_are_deleted_after_the_days_that_the_notice_names(cast: SimpleNamespace) -> None:
    published(cast.technician, at=AT, kept_days=10)
    log = brought(of_users(5, "x.com"), by=cast.technician, at=AT)

    assert forget_old(at=AT + timedelta(days=9)) == 0
    assert forget_old(at=AT + timedelta(days=11)) == 1
    assert LogCount.objects.count() == 0
    assert [one.event for one in history(log)] == ["filter-log.deleted", "filter-log.read"]


def test_only_those_who_look_after_the_network_bring_a_log_in(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible):
        brought(of_users(5, "x.com"), by=cast.writer, at=AT)
    with pytest.raises(NotALog):
        brought(["nothing"], by=cast.technician, at=AT)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://user:pw@WWW.X.com:8443/a/b?c=d#e", "www.x.com"),
        ("x.com:443", "x.com"),
        ("x.com?next=/a", "x.com"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("-", "-"),
    ],
)
def test_the_name_of_a_site_is_taken_from_any_address(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("1784794500.123", 9),  # 23 July 2026, 08:15 in UTC: summer time
        ("2026-07-23T08:15:00Z", 9),
        ("2026-07-23 09:15:59", 9),
        ("23/07/2026 09:15", 9),
        ("23/Jul/2026:08:15:00 +0000", 9),
    ],
)
def test_times_are_taken_by_the_schools_clock(written: str, hour: int) -> None:
    moments = Moments(ZoneInfo("Europe/London"))

    assert moments.hour(written) == (datetime(2026, 7, 23).date(), hour)
    assert moments.hour("soon") is None
