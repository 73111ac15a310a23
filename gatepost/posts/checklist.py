"""The policy's own questions about a post: its writer answers them, and whoever agrees to it agrees with the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from gatepost.core.screen import Question
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.reading import Readable
from gatepost.posts.checking import readable_by, screen_of
from gatepost.posts.models import Checklist, Post
from gatepost.records.door import record

YES = "yes"
MOST = 2000  # characters of an answer in words


@dataclass(frozen=True)
class Asked:
    """One question as a page shows it, with what was answered."""

    question: Question
    answer: str

    @property
    def is_yes(self) -> bool:
        """Whether its box is ticked."""
        return self.answer == YES


@dataclass(frozen=True)
class AskedBy:
    """The questions of one clause."""

    clause: Readable
    questions: tuple[Asked, ...]


def answer(post: Post, given: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """Keep what somebody answers about a post as it is now; whatever is not asked is left out."""
    said = {
        question.key: given.get(question.key, "").strip()[:MOST]
        for question in screen_of(post, at=at).questions()
    }
    _keep(post, {key: words for key, words in said.items() if words}, by=by, at=at)


def agree(post: Post, *, by: Person, at: datetime) -> None:
    """Keep that somebody who says yes to a post says it of the questions too that want a yes."""
    asked = screen_of(post, at=at).questions()
    _keep(post, {one.key: YES for one in asked if not one.wants_words}, by=by, at=at)


def check_answered(post: Post, *, reason: str, at: datetime) -> None:
    """Raise NotPossible where the writer has not answered; a reason stands for what the policy only advises."""
    given = _answers_of(post, post.author)
    missing = [one for one in screen_of(post, at=at).questions() if one.key not in given]
    for question in missing:
        if question.is_binding:
            raise NotPossible(
                f"Answer the policy’s questions first: “{question.asks}” (clause {_number(question)})."
            )
    if missing and not reason.strip():
        raise NotPossible(
            f"Answer the policy’s question “{missing[0].asks}” (clause {_number(missing[0])}), "
            "or write why you go on without."
        )


def asked_about(post: Post, *, given: Mapping[str, str], at: datetime) -> list[AskedBy]:
    """The questions by their clauses, with what the writer has answered or has just filled in."""
    answers = _answers_of(post, post.author) | {key: words for key, words in given.items() if words}
    clauses = readable_by(post, at=at)
    asked = screen_of(post, at=at).questions()
    return [
        AskedBy(
            clauses[slug].by_id[clause_id],
            tuple(Asked(one, answers.get(one.key, "")) for one in questions),
        )
        for (slug, clause_id), questions in groupby(asked, key=_clause_of)
    ]


def agreed_by(post: Post) -> Iterator[Checklist]:
    """What others answered about it as it is now."""
    yield from Checklist.objects.on(post).exclude(by=post.author).select_related("by")


def _number(question: Question) -> str:
    return question.cited.clause.number


def _clause_of(question: Question) -> tuple[str, str]:
    return question.cited.pack.slug, question.cited.clause.id


def _answers_of(post: Post, person: Person) -> dict[str, str]:
    kept = Checklist.objects.on(post).filter(by=person)
    return {key: words for one in kept for key, words in one.answers.items()}


def _keep(post: Post, answers: Mapping[str, str], *, by: Person, at: datetime) -> None:
    if not answers:
        return
    kept = Checklist.objects.create(answers=dict(answers), **post.about_now(by=by, at=at))
    record("checklist.answered", subject=kept, by=by, at=at, about=kept.about)
