"""One process reads the public stream for all schools: each finds its own, once, whatever becomes of connection or process."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from websockets.frames import CloseCode
from websockets.sync.server import ServerConnection

from gatepost.mentions.looking import look_at_sources
from gatepost.mentions.models import DayOfLooks, Mention, Search, Stream, Watched
from gatepost.mentions.models.streams import cursor_of, moment
from gatepost.mentions.stream.naming import AllNames
from gatepost.mentions.stream.reading import Pace, Reading
from gatepost.networks.outward import Outward
from gatepost.people.rules import NotPossible
from tests.installations import Installation, installation, server_of, wait_for
from tests.mentions.jetstream_fake import Jetstream, streaming
from tests.mentions.public_words import AT, PURPOSE, place, texts, watched

SCRIPT = str(Path(__file__).parent / "stream_for_ever.py")
BRISK = Pace(names=0.05, together=0.02, keep=0.05, step=0.01, first_wait=0.01, longest_wait=0.02)
A_SECOND = timedelta(seconds=1)
KILLS = 2 * int(os.environ.get("GATEPOST_TEST_TIMES", "1"))


@pytest.fixture
def stream() -> Iterator[Jetstream]:
    with streaming() as running:
        yield running


def read(
    stream: Jetstream, until: Callable[[], object], *, at: datetime = AT, seconds: float = 5
) -> None:
    """Read until something holds, and then for one more short moment."""
    ends_at = time.monotonic() + seconds

    def stop() -> bool:
        assert time.monotonic() < ends_at, "that took too long"
        return bool(until())

    outward = Outward(loopback=True)
    Reading(stream.address, outward=outward, now=lambda: at, should_stop=stop, pace=BRISK).run()


def reached() -> datetime | None:
    """How far the stream was read, as the database has it."""
    cursor = Stream.current().cursor
    return moment(cursor) if cursor else None


def wanting(cast: SimpleNamespace, *names: str) -> Search:
    """A school that looks for names in the stream."""
    for name in names:
        watched(cast, name)
    return place(cast, "jetstream")


def test_each_school_finds_its_own_and_only_where_it_wants_the_stream(
    cast: SimpleNamespace, other_cast: SimpleNamespace, stream: Jetstream
) -> None:
    ours, theirs = wanting(cast, "Ashlands Primary"), wanting(other_cast, "Coates Lane Primary")
    stream.write("Ashlands Primary was lovely", AT)
    stream.write("Ashlands, a village", AT)
    stream.write("Coates Lane Primary, oh dear", AT)
    stream.write("last", AT + A_SECOND)

    read(stream, lambda: reached() == AT + A_SECOND)

    found = {one.search: one for one in Mention.objects.all()}
    assert {key: one.text for key, one in found.items()} == {
        ours: "Ashlands Primary was lovely", theirs: "Coates Lane Primary, oh dear",
    }  # fmt: skip
    one = found[ours]
    assert one.url == f"https://bsky.app/profile/did:plc:fern/post/{cursor_of(AT)}"
    assert (one.written_at, one.found_at, one.school) == (AT, AT, cast.school)
    assert DayOfLooks.objects.get(search=ours).kept == 1
    assert stream.asked[0]["wantedCollections"] == "app.bsky.feed.post"
    assert "cursor" not in stream.asked[0]

    ours.end(by=cast.head, at=AT)
    stream.write("Ashlands Primary again. Coates Lane Primary too", AT + 2 * A_SECOND)
    read(stream, lambda: reached() == AT + 2 * A_SECOND)

    assert Mention.objects.filter(school=cast.school).count() == 1
    assert Mention.objects.filter(school=other_cast.school).count() == 2
    assert int(stream.asked[1]["cursor"]) == cursor_of(AT + A_SECOND - 5 * A_SECOND)


def test_accounts_websites_tags_and_what_stands_for_pictures_are_found(
    cast: SimpleNamespace, stream: Jetstream
) -> None:
    watched(cast, "@ashlands.bsky.example", kind="handle")
    watched(cast, "ashlands-school.example", kind="domain")
    wanting(cast, "Ashlands Primary School")
    picture = {
        "$type": "app.bsky.embed.images",
        "images": [{"alt": "The gate of Ashlands Primary School"}],
    }
    stream.write("Ask @Ashlands.bsky.example", AT, rkey="1")
    stream.write("notashlands-school.example", AT, rkey="2")
    stream.write("See https://ashlands-school.example/news", AT, rkey="3")
    stream.write("#AshlandsPrimarySchool", AT, rkey="4")
    stream.write("Look!", AT, rkey="5", embed=picture)
    stream.write("last", AT + A_SECOND)

    read(stream, lambda: reached() == AT + A_SECOND)

    assert texts() == [
        "Ask @Ashlands.bsky.example", "See https://ashlands-school.example/news", "#AshlandsPrimarySchool",
        "Look!\nThe gate of Ashlands Primary School",
    ]  # fmt: skip


def test_names_that_change_while_it_is_read_count_from_then_on(
    cast: SimpleNamespace, stream: Jetstream
) -> None:
    wanting(cast, "Ashlands Primary")
    turns = iter(range(100_000))
    steps: dict[str, int] = {}

    def goes_on() -> bool:
        turn = next(turns)
        if not steps and stream.asked:
            Watched.objects.get().end(by=cast.head, at=AT)
            watched(cast, "Ashlands Juniors")
            steps["changed"] = turn
            stream.write("nothing", AT)
        if len(steps) == 1 and turn > steps["changed"] + 12:
            steps["written"] = turn
            stream.write("Ashlands Primary closed", AT + A_SECOND)
            stream.write("Ashlands Juniors opens", AT + A_SECOND, rkey="2")
            stream.write("last", AT + 2 * A_SECOND)
        return reached() == AT + 2 * A_SECOND

    read(stream, goes_on)

    assert texts() == ["Ashlands Juniors opens"]
    assert len(stream.asked) == 1


def test_a_name_without_latin_letters_is_left_out_and_holds_up_no_other(
    cast: SimpleNamespace,
) -> None:
    wanting(cast, "مدرسة النور", "Ashlands Primary")
    names = AllNames()

    names.renew()

    assert names.watch.schools(["Ashlands Primary"]) == (str(cast.school.pk),)


def test_nobody_is_asked_where_no_school_wants_it_and_an_old_place_in_the_stream_is_let_go(
    cast: SimpleNamespace, stream: Jetstream
) -> None:
    Stream.reach(cursor_of(AT), missed=None, at=AT)
    watched(cast, "Ashlands Primary")
    turns = iter(range(100))

    read(stream, lambda: next(turns) > 5)

    assert stream.asked == []
    assert reached() is None


def test_what_is_no_post_is_passed_over(cast: SimpleNamespace, stream: Jetstream) -> None:
    wanting(cast, "Ashlands Primary")
    now = cursor_of(AT)
    for garbage in (b"\xff\xfe\x00", "", "[" * 50_000, "{}", '{"time_us": "x", "commit": 7}', "\n\n", '{"time_us":' + "9" * 400 + "}",
                    '{"did":"x","time_us":9000000000000000,"kind":"identity"}', b"\x80Ashlands Primary"):  # fmt: skip
        stream.tell(now, garbage)
    stream.write("Ashlands Primary \ud800 half a letter", AT, rkey="1")
    stream.write("Ashlands Primary\x00 nothing", AT, rkey="2/../?#")
    stream.write("last", AT + A_SECOND)

    read(stream, lambda: reached() == AT + A_SECOND)

    assert [one.partition(" ")[0] for one in texts()] == ["Ashlands"] * 2
    assert Mention.objects.order_by("pk")[1].url.endswith("/post/2%2F..%2F%3F%23")
    assert len(stream.asked) == 1


def half_a_frame(connection: ServerConnection) -> bool:
    connection.socket.sendall(b'\x81\x7e\x01\x00{"did":')
    connection.socket.close()
    return True


def refused(connection: ServerConnection) -> bool:
    connection.close(CloseCode.TRY_AGAIN_LATER, "busy")
    return True


def test_lost_connections_are_gone_on_from_a_little_earlier_and_nothing_is_lost_or_twice(
    cast: SimpleNamespace, stream: Jetstream
) -> None:
    wanting(cast, "Ashlands Primary")
    stream.moods, stream.breaks_after = {2: half_a_frame, 3: refused}, 37
    for number in range(150):
        stream.write(f"Ashlands Primary {number}", AT - A_SECOND * 3 * (150 - number))
    stream.write("last", AT)

    read(stream, lambda: reached() == AT)

    assert texts() == [f"Ashlands Primary {number}" for number in range(150)]
    assert len(stream.asked) >= 6
    assert Stream.current().missed_from is None


def test_a_message_that_is_too_large_is_left_behind_and_said(
    cast: SimpleNamespace, stream: Jetstream
) -> None:
    wanting(cast, "Ashlands Primary")
    stream.write("Ashlands Primary 1", AT - 9 * A_SECOND)
    stream.write("x" * 1_100_000, AT - 6 * A_SECOND)
    stream.write("Ashlands Primary 2", AT)

    read(stream, lambda: reached() == AT)

    assert texts() == ["Ashlands Primary 1", "Ashlands Primary 2"]
    row = Stream.current()
    assert (row.missed_from, row.missed_until) == (AT - 9 * A_SECOND, AT)
    assert stream.asked[0]["maxMessageSizeBytes"] == "1000000"


def test_what_the_stream_no_longer_has_is_told(cast: SimpleNamespace, stream: Jetstream) -> None:
    wanting(cast, "Ashlands Primary")
    long_ago = AT - timedelta(days=9)
    Stream.reach(cursor_of(long_ago), missed=None, at=long_ago)
    stream.kept_from = cursor_of(AT - timedelta(days=1))
    stream.write("Ashlands Primary, lost", AT - timedelta(days=2))
    stream.write("Ashlands Primary, there", AT - timedelta(days=1))

    read(stream, texts)

    assert texts() == ["Ashlands Primary, there"]
    row = Stream.current()
    assert (row.missed_from, row.missed_until) == (long_ago, AT - timedelta(days=1))


def test_a_post_that_cannot_be_kept_holds_up_no_other_school(
    cast: SimpleNamespace,
    other_cast: SimpleNamespace,
    stream: Jetstream,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = wanting(cast, "Ashlands Primary")
    wanting(other_cast, "Ashlands Primary")
    count = DayOfLooks.count

    def fails_for_ours(search: Search, **more: Any) -> None:
        if search.pk == ours.pk:
            raise ValueError
        count(search, **more)

    monkeypatch.setattr(DayOfLooks, "count", fails_for_ours)
    stream.write("Ashlands Primary", AT)

    read(stream, lambda: reached() == AT)

    assert [one.school for one in Mention.objects.all()] == [other_cast.school]


def test_a_stream_that_cannot_be_opened_is_said_and_tried_again(
    cast: SimpleNamespace, stream: Jetstream
) -> None:
    wanting(cast, "Ashlands Primary")
    stream.write("Ashlands Primary", AT)
    turns, there = iter(range(1000)), stream.address
    stream.address = there.replace("ws://", "ws://somebody@")
    read(stream, lambda: next(turns) > 3)
    assert "wss://" in Stream.current().problem

    stream.address = "ws://169.254.169.254/subscribe"
    read(stream, lambda: next(turns) > 9)
    row = Stream.current()
    assert row.failing_since == AT and row.is_away(at=AT)

    stream.address = there
    read(stream, texts)
    row = Stream.current()
    assert (row.failing_since, row.problem, row.is_away(at=AT)) == (None, "", False)


def test_no_worker_looks_there_and_the_two_ways_to_bluesky_exclude_each_other(
    cast: SimpleNamespace,
) -> None:
    place(cast, "jetstream")

    assert look_at_sources(at=AT + timedelta(days=1)) == 0
    with pytest.raises(NotPossible, match="in the other way"):
        place(cast, "bluesky")


def test_the_page_of_places_says_how_far_behind_it_is_and_what_was_missed(
    cast: SimpleNamespace, sign_in: Callable[..., Any]
) -> None:
    place(cast, "jetstream")
    client, url = sign_in(cast.head), f"/schools/{cast.school.slug}/mentions/places/"

    def page() -> str:
        return str(client.get(url).content.decode())

    assert "Not read yet" in page() and "Look now" not in page()

    now = timezone.now()
    Stream.reach(cursor_of(now - timedelta(minutes=7)), missed=None, at=now)
    assert "Read as it is written, 7 minutes behind" in page()

    gone = now - timedelta(hours=5)
    Stream.reach(cursor_of(gone), missed=(gone - timedelta(days=1), gone), at=gone)
    Stream.could_not("Nobody answers.", at=now)
    assert "Not read</strong>" in page() and "Nobody answers." in page()
    assert "could not be read" in page()


def test_a_stream_that_is_silent_for_days_is_told_on_today(cast: SimpleNamespace) -> None:
    place(cast, "jetstream")
    Stream.reach(cursor_of(AT), missed=None, at=AT)

    assert not Search.objects.failing(at=AT + timedelta(days=2)).exists()
    assert Search.objects.failing(at=AT + timedelta(days=4)).exists()


SCHOOLS = f"""
from django.utils import timezone
from tests.conftest import make_cast, make_school
from gatepost.mentions.models import Search, Watched
for slug, name in (("ashlands", "Ashlands Primary"), ("coates-lane", "Coates Lane Primary")):
    by, now = make_cast(make_school(slug)).head, timezone.now()
    Watched.begin(name, kind="name", purpose={PURPOSE!r}, keep_days=90, by=by, at=now)
    Search.begin("jetstream", address="", keeps_all=False, by=by, at=now)
