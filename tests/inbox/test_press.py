"""What a journalist wrote is not answered before the policy lets it be, and nobody releases what they marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.inbox.answering import answer
from gatepost.inbox.models import Holder, Item, PressMark
from gatepost.inbox.press.stopping import why_not_answered
from gatepost.inbox.press.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.conftest import make_cast, make_school
from tests.inbox.desk import account, arrived

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
ON = AT.date()
RELEASED, MISTAKEN = PressMark.Ending.RELEASED, PressMark.Ending.MISTAKEN
SignIn = Callable[[Person], Client]


def item_at(cast: SimpleNamespace) -> Item:
    """Something that has come in and that the writer has."""
    channel = account(cast, at=AT - timedelta(days=20))
    item = arrived(channel, "I write for the Chronicle. When does the fair begin?", at=AT)
    Holder.give(item, cast.writer, by=cast.writer, at=AT)
    return item


@pytest.mark.clause("ASH-095")
@pytest.mark.parametrize("is_acknowledgement", [False, True])
def test_nothing_is_said_to_a_journalist_before_the_media_policy_was_followed(
    cast: SimpleNamespace, is_acknowledgement: bool
) -> None:
    item = item_at(cast)
    mark = PressMark.mark(item, by=cast.writer, at=AT)
    says = {"is_acknowledgement": is_acknowledgement, "by": cast.writer, "at": AT}

    with pytest.raises(NotPossible, match="media policy has been followed"):
        answer(item, "At noon.", **says)
    with pytest.raises(NotPossible, match="nobody releases"):
        mark.end(RELEASED, "I did.", by=cast.writer, at=AT)
    assert waiting_for(cast.writer, on=ON) == []
    assert waiting_for(cast.head, on=ON)
    mark.end(RELEASED, "The office has agreed.", by=cast.head, at=AT)

    answer(item, "At noon.", **says)
    assert item.answers.count() == 1
    (entry,) = history(item).filter(event="press.released")
    assert "/journalists" in entry.body


@pytest.fixture
def model_cast(db: None) -> SimpleNamespace:
    return make_cast(make_school("hill", policy="model"))


def test_the_model_policy_tells_the_head_at_once_and_takes_nobody_elses_word(
    model_cast: SimpleNamespace,
) -> None:
    item = item_at(model_cast)
    Notice.objects.all().delete()
    mark = PressMark.mark(item, by=model_cast.writer, at=AT)

    told = list(Notice.objects.values_list("to", "link"))
    assert told == [(model_cast.head.email, item.get_absolute_url())]
    assert not mark.may_end(model_cast.approver, on=ON)
    stop = why_not_answered(item, on=ON)
    assert stop is not None
    assert "the headteacher has agreed to an answer" in stop.says.lower()
    mark.end(RELEASED, "Answer them.", by=model_cast.head, at=AT)
    assert why_not_answered(item, on=ON) is None


def test_what_the_head_marked_another_senior_leader_releases(model_cast: SimpleNamespace) -> None:
    item = item_at(model_cast)

    mark = PressMark.mark(item, by=model_cast.head, at=AT)

    assert not mark.may_end(model_cast.head, on=ON)
    assert not mark.may_end(model_cast.writer, on=ON)
    assert mark.may_end(model_cast.approver, on=ON)


def test_a_policy_without_such_a_clause_shows_the_mark_and_stops_nothing(db: None) -> None:
    quiet = make_cast(make_school("quiet", policy="corpus-christi"))
    item = item_at(quiet)

    PressMark.mark(item, by=quiet.writer, at=AT)

    assert why_not_answered(item, on=ON) is None
    assert waiting_for(quiet.head, on=ON) == []


def test_a_mark_is_made_and_ended_on_the_page(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    item = item_at(cast)
    page = f"{item.get_absolute_url()}press/"

    assert sign_in(other_cast.head).post(page).status_code == 404
    mine = sign_in(cast.writer)
    assert mine.get(page).status_code == 405
    mine.post(page)
    shown = mine.get(item.get_absolute_url()).content.decode()
    assert "A journalist wrote this. It is answered once somebody else has said" in shown
    mine.post(f"{page}end/", {"ending": "released"})
    assert item.press_marks.open().exists()
    sign_in(cast.head).post(f"{page}end/", {"ending": "mistaken", "words": "A parent."})

    assert item.press_marks.get().ending == MISTAKEN
