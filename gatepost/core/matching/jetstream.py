"""Posts of Bluesky's Jetstream: whole lines out of what arrives, and posts out of lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

POSTS = "app.bsky.feed.post"
_KEPT = ("create", "update")
MOST = 4_000_000  # bytes of a line; the networks' own limit is far below


class _Part(msgspec.Struct, frozen=True):
    """One thing that a post shows or leads to; which fields it has depends on its kind."""

    alt: str = ""
    uri: str = ""
    title: str = ""
    description: str = ""
    tag: str = ""


class _Facet(msgspec.Struct, frozen=True):
    features: tuple[_Part, ...] = ()


class _Media(msgspec.Struct, frozen=True):
    images: tuple[_Part, ...] = ()
    external: _Part | None = None
    alt: str = ""


class _Embed(msgspec.Struct, frozen=True):
    images: tuple[_Part, ...] = ()
    external: _Part | None = None
    alt: str = ""
    media: _Media | None = None


class _Answered(msgspec.Struct, frozen=True):
    uri: str = ""


class _Reply(msgspec.Struct, frozen=True):
    parent: _Answered = _Answered()
    root: _Answered = _Answered()


class _Record(msgspec.Struct, frozen=True):
    text: str = ""
    langs: tuple[str, ...] | None = ()
    tags: tuple[str, ...] | None = ()
    reply: _Reply | None = None
    facets: tuple[_Facet, ...] | None = ()
    embed: _Embed | None = None


class _Commit(msgspec.Struct, frozen=True):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: _Record | None = None


class _Event(msgspec.Struct, frozen=True):
    did: str = ""
    time_us: int = 0
    commit: _Commit | None = None


class _BareRecord(msgspec.Struct, frozen=True):
    text: str = ""


class _BareCommit(msgspec.Struct, frozen=True):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: _BareRecord | None = None


class _Bare(msgspec.Struct, frozen=True):
    """What is left of an event whose smaller parts are not as they should be."""

    did: str = ""
    time_us: int = 0
    commit: _BareCommit | None = None


class Post(msgspec.Struct, frozen=True):
    """One post. `texts` is everything people read in it or are led to: its text, tags, links, what stands for pictures."""

    did: str
    rkey: str
    text: str
    texts: tuple[str, ...]
    langs: tuple[str, ...] = ()
    answers: str = ""
    time_us: int = 0

    @property
    def uri(self) -> str:
        """The post's address on its network."""
        return f"at://{self.did}/{POSTS}/{self.rkey}"


_EVENT = msgspec.json.Decoder(_Event)


def post_of(line: bytes) -> Post | None:
    """The post that a line brings; None if it brings another event or cannot be read."""
    try:
        event: _Event | _Bare = _EVENT.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # Half a character or a wrong field must not hide a post from those whom it is about.
        event = _patiently(line)
    commit = event.commit
    if commit is None or commit.collection != POSTS or commit.operation not in _KEPT:
        return None
    record = commit.record
    if record is None:
        return None
    if isinstance(record, _BareRecord):
        return Post(event.did, commit.rkey, record.text, (record.text,), time_us=event.time_us)
    return Post(
        event.did,
        commit.rkey,
        record.text,
        tuple(_texts(record)),
        record.langs or (),
        record.reply.parent.uri if record.reply else "",
        event.time_us,
    )


def _patiently(line: bytes) -> _Event | _Bare:
    try:
        found: Any = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return _Event()
    kinds: tuple[type[_Event] | type[_Bare], ...] = (_Event, _Bare)
    for kind in kinds:
        try:
            return msgspec.convert(found, kind)
        except (msgspec.MsgspecError, RecursionError):
            continue
    return _Event()


def _texts(record: _Record) -> Iterator[str]:
    yield record.text
    yield from record.tags or ()
    for facet in record.facets or ():
        yield from _of(facet.features)
    embed = record.embed
    if embed is None:
        return
    for media in (embed, embed.media):
        if media:
            yield from _of(media.images)
            yield from _of((media.external,) if media.external else ())
            if media.alt:
                yield media.alt


def _of(parts: Iterable[_Part]) -> Iterator[str]:
    for part in parts:
        shown = (part.alt, part.tag, part.uri, part.title, part.description)
        yield from (one for one in shown if one)


class Splitter:
    """Makes whole lines of pieces as a connection delivers them.

    Keeps what has not ended yet. A line that does not end within `most` bytes is dropped, so that nobody can fill the
    memory; `dropped` counts such lines.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self.dropped = 0
        self._most = most
        self._rest: list[bytes] = []
        self._size = 0
        self._is_skipping = False

    def feed(self, piece: bytes) -> bytes:
        """The lines that are whole with this piece, each with its end; may be empty."""
        end = piece.rfind(b"\n") + 1
        if not end:
            self._keep(piece)
            return b""
        if self._is_skipping:
            begin = piece.index(b"\n") + 1
            whole = piece[begin:end]
        else:
            whole = b"".join((*self._rest, piece[:end]))
        self._rest, self._size, self._is_skipping = [], 0, False
        self._keep(piece[end:])
        return whole

    def _keep(self, piece: bytes) -> None:
        if self._is_skipping or not piece:
            return
        self._rest.append(piece)
        self._size += len(piece)
        if self._size > self._most:
            self._rest, self._size, self._is_skipping = [], 0, True
            self.dropped += 1


def lines(frames: Iterable[str | bytes], *, together: int = 500) -> Iterator[bytes]:
    """Chunks of lines made of a websocket's frames, each of which is one event."""
    kept: list[bytes] = []
    for frame in frames:
        event = frame.encode("utf-8", "replace") if isinstance(frame, str) else frame
        kept.append(event.replace(b"\n", b" "))  # in JSON a raw line end is a blank
        if len(kept) >= together:
            yield b"\n".join(kept) + b"\n"
            kept = []
    if kept:
        yield b"\n".join(kept) + b"\n"
