"""What an author is asked about a post: the facts that matter under the adopted policy, and the policy's own questions."""

from __future__ import annotations

from datetime import datetime

from gatepost.core.policy import vocabulary
from gatepost.policies import packs
from gatepost.policies.can_i import Inquiry, NotAnswered, Page
from gatepost.policies.door import policy_at
from gatepost.policies.questions import Question, questions
from gatepost.posts.models import Post
from gatepost.posts.models.posts import FROM_ROWS


def inquiry_of(post: Post, *, at: datetime) -> Inquiry:
    """The question that a post puts to the policy, as the pages of “Can I…?” put it."""
    on = post.school.day_of(at)
    law = packs.law(on=on)
    policy = policy_at(post.school, on=on) or law
    said = {**post.facts, **post.settled(at=at)}
    given = {fact: tuple(values) for fact, values in said.items()}
    given["actor"] = tuple(post.author.actors)
    return Inquiry(policy, law, vocabulary().acts[post.act], given)


def facts_asked(post: Post, *, at: datetime) -> list[str]:
    """The facts whose answers would change something, in the vocabulary's order."""
    act = vocabulary().acts[post.act]
    open_facts = [fact for fact in (*act.asked, *act.checklist) if fact not in FROM_ROWS]
    return list(inquiry_of(post, at=at).mattering(open_facts))


def questions_of(post: Post, *, at: datetime, error: NotAnswered | None = None) -> list[Question]:
    """The questions of the page, with what was answered or is usual chosen."""
    page = Page(tuple(facts_asked(post, at=at)), is_checklist=True)
    return questions(inquiry_of(post, at=at), page, error=error)
