"""Anybody reads what is kept, asks without an account, and reads the answer by a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.incidents.models import Case, Report
from gatepost.incidents.reporting import file_report
from gatepost.notices.models import Notice
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.rights.models import Request, Wanted
from gatepost.rights.models.requests import Step
from gatepost.rights.public.receiving import MOST_A_DAY, receive, request_of
from gatepost.rights.waiting import waiting_for
from tests.rights.asking import AT

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SAID = {"kind": "copy", "asked_by": "self", "name": "Tansy Moor", "contact": "tansy@home.example"}
PATH = "/schools/ashlands/your-data/"


def test_the_page_says_what_is_kept_how_to_ask_and_where_to_complain(
    client: Client, school: School
) -> None:
    text = client.get(PATH).content.decode()

    assert "Your data at Ashlands Primary School" in text and "within 1 month" in text
    assert "6 years from the day on which the person left" in text
    assert "Reports and cases: Complaint" in text
    complaint = re.search(r'href="([^"]+kind=data-complaint[^"]+)"', text)
    assert complaint is not None
    form = client.get(complaint[1].replace("&amp;", "&"))
    assert form.status_code == 200 and "A complaint about a picture" in form.content.decode()


def test_a_complaint_reaches_the_data_protection_officer_with_its_thirty_days(
    cast: SimpleNamespace,
) -> None:
    told = Report("data-complaint", "My child is shown on your page although I said no.")
    case, _ = file_report(cast.school, told, reporter=None, at=AT)

    seen = Case.objects.visible_to(cast.data_officer, on=AT.date())
    assert case in seen
    dues = [one.due_at for one in case.duties.all() if "acknowledge" in one.said["do"]]
    assert dues == [AT + timedelta(days=30)]


def test_somebody_asks_and_reads_by_the_code_what_they_are_asked(
    client: Client, cast: SimpleNamespace
) -> None:
    sent = client.post(f"{PATH}ask/", SAID)
    code = re.search(r"<strong>([A-Z0-9-]{19})</strong>", sent.content.decode())[1]
    request = Request.objects.get()
    assert request.entered_by is None and code not in request.receipt
    assert Notice.objects.filter(to=cast.data_officer.email).count() == 1
    assert any("about somebody’s data" in one.says for one in waiting_for(cast.data_officer, on=request.received_on))  # fmt: skip

    now = timezone.now()
    request.put_down(Step.IDENTITY_ASKED, words="Please come to the office.", on=request.received_on, by=cast.data_officer, at=now)  # fmt: skip
    request.put_down(Step.NOTE, words="Rang twice.", on=request.received_on, by=cast.data_officer, at=now)  # fmt: skip
    text = client.post(
        f"{PATH}answer/", {"code": code, "words": "I come on Monday."}
    ).content.decode()

    assert "Please come to the office." in text and "I come on Monday." in text
    assert "Rang twice" not in text and "waits for your answer" in text
    assert client.post(f"{PATH}answer/", {"code": "AAAA-AAAA"}).status_code == 400
    assert client.post("/schools/ashlands/your-data/answer/").status_code == 400


def test_another_school_opens_no_code(cast: SimpleNamespace, other_school: School) -> None:
    code = receive(cast.school, Wanted(**SAID), at=AT)

    assert request_of(cast.school, code.lower()) is not None
    assert request_of(other_school, code) is None


def test_whoever_asks_for_somebody_else_says_who_they_are(client: Client, school: School) -> None:
    sent = client.post(f"{PATH}ask/", {**SAID, "asked_by": "parent"})

    assert sent.status_code == 400 and "Write your own name, too." in sent.content.decode()
    assert not Request.objects.exists()


def test_a_flood_is_stopped_and_tells_that_asking_otherwise_counts(school: School) -> None:
    for _ in range(MOST_A_DAY):
        receive(school, Wanted(**SAID), at=AT)

    with pytest.raises(NotPossible, match="counts just the same"):
        receive(school, Wanted(**SAID), at=AT)
    assert receive(school, Wanted(**SAID), at=AT + timedelta(days=2))


def test_the_officer_does_it_all_on_the_pages(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client, today = sign_in(cast.data_officer), timezone.localdate().isoformat()
    made = client.post("/schools/ashlands/data-requests/new/", {**SAID, "name": cast.writer.name, "received_on": today, "how": "By letter"})  # fmt: skip
    url = made["Location"]
    client.post(f"{url}whose/", {"whose": f"person-{cast.writer.pk}"})
    client.post(f"{url}steps/", {"kind": "identity-sure", "on": today, "words": "Known."})
    client.post(f"{url}gathering/")
    page = client.get(url).content.decode()
    assert "Your entry on the list of staff" in page
    first = client.get(f"{url}pieces/1/")
    assert first.status_code == 200
    hidden = client.post(f"{url}pieces/1/", {"do": "hide", "clause": "inquiries-withheld", "reason": "It runs."})  # fmt: skip
    assert hidden.status_code == 302
    client.post(f"{url}copy/")
    assert "Fetch it, once" in client.get(url).content.decode()
    refused = client.post(f"{url}handed-over/", follow=True).content.decode()
    assert "fetch it first" in refused
    fetched = client.post(f"{url}copies/{Request.objects.get().copies.get().pk}/")
    assert fetched.status_code == 302 and "reauthenticate" in fetched["Location"]


def test_who_asks_is_never_gathered_without_words(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client, today = sign_in(cast.data_officer), timezone.localdate().isoformat()
    made = client.post("/schools/ashlands/data-requests/new/", {**SAID, "received_on": today, "how": "By letter"})  # fmt: skip
    sent = client.post(f"{made['Location']}steps/", {"kind": "identity-sure", "on": today, "words": ""})  # fmt: skip

    assert sent.status_code == 400 and "Write it in words" in sent.content.decode()
