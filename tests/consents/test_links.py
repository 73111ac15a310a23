"""Families answer by a link: with the birthday, without an account, and nothing is told to anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from gatepost.consents.answering import WordsChanged, answer_by_link
from gatepost.consents.cannot import CannotDo
from gatepost.consents.details import ContactDetails
from gatepost.consents.lights import light
from gatepost.consents.links import path_of, token_of
from gatepost.consents.models import Answer, Link, Use
from gatepost.consents.models.links import AFTER_LEAVING, MOST_TRIES, OPEN_FOR, RESTS_FOR, TRIES
from gatepost.consents.models.uses import Words
from gatepost.consents.standing import Light
from gatepost.notices.kinds import KINDS
from gatepost.notices.models import Notice
from gatepost.people.models import Person, Pupil
from gatepost.records.models import Entry
from tests.consents.families import (
    BORN,
    green_child,
    link_to,
    make_contact,
    make_pupil,
    open_with,
    say,
    shown,
    uses,
)

SignIn = Callable[[Person], Client]
NOW = timezone.now()
WRONG = date(2017, 1, 1)


@pytest.fixture
def link(cast: SimpleNamespace) -> Link:
    """A parent's link."""
    contact = make_contact(make_pupil(cast.school), by=cast.administrator, at=NOW)
    return link_to(contact, by=cast.administrator, at=NOW)


def answer(client: Client, link: Link, **chosen: str) -> int:
    """Answer on the page: website="yes"."""
    page = f"{path_of(link)}answers/"
    seen = client.get(page).context["sheet"].seen
    keys = {use.key: use.pk for use in uses(link.contact.pupil.school)}
    typed = {f"use-{keys[key.replace('_', '-')]}": said for key, said in chosen.items()}
    return client.post(page, {"seen": seen, **typed}).status_code


def test_a_parent_answers_changes_their_mind_and_reads_what_they_said(
    client: Client, link: Link
) -> None:
    assert open_with(client, link)["Location"] == f"{path_of(link)}answers/"
    first = client.get(f"{path_of(link)}answers/").content.decode()
    answer(client, link, website="yes", press="no")
    receipt = client.get(f"{path_of(link)}receipt/").content.decode()
    answer(client, link, website="no")

    assert "Pictures of Robin" in first and " checked" not in first and "Reed" not in first
    assert "<strong>Yes</strong>" in receipt and "Receipt" in receipt
    kinds = list(Answer.objects.order_by("pk").values_list("use__key", "kind"))
    assert kinds == [("website", "given"), ("press", "refused"), ("website", "withdrawn")]
    assert light(link.contact.pupil, "website", on=NOW.date()) is Light.RED
    assert "You took your yes back" in client.get(f"{path_of(link)}answers/").content.decode()


def test_nothing_is_told_before_the_birthday_is_given(client: Client, link: Link) -> None:
    asked = client.get(path_of(link)).content.decode()

    for name in ("Robin", "Reed", "Sorrel", "Ashlands", "picture"):
        assert name not in asked
    for page in ("answers/", "receipt/"):
        turned_away = client.get(path_of(link) + page)
        assert turned_away["Location"] == path_of(link)
        assert client.post(path_of(link) + page, {"use-1": "yes"}).status_code in (302, 405)
    assert not Answer.objects.exists()


