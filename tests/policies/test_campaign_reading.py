"""Reading the policy and answering for it, signed in and by a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.policies.campaigns.links import link_of
from gatepost.policies.campaigns.reading.parts import digest_of, reading_of
from gatepost.policies.models import Acknowledgement, Ask, Campaign, Remark
from gatepost.records.door import history
from tests.conftest import make_person
from tests.policies.rounds import (
    AT,
    ask_of_person,
    asked,
    files_with,
    files_without,
    put_in_force,
    read_all,
)

SignIn = Callable[[Person], Client]


@pytest.fixture
def campaign(cast: SimpleNamespace) -> Campaign:
    """A round that runs today."""
    now = timezone.now()
    return asked(cast.head, at=now, due_on=timezone.localdate() + timedelta(days=14))


@pytest.fixture
def helper(cast: SimpleNamespace) -> Person:
    """A volunteer with an address and without an account."""
    person = make_person(cast.school, "Bay Nettle", actors=["volunteer"])
    Person.objects.filter(pk=person.pk).update(account=None)
    person.refresh_from_db()
    return person


def page_of(ask: Ask) -> str:
    return f"/schools/ashlands/reading/{ask.pk}/"


def seen(ask: Ask) -> dict[str, str]:
    return {"seen": digest_of(ask.campaign.version.pack)}


def next_page(client: Client, base: str) -> str:
    found = re.search(rf'class="govuk-button" href="({base}[\w-]+/)"', client.get(base).text)
    return found[1] if found else ""


def test_a_policy_is_read_section_by_section_and_the_place_is_kept(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    sections = len(reading_of(ask).parts)

    for number in range(sections):
        assert f"{number} of {sections} sections read" in client.get(page_of(ask)).text
        assert "I have read and understood it" not in client.get(page_of(ask)).text
        client.post(next_page(client, page_of(ask)))

    assert "I have read and understood it" in client.get(page_of(ask)).text


def test_a_yes_is_kept_once_and_the_page_says_so(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    read_all(ask)

    client.post(f"{page_of(ask)}acknowledgement/", seen(ask))
    again = client.post(f"{page_of(ask)}acknowledgement/", seen(ask))

    assert again.status_code == 409 and "said already" in again.text
    assert Acknowledgement.objects.get().seen == seen(ask)["seen"]
    assert [line.event for line in history(ask)] == ["policy.acknowledged"]
    assert "You have read it" in client.get(page_of(ask)).text


def test_nobody_confirms_what_they_have_not_read(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    ask.mark_read("1", at=timezone.now())

    answer = client.post(f"{page_of(ask)}acknowledgement/", seen(ask))

    assert answer.status_code == 409
    assert "more of its sections first" in answer.text
    assert not Acknowledgement.objects.exists() and not history(ask).exists()


def test_a_yes_counts_only_for_the_text_that_was_seen(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    read_all(ask)

    answer = client.post(f"{page_of(ask)}acknowledgement/", {"seen": "0" * 64})

    assert answer.status_code == 409 and "has changed since" in answer.text
    assert not Acknowledgement.objects.exists()


@pytest.mark.clause("ASH-016")
def test_what_can_only_be_read_is_put_before_everybody_who_reads(
    cast: SimpleNamespace, campaign: Campaign
) -> None:
    shown = {c.id for p in reading_of(ask_of_person(cast.writer)).parts for c in p.yours}

    assert "training-promotes-safety" in shown
    pack = campaign.version.pack
    assert shown <= set(pack.by_id)
    assert "training-promotes-safety" not in pack.without("training-promotes-safety").by_id


@pytest.mark.clause("CC-020", "CC-021", "CC-177")
def test_the_aims_of_a_policy_are_put_before_everybody_who_reads(
    other_cast: SimpleNamespace,
) -> None:
    for clause in ("aim-safe-and-responsible", "prevention-is-key"):
        asked(other_cast.head)
        shown = {c.id for p in reading_of(ask_of_person(other_cast.writer)).parts for c in p.yours}
        assert clause in shown
        Campaign.objects.running().get().close(by=None, at=timezone.now())


def test_what_speaks_to_others_is_folded_away_but_there(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    reading = reading_of(ask_of_person(cast.writer))
    part = next(one for one in reading.parts if one.others)

    page = sign_in(cast.writer).get(f"{page_of(reading.ask)}{part.key}/").text

    assert "What it says to others" in page
    assert all(clause.says.split("“")[0][:25] in page for clause in part.others)


def test_who_has_read_an_earlier_version_reads_only_what_changes_for_them(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    now, due = timezone.now(), timezone.localdate() + timedelta(days=14)
    first = asked(cast.head, at=now, due_on=due)
    ask = ask_of_person(cast.writer)
    read_all(ask)
    ask.acknowledge(at=now, seen=seen(ask)["seen"])
    first.close(by=cast.head, at=now)
    reworded = files_with(
        "ashlands", "Everybody on the staff knows what this policy says.", "You know the policy."
    )
    put_in_force(cast.school, reworded, on=timezone.localdate(), at=now)
    asked(cast.head, at=now + timedelta(seconds=1), due_on=due)
    again, client = ask_of_person(cast.writer), sign_in(cast.writer)

    page = client.get(f"{page_of(again)}changes/")

    assert "You know the policy." in page.text and "Everybody on the staff knows" in page.text
    assert client.post(f"{page_of(again)}changes/").url == f"{page_of(again)}#answer"
    assert client.post(f"{page_of(again)}acknowledgement/", seen(again)).status_code == 302
    assert reading_of(ask_of_person(cast.assistant)).changed is None


def test_a_rule_that_others_lose_is_no_change_for_me(cast: SimpleNamespace) -> None:
    asked(cast.head)
    rules = {"pupils-on-own-pages"}
    for person in (cast.writer, cast.governor):
        ask = ask_of_person(person)
        read_all(ask)
        ask.acknowledge(at=timezone.now(), seen=seen(ask)["seen"])
    Campaign.objects.get().close(by=None, at=timezone.now())
    put_in_force(cast.school, files_without("ashlands", *rules))
    asked(cast.head, at=AT + timedelta(hours=1))

    of_writer = reading_of(ask_of_person(cast.writer)).changed
    of_governor = reading_of(ask_of_person(cast.governor)).changed

    assert of_writer and {one.act.name for one in of_writer.acts} == {"let-see-own-pages"}
    assert of_governor and not of_governor.acts
    assert {clause.id for clause in of_governor.gone} == rules


def test_i_do_not_agree_is_kept_sealed_and_locks_nobody_out(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)

    client.post(f"{page_of(ask)}declining/", {**seen(ask), "text": "My evenings are mine."})

    remark = Remark.objects.get()
    assert remark.kind == "declined" and remark.text == "My evenings are mine."
    (line,) = history(ask)
    assert line.event == "policy.acknowledgement-declined" and "know-the-policy" in line.body
    assert "evenings" not in line.body
    assert client.get("/schools/ashlands/can-i/").status_code == 200
    page = client.get(page_of(ask)).text
    assert "do not agree" in page and "Nothing is closed to you" in page
    assert ask_of_person(cast.writer).status == "declined"


def test_who_did_not_agree_can_still_agree(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    client.post(f"{page_of(ask)}declining/", {**seen(ask), "text": ""})
    assert client.post(f"{page_of(ask)}declining/", seen(ask)).status_code == 409
    read_all(ask)

    client.post(f"{page_of(ask)}acknowledgement/", seen(ask))

    assert ask_of_person(cast.writer).status == "acknowledged"


def test_a_question_goes_to_the_head_and_the_answer_comes_back(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    assert client.post(f"{page_of(ask)}question/", {"text": " "}).status_code == 400
    client.post(f"{page_of(ask)}question/", {"text": "May I use my own phone?"})
    remark = Remark.objects.get()

    sign_in(cast.head).post(
        f"/schools/ashlands/questions/{remark.pk}/answer/", {"answer": "In breaks."}
    )

    page = sign_in(cast.writer).get(page_of(ask)).text
    assert "May I use my own phone?" in page and "In breaks." in page
    assert [line.event for line in history(ask)] == ["policy.question-asked"]
    assert history(remark)[0].event == "policy.question-answered"


@pytest.mark.parametrize("part", ["", "1/", "declining/", "question/"])
def test_nobody_opens_what_another_is_asked_to_read(
    cast: SimpleNamespace,
    other_cast: SimpleNamespace,
    campaign: Campaign,
    client: Client,
    sign_in: SignIn,
    part: str,
) -> None:
    page = page_of(ask_of_person(cast.writer)) + part
    assert client.get(page).status_code == 302  # to sign in

    for person in (cast.head, cast.administrator, other_cast.writer):
        assert sign_in(person).get(page).status_code == 404
    assert sign_in(cast.writer).get(page).status_code == 200


def test_answers_are_posted_and_pages_are_got(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    page, client = page_of(ask_of_person(cast.writer)), sign_in(cast.writer)

    assert client.get(f"{page}acknowledgement/").status_code == 405
    assert client.post(page).status_code == 405
    assert client.put(f"{page}1/").status_code == 405
    assert client.get(f"{page}99/").status_code == 404
    assert client.get(f"{page}changes/").status_code == 404


def test_my_list_holds_my_receipts_alone(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    page = sign_in(cast.writer).get("/schools/ashlands/reading/").text

    assert page_of(ask_of_person(cast.writer)) in page
    assert page_of(ask_of_person(cast.assistant)) not in page


def test_who_has_no_account_reads_and_answers_by_a_link(
    cast: SimpleNamespace, helper: Person, client: Client
) -> None:
    asked(cast.head, at=timezone.now(), due_on=timezone.localdate())
    ask = ask_of_person(helper)
    link = link_of(ask)
    read_all(ask)
    page = client.get(link)
    assert page.status_code == 200 and helper.name in page.text
    assert "no-store" in page["Cache-Control"]

    thanks = client.post(f"{link}acknowledgement/", seen(ask))

    assert thanks.status_code == 200 and "Thank you" in thanks.text
    assert ask_of_person(helper).answered.by_link  # type: ignore[union-attr]
    used = client.get(link)
    assert used.status_code == 410 and "said already" in used.text


def test_a_link_shows_nothing_about_anybody_else(
    cast: SimpleNamespace, helper: Person, client: Client
) -> None:
    asked(cast.head, at=timezone.now(), due_on=timezone.localdate())

    page = client.get(link_of(ask_of_person(helper))).text

    others = [person.name for person in cast.everybody.values()]
    assert not [name for name in others if name in page]
    assert client.get(page_of(ask_of_person(helper))).status_code == 302


def test_a_link_that_was_altered_leads_nowhere(
    cast: SimpleNamespace, helper: Person, client: Client
) -> None:
    asked(cast.head, at=timezone.now(), due_on=timezone.localdate())
    link = link_of(ask_of_person(helper))
    other = link_of(ask_of_person(cast.writer))

    forged = [link[:-6] + "aaaaa/", link.replace("/read/", "/read/x"), "/read/a:b:c/"]
    forged.append(link.rpartition(":")[0] + other[other.rindex(":") :])

    for one in forged:
        answer = client.get(one)
        assert answer.status_code == 404 and "Part of it is missing or was changed" in answer.text


def test_a_link_ends_with_the_round_the_address_and_the_person(
    cast: SimpleNamespace, helper: Person, client: Client
) -> None:
    campaign = asked(cast.head, at=timezone.now(), due_on=timezone.localdate())
    link = link_of(ask_of_person(helper))

    def said() -> str:
        answer = client.get(link)
        assert answer.status_code == 410
        return answer.text

    Person.objects.filter(pk=helper.pk).update(email="bay@elsewhere.example")
    assert "Your e-mail address has changed since" in said()
    yesterday = timezone.localdate() - timedelta(days=1)
    Person.objects.filter(pk=helper.pk).update(email=helper.email, left_on=yesterday)
    assert "not on the school" in said()
    Person.objects.filter(pk=helper.pk).update(left_on=None)
    assert client.get(link).status_code == 200
    campaign.close(by=cast.head, at=timezone.now())
    assert "This round of reading is over" in said()


def test_who_has_left_cannot_answer_any_more(
    cast: SimpleNamespace, campaign: Campaign, sign_in: SignIn
) -> None:
    ask, client = ask_of_person(cast.writer), sign_in(cast.writer)
    yesterday = timezone.localdate() - timedelta(days=1)
    Person.objects.filter(pk=cast.writer.pk).update(left_on=yesterday)

    assert client.get(page_of(ask)).status_code == 404
