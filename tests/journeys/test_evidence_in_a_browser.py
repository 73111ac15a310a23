"""Evidence in a real browser: its pages, two screenshots added on a telephone, and one that is sealed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.incidents.evidence import sealing
from gatepost.incidents.evidence.handing_in.links import files_link
from gatepost.incidents.models import Access, CaptureAsked, Case, Evidence, Report
from gatepost.incidents.reporting import file_report
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.incidents.desk import report
from tests.incidents.kept_things import item_in, png
from tests.journeys.looking import PHONE, At, Looker, look_at, session_of

EVIDENCE = {
    "evidence": At("cases/{case}/evidence/", by="approver"),
    "evidence-add": At("cases/{case}/evidence/add/", by="approver"),
    "evidence-item": At("cases/{case}/evidence/1/", by="approver"),
    "evidence-pdf": At("cases/{case}/evidence/2/", by="approver"),
    "evidence-refused": At("cases/{child}/evidence/add/", by="approver", status=403),
    "evidence-of-a-child": At("cases/{child}/evidence/", by="approver"),
    "evidence-with-a-sealed-item": At("cases/{other}/evidence/", by="approver"),
    "evidence-sealed": At("cases/{other}/evidence/1/", by="approver"),
    "evidence-waits-for-an-answer": At("cases/{other}/evidence/2/", by="approver"),
    "evidence-destroyed": At("cases/{other}/evidence/3/", by="approver"),
    "report-files": At("reports/{case}/files/", by="assistant"),
    "answers-files": At("report/answers/files/{token}/"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """Three cases: an ordinary one, one about a picture of a child, and one in which items were sealed."""
    school, at = School.objects.get(slug="ashlands"), timezone.now()
    cast = make_cast(school)
    cases = [
        report(cast, "abuse-of-staff", by=cast.assistant, at=at, child_image=answer)
        for answer in ("no", "unsure", "no")
    ]
    for case in cases:
        Access.objects.create(case=case, person=cast.approver, given_at=at)
    ordinary, child, other = cases
    item_in(ordinary, by=cast.assistant, at=at)
    item_in(ordinary, by=None, at=at, content=b"%PDF-1.7\n%%EOF\n", media_type="application/pdf")
    CaptureAsked.objects.create(
        case=ordinary, address="https://group.example/a/very/long/address/of/a/post/in/a/group", what="A post",
        by=cast.approver, at=at, ended_at=at, problem="Nothing answers there at the moment.",
    )  # fmt: skip
    items = [item_in(other, by=cast.assistant, at=at) for _ in range(3)]
    sealing.seal(items[0], by=cast.approver, at=at)
    sealing.seal(items[2], by=cast.approver, at=at)
    third = Evidence.objects.get(pk=items[2].pk)
    advice = sealing.advise(
        third, source="PC 41", advice="Destroy it.", by=cast.approver, at=at + timedelta(seconds=1)
    )
    sealing.dispose(third, advice, words="Reference 7", by=cast.approver, at=at + timedelta(seconds=2))  # fmt: skip
    unnamed, _ = file_report(school, Report("small-worry", "A worry."), reporter=None, at=at)
    cast.numbers = {"case": ordinary.key, "child": child.key, "other": other.key}
    cast.numbers["token"] = files_link(Case.objects.get(pk=unnamed.pk)).rstrip("/").rpartition("/")[2]  # fmt: skip
    return cast


def test_pages_of_evidence_are_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(EVIDENCE, desk.everybody, **desk.numbers)

    assert not faults, faults


def test_two_screenshots_are_added_on_a_phone_seen_on_purpose_and_one_is_sealed(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    here = f"{site}/schools/ashlands"
    phone = open_page(PHONE, session=session_of(desk.assistant), javascript=False)
    phone.goto(f"{here}/reports/{desk.numbers['case']}/")
    phone.get_by_role("link", name="Add screenshots or other files").click()
    phone.get_by_role("button", name="Add them").click()
    assert "Choose a file first." in phone.inner_text("main")
    phone.get_by_label("The files").set_input_files(
        [{"name": f"{one}.png", "mimeType": "image/png", "buffer": png(one)} for one in ("red", "blue")]
    )  # fmt: skip
    phone.get_by_label("What does it show?").fill("Two messages that call me names")
    phone.get_by_label("How did you get it?").fill("Screenshots on my phone")
    phone.get_by_role("button", name="Add them").click()
    assert "They are kept as items 3, 4." in phone.inner_text("main")

    page = open_page(PHONE, session=session_of(desk.approver))
    page.goto(f"{here}/cases/{desk.numbers['case']}/")
    page.get_by_role("link", name="Files, captured pages and their export").click()
    page.get_by_role("link", name=re.compile("Item 3: Two messages")).click()
    assert page.locator("main img").count() == 0
    page.get_by_role("button", name="Show it").click()
    assert page.locator("main img").evaluate("one => one.naturalWidth") == 40
    assert not (faults := look_at(page, "evidence-shown")), faults
    page.get_by_role("link", name="Hide it again").click()
    assert page.locator("main img").count() == 0
    page.get_by_text("This may be a sexual picture of somebody under 18").click()
    page.get_by_role("button", name="Seal item 3 now").click()
    assert "Nobody opens or copies it" in page.inner_text("body")
    assert page.get_by_role("button", name="Show it").count() == 0
    page.goto(f"{here}/cases/{desk.numbers['case']}/evidence/")
    assert page.get_by_role("link", name="Add files").count() == 0
