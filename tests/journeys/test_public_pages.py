"""The pages that everybody may see, in a real browser: accessible, in width, and quiet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from gatepost.policies import comparing
from gatepost.policies.packs import bundled_pack
from tests.journeys.conftest import answered
from tests.journeys.looking import DESK, PHONE, At, Looker, is_too_wide, keep_screen

# axe-core takes its time over long pages, which are all made alike: one look at each.
PAGES = {
    "front": At("/"),
    "law": At("/law/", looks=(PHONE,)),
    "shorter-policy": At("/policies/coates-lane/", looks=(PHONE,)),
    "school": At(""),
    "policy": At("policy/", looks=(DESK,)),
    "versions": At("policy/versions/"),
    "can-i": At("can-i/"),
    "found": At("can-i/?q=photo of sports day"),
    "nothing-found": At("can-i/?q=fotograph"),
    "changes": At("changes/?to=corpus-christi"),
    "not-understood": At("can-i/connect/?other=pupl", status=400),
    "not-found": At("/nowhere/", status=404),
}
ANSWERS = {
    "question": At("can-i/connect/?other=former-pupil"),
    "question-error": At("can-i/connect/?answer=other", shows=".govuk-error-summary", status=400),
    "checklist": At("can-i/post/?actor=teacher&account=personal", shows=".gp-question--checklist"),
    "answer-must-not": At(answered("connect", actor="support-staff", other="pupil"),
        shows=".gp-answer--must-not"),
    "answer-unknown": At(answered("connect", actor="unknown", other="unknown"), shows=".gp-answer"),
    "answer-only-if": At(answered("open-account", actor="headteacher"), shows=".gp-answer--only-if"),
    "answer-law": At(answered("handle-found-material", actor="teacher",
        material="indecent-image-of-child", step="copy"), shows=".gp-grave"),
    "answer-silent": At(answered("leave-school", actor="parent"), shows=".gp-answer--silent"),
    "answer-may": At(answered("browse", actor="support-staff", when="official-break"),
        shows=".gp-answer--may"),
}  # fmt: skip


def test_nothing_outside_this_machine_can_be_reached(open_page: Callable[..., Page]) -> None:
    for address in ("http://school.example/", "http://127.0.0.2/"):
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            open_page().goto(address)


def test_public_pages_are_accessible_in_width_and_quiet(faults_on: Looker) -> None:
    faults = faults_on(PAGES)

    assert not faults, faults


def test_questions_and_answers_are_accessible_in_width_and_quiet(faults_on: Looker) -> None:
    faults = faults_on(ANSWERS)

    assert not faults, faults


def test_one_group_of_changes_is_accessible(faults_on: Looker) -> None:
    people = comparing.by_people(bundled_pack("ashlands"), bundled_pack("corpus-christi"))[0]
    on = At(f"changes/?to=corpus-christi&who={people.key}&act=connect", looks=(PHONE,))

    faults = faults_on({"changes-on": on})

    assert not faults, faults


def test_twice_the_size_of_type_fits_on_a_phone(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE)
    page.set_viewport_size({"width": 320, "height": 640})

    for at in (PAGES["can-i"], ANSWERS["answer-only-if"], PAGES["policy"], ANSWERS["checklist"]):
        page.goto(site + at.filled({}))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_too_wide(page), at.path


def test_the_policy_is_fit_for_paper(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    page.goto(f"{site}/schools/ashlands/policy/")

    page.emulate_media(media="print")

    keep_screen(page, "policy-paper")
    assert not page.locator(".gp-nav").is_visible()
    assert not page.locator(".gp-contents").is_visible()
    assert page.locator("#clause-no-following-pupils").is_visible()
