"""The notice of what is watched: what it says by each policy, who reads it, and the assessment behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from gatepost.monitoring.models import NetworkNotice, NoticeReceipt
from gatepost.monitoring.notice.standing import assessment_of, compose
from gatepost.monitoring.waiting import waiting_for
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.conftest import make_cast, make_person, make_school
from tests.monitoring.wires import assessed, network_records, published

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def says(person: Person) -> list[str]:
    """What waits for somebody at the network."""
    return [one.says for one in waiting_for(person, on=ON)]


@pytest.mark.clause("OLSR-077", "OLSR-078")
def test_what_the_policy_watches_stands_in_the_notice(client: Client, db: None) -> None:
    school = make_school("our-lady-and-st-rose")

    shown = compose(school, None, on=ON)
    page = client.get(f"/schools/{school.slug}/network/").content.decode()

    numbers = {n for one in shown.watched for n in one.announced.clause.carries}
    assert numbers == {"OLSR-077", "OLSR-078"}
    for point in (
        "Use of the school&#x27;s internet service",
        "Use of the school&#x27;s email service",
    ):
        assert f"<li>{point}</li>" in page


@pytest.mark.clause("OLSR-079", "OLSR-080", "OLSR-081", "OLSR-082")
def test_unannounced_watching_is_shown_as_outdated_and_people_are_told_all_the_same(
    client: Client, db: None
) -> None:
    school = make_school("our-lady-and-st-rose")

    shown = compose(school, None, on=ON)
    page = client.get(f"/schools/{school.slug}/network/").content.decode()

    outdated = [one.announced.clause for one in shown.outdated]
    assert [set(one.carries) for one in outdated] == [
        {"OLSR-079"}, {"OLSR-080"}, {"OLSR-081"}, {"OLSR-082"},
    ]  # fmt: skip
    assert {one.announced.clause.id for one in shown.law} == {"monitoring-is-announced"}
    overtaken = page.partition("no longer holds")[2]
    for clause in outdated:
        assert clause.says.replace("'", "&#x27;") in overtaken
    assert "Since 25 May 2018" in page and "tells them beforehand what is watched" in page


@pytest.mark.clause("ASH-101")
def test_what_a_policy_may_watch_stands_in_the_notice_with_what_it_leaves_open(
    client: Client, school: School
) -> None:
    page = client.get("/schools/ashlands/network/").content.decode()

    assert "<li>Use of social media by staff at work</li>" in page
    assert "The school may watch how staff use social media at work" in page
    assert "There is no signed impact assessment yet" in page


def test_a_school_whose_policy_is_silent_tells_what_the_law_says(client: Client, db: None) -> None:
    school = make_school("coates-lane")

    page = client.get(f"/schools/{school.slug}/network/").content.decode()

    assert "policy says nothing of watching" in page
    assert "<li>Use of the school&#x27;s devices, network and accounts</li>" in page


def test_staff_are_asked_until_they_have_read_it_and_again_with_a_new_version(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    first = published(cast.data_officer, at=AT)
    assert "Read what is watched on the school’s network" in says(cast.writer)
    assert "Read what is watched on the school’s network" not in says(cast.governor)

    answer = sign_in(cast.writer).post("/schools/ashlands/network/read/", {"seen": first.seen})
    assert answer.status_code == 302
    assert "Read what is watched on the school’s network" not in says(cast.writer)
    register = sign_in(cast.head).get("/schools/ashlands/network/readers/").content.decode()
    assert "1 of 8 have read it" in register

    second = published(cast.data_officer, at=AT + timedelta(hours=1), kept_days=30)
    assert second.number == 2
    assert "Read what is watched on the school’s network" in says(cast.writer)
    with pytest.raises(NotPossible, match="has changed"):
        first.acknowledge(seen=first.seen, by=cast.writer, at=AT)
    assert NoticeReceipt.objects.count() == 1
    events = {one.event for one in history(first)}
    assert events == {"network-notice.acknowledged", "network-notice.published"}


def test_a_policy_that_changes_has_the_notice_published_anew(cast: SimpleNamespace) -> None:
    notice = published(cast.technician, at=AT)
    with transaction.atomic():  # as if the words of a clause had been others when it went out
        NetworkNotice.objects.filter(pk=notice.pk).update(seen="0" * 64)

    assert "The notice of what is watched is out of date: publish it anew" in says(cast.technician)
    assert says(cast.writer) == []


def test_only_those_who_look_after_it_write_the_notice(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="write this"):
        published(cast.writer, at=AT)

    assert any("fill in the notice" in one for one in says(cast.head))


def test_the_notice_comes_as_a_pdf(client: Client, cast: SimpleNamespace) -> None:
    published(cast.technician, at=AT)

    answer = client.get("/schools/ashlands/network/notice.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_an_assessment_is_signed_by_two_people_before_the_notice_names_it(
    cast: SimpleNamespace, client: Client
) -> None:
    written = assessed(cast.technician, at=AT)
    assert "Sign the impact assessment of watching, or have it changed" in says(cast.head)
    seen = written.content_hash()

    written.sign(seen=seen, by=cast.head, at=AT)
    assert assessment_of(cast.school) is None
    with pytest.raises(NotPossible):
        written.sign(seen=seen, by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="does not wait for your signature"):
        written.sign(seen=seen, by=cast.technician, at=AT)
    with pytest.raises(NotPossible, match="has changed"):
        written.sign(seen="other", by=cast.data_officer, at=AT)
    written.sign(seen=seen, by=cast.data_officer, at=AT)

    assert assessment_of(cast.school) == written
    assert "It is looked at again by" in client.get("/schools/ashlands/network/").content.decode()


def test_pages_ask_the_database_as_often_for_many_people_as_for_few(
    cast: SimpleNamespace, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    records = network_records(cast, at=AT)
    for number in range(40):
        make_person(cast.school, f"Fern {number}", actors=["teacher"])
    client = sign_in(cast.head)

    for page in (
        "",
        "readers/",
        "assessment/",
        "blocked/",
        "filters/",
        "controls/",
        "logs/",
        f"logs/{records['log']}/",
    ):
        with django_assert_max_num_queries(24):
            assert client.get(f"/schools/ashlands/network/{page}").status_code == 200


def test_another_school_reads_no_other_notice(cast: SimpleNamespace, client: Client) -> None:
    other = make_cast(make_school("corpus-christi"))
    notice = published(cast.technician, at=AT, watchers="Nobody but Juniper")

    assert "Juniper" not in client.get("/schools/corpus-christi/network/").content.decode()
    with pytest.raises(NotPossible):
        notice.acknowledge(seen=notice.seen, by=other.writer, at=AT)
