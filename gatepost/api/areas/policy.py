"""The policy in force, and what it says of a situation."""

from __future__ import annotations

from django.http import Http404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Sent
from gatepost.api.calls import reads
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call
from gatepost.core.policy import Decision, vocabulary
from gatepost.core.policy.binding import key_of
from gatepost.policies import packs
from gatepost.policies.can_i import Inquiry, read
from gatepost.policies.door import policy_at
from gatepost.policies.models import Version

router = Router()


class ClauseOut(BaseModel):
    """A clause."""

    id: str
    number: str = Field(description="As pages show it: section and place in it")
    heading: str
    says: str
    strength: str
    is_grave: bool
    live: str = Field(description="What makes it real beside answers; empty where answers alone do")


class PolicyOut(BaseModel):
    """The policy that is in force."""

    slug: str
    version: int
    title: str
    clauses: list[ClauseOut]


class Situation(Sent):
    """A situation, in the vocabulary's words."""

    act: str = Field(max_length=60)
    facts: dict[str, list[str]] = Field(default_factory=dict, max_length=60)


class Cited(BaseModel):
    """A clause that bears on an answer."""

    id: str
    says: str
    strength: str


class NeedOut(BaseModel):
    """Something that has to hold first."""

    fact: str
    value: str
    clause: str


class DutyOut(BaseModel):
    """Something that somebody has to do."""

    do: str
    by: str
    to: str
    within: str
    clause: str


class Says(BaseModel):
    """What one of the two says."""

    verdict: str
    clauses: list[Cited]
    requires: list[NeedOut]
    duties: list[DutyOut]


class PolicyAnswer(BaseModel):
    """What policy and law say; the stricter holds."""

    verdict: str
    policy: Says
    law: Says
    open: list[str] = Field(description="Facts that were left open and could change the answer")


@reads(router, "/policy", page="policies:policy", scope="policy:read", gives=PolicyOut)
def read_policy(request: Call) -> PolicyOut:
    """Every clause of the policy that is in force."""
    on = request.school.day_of(request.at)
    version = Version.objects.in_force(request.school, on=on)
    if version is None:
        raise Http404
    pack = version.pack.on(on)
    clauses = [
        ClauseOut(
            id=key_of(pack, one), number=one.number, heading=one.heading, says=one.says,
            strength=one.strength, is_grave=one.grave, live=str(one.live.get("by", "")),
        )
        for one in pack.clauses
    ]  # fmt: skip
    return PolicyOut(slug=pack.slug, version=version.number, title=pack.title, clauses=clauses)


@reads(router, "/ask", page="policies:ask", scope="policy:read", gives=PolicyAnswer, method="POST")
def ask_policy(request: Call, body: Situation) -> PolicyAnswer:
    """What policy and law say of a situation of whoever the token stands for. Nothing is kept of it."""
    on = request.school.day_of(request.at)
    policy = policy_at(request.school, on=on)
    if policy is None:
        raise Http404
    if body.act not in vocabulary().acts:
        raise Problem(422, f"There is no act “{body.act}” in the vocabulary.")
    act = vocabulary().acts[body.act]
    asked = Inquiry(policy, packs.law(on=on), act, read(act.name, body.facts))
    asked = asked.asked_by(request.person, on=on)
    page = asked.next_page()
    return PolicyAnswer(
        verdict=asked.verdict,
        policy=_says(asked.says),
        law=_says(asked.law_says),
        open=list(page.facts) if page else [],
    )


def _says(decision: Decision) -> Says:
    return Says(
        verdict=decision.verdict,
        clauses=[
            Cited(id=key_of(decision.pack, one), says=one.says, strength=one.strength)
            for one in decision.clauses
        ],
        requires=[
            NeedOut(fact=need.fact, value=need.value, clause=key_of(decision.pack, need.clause))
            for need in decision.requires
        ],
        duties=[
            DutyOut(
                do=duty.do,
                by=duty.by,
                to=duty.to,
                within=duty.within,
                clause=key_of(decision.pack, one),
            )
            for duty, one in decision.duties
        ],
    )
