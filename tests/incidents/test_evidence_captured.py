"""Pages are captured by a job and time stamps fetched by one; what did not work is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gatepost.incidents.evidence import capturing, sealing, stamping
from gatepost.incidents.evidence.capturing import KIND, ask, capture_page
from gatepost.incidents.evidence.keeping import STAMP
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models import CaptureAsked, Case, Evidence, TimeStamp
from gatepost.incidents.models.evidence import LOGIN_WALL
from gatepost.jobs.models import Job
from gatepost.records.door import history
from gatepost.web.recurring import ONCE
from tests.incidents.desk import report
from tests.incidents.kept_things import item_in
from tests.networks.sites import Site, site
from tests.stamping import authority, served

NOW = timezone.now()
WALL = """<html><head><title>Log in</title></head><body><form action="/login"><input name="email">
<input type="password" name="pass"><button>Log in</button></form><p>You must log in to continue.</p></body></html>"""


@pytest.fixture
def case(cast: SimpleNamespace, settings: LazySettings) -> Case:
    settings.NETWORKS_ON_LOOPBACK = True
    return report(cast, "something-else", by=cast.assistant, at=NOW)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site of the tests' own; the browser's part is tried with captures themselves."""
    monkeypatch.setattr(capturing, "find_browser", lambda: None)
    with site() as serving:
        yield serving


def captured(case: Case, address: str, *, by: object, at: datetime = NOW) -> CaptureAsked:
    wish = ask(case, address, what="The post", by=by, at=at)  # type: ignore[arg-type]
    ONCE[KIND](at=at, asked=wish.pk)
    return CaptureAsked.objects.get(pk=wish.pk)


def test_a_page_is_kept_as_items_with_its_address(
    case: Case, cast: SimpleNamespace, web: Site
) -> None:
    address = web.page("/post", "<title>Sports day</title><p>A comment that hurts about the races and the children in them.</p>")  # fmt: skip

    wish = captured(case, address, by=cast.head)

    items = list(Evidence.objects.all())
    assert wish.ended_at and not wish.problem
    assert {one.media_type for one in items} == {"application/warc", "text/plain"}
    assert all(one.said.descriptive["address"] == address for one in items)
    assert all(one.captured_at and one.state == "held" for one in items)
    assert history(case).filter(event="evidence.kept").count() == len(items)


def test_a_page_that_asks_to_sign_in_is_marked_as_no_evidence(
    case: Case, cast: SimpleNamespace, web: Site
) -> None:
    captured(case, web.page("/login", WALL), by=cast.head)

    assert {one.state for one in Evidence.objects.all()} == {LOGIN_WALL}
    assert "Not evidence of the post" in Evidence.objects.first().said.descriptive["to be known"]  # type: ignore[union-attr]


def test_an_address_in_a_private_network_is_refused_with_a_sentence(
    case: Case, cast: SimpleNamespace, settings: LazySettings, web: Site
) -> None:
    settings.NETWORKS_ON_LOOPBACK = False

    wish = captured(case, web.page("/post", "<p>Inside"), by=cast.head)

    assert "leads into a network that is not public" in wish.problem
    assert web.asked == [] and not Evidence.objects.exists()


def test_nothing_is_fetched_where_such_a_picture_may_be_even_if_it_was_asked_for_before(
    case: Case, cast: SimpleNamespace, web: Site
) -> None:
    wish = ask(case, web.page("/post", "<p>There"), what="The post", by=cast.head, at=NOW)
    sealing.seal(item_in(case, by=cast.assistant, at=NOW), by=cast.head, at=NOW)

    capture_page(at=NOW, asked=wish.pk)

    assert web.asked == []
    assert "sexual picture of a child" in CaptureAsked.objects.get().problem
    with pytest.raises(Frozen):
        ask(case, web.address, what="Again", by=cast.head, at=NOW)


def test_a_capture_that_is_done_twice_is_kept_once(
    case: Case, cast: SimpleNamespace, web: Site
) -> None:
    wish = captured(case, web.page("/post", "<p>A post."), by=cast.head)
    before = Evidence.objects.count()

    capture_page(at=NOW, asked=wish.pk)

    assert Evidence.objects.count() == before > 0


def test_a_time_stamp_is_fetched_by_a_job_and_nothing_but_the_hash_goes_out(
    case: Case, cast: SimpleNamespace, settings: LazySettings, tmp_path: Path
) -> None:
    ours = authority(tmp_path / "authority")
    kind = "application/timestamp-reply"
    with served(lambda query: (200, kind, ours.answer(query))) as (address, queries):
        settings.TIMESTAMPS = address
        one = item_in(case, by=cast.assistant, at=NOW)
        assert Job.objects.get(kind=STAMP).arguments == {"evidence": one.pk}

        ONCE[STAMP](at=NOW, evidence=one.pk)
        stamping.stamp_item(at=NOW, evidence=one.pk)

    assert len(queries) == 1 and bytes.fromhex(one.file.sha256) in queries[0]
    assert TimeStamp.objects.get().authority == address
    assert history(case).filter(event="evidence.stamped").count() == 1


def test_the_hash_of_what_is_sealed_does_not_go_out(
    case: Case, cast: SimpleNamespace, settings: LazySettings
) -> None:
    with served(lambda _: (500, "text/plain", b"")) as (address, queries):
        settings.TIMESTAMPS = address
        one = item_in(case, by=cast.assistant, at=NOW)
        sealing.seal(one, by=cast.head, at=NOW)
        stamping.stamp_item(at=NOW, evidence=one.pk)

    assert queries == [] and not TimeStamp.objects.exists()


def test_without_an_authority_nothing_is_put_down_and_the_page_says_not_time_stamped(
    case: Case, cast: SimpleNamespace
) -> None:
    item_in(case, by=cast.assistant, at=NOW)

    assert not Job.objects.filter(kind=STAMP).exists()
