"""What can go wrong with a network, as few classes, each with a sentence that a person can act on.

No message holds a token, a name or a word of the post: messages end in logs and in the ledger.
"""

from __future__ import annotations


class NetworkError(Exception):
    """Something did not work; `says` tells a person what, and what to do."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Refused(NetworkError):
    """The network says no, and would say it again: somebody has to change something."""


class Unsafe(Refused):
    """The address leads into a network that is not public; nothing was or will be sent there."""


class SignedOut(NetworkError):
    """The network does not know us any more: the access has run out or was taken back."""


class TryLater(NetworkError):
    """Nothing was published, and the very same may work in `after` seconds."""

    def __init__(self, says: str, *, after: int) -> None:
        super().__init__(says)
        self.after = after


class Unknown(NetworkError):
    """The post was sent and no clear answer came: it may be there or not. Look before anything is sent again."""


class ByHand(NetworkError):
    """A person does this one; `steps` say how."""

    def __init__(self, says: str, *, steps: tuple[str, ...]) -> None:
        super().__init__(says)
        self.steps = steps
