"""Starting texts: who keeps them, who begins with them, and what has to be filled in before a post is handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Post, StartingText
from gatepost.posts.models.starting_texts import Wording
from gatepost.posts.starting_texts.gaps import gaps_in, unfilled
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_school
from tests.posts.desk import hand_in, news_page, post_by

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/posts/starting-texts/"
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SNOW = Wording("Snow", "School is closed on [day].")


@pytest.fixture
def desk(cast: SimpleNamespace) -> SimpleNamespace:
    """The school of the suite with its news page."""
    cast.page = news_page(cast, at=AT)
    return cast


def test_a_text_is_kept_found_and_begun_from(desk: SimpleNamespace, sign_in: SignIn) -> None:
    sent = {"name": "Snow", "text": SNOW.text, "channels": [desk.page.pk]}
    sign_in(desk.approver).post(f"{HOME}new/", sent)
    kept = StartingText.objects.get()

    author = sign_in(desk.writer)
    assert "School is closed on [day]." in author.get(HOME).text
    begun = author.get(kept.get_absolute_url())
    assert "Fill in what stands in square brackets: [day]." in begun.text
    assert f'value="{desk.page.pk}" class="govuk-checkboxes__input"' in begun.text
    answer = author.post(
        kept.get_absolute_url(), {"text": "School is closed today.", "channels": [desk.page.pk]}
    )

    post = Post.objects.get()
    assert (post.author, post.text) == (desk.writer, "School is closed today.")
    assert answer["Location"] == post.get_absolute_url()


def test_what_is_not_filled_in_keeps_a_post_from_being_handed_in(desk: SimpleNamespace) -> None:
    post = post_by(desk.writer, desk.page, at=AT, text="School is closed on [day], as [reason].")

    with pytest.raises(NotPossible, match="Fill in “\\[day\\]”, or write it without square"):
        hand_in(post, by=desk.writer, at=AT)

    post.refresh_from_db()
    assert post.handed_in_at is None


def test_the_words_that_go_out_count_and_no_others(desk: SimpleNamespace) -> None:
    own = {desk.page.pk: "School is closed today."}
    post = post_by(desk.writer, desk.page, at=AT, text="Closed on [day].", texts=own)

    hand_in(post, by=desk.writer, at=AT)

    assert post.handed_in_at == AT


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("On [day] at [hour]; [day] again", ["[day]", "[hour]"]),
        ("[…]", ["[…]"]),
        ("Empty [] ones, and one [ that stays open", []),
        ("[one\nline and another]", []),
        ("[[nested]]", ["[nested]"]),
    ],
)
def test_what_stands_in_square_brackets_is_to_be_filled_in(text: str, gaps: list[str]) -> None:
    assert gaps_in(text) == gaps
    assert len(unfilled([text, text])) == len(gaps)


@pytest.mark.parametrize(
    ("role", "keeps"),
    [
        ("writer", False),
        ("assistant", False),
        ("governor", False),
        ("safeguarding_lead", False),
        ("approver", True),
        ("head", True),
        ("administrator", True),
    ],
)
def test_leaders_and_administrators_keep_them(
    desk: SimpleNamespace, sign_in: SignIn, role: str, keeps: bool
) -> None:
    kept = StartingText.keep(SNOW, by=desk.administrator, at=AT)
    client = sign_in(desk.everybody[role])

    for path in ("new/", f"{kept.pk}/words/"):
        assert client.get(HOME + path).status_code == (200 if keeps else 404)
    assert ("Add a text" in client.get(HOME).text) is keeps
    client.post(f"{HOME}{kept.pk}/remove/")
    assert StartingText.objects.visible_to(desk.writer).exists() is not keeps


def test_whoever_runs_an_account_keeps_them_too(desk: SimpleNamespace, sign_in: SignIn) -> None:
    desk.page.appoint(desk.writer, by=desk.administrator, at=timezone.now())

    assert sign_in(desk.writer).get(f"{HOME}new/").status_code == 200


def test_the_verbs_themselves_refuse_everybody_else(desk: SimpleNamespace) -> None:
    kept = StartingText.keep(SNOW, by=desk.approver, at=AT)

    for do in (
        lambda: StartingText.keep(Wording("Fair", "A fair."), by=desk.assistant, at=AT),
        lambda: kept.change(SNOW, by=desk.assistant, at=AT),
        lambda: kept.remove(by=desk.assistant, at=AT),
    ):
        with pytest.raises(NotPossible, match="keep the starting texts"):
            do()


def test_a_name_is_there_once_until_its_text_is_removed(
    desk: SimpleNamespace, sign_in: SignIn
) -> None:
    kept = StartingText.keep(SNOW, by=desk.approver, at=AT)
    leader = sign_in(desk.approver)

    again = leader.post(f"{HOME}new/", {"name": "Snow", "text": "Another."})
    assert again.status_code == 400 and "There is a starting text “Snow” already." in again.text
    leader.post(f"{HOME}{kept.pk}/words/", {"name": "Snow", "text": "Closed on [date]."})
    kept.refresh_from_db()
    assert kept.text == "Closed on [date]."
    leader.post(f"{HOME}{kept.pk}/remove/")
    leader.post(f"{HOME}new/", {"name": "Snow", "text": "Another."})

    assert StartingText.objects.visible_to(desk.writer).get().text == "Another."
    events = Entry.objects.filter(event__startswith="starting-text.").order_by("pk")
    assert [one.event.partition(".")[2] for one in events] == ["kept", "changed", "removed", "kept"]


def test_another_schools_texts_are_not_there(desk: SimpleNamespace, sign_in: SignIn) -> None:
    other = make_cast(make_school("corpus-christi"))
    kept = StartingText.keep(SNOW, by=other.approver, at=AT)

    assert sign_in(desk.writer).get(f"{HOME}{kept.pk}/").status_code == 404
    assert "Snow" not in sign_in(desk.writer).get(HOME).text


def test_a_text_is_removed_by_sending_alone(desk: SimpleNamespace, sign_in: SignIn) -> None:
    kept = StartingText.keep(SNOW, by=desk.approver, at=AT)
    leader = sign_in(desk.approver)

    assert leader.get(f"{HOME}{kept.pk}/remove/").status_code == 405
    assert leader.put(f"{HOME}{kept.pk}/words/").status_code == 405
    assert leader.post(HOME).status_code == 405
    assert StartingText.objects.visible_to(desk.writer).exists()
