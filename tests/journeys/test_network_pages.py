"""The school's network in a real browser: every page of it, and a teacher who reads the notice on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gatepost.people.models import School
from tests.conftest import make_cast, make_school
from tests.journeys.looking import PHONE, At, Looker, session_of
from tests.monitoring.wires import network_records, published

HERE = "/schools/corpus-christi/network"
NETWORK = {
    "notice": At(f"{HERE}/", by="writer"),
    "notice-outdated": At("/schools/our-lady-and-st-rose/network/"),
    "notice-writing": At(f"{HERE}/writing/", by="data_officer"),
    "notice-readers": At(f"{HERE}/readers/", by="head"),
    "assessment": At(f"{HERE}/assessment/", by="head"),
    "assessing": At(f"{HERE}/assessment/new/", by="data_officer"),
    "blocked": At(f"{HERE}/blocked/", by="technician"),
    "blocked-own": At(f"{HERE}/blocked/own/", by="technician"),
    "times": At(f"{HERE}/times/", by="technician"),
    "ranges": At(f"{HERE}/ranges/", by="technician"),
    "filters": At(f"{HERE}/filters/", by="technician"),
    "controls": At(f"{HERE}/controls/", by="technician"),
    "control": At(f"{HERE}/controls/{{control}}/", by="technician"),
    "logs": At(f"{HERE}/logs/", by="technician"),
    "log-new": At(f"{HERE}/logs/new/", by="technician"),
    "log": At(f"{HERE}/logs/{{log}}/", by="technician"),
    "lines": At(f"{HERE}/lines/", by="writer"),
}


@pytest.fixture
def corpus(site: str) -> SimpleNamespace:
    """A school whose policy wants access controls."""
    return make_cast(School.objects.get(slug="corpus-christi"))


def test_every_page_of_the_network_is_accessible_and_in_width(
    corpus: SimpleNamespace, faults_on: Looker
) -> None:
    make_school("our-lady-and-st-rose")  # whose policy claims to watch without a word
    records = network_records(corpus, at=timezone.now())

    faults = faults_on(NETWORK, corpus.everybody, log=records["log"], control="guests-apart")

    assert not faults, faults


def test_a_teacher_reads_the_notice_without_a_script(
    corpus: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    published(corpus.technician, at=timezone.now())
    page = open_page(PHONE, session=session_of(corpus.writer), javascript=False)
    page.goto(f"{site}/schools/corpus-christi/today/")
    page.get_by_role("link", name="Read what is watched on the school’s network").click()

    page.get_by_role("button", name="I have read this").click()

    expect(page.get_by_text("You have said that you have read this.")).to_be_visible()
    page.goto(f"{site}/schools/corpus-christi/today/")
    expect(page.get_by_role("link", name="Read what is watched")).to_have_count(0)
