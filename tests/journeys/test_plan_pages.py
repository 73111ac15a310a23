"""What people mean to do, in a real browser: plans in every state, asked and judged by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.people.models import School
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import Refused
from gatepost.policies.models import KeptAnswer, Plan
from tests.conftest import make_cast
from tests.journeys.conftest import answered
from tests.journeys.keyboard import press, tab_to
from tests.journeys.looking import DESK, PHONE, At, Looker, look_at, session_of

PAGES = {
    "plans": At("plans/", by="writer"),
    "plans-none": At("plans/", by="assistant"),
    "plan-forbidden": At("plans/{forbidden}/", by="writer", shows=".gp-answer--must-not"),
    "plan-needs": At("plans/{needs}/", by="writer", shows=".gp-answer--only-if"),
    "plan-needs-asked": At("plans/{asked}/", by="writer", shows=".gp-answer--only-if"),
    "plan-needs-my-yes": At("plans/{asked}/", by="approver", shows="[name=answer]"),
    "plan-said-no": At("plans/{said_no}/", by="writer", shows=".govuk-tag--red"),
    "plan-advised-against": At("plans/{advised}/", by="writer", shows=".gp-answer--should-not"),
    "plan-to-be-judged": At("plans/{judging}/", by="writer", shows="#of-judge"),
    "plan-judging": At("plans/{judging}/", by="approver", shows="[name=reason]"),
    "plan-judged": At("plans/{judged}/", by="writer"),
    "plan-done": At("plans/{done}/", by="writer"),
    "plan-taken-back": At("plans/{taken_back}/", by="writer"),
    "plan-of-somebody-else": At("plans/{forbidden}/", by="assistant", status=404),
    "refusal": At("refusals/{refusal}/", by="writer"),
}
FRIEND = answered("connect", actor="teacher", other="former-pupil")


@pytest.fixture
def people(site: str) -> SimpleNamespace:
    """The cast of the first school."""
    return make_cast(School.objects.get(slug="ashlands"))


def plans_of(cast: SimpleNamespace, *, at: datetime) -> dict[str, int]:
    """A plan in every state, and something that was refused and something that was kept."""
    writer, approver = cast.writer, cast.approver
    meant = {
        "forbidden": ("connect", {"other": ["pupil"]}),
        "needs": ("open-account", {"account": ["official"]}),
        "asked": ("open-account", {"account": ["official"]}),
        "said_no": ("open-account", {"account": ["official"]}),
        "advised": ("connect", {"other": ["pupil-relative"]}),
        "judging": ("connect", {"other": ["former-pupil"]}),
        "judged": ("connect", {"other": ["former-pupil"]}),
        "done": ("connect", {"other": ["pupil-relative"]}),
        "taken_back": ("connect", {"other": ["pupil"]}),
    }
    plans = {key: Plan.make(act, facts, by=writer, at=at) for key, (act, facts) in meant.items()}
    for key in ("asked", "said_no"):
        plans[key].ask(approver, fact="slt-approval", by=writer, at=at)
    plans["said_no"].say("slt-approval", yes=False, by=approver, at=at)
    for key in ("judging", "judged"):
        plans[key].ask(approver, fact="", by=writer, at=at)
    plans["judged"].judge(allowed=True, reason="They left ten years ago.", by=approver, at=at)
    plans["done"].do(by=writer, at=at, reason="We sing in one choir.")
    plans["taken_back"].withdraw(by=writer, at=at)
    KeptAnswer.keep("connect", {"other": ("pupil",)}, by=writer, at=at)
    with pytest.raises(Refused) as refused:
        plans["needs"].do(by=writer, at=at)
    numbers = {key: plan.pk for key, plan in plans.items()}
    return numbers | {"refusal": keep(refused.value, at=at).pk}


def test_pages_of_plans_are_accessible_and_in_width(
    people: SimpleNamespace, faults_on: Looker
) -> None:
    numbers = plans_of(people, at=timezone.now())

    faults = faults_on(PAGES, people.everybody, **numbers)

    assert not faults, faults


def test_a_plan_is_asked_about_and_judged_by_keyboard_alone(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK, session=session_of(people.writer))
    page.goto(f"{site}{FRIEND}")
    press(page, "I mean to do this")
    tab_to(page, "Who can judge")
    page.keyboard.type("Alder")
    press(page, "Ask")
    page.get_by_text("Alder Cole has been asked.").wait_for()

    page = open_page(DESK, session=session_of(people.approver))
    page.goto(f"{site}/schools/ashlands/today/")
    tab_to(page, " more")
    page.keyboard.press("Enter")
    press(page, "Wren Abbott asks for your judgement")
    press(page, "It does not apply here")
    page.locator(".govuk-error-summary").wait_for()
    assert not (faults := look_at(page, "plan-judging-error")), faults
    tab_to(page, "Why you judge so")
    page.keyboard.type("They left ten years ago.")
    press(page, "It does not apply here")

    page.get_by_text("Your judgement is on record.").wait_for()
    assert Plan.objects.get().author == people.writer


def test_a_plan_is_refused_explained_and_done_without_javascript(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, session=session_of(people.writer), javascript=False)
    page.goto(site + answered("connect", actor="teacher", other="pupil-relative"))
    page.get_by_role("button", name="Keep this answer").click()
    page.get_by_text("Kept. You find it under").wait_for()
    page.goto(site + answered("connect", actor="teacher", other="pupil-relative"))
    page.get_by_role("button", name="I mean to do this").click()

    page.get_by_role("button", name="Put down that I do this").click()
    page.get_by_role("heading", name="The policy advises against this.").wait_for()
    page.get_by_role("link", name="Go back to it").click()
    page.get_by_label("Why will you do it all the same?").fill("We sing in one choir.")
    page.get_by_role("button", name="Put down that I do this").click()

    page.get_by_text("It is on record, with the clauses it rests on.").wait_for()
    assert Plan.objects.get().deed.reason == "We sing in one choir."


def test_what_is_refused_is_shown_accessibly(
    site: str, people: SimpleNamespace, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, session=session_of(people.writer))
    for act, given in (("connect", {"other": ["pupil"]}), ("connect", {"other": ["former-pupil"]}),
                       ("open-account", {"account": ["official"]})):  # fmt: skip
        plan = Plan.make(act, given, by=people.writer, at=timezone.now())
        page.goto(site + plan.get_absolute_url())
        page.get_by_role("button", name="Put down that I do this").click()

        page.get_by_text("are on record under number").wait_for()
        assert not (faults := look_at(page, f"refused-{act}-{plan.pk}")), faults
