"""The policy is asked, again at every step, whether a post may go out."""

from __future__ import annotations

from datetime import datetime

from gatepost.core.policy.vocabulary import RANK
from gatepost.policies.door import JudgementNeeded, Refused, givers, policy_at, require
from gatepost.policies.ruling import Ruling
from gatepost.posts.checking import to_be_judged
from gatepost.posts.models import Emergency, Post


def ask_the_policy(post: Post, *, at: datetime) -> Ruling:
    """The ruling under which a post goes out; raises Refused.

    An emergency lifts approvals that are missing, and nothing else: no ban, no child who may not be shown, no law.
    """
    waiting = to_be_judged(post, at=at)
    try:
        ruling = require(
            post.act,
            subject=post,
            by=post.author,
            at=at,
            facts=post.known(at=at),
            reason=post.reason,
        )
    except Refused as refused:
        emergency = Emergency.objects.filter(post=post).first()
        if emergency is None or not set(liftable(refused.ruling, post, at=at)):
            raise
        ruling = refused.ruling
    if waiting:
        raise JudgementNeeded(
            "Somebody else has to judge first what was found in it.",
            ruling=ruling,
            act=post.act,
            subject=post,
            by=post.author,
        )
    return ruling


def liftable(ruling: Ruling, post: Post, *, at: datetime) -> list[str]:
    """The approvals that an emergency would lift; empty where anything else stands in the way."""
    if ruling.verdict != "only-if" or RANK[ruling.law.verdict] >= RANK["only-if"]:
        return []
    policy = policy_at(post.school, on=post.school.day_of(at))
    by_others = [fact for fact in ruling.missing if set(givers(fact, policy)) - {"actor"}]
    return by_others if len(by_others) == len(ruling.missing) else []
