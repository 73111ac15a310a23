"""Being signed in on a server of the AT Protocol: app password, session, and its renewal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from gatepost.networks.errors import NetworkError, Refused, SignedOut, TryLater
from gatepost.networks.outward import Answer
from gatepost.networks.talking import Call, Missing, Talk

T = TypeVar("T")

_OUR_TOKEN = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})
_ABSENT = frozenset({"RecordNotFound", "RepoNotFound", "HandleNotFound"})
_TROUBLE = 500
_NO_ENTRY = {
    "AuthenticationRequired": "Bluesky does not accept this account name and app password. Enter them again.",
    "AuthFactorTokenRequired": "This is the account's own password. Make an app password on Bluesky and enter that.",
    "AccountTakedown": "Bluesky has shut this account. Ask Bluesky why.",
    "AccountDeactivated": "This account is switched off on Bluesky. Switch it on there, then try again.",
}


class Stale(NetworkError):
    """The session's token is used up; nothing was done."""


def means(answer: Answer) -> NetworkError | type[Missing] | None:
    """What the error that a server names stands for."""
    code = _code(answer)
    if code in _OUR_TOKEN:
        return Stale("The session is over.")
    if code in _ABSENT or (code == "NotFound" and answer.status < _TROUBLE):
        return Missing
    if code == "InvalidSwap":
        return TryLater(
            "Somebody changed the same on Bluesky just now. Gatepost tries again.", after=5
        )
    if code in _NO_ENTRY:
        return SignedOut(_NO_ENTRY[code])
    return _means_of_words(code, answer)


def _means_of_words(code: str, answer: Answer) -> NetworkError | type[Missing] | None:
    if code == "InvalidSwap":
        return TryLater(
            "Somebody changed the same on Bluesky just now. Gatepost tries again.", after=5
        )
    if code == "BlobTooLarge" or answer.status == 413:  # noqa: PLR2004
        return Refused("A picture is too large for Bluesky. Make it smaller.")
    if "could not" in _message(answer) and "resolve" in _message(answer):
        return Missing
    return None


def means_of_a_repo(answer: Answer) -> NetworkError | type[Missing] | None:
    """The same where somebody asks for an account: only a clear no means that there is none."""
    read = means(answer)
    return None if read is Missing and _code(answer) != "RepoNotFound" else read


class Session:
    """Asks with a token, and fetches a new one where the old one is used up."""

    def __init__(self, talk: Talk, credentials: dict[str, str]) -> None:
        self.talk = talk
        self.credentials = credentials

    @property
    def did(self) -> str:
        """The number of the account that is signed in."""
        if not self.credentials.get("did"):
            self._sign_in()
        return self.credentials["did"]

    def ask(self, call: Call, take: Callable[[Any], T]) -> T:
        """Ask as the account; a token that has run out is renewed once, since the server did nothing then."""
        return self.read(call, lambda answer: take(answer.json()))

    def read(self, call: Call, take: Callable[[Answer], T]) -> T:
        """The same where the answer's headers count, too."""
        if not self.credentials.get("access"):
            self._sign_in()
        try:
            return self.talk.read(self._signed(call, "access"), take)
        except Stale:
            self._renew()
        try:
            return self.talk.read(self._signed(call, "access"), take)
        except Stale:
            raise self.talk.signed_out() from None

    def _signed(self, call: Call, token: str) -> Call:
        bearer = {"Authorization": f"Bearer {self.credentials.get(token, '')}"}
        return replace(call, headers={**call.headers, **bearer})

    def _renew(self) -> None:
        call = self._signed(Call("POST", "/xrpc/com.atproto.server.refreshSession"), "refresh")
        try:
            self.credentials.update(self.talk.ask(call, _session))
        except (Stale, SignedOut):
            self._sign_in()

    def _sign_in(self) -> None:
        # Bluesky allows 300 of these a day, which is why the session is kept.
        asked = {
            "identifier": self.credentials["handle"].removeprefix("@"),
            "password": self.credentials["password"],
        }
        call = Call("POST", "/xrpc/com.atproto.server.createSession", json=asked)
        try:
            self.credentials.update(self.talk.ask(call, _session))
        except Stale:
            raise self.talk.signed_out() from None


def _session(told: Any) -> dict[str, str]:
    return {
        "did": str(told["did"]),
        "access": str(told["accessJwt"]),
        "refresh": str(told["refreshJwt"]),
    }


def _code(answer: Answer) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return ""


def _message(answer: Answer) -> str:
    try:
        return str(answer.json()["message"]).lower()
    except (ValueError, KeyError, TypeError):
        return ""
