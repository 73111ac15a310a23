"""Saying why something was done: in neutral words that a person changes, under the gate of posts, or not, and why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import tomli
from django.db import transaction

from gatepost.core.triage import confirms_attendance
from gatepost.inbox.models import Content, Explanation, Item, Moderation
from gatepost.inbox.moderating.asked import AUDIENCE
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.cited import cited
from gatepost.posts.checking import register_of
from gatepost.posts.models import Post, Words
from gatepost.records.door import record

_SAME_WORDS = 4  # in a row are a quotation
_SHORTEST_NAME = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Neutral:
    """Words to begin from."""

    name: str
    text: str


def neutral_words(moderation: Moderation) -> list[Neutral]:
    """Texts to begin from, with what the clause says."""
    clauses = cited([moderation.clause], moderation.school)
    rule = clauses[0].says if clauses else "Be fair and kind to everybody here."
    return [
        Neutral(one["name"], one["text"].format(rule=rule))
        for one in _texts()
        if one["act"] == moderation.what
    ]


def is_by_post(moderation: Moderation, to: str) -> bool:
    """Whether the words go out as a post under the same post; else a person says them and puts down what was said."""
    item = moderation.item
    can_reply = "reply" in NETWORKS[item.channel.network].can
    return to == AUDIENCE and can_reply and moderation.is_known_there


def wanted(moderation: Moderation) -> list[str]:
    """Who still has to be told why: nobody before it is done, and nobody about what became a case."""
    item = moderation.item
    if moderation.state != Moderation.State.DONE or item.case_id is not None:
        return []
    told = {one.to for one in moderation.explanations.all() if one.stands}
    return [one for one in moderation.told if one not in told and not _is_idle(one, item)]


def explain(
    moderation: Moderation, words: str, *, to: str, by: Person, at: datetime
) -> Explanation:
    """Say why. To the audience it is a post that its author hands in as any other; else it was said by a person."""
    text = words.strip()
    if not text:
        raise NotPossible("Write the words.")
    with transaction.atomic(durable=True):
        row = _to_be_explained(moderation, to)
        if problems := gives_away(row, text, at=at):
            raise NotPossible(" ".join(problems))
        made = Explanation(moderation=row, to=to, by=by, at=at)
        if is_by_post(row, to):
            said = Words(text=text, channels=[row.item.channel], answers=place_of(row.item))
            made.post = Post.begin(said, by=by, at=at)
        else:
            made.words = text
        made.save()
        record("moderation.explained", subject=row, by=by, at=at, explanation=made.pk)
    return made


def leave_unexplained(
    moderation: Moderation, why_not: str, *, to: str, by: Person, at: datetime
) -> Explanation:
    """Say nothing, and why."""
    if not why_not.strip():
        raise NotPossible("Write why nothing is said.")
    with transaction.atomic(durable=True):
        row = _to_be_explained(moderation, to)
        made = Explanation.objects.create(
            moderation=row, to=to, by=by, at=at, why_not=why_not.strip()
        )
        record("moderation.not-explained", subject=row, by=by, at=at, explanation=made.pk)
    return made


def gives_away(moderation: Moderation, text: str, *, at: datetime) -> list[str]:
    """Why some words cannot stand as an explanation, as sentences: they name somebody, quote, or tell who attends."""
    school, content = moderation.school, moderation.item.content
    found = confirms_attendance(text, register_of(school, on=school.day_of(at)))
    problems = [f"{one.says} Take out “{one.text}”." for one in found]
    if _names(content, text):
        problems.append("It names whoever wrote it. Take the name out.")
    if any(_quotes(version.said.text, text) for version in moderation.item.versions.all()):
        problems.append("It repeats what was written there. Say in general words what the rule is.")
    return problems


def place_of(item: Item) -> str:
    """Where an explanation stands: under our own post, since what it is about may be gone."""
    return item.under or item.key


def _to_be_explained(moderation: Moderation, to: str) -> Moderation:
    row = moderation.held()
    if to not in wanted(row):
        raise NotPossible("This is settled by now. Look at its page.")
    return row


def _is_idle(to: str, item: Item) -> bool:
    """Nobody but the school could read a private message, so there is no audience."""
    return to == AUDIENCE and item.is_private


def _names(content: Content, text: str) -> bool:
    folded = text.casefold()
    names = (content.handle.lstrip("@"), content.name, *content.name.split())
    return any(
        re.search(rf"\b{re.escape(one.casefold())}\b", folded)
        for one in names
        if len(one) >= _SHORTEST_NAME
    )


def _quotes(written: str, text: str) -> bool:
    """Whether some words in a row are the same."""
    theirs, ours = (_WORD.findall(one.casefold()) for one in (written, text))
    runs = {tuple(theirs[n : n + _SAME_WORDS]) for n in range(len(theirs) - _SAME_WORDS + 1)}
    return any(tuple(ours[n : n + _SAME_WORDS]) in runs for n in range(len(ours) - _SAME_WORDS + 1))


@cache
def _texts() -> tuple[dict[str, str], ...]:
    table = tomli.loads(files("gatepost.inbox").joinpath("explanations.toml").read_text("utf-8"))
    return tuple(table["explanation"])
