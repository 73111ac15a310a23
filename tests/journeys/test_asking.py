"""From the front page to an answer: by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESK, PHONE, answered, faults_of, keep_screen


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if words in focused:
            assert page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                " || getComputedStyle(document.activeElement).boxShadow !== 'none'"
            ), f"one cannot see that “{words}” has the focus"
            return
    raise AssertionError(f"Tab never reaches “{words}”")


def choose(page: Page, words: str) -> None:
    """Tab to a group of radios and go down with the arrow key to one of them."""
    first = page.locator("input[type=radio], input[type=checkbox]").first
    kind = first.get_attribute("type")
    if kind == "checkbox":
        tab_to(page, words)
        page.keyboard.press("Space")
        return
    labels = page.locator(".govuk-radios__label")
    tab_to(page, labels.first.inner_text())
    page.keyboard.press("Space")
    for _ in range(labels.count()):
        chosen = page.evaluate("document.activeElement.labels[0].textContent.trim()")
        if chosen == words:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no answer “{words}”")


def take_the_first_answer(page: Page) -> None:
    """Answer a question with its first choice."""
    page.locator(".gp-question input:not([type=hidden])").first.check()
    page.get_by_role("button", name="Continue").click()


def test_by_keyboard_alone_from_the_front_page_to_an_answer(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(DESK).new_page()
    page.goto(site)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    for words in ("Ashlands Primary School", "Accept or send a friend request"):
        tab_to(page, words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
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
    keep_screen(page, "journey-keyboard-1280")


def test_without_javascript_a_post_is_asked_about_and_answered(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(PHONE, javascript=False).new_page()
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
    keep_screen(page, "journey-without-javascript-360")


def test_back_and_change_lead_to_the_question_that_was_meant(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(PHONE).new_page()
    page.goto(f"{site}{answered('open-account', actor='teacher')}")
    expect(page.locator(".gp-answer__verdict")).to_have_text("Only if…")

    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator("h1")).to_have_text("Who are you?")
    expect(page.get_by_label("A teacher", exact=True)).to_be_checked()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator("h1")).to_have_text("Can I…?")


def test_supposing_an_approval_changes_the_card(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(PHONE).new_page()
    page.goto(f"{site}{answered('open-account', actor='teacher')}")

    page.get_by_role("link", name="Suppose it is refused").first.click()

    expect(page.locator(".gp-answer__verdict")).to_have_text("You must not")
    assert faults_of(page) == []
    page.get_by_role("link", name="Take this back").first.click()
    expect(page.locator(".gp-answer__verdict")).to_have_text("Only if…")


def test_the_list_narrows_while_one_types(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(DESK).new_page()
    page.goto(f"{site}/schools/ashlands/can-i/")

    page.get_by_label("What would you like to do?").press_sequentially("password")

    expect(page.locator("#all li:visible")).to_have_count(1)
    page.get_by_label("What would you like to do?").fill("")
    expect(page.locator("#all li:visible")).to_have_count(30)


def test_a_folded_question_says_what_is_chosen_in_it_now(
    site: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(PHONE).new_page()
    page.goto(f"{site}/schools/ashlands/can-i/post/?actor=teacher&account=personal")
    question = page.locator("details", has_text="Whose work is it?")

    question.locator("summary").click()
    question.get_by_label("Somebody else's, only linked to").check()

    expect(question.locator(".gp-fold__chosen")).to_have_text("Somebody else's, only linked to")