def test_a_wrong_date_and_every_link_that_does_not_open_are_answered_alike(
    client: Client, cast: SimpleNamespace, link: Link
) -> None:
    def other(number: int) -> Link:
        contact = make_contact(make_pupil(cast.school), by=cast.administrator, at=NOW)
        return link_to(contact, by=cast.administrator, at=NOW - timedelta(days=number))

    closed, old, ended, moved, left, unsure = (other(0) for _ in range(6))
    closed.close(by=cast.administrator, at=NOW)
    Link.objects.filter(pk=old.pk).update(sent_at=NOW - OPEN_FOR)
    ended.contact.end(by=cast.administrator, at=NOW)
    paths = [path_of(one) for one in (closed, old, ended, moved, left, unsure)]
    new = ContactDetails("Sorrel Reed", "parent", "new@home.example", may_decide=True)
    moved.contact.change(new, by=cast.administrator, at=NOW)
    moved.contact.confirm(by=cast.administrator, at=NOW)
    Pupil.objects.filter(pk=left.contact.pupil_id).update(
        left_on=NOW.date() - AFTER_LEAVING - timedelta(days=1)
    )
    type(unsure.contact).objects.filter(pk=unsure.contact_id).update(confirmed_at=None)
    token = token_of(link)
    forged = signing.Signer(salt="gatepost.consents.answer").sign_object([link.pk, "0" * 16])
    other_salt = signing.dumps([link.pk, "0" * 16], salt="gatepost.policies.acknowledge")
    wordless = signing.Signer(salt="gatepost.consents.answer").sign_object({"pk": link.pk})
    for bad in (
        token[:-1],
        token[:-1] + "-",
        token.swapcase(),
        forged,
        other_salt,
        wordless,
        "x",
        "%00",
    ):
        paths.append(f"/consent/{bad}/")

    typed = {"day": BORN.day, "month": BORN.month, "year": BORN.year}
    wrong = client.post(path_of(link), {"day": 1, "month": 1, "year": 2017})
    answers = {(client.post(path, typed).status_code, shown(client.post(path, typed))) for path in paths}  # fmt: skip
    looks = {(client.get(path).status_code, shown(client.get(path))) for path in [*paths, path_of(link)]}  # fmt: skip

    assert answers == {(403, shown(wrong))}
    assert len(looks) == 1


def test_after_some_wrong_dates_the_right_one_does_not_open_it_either_for_a_day(
    link: Link,
) -> None:
    wrong = [link.try_date(WRONG, at=NOW) for _ in range(TRIES)]

    rested = [link.try_date(BORN, at=NOW + wait) for wait in (timedelta(), RESTS_FOR / 2)]
    assert not any(wrong) and rested == [False, False]
    assert link.try_date(BORN, at=NOW + RESTS_FOR)


