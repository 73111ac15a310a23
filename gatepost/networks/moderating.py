"""What every adapter does before it does something with what others wrote."""

from __future__ import annotations

from gatepost.networks.about import About
from gatepost.networks.arriving import Act, Reason
from gatepost.networks.errors import Refused


def check_can(about: About, act: Act) -> None:
    """Refused, with the sentence that stands on the button, where a network does not let us do it."""
    ability = about.ability(act)
    if not ability.can:
        raise Refused(ability.says)


def check_can_undo(about: About, act: Act) -> None:
    """Refused where it cannot be taken back."""
    check_can(about, act)
    if not about.ability(act).undo:
        raise Refused(f"{about.name} does not let us take this back. {about.ability(act).says}")


def check_author(about: About, author: str) -> str:
    """The id of an author; Refused where the network did not say whose it is."""
    if not author:
        raise Refused(
            f"{about.name} did not say whose account this is. Block them on {about.name} itself."
        )
    return author


def reading(reason: str) -> tuple[Reason, str]:
    """The kind of a reason, and the words that go with it; what begins with no kind is of another one."""
    kind, _, words = reason.partition(":")
    if kind.strip().lower() in set(Reason):
        return Reason(kind.strip().lower()), words.strip()
    return Reason.OTHER, reason.strip()
