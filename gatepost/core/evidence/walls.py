"""Tells a page that asks to sign in from the page that was to be captured: such a capture shows nothing of the post."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gatepost.core.evidence.pages import has_password_field

_PLACES = re.compile(
    r"^https?://[^/?#]*/(?:[^?#]*/)?"
    r"(?:log-?in|log-?on|sign-?in|signon|sso|oauth2?|authwall|checkpoint|accounts/login|challenge|session/new|auth)"
    r"(?:[/.?#]|$)",
    re.IGNORECASE,
)
_HOSTS = re.compile(r"^https?://(?:login|accounts|auth|sso|signin|idp)\.", re.IGNORECASE)
_TITLES = re.compile(r"^\W*(?:please )?(?:log|sign) ?(?:in|on)\b", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(?:(?:log|sign) ?in (?:to (?:continue|see|view|read|follow|your account)|or (?:sign up|register|create)|first)"
    r"|(?:you|please) (?:must|need to|have to|should)?\s?(?:be )?(?:log|sign)(?:ged)?[ -]?in"
    r"|(?:create|open) (?:a(?:n)?|your) (?:new )?account to"
    r"|this (?:content|page|account|profile) is(?:n['’]t| not) available (?:right now|to you)"
    r"|this account is private|only (?:followers|friends|members) can see)",
    re.IGNORECASE,
)
_DENIED = frozenset({401, 403, 407})
_LITTLE = 2_000  # characters; a page with more text than this shows something beside the wall
_ENTRY_WORDS = (
    400  # characters of text beside a password field that make a page nothing but a way in
)


@dataclass(frozen=True)
class Page:
    """A page as it came: the address asked for, the one that answered, and what stood there."""

    asked: str
    final: str
    status: int
    title: str
    text: str
    html: str = field(default="", repr=False)


def login_wall(page: Page) -> tuple[str, ...]:
    """Why a page is taken for one that asks to sign in, as sentences; empty where it is not.

    Doubt counts as a wall: what is wrongly called one can be looked at, what is wrongly called evidence misleads.
    """
    reasons = []
    if page.status in _DENIED:
        reasons.append(f"The site answered that one has to sign in (answer {page.status}).")
    if page.final != page.asked and _is_way_in(page.final) and not _is_way_in(page.asked):
        reasons.append("The site sent us on to the address of a sign-in page.")
    if _TITLES.search(page.title):
        reasons.append("The title of the page is that of a sign-in page.")
    little = len(page.text) < _LITTLE
    if little and _WORDS.search(page.text):
        reasons.append(
            "The page has little text, and it says that one has to sign in or cannot see this."
        )
    if has_password_field(page.html) and (len(page.text) < _ENTRY_WORDS or reasons):
        reasons.append("The page asks for a password and shows little else.")
    return tuple(reasons)


def _is_way_in(address: str) -> bool:
    return bool(_PLACES.search(address) or _HOSTS.search(address))
