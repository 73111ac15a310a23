"""From the front page to an answer: by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import answered
from tests.journeys.keyboard import choose, press, tab_to
from tests.journeys.looking import DESK, PHONE, look_at


def take_the_first_answer(page: Page) -> None:
    """Answer a question with its first choice."""
    page.locator(".gp-question input:not([type=hidden])").first.check()
    page.get_by_role("button", name="Continue").click()


def test_by_keyboard_alone_from_the_front_page_to_an_answer(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(DESK)
    page.goto(site)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    for words in ("Ashlands Primary School", "Accept or send a friend request"):
        press(page, words)
    answers = {
        "Whom does it concern?": "A pupil of the school",
        "Who are you?": "A teaching assistant or other support staff",
        "Which account or page is it?": "A personal one",
        "By which way?": "Social media",
        "Is that person a relative of yours?": "No",
    }
    for _ in range(8):
        if page.locator(".gp-answer").count():
            break
        if page.locator(".gp-question--checklist").count():
            tab_to(page, "Continue")
        else:
            choose(page, answers[page.locator("h1").inner_text()])
        with page.expect_navigation():
            page.keyboard.press("Enter")

    expect(page.locator(".gp-answer__verdict")).to_have_text("You must not")


def test_without_javascript_a_post_is_asked_about_and_answered(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE, javascript=False)
    page.goto(f"{site}/schools/ashlands/")

    page.get_by_label("What would you like to do?").fill("write a comment about a parent")
    page.get_by_role("button", name="Find an answer").click()
    page.get_by_role("link", name="Post, comment or blog").first.click()
    page.get_by_label("A personal one").check()
    page.get_by_role("button", name="Continue").click()
    for _ in range(6):
        if page.locator(".gp-question--checklist").count():
            break
        take_the_first_answer(page)
    page.get_by_text("What or whom is it about?").first.click()
    page.get_by_label("Pupils’ families").or_(page.get_by_label("Pupils' families")).check()
    page.get_by_text("How would a fair-minded reader describe it?").first.click()
    page.get_by_label("Belittling").check()
    page.get_by_role("button", name="Continue").click()

    for _ in range(4):
        if page.locator(".gp-answer").count():
            break
        take_the_first_answer(page)
    expect(page.locator(".gp-answer__verdict")).to_have_text("You must not")
    assert "manner=derogatory" in page.url and "manner=respectful" not in page.url


def test_back_and_change_lead_to_the_question_that_was_meant(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}{answered('open-account', actor='teacher')}")
    expect(page.locator(".gp-answer__verdict")).to_have_text("Only if…")

    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator("h1")).to_have_text("Who are you?")
    expect(page.get_by_label("A teacher", exact=True)).to_be_checked()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator("h1")).to_have_text("Can I…?")


def test_supposing_an_approval_changes_the_card(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}{answered('open-account', actor='teacher')}")

    page.get_by_role("link", name="Suppose it is refused").first.click()

    expect(page.locator(".gp-answer__verdict")).to_have_text("You must not")
    assert not (faults := look_at(page, "answer-supposed")), faults
    page.get_by_role("link", name="Take this back").first.click()
    expect(page.locator(".gp-answer__verdict")).to_have_text("Only if…")


def test_the_list_narrows_while_one_types(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    page.goto(f"{site}/schools/ashlands/can-i/")

    page.get_by_label("What would you like to do?").press_sequentially("password")

    expect(page.locator("#all li:visible")).to_have_count(1)
    page.get_by_label("What would you like to do?").fill("")
    expect(page.locator("#all li:visible")).to_have_count(30)


def test_a_folded_question_says_what_is_chosen_in_it_now(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}/schools/ashlands/can-i/post/?actor=teacher&account=personal")
    question = page.locator("details", has_text="Whose work is it?")

    question.locator("summary").click()
    question.get_by_label("Somebody else's, only linked to").check()

    expect(question.locator(".gp-fold__chosen")).to_have_text("Somebody else's, only linked to")
