"""Reads the stream on and on: from where it was left, after whatever happens to the connection."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import connection as database
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection

from gatepost.core.matching.jetstream import lines
from gatepost.jobs.worker import DATABASE_AWAY
from gatepost.mentions.models import Stream
from gatepost.mentions.models.streams import cursor_of, moment
from gatepost.mentions.stream.naming import AllNames
from gatepost.mentions.stream.opening import NotOpened, opened
from gatepost.mentions.stream.taking_in import Missed, take_in
from gatepost.networks.outward import Outward

log = logging.getLogger(__name__)
SECOND = 1_000_000  # as the stream counts
EARLIER = 5 * SECOND  # gone on from, since a stream's clocks do not agree to the second
GAP = timedelta(minutes=1)
LIES_AHEAD = timedelta(days=1)
TOGETHER = 500  # posts looked through in one go
_LOST = "The connection to the stream was lost."
_HUGE = "The stream brought a message that is too large."
_MOST_TRIES = 20


@dataclass(frozen=True)
class Pace:
    """How often things are done, in seconds."""

    names: float = 60
    together: float = 1
    keep: float = 3
    step: float = 0.2
    first_wait: float = 1
    longest_wait: float = 300


class _Time(msgspec.Struct):
    time_us: int


_TIME = msgspec.json.Decoder(_Time)


class Reading:
    """One process's reading, until it is asked to stop."""

    def __init__(
        self, address: str, *, outward: Outward, now: Callable[[], datetime],
        should_stop: Callable[[], bool], pace: Pace = Pace(),
    ) -> None:  # fmt: skip
        self._address, self._outward = address, outward
        self._now, self._should_stop, self._pace = now, should_stop, pace
        self._names, self._renewed = AllNames(), 0.0
        self._frames: list[bytes] = []
        self._since = self._kept_at = (
            0.0  # when these began to come, and when something was kept last
        )
        self._cursor: int | None = None  # how far it is read
        self._kept: int | None = None  # and how far that is kept
        self._left_at: int | None = None  # up to where it was read before this connection
        self._tries = self._huge = 0

    def run(self) -> None:
        """Read until asked to stop. A stream or a database that is away is waited for, longer and longer."""
        while not self._should_stop():
            try:
                self._turn()
            except DATABASE_AWAY as problem:
                database.close()
                self._lost(f"The database does not answer ({type(problem).__name__}).", tell=False)
            except NotOpened as problem:
                self._lost(str(problem))
            except ConnectionClosed as closed:
                self._closed(closed)

    def _turn(self) -> None:
        """One connection; or one wait, where no school looks for anything."""
        self._frames = []
        self._renew()
        if not self._names:
            Stream.rest()
            self._wait(self._pace.names)
            return
        self._cursor = self._kept = self._left_at = Stream.current().cursor
        with opened(self._address, start=self._start(), outward=self._outward) as stream:
            log.info("Reading the stream from %s.", self._address)
            self._follow(stream)

    def _start(self) -> int | None:
        """From when to go on: a little earlier; after what cannot be read, further and further behind it."""
        if self._cursor is None:
            return None
        skip = SECOND << (self._huge - 1) if self._huge else -EARLIER
        return self._cursor + skip

    def _follow(self, stream: ClientConnection) -> None:
        self._kept_at = time.monotonic()
        try:
            while not self._should_stop() and self._names:
                self._receive(stream)
                if time.monotonic() - self._renewed >= self._pace.names:
                    self._renew()
        finally:
            self._look_through(is_last=True)

    def _receive(self, stream: ClientConnection) -> None:
        try:
            frame = stream.recv(timeout=self._pace.step, decode=False)
        except TimeoutError:
            frame = b""
        if frame:
            if not self._frames:
                self._since = time.monotonic()
            self._frames.append(
                bytes(frame)
            )  # asked for undecoded, so that half a letter ends nothing
        waited = time.monotonic() - self._since
        if len(self._frames) >= TOGETHER or (self._frames and waited >= self._pace.together):
            self._look_through(is_last=False)

    def _look_through(self, *, is_last: bool) -> None:
        """Look for names in what came. What is found is kept at once, and how far it was read every few seconds."""
        frames, self._frames = self._frames, []
        hits = [hit for chunk in lines(frames) for hit in self._names.watch.hits(chunk)]
        at = self._now()
        cursor = _time_in(reversed(frames), at=at) or self._cursor
        missed = self._missed(_time_in(frames, at=at))
        self._cursor = cursor
        is_due = is_last or time.monotonic() - self._kept_at >= self._pace.keep
        if cursor is not None and (hits or missed or (is_due and cursor != self._kept)):
            take_in(hits, cursor=cursor, missed=missed, at=at)
            self._kept, self._kept_at = cursor, time.monotonic()
            self._tries = self._huge = 0

    def _missed(self, first: int | None) -> Missed | None:
        """What lies between where it was left and the first that comes now, where that is much."""
        if first is None or self._left_at is None:
            return None
        left, begins = moment(self._left_at), moment(first)
        self._left_at = None
        return (left, begins) if begins - left > GAP or self._huge else None

    def _renew(self) -> None:
        self._names.renew()
        self._renewed = time.monotonic()

    def _closed(self, closed: ConnectionClosed) -> None:
        if closed.sent is not None and closed.sent.code == CloseCode.MESSAGE_TOO_BIG:
            self._huge = min(self._huge + 1, _MOST_TRIES)
            self._lost(_HUGE)
        else:
            self._lost(_LOST)

    def _lost(self, says: str, *, tell: bool = True) -> None:
        """Say it, and wait: longer each time, and not all processes of the world at the same moment."""
        most = min(self._pace.first_wait * 2**self._tries, self._pace.longest_wait)
        seconds = most * random.SystemRandom().uniform(0.5, 1)
        self._tries = min(self._tries + 1, _MOST_TRIES)
        log.warning("%s Trying again in %.0f seconds.", says, seconds)
        if tell:
            try:
                Stream.could_not(says, at=self._now())
            except DATABASE_AWAY:
                database.close()
        self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._should_stop() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, self._pace.step))


def _time_in(frames: Iterable[bytes], *, at: datetime) -> int | None:
    """The time of the first that has one which can be."""
    latest = cursor_of(at + LIES_AHEAD)
    for frame in frames:
        try:
            told = _TIME.decode(frame).time_us
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if 0 < told <= latest:
            return told
    return None
