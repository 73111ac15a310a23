"""What the Graph API's error codes stand for."""

from __future__ import annotations

from gatepost.networks.errors import NetworkError, Refused, SignedOut, TryLater
from gatepost.networks.outward import Answer
from gatepost.networks.talking import Missing, waiting_time

# https://developers.facebook.com/docs/graph-api/guides/error-handling and .../overview/rate-limiting
_SIGNED_OUT = frozenset({102, 190, 463, 467})
_TOO_MANY = frozenset({4, 17, 32, 341, 613, 80001, 80002})
_NO_PERMISSION = frozenset({3, 10, *range(200, 300)})
_AGAIN = 506
_BLOCKED = 368
_NOT_THERE = (100, 33)  # a code and what stands below it
_AN_HOUR = 3_600


def means(answer: Answer) -> NetworkError | type[Missing] | None:
    """The error that an answer stands for; None where its status says it better."""
    code, below = _codes(answer)
    if (code, below) == _NOT_THERE:
        return Missing
    if code in _SIGNED_OUT:
        return SignedOut(
            "Facebook does not accept our access to the Page any more: it has run out or was taken "
            "back. Connect the Page again."
        )
    if code in _TOO_MANY:
        after = waiting_time(answer) if "retry-after" in answer.headers else _AN_HOUR
        return TryLater("Facebook asks us to wait. Gatepost tries again by itself.", after=after)
    return _refusal(code)


def _refusal(code: int) -> Refused | None:
    if code in _NO_PERMISSION:
        return Refused(
            "Facebook does not allow this for the Page. Check what the Meta app and its token may do."
        )
    if code == _AGAIN:
        return Refused("Facebook says that the Page has just posted the very same. Look there.")
    if code == _BLOCKED:
        return Refused("Facebook has blocked this for now. Look at the Page's notices on Facebook.")
    return None


def _codes(answer: Answer) -> tuple[int, int]:
    try:
        error = answer.json()["error"]
        return int(error["code"]), int(error.get("error_subcode", 0))
    except (ValueError, KeyError, TypeError):
        return 0, 0
