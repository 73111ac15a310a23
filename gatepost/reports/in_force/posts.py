"""What shows the clauses about publishing: a yes before it goes out, questions answered, drafts looked through."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Max

from gatepost.core.policy import Clause
from gatepost.policies.models import Step
from gatepost.records.counting import Happened, together
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Shown, State, Way, page, used

POSTS = "posts:posts"


def approval(look: Look, clause: Clause) -> Shown:
    """Whether those whom a clause names have said yes or no to anything."""
    given, url = look.once(_given), page(look, POSTS)
    if seen := together(given.get(fact) for fact in clause.requires):
        return used(look, "Those whom it names have said yes or no.", seen, url=url)
    if look.accounts:
        return Shown(State.READY, "Gatepost asks for this yes before anything goes out.", url=url)
    return Shown(
        State.NOTHING, "There is no official account yet, so nobody has been asked.", url=url
    )


def _given(look: Look) -> Mapping[str, Happened]:
    rows = Step.objects.filter(school=look.school, at__gte=look.begun_at).order_by()
    counted = rows.values_list("fact").annotate(Count("pk"), Max("at"))
    return {fact: Happened(count, last_at) for fact, count, last_at in counted}


def _asked_of_drafts(look: Look, clause: Clause) -> str:
    return "Every draft comes with it." if look.accounts else ""


GIVERS: Mapping[str, Giver] = {
    "posts.approval": approval,
    "posts.checklist": Way(
        ("checklist.answered",),
        "Writers and checkers have answered its questions.",
        "There is no official account yet, so nobody has answered its questions.",
        POSTS,
        ready=_asked_of_drafts,
    ),
    "posts.checks": Way(
        ("post.handed-in", "finding.judged"),
        "Drafts were looked through for it.",
        "There is no official account yet, so no draft was looked through.",
        POSTS,
        ready=_asked_of_drafts,
    ),
    "posts.review": Way(
        ("post.looked-at-again",),
        "Published posts were looked at again.",
        "No published post was looked at again yet.",
        POSTS,
    ),
}
