"""What has changed in a post since somebody saw it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatepost.people.models import Person
from gatepost.policies.models import Step
from gatepost.posts.models import Copy, Post


@dataclass(frozen=True)
class Piece:
    """Some words that stayed, came or went."""

    words: str
    kind: str  # same, new or gone


@dataclass(frozen=True)
class Change:
    """One thing that is different."""

    what: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()


def since_last_seen(post: Post, person: Person) -> list[Change] | None:
    """What has changed since somebody last said yes or no; None where they never did, or nothing has."""
    said = Step.objects.about(post).filter(by=person).last()
    copy = Copy.objects.filter(post=post, hash=said.seen).first() if said else None
    if copy is None or copy.hash == post.content_hash():
        return None
    return list(changes(copy.content, post.content()))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """The differences of two contents, as `Post.content` gives them."""
    if before["text"] != after["text"]:
        yield Change("Text", pieces=tuple(pieces(before["text"], after["text"])))
    for what, key in (("Link", "link"), ("When", "due_at")):
        if before[key] != after[key]:
            yield Change(what, before[key] or "none", after[key] or "none")
    yield from _accounts(before["outlets"], after["outlets"])
    yield from _pictures(before["pictures"], after["pictures"])
    if before["facts"] != after["facts"]:
        yield Change("What its author says of it", "", "changed")


def pieces(before: str, after: str) -> Iterator[Piece]:
    """Two texts word by word."""
    old, new = before.split(), after.split()
    for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(" ".join(old[i:j]), "same")
            continue
        if i < j:
            yield Piece(" ".join(old[i:j]), "gone")
        if k < m:
            yield Piece(" ".join(new[k:m]), "new")


def _accounts(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    old, new = ({one["channel"]: one for one in some} for some in (before, after))
    for pk in old.keys() - new.keys():
        yield Change("Account", old[pk]["name"], "taken out")
    for pk in new.keys() - old.keys():
        yield Change("Account", "", new[pk]["name"])
    for pk in old.keys() & new.keys():
        if old[pk]["text"] != new[pk]["text"]:
            words = tuple(pieces(old[pk]["text"], new[pk]["text"]))
            yield Change(f"Text on {new[pk]['name']}", pieces=words)


def _pictures(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    old, new = ({one["picture"]: one for one in some} for some in (before, after))
    for pk in old.keys() - new.keys():
        yield Change("Picture", old[pk]["alt"], "taken out")
    for pk in new.keys() - old.keys():
        yield Change("Picture", "", new[pk]["alt"] or "added")
    for pk in old.keys() & new.keys():
        if old[pk]["alt"] != new[pk]["alt"]:
            yield Change("Description of a picture", old[pk]["alt"], new[pk]["alt"])
        if (old[pk]["pupils"], old[pk]["adults"]) != (new[pk]["pupils"], new[pk]["adults"]):
            yield Change("Who can be recognised in a picture", "", "changed")