def test_whoever_goes_on_guessing_closes_the_link_for_good(link: Link) -> None:
    for number in range(MOST_TRIES):
        at = NOW + (number // TRIES) * RESTS_FOR
        assert not link.try_date(WRONG, at=at)

    assert not link.try_date(BORN, at=NOW + 10 * RESTS_FOR)
    assert Entry.objects.filter(event="consent-link.closed").count() == 1


def test_a_right_date_forgets_wrong_ones_before_it(link: Link) -> None:
    for _ in range(TRIES - 1):
        link.try_date(WRONG, at=NOW)

    assert link.try_date(BORN, at=NOW) and not link.try_date(WRONG, at=NOW)
    assert link.try_date(BORN, at=NOW)


@pytest.mark.parametrize("typed", [("", "", ""), ("31", "2", "2018"), ("x", "5", "2018"), ("²", "5", "2018"), ("4", "5", "99999")])  # fmt: skip
def test_what_is_no_date_is_told_and_is_no_attempt(
    client: Client, link: Link, typed: tuple[str, str, str]
) -> None:
    response = client.post(path_of(link), dict(zip(("day", "month", "year"), typed, strict=True)))

    link.refresh_from_db()
    assert response.status_code == 400 and "three numbers" in response.content.decode()
    assert link.tries == 0


def test_a_page_that_is_left_open_or_closed_asks_again(client: Client, link: Link) -> None:
    open_with(client, link)
    session = client.session
    session["consents"] = {str(link.pk): int(NOW.timestamp()) - 31 * 60}
    session.save()
    timed_out = client.get(f"{path_of(link)}answers/").status_code
    open_with(client, link)
    client.post(f"{path_of(link)}closing/")

    assert timed_out == 302 and client.get(f"{path_of(link)}answers/").status_code == 302


def test_one_link_opened_opens_no_other(client: Client, cast: SimpleNamespace, link: Link) -> None:
    sibling = make_contact(make_pupil(cast.school, "Fern Reed"), by=cast.administrator, at=NOW)
    other = link_to(sibling, by=cast.administrator, at=NOW)

    open_with(client, link)

    assert client.get(f"{path_of(other)}answers/").status_code == 302


def test_a_parent_sees_nothing_of_the_other_parent_or_of_the_list(
    client: Client, cast: SimpleNamespace, link: Link
) -> None:
    second = make_contact(link.contact.pupil, "Bram Reed", by=cast.administrator, at=NOW)
    open_with(client, link)
    before = shown(client.get(f"{path_of(link)}answers/"))

    say(second, False, by=cast.administrator, at=NOW)
    from tests.consents.families import list_child

    list_child(link.contact.pupil, cast, at=NOW)

    assert shown(client.get(f"{path_of(link)}answers/")) == before
    assert "Bram" not in before


def test_answers_to_words_that_have_changed_are_not_taken(
    client: Client, cast: SimpleNamespace, link: Link
) -> None:
    open_with(client, link)
    page = f"{path_of(link)}answers/"
    seen = client.get(page).context["sheet"].seen
    use = Use.objects.get(school=cast.school, key="website")
    use.word(Words("On the website", "Other words."), is_same=False, by=cast.administrator, at=NOW)

    late = client.post(page, {"seen": seen, f"use-{use.pk}": "yes"})

    assert late.status_code == 409 and "changed its questions" in late.content.decode()
    assert not Answer.objects.exists()
    with pytest.raises(WordsChanged):
        answer_by_link(link, {use.pk: True}, seen=seen, at=NOW)


def test_nothing_chosen_is_told(client: Client, link: Link) -> None:
    open_with(client, link)

    assert answer(client, link) == 400


def test_each_answer_leaves_the_words_and_a_line_without_names(client: Client, link: Link) -> None:
    open_with(client, link)
    answer(client, link, website="yes")

    (kept,) = Answer.objects.all()
    (line,) = Entry.objects.filter(event="consent.given")
    assert line.details["words"] == kept.wording.sha256
    assert line.details["wording"] == kept.wording_id and line.details["how"] == "link"
    assert line.by == f"consents.contact:{link.contact_id}"
    assert line.because and line.because[0].endswith("/permission-for-pictures")
    assert "Sorrel" not in line.body and "home.example" not in line.body


def test_a_message_bears_a_link_and_no_name(link: Link) -> None:
    (notice,) = Notice.objects.filter(kind="consent-asked")
    kind = KINDS[notice.kind]

    assert notice.link == path_of(link) and notice.to == "sorrel.reed@home.example"
    for name in ("Robin", "Reed", "Sorrel", "Ashlands", "picture", "photo"):
        assert name not in kind.subject + kind.text + notice.link


def test_links_go_only_to_whoever_is_confirmed_and_decides_and_whose_child_has_a_birthday(
    cast: SimpleNamespace,
) -> None:
    pupil, unborn = make_pupil(cast.school), make_pupil(cast.school, "Fern Marsh", born_on=None)
    unconfirmed = make_contact(pupil, "A Reed", by=cast.administrator, is_confirmed=False)
    neighbour = make_contact(pupil, "B Reed", by=cast.administrator, may_decide=False)
    dateless = make_contact(unborn, "C Marsh", by=cast.administrator)
    child = make_contact(pupil, "Robin Reed", by=cast.administrator, kind="pupil")

    for contact, why in (
        (unconfirmed, "Confirm A Reed first"),
        (neighbour, "may not decide"),
        (dateless, "birthday is not known"),
        (child, "A pupil of this age"),
    ):
        with pytest.raises(CannotDo, match=why):
            link_to(contact, by=cast.administrator)
    assert not Notice.objects.exists()


def test_a_child_of_another_name_is_still_reached_by_the_old_link(
    client: Client, link: Link
) -> None:
    Pupil.objects.filter(pk=link.contact.pupil_id).update(family_name="Heath")

    open_with(client, link)

    assert answer(client, link, website="yes") == 302


def test_after_leaving_a_yes_can_still_be_taken_back(client: Client, link: Link) -> None:
    Pupil.objects.filter(pk=link.contact.pupil_id).update(left_on=NOW.date() - timedelta(days=90))

    open_with(client, link)

    assert answer(client, link, website="no") == 302


def test_pages_of_a_link_are_kept_by_nobody(client: Client, link: Link) -> None:
    open_with(client, link)

    for page in ("", "answers/", "receipt/"):
        response = client.get(path_of(link) + page)
        assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"


def test_an_answer_that_ran_out_is_asked_for_again(client: Client, cast: SimpleNamespace) -> None:
    from gatepost.consents.models import Practice

    pupil = green_child(cast, at=NOW - timedelta(days=400))
    Practice.settle(cast.school, months=12, by=cast.administrator, at=NOW)
    link = Link.objects.get(contact__pupil=pupil)
    open_with(client, link)

    text = client.get(f"{path_of(link)}answers/").content.decode()

    assert "no longer counts: please answer again" in text