"""
KEPT = """
import json
from gatepost.mentions.models import Mention, Stream
print(json.dumps([sorted(one.text for one in Mention.objects.all()), Stream.current().cursor]))
"""
MENTIONS = "SELECT count(*) FROM mentions_mention"


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    with installation(tmp_path, server=server_of(pytestconfig), holding=SCHOOLS) as made:
        yield made


def test_killed_at_any_moment_it_goes_on_and_has_all_once_and_asked_to_stop_it_keeps_its_place(
    installed: Installation, stream: Jetstream
) -> None:
    chance, number = random.Random(7), 0
    for _ in range(KILLS):
        process = installed.start(SCRIPT, stream.address)
        before = installed.ask(MENTIONS)[0]
        for _ in range(40):
            name = chance.choice(["Ashlands Primary", "Coates Lane Primary", "Nobody"])
            stream.write(f"{name} {number}", datetime.now(tz=UTC))
            number += 1
        wait_for(lambda had=before: installed.ask(MENTIONS)[0] > had, seconds=20)
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        process.communicate(timeout=20)

    process = installed.start(SCRIPT, stream.address)
    stream.write("Ashlands Primary, the last", datetime.now(tz=UTC))
    named = [text for _, event in stream.events if (text := json.loads(event)["commit"]["record"]["text"])[0] != "N"]  # fmt: skip
    wait_for(lambda: installed.ask(MENTIONS)[0] >= len(named), seconds=20)
    stream.write("Nothing", datetime.now(tz=UTC))
    time.sleep(0.1)
    process.terminate()

    _, complained = process.communicate(timeout=20)
    assert process.returncode == 0, complained
    found, cursor = json.loads(installed.python(KEPT))
    assert found == sorted(named)
    assert cursor == stream.events[-1][0]
