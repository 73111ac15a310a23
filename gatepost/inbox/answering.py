"""Answering what came in: under the same gate as any post, on the network itself, or on the school's own page."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from django.db import transaction
from django.urls import reverse

from gatepost import notices
from gatepost.channels.models.accounts import NEWS_PAGE
from gatepost.inbox.models import Answer, Item, Note
from gatepost.inbox.press.stopping import why_not_answered
from gatepost.inbox.taking_in import BY_HAND
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Post, Words
from gatepost.records.door import record


class Way(Enum):
    """By which way an answer reaches whoever wrote."""

    POST = "post"  # a public reply, which passes the gate of posts
    PAGE = "page"  # on the school's own page, where whoever wrote reads it with their code
    HAND = "hand"  # a person answers there and says so here


def way_of(item: Item) -> Way:
    """How an item is answered."""
    if item.channel.network == NEWS_PAGE:
        return Way.PAGE
    can_reply = "reply" in NETWORKS[item.channel.network].can
    is_known_there = not item.key.startswith(BY_HAND)
    return Way.POST if can_reply and is_known_there and not item.is_private else Way.HAND


def answer(item: Item, words: str, *, is_acknowledgement: bool, by: Person, at: datetime) -> Answer:
    """Answer it, or say that it was answered there. A public reply is a post that its author still hands in.

    Raises NotPossible where somebody else has it, where it is settled, or where it has to wait.
    """
    with transaction.atomic(durable=True):
        row = item.locked()
        _check(row, by=by, at=at)
        way = way_of(row)
        made = Answer(item=row, by=by, at=at, is_acknowledgement=is_acknowledgement)
        if way is Way.POST:
            said = Words(text=words, channels=[row.channel], answers=row.key)
            made.post = Post.begin(said, by=by, at=at)
        else:
            made.words, made.counted_at = words, at
        made.save()
        record("item.answered", subject=row, by=by, at=at, answer=made.pk)
        if made.counted_at:
            made.count(at=at)
            _tell_writer(made, at=at)
    return made


def no_answer(item: Item, *, reason: str, by: Person, at: datetime) -> None:
    """It needs no answer, and why."""
    if not reason.strip():
        raise NotPossible("Say why it needs no answer.")
    with transaction.atomic(durable=True):
        row = item.locked()
        _check_holder(row, by=by)
        Note.objects.create(item=row, by=by, at=at, words=reason.strip())
        row.settle(Item.Settled.NO_ANSWER, at=at)
        record("item.settled", subject=row, by=by, at=at)


def count_answers(*, at: datetime) -> int:
    """Answers that are out by now stop the clock. Called by a worker; how many there were."""
    pks = list(Answer.objects.to_be_counted().values_list("pk", flat=True)[:500])
    for pk in pks:
        with transaction.atomic(durable=True):
            made = Answer.objects.select_for_update(of=("self",)).get(pk=pk)
            made.item = made.item.held()
            if made.counted_at is not None:
                continue
            if made.item.settled_at is None:
                made.count(at=at)
            else:
                Answer.objects.filter(pk=pk).update(counted_at=at)
            record("item.answer-out", subject=made.item, by=None, at=at, answer=pk)
    return len(pks)


def _check(item: Item, *, by: Person, at: datetime) -> None:
    _check_holder(item, by=by)
    stop = why_not_answered(item, on=item.school.day_of(at))
    if stop is not None:
        raise NotPossible(stop.says)
    waiting = item.answers.filter(counted_at=None, post__withdrawn_at=None, post__expired_at=None)
    if waiting.exists():
        raise NotPossible("An answer is on its way already. Withdraw it before you write another.")


def _check_holder(item: Item, *, by: Person) -> None:
    holder = item.holder()
    if holder is not None and holder != by:
        raise NotPossible(f"{holder} has it. Talk to them, or take it over first.")
    if holder is None:
        raise NotPossible("Take it first, so that nobody else answers it at the same time.")


def _tell_writer(made: Answer, *, at: datetime) -> None:
    letter = getattr(made.item, "letter", None)
    if letter is not None and letter.email:
        link = reverse("inbox:written", args=[made.item.school.slug])
        notices.send("letter-answered", to=letter.email, link=link, at=at, key=f"answer-{made.pk}")
