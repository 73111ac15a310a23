"""Going through a page with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page

FOCUSED = """() => {
    const it = document.activeElement;
    if (it === document.body) return '';
    return ((it.labels && it.labels[0]) || it).textContent.trim().replace(/\\s+/g, ' ');
}"""
IS_SHOWN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
}"""


def tab_to(page: Page, words: str, *, within: int = 60) -> None:
    """Press Tab until something with these words has the focus, and can be seen to have it."""
    for _ in range(within):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            assert page.evaluate(IS_SHOWN), f"one cannot see that “{words}” has the focus"
            return
    raise AssertionError(f"Tab never reaches “{words}”")


def press(page: Page, words: str, *, within: int = 60) -> None:
    """Tab to a link or button and press Enter, which leads to a page."""
    tab_to(page, words, within=within)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, words: str) -> None:
    """Tab to a group of radios and go down with the arrow key to one of them, or to a checkbox."""
    if (
        page.locator("input[type=radio], input[type=checkbox]").first.get_attribute("type")
        != "radio"
    ):
        tab_to(page, words)
        page.keyboard.press("Space")
        return
    labels = page.locator(".govuk-radios__label")
    tab_to(page, labels.first.inner_text())
    page.keyboard.press("Space")
    for _ in range(labels.count()):
        if page.evaluate(FOCUSED) == words:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"there is no answer “{words}”")
