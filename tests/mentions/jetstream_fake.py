"""A Jetstream of the tests' own: plays what was written from a cursor on, then what is written next."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from gatepost.mentions.models.streams import cursor_of

# Does something to the n-th connection instead of serving it; False where it is to be served after all.
Mood = Callable[[ServerConnection], bool]


class Jetstream:
    """What was written, each with its time; and what every connection asked for."""

    def __init__(self) -> None:
        self.address = ""
        self.events: list[tuple[int, str | bytes]] = []
        self.asked: list[dict[str, str]] = []
        self.moods: dict[int, Mood] = {}
        self.breaks_after: int | None = None  # so many events of each connection
        self.kept_from = 0  # what is older is gone
        self.more = threading.Condition()

    def write(self, text: str, at: datetime, *, rkey: str = "", **record: object) -> None:
        """Somebody writes a post."""
        time_us = cursor_of(at)
        said = {"$type": "app.bsky.feed.post", "text": text, **record}
        commit = {"rev": "r", "operation": "create", "collection": "app.bsky.feed.post",
                  "rkey": rkey or str(time_us), "record": said, "cid": "b"}  # fmt: skip
        self.tell(time_us, json.dumps({"did": "did:plc:fern", "time_us": time_us, "kind": "commit", "commit": commit}))  # fmt: skip

    def tell(self, time_us: int, event: str | bytes) -> None:
        """Something comes, whatever it is."""
        with self.more:
            self.events.append((time_us, event))
            self.more.notify_all()

    def serve(self, connection: ServerConnection) -> None:
        """One connection, from its cursor on until either side has enough."""
        assert connection.request
        query = parse_qs(urlsplit(connection.request.path).query)
        asked = {key: one[0] for key, one in query.items()}
        self.asked.append(asked)
        mood = self.moods.get(len(self.asked))
        with suppress(ConnectionClosed, OSError):
            if mood is None or not mood(connection):
                self._play(connection, asked)

    def _play(self, connection: ServerConnection, asked: dict[str, str]) -> None:
        since = max(int(asked.get("cursor", "0")), self.kept_from)
        sent = number = 0
        while self.breaks_after is None or sent < self.breaks_after:
            with self.more:
                if number >= len(self.events):
                    self.more.wait(0.02)
            if number < len(self.events):
                time_us, event = self.events[number]
                number += 1
                if time_us >= since:
                    connection.send(event)
                    sent += 1
            else:
                with suppress(TimeoutError):
                    connection.recv(timeout=0)  # raises where the other side has gone


@contextmanager
def streaming() -> Iterator[Jetstream]:
    """The server, for as long as it is needed."""
    stream, quiet = Jetstream(), logging.getLogger("tests.jetstream")
    quiet.setLevel(logging.CRITICAL)
    with serve(
        stream.serve,
        "127.0.0.1",
        0,
        close_timeout=0.2,
        max_size=None,
        compression=None,
        logger=quiet,
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        stream.address = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe"
        yield stream
        server.shutdown()
        thread.join()
