"""Login walls: pages that ask to sign in are told from pages that merely offer it, however a page is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.core.evidence import Page, login_wall
from gatepost.core.evidence.pages import has_password_field, words_of

POST = "https://social.example/ashlands/posts/17"
LONG = "A long comment about sports day and everything that went wrong there. " * 40


def page(text: str = "A comment", **other: object) -> Page:
    fields: dict[str, object] = {"asked": POST, "final": POST, "status": 200, "title": "Post"}
    return Page(**{**fields, "text": text, **other})  # type: ignore[arg-type]


WALLS = {
    "sent on to a sign-in page": page(final="https://social.example/login?next=%2Fashlands"),
    "sent on to another host": page(final="https://accounts.social.example/v3/x"),
    "sent on to a wall": page(final="https://social.example/authwall?trk=x"),
    "sent on deeper": page(final="https://social.example/accounts/login/?next=/p/17/"),
    "the answer 401": page(status=401),
    "the answer 403": page(status=403),
    "the title": page(title="Log in | Social"),
    "another title": page(title="Sign in to Social"),
    "words": page("Log in to continue"),
    "other words": page("You must be logged in to see this."),
    "more words": page("Please sign in"),
    "an account": page("Create an account to see more"),
    "not available": page("This content isn’t available right now"),
    "private": page("This account is private. Follow to see photos."),
    "a password and little else": page("Welcome", html="<input name=p type='password'>"),
}


@pytest.mark.parametrize("case", WALLS)
def test_a_page_that_asks_to_sign_in_is_a_wall(case: str) -> None:
    reasons = login_wall(WALLS[case])

    assert reasons
    assert all(reason.endswith(".") for reason in reasons)


OPEN = {
    "a post": page(),
    "a post in which somebody speaks of signing in": page(LONG + " I had to log in to see it."),
    "a post beside a form to sign in": page(
        LONG, html="<form><input type=password></form><p>" + LONG
    ),
    "a page about signing up": page(title="Sign up for the summer fair"),
    "an address that was asked for": page(
        LONG, asked="https://a.example/login-news", final="https://a.example/login-news/"
    ),
    "a page on logins": page(LONG, final="https://social.example/blog/loginproblems"),
    "a page with a search": page(html="<input type=search><input type=text>"),
}


@pytest.mark.parametrize("case", OPEN)
def test_a_page_that_merely_offers_to_sign_in_is_none(case: str) -> None:
    assert login_wall(OPEN[case]) == ()


def test_the_words_of_a_page_are_those_that_readers_see() -> None:
    title, words = words_of(
        """<!doctype html><html><head><TITLE>Sports &amp; more</TITLE><style>p{}</style>
        <script>if (a < b) document.write("<p>hidden</p>")</script></head>
        <body><h1>Sports <b>day</b></h1><!-- not <p>this</p> --><p title="a > b">One<br>two
        3 < 4 &lt;5</p><noscript>Turn scripts on</noscript><ul><li>İstanbul<li>x</ul></body>"""
    )

    assert title == "Sports & more"
    assert words == "Sports day\nOne\ntwo 3 < 4 <5\nİstanbul\nx"


def test_a_password_field_is_found_however_it_is_written() -> None:
    for field in (
        "<input type=password>",
        '<INPUT name="a>b" TYPE = "Password">',
        "<input type='password'/>",
    ):
        assert has_password_field(f"<form>{field}")
    for field in ("<input type=text>", "<p>type=password", "<!-- <input type=password> -->"):
        assert not has_password_field(field)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>/!-\"'= abinptcrs&#x;\n", max_size=300))
def test_no_page_brings_the_reader_down(text: str) -> None:
    title, words = words_of(text)

    assert isinstance(title, str)
    assert "\n\n" not in words


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "</", "<!", "<?", "<a x='", '<a "<b >', "<title>", "<script>", "&#1", "<a '\""],
)
def test_a_page_that_was_made_to_be_slow_is_not(piece: str) -> None:
    began = time.monotonic()

    words_of(piece * (1_000_000 // len(piece)))

    assert time.monotonic() - began < 10
