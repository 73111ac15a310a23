"""Who may ask, who sees whom, and the register as figures, names and a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.policies.campaigns.register import register
from gatepost.policies.campaigns.spreadsheet import safe
from gatepost.policies.campaigns.waiting import waiting_for
from gatepost.policies.models import Campaign, Remark
from gatepost.records.door import history
from tests.conftest import make_person
from tests.policies.rounds import ask_of_person, asked, say_yes

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/campaigns/"


@pytest.fixture
def campaign(cast: SimpleNamespace) -> Campaign:
    """A round that runs today."""
    now = timezone.now()
    return asked(cast.head, at=now, due_on=timezone.localdate() + timedelta(days=14))


def soon() -> str:
    return (timezone.localdate() + timedelta(days=14)).isoformat()


def test_the_head_sees_whom_the_policy_brings_in_and_asks_them(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.head)
    page = client.get(f"{HOME}new/").text
    assert "asks it of them" in page and "to confirm is voluntary" in page

    answer = client.post(f"{HOME}new/", {"due_on": soon()})

    campaign = Campaign.objects.get()
    assert answer.status_code == 302 and campaign.opened_by == cast.head
    assert history(campaign)[0].event == "campaign.opened"


@pytest.mark.parametrize("due_on", ["", "soon", "2020-01-01"])
def test_a_day_that_cannot_be_is_refused_with_a_sentence(
    cast: SimpleNamespace, sign_in: SignIn, due_on: str
) -> None:
    answer = sign_in(cast.administrator).post(f"{HOME}new/", {"due_on": due_on})

    assert answer.status_code == 400 and "There is something to put right" in answer.text
    assert not Campaign.objects.exists()


def test_asking_twice_is_refused_on_the_page(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    answer = sign_in(cast.head).post(f"{HOME}new/", {"due_on": soon()})

    assert answer.status_code == 400 and "asked to read this version already" in answer.text


@pytest.mark.parametrize("who", ["writer", "approver", "governor", "chair", "data_officer"])
def test_only_head_and_administrator_ask_and_close(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn, who: str
) -> None:
    client = sign_in(cast.everybody[who])

    assert client.get(f"{HOME}new/").status_code == 404
    assert client.post(f"{HOME}{campaign.pk}/closing/").status_code == 404
    campaign.refresh_from_db()
    assert campaign.closed_at is None


def test_a_round_is_closed_once(cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    assert client.get(f"{HOME}{campaign.pk}/closing/").status_code == 405

    client.post(f"{HOME}{campaign.pk}/closing/")
    page = client.post(f"{HOME}{campaign.pk}/closing/", follow=True).text

    assert "closed already" in page
    assert [line.event for line in history(campaign)] == ["campaign.closed", "campaign.opened"]


@pytest.mark.parametrize("who", ["head", "administrator", "chair", "data_officer"])
def test_some_see_names(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn, who: str
) -> None:
    page = sign_in(cast.everybody[who]).get(f"{HOME}{campaign.pk}/").text

    assert cast.assistant.name in page
    assert sign_in(cast.everybody[who]).get(f"{HOME}{campaign.pk}/register.csv").status_code == 200


def test_a_governor_sees_figures_and_no_names_nor_tiny_groups(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    for number in range(5):
        make_person(cast.school, f"Teasel{number} Oak", actors=["teacher"])
    client = sign_in(cast.governor)

    page = client.get(f"{HOME}{campaign.pk}/").text

    assert not [p.name for p in cast.everybody.values() if p != cast.governor and p.name in page]
    assert "Fewer than 5 people: not shown" in page
    assert client.get(f"{HOME}{campaign.pk}/register.csv").status_code == 404


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/register.csv"])
def test_the_register_is_closed_to_other_staff_and_other_schools(
    cast: SimpleNamespace,
    other_cast: SimpleNamespace,
    campaign: Campaign,
    client: Client,
    sign_in: SignIn,
    path: str,
) -> None:
    page = HOME + path.format(pk=campaign.pk)
    assert client.get(page).status_code == 302

    for person in (cast.writer, cast.leaver, other_cast.head):
        assert sign_in(person).get(page).status_code == 404
    elsewhere = page.replace("ashlands", "corpus-christi")
    if path:
        assert sign_in(other_cast.head).get(elsewhere).status_code == 404


def test_figures_by_group_count_people_in_each_group_they_belong_to(
    cast: SimpleNamespace, campaign: Campaign
) -> None:
    say_yes(cast.writer)
    ask_of_person(cast.assistant).decline(at=timezone.now(), seen="0" * 64, comment="")

    found = register(campaign, on=timezone.localdate())

    rows = {row.label: row for row in found.groups}
    assert rows["A teacher"].read == 1 and rows["A teacher"].people == 2
    assert rows["A teacher"].percent == 50
    support = rows["A teaching assistant or other support staff"]
    assert support.counts["declined"] == 1 and support.read == 0
    assert found.whole.people == campaign.asks.count()


def test_who_left_unanswered_is_no_longer_counted_but_their_receipt_stays(
    cast: SimpleNamespace, campaign: Campaign
) -> None:
    before = register(campaign, on=timezone.localdate()).whole.people
    say_yes(cast.writer)
    gone = timezone.localdate() - timedelta(days=1)
    people = Person.objects.filter(pk__in=[cast.writer.pk, cast.assistant.pk])
    people.update(left_on=gone)

    found = register(campaign, on=timezone.localdate())

    assert found.whole.people == before - 1 and found.whole.read == 1


def test_the_file_holds_everybody_and_no_formula(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    Person.objects.filter(pk=cast.writer.pk).update(family_name='=HYPERLINK("http://x")')
    say_yes(cast.writer)

    answer = sign_in(cast.head).get(f"{HOME}{campaign.pk}/register.csv")

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 1 + campaign.asks.count()
    (row,) = [row for row in rows if row[1] == "Wren"]
    assert row[0] == '\'=HYPERLINK("http://x")'
    assert row[5] == "Has read and understood it" and row[9].endswith("/know-the-policy")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe(f"a{cell}") == f"a{cell}"


def test_a_letter_with_a_code_is_for_those_without_an_address(
    cast: SimpleNamespace, sign_in: SignIn, client: Client
) -> None:
    person = make_person(cast.school, "Bay Nettle", actors=["volunteer"])
    Person.objects.filter(pk=person.pk).update(account=None, email="")
    settings.ADDRESS, before = "https://policy.ashlands.example", settings.ADDRESS
    campaign = asked(cast.head, at=timezone.now(), due_on=timezone.localdate())
    letter = f"{HOME}{campaign.pk}/letters/{ask_of_person(person).pk}/"

    page = sign_in(cast.administrator).get(letter).text
    settings.ADDRESS = before

    assert "<svg" in page and "https://policy.ashlands.example/read/" in page
    assert sign_in(cast.chair).get(letter).status_code == 404
    mailed = ask_of_person(cast.writer).pk
    with_address = sign_in(cast.administrator).get(f"{HOME}{campaign.pk}/letters/{mailed}/")
    assert with_address.status_code == 404


def test_only_the_head_reads_why_somebody_does_not_agree(
    cast: SimpleNamespace, other_cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask_of_person(cast.writer).decline(at=timezone.now(), seen="0" * 64, comment="Too strict.")
    page = "/schools/ashlands/questions/"

    assert "Too strict." in sign_in(cast.head).get(page).text
    assert "Too strict." not in sign_in(cast.chair).get(page).text
    for person in (cast.administrator, cast.data_officer, cast.approver, other_cast.head):
        assert sign_in(person).get(page).status_code == 404
    register_page = sign_in(cast.administrator).get(f"{HOME}{campaign.pk}/").text
    assert "Does not agree" in register_page and "Too strict." not in register_page


def test_what_a_head_writes_goes_to_the_chair(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask_of_person(cast.head).put_question("Who checks me?", at=timezone.now())
    remark, on = Remark.objects.get(), timezone.localdate()
    answer = f"/schools/ashlands/questions/{remark.pk}/answer/"

    assert sign_in(cast.head).post(answer, {"answer": "I do."}).status_code == 404
    assert any("Hazel Dunn has a question" in one.says for one in waiting_for(cast.chair, on=on))
    assert sign_in(cast.chair).get(answer).status_code == 405
    sign_in(cast.chair).post(answer, {"answer": "I do."})

    remark.refresh_from_db()
    assert remark.settled_by == cast.chair and remark.answer == "I do."
    assert not waiting_for(cast.chair, on=on)[1:]


def test_questions_and_talks_wait_for_the_head(cast: SimpleNamespace, campaign: Campaign) -> None:
    ask_of_person(cast.writer).put_question("Why?", at=timezone.now())
    ask_of_person(cast.assistant).decline(at=timezone.now(), seen="0" * 64, comment="")

    says = [one.says for one in waiting_for(cast.head, on=timezone.localdate())]

    assert "Wren Abbott has a question about the policy" in says
    assert "Talk with Ash Birch, who does not agree with the policy" in says
