"""A server of the tests' own with feeds, pages and searches, and what a school looks for on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from gatepost.mentions.looking import look_at_sources
from gatepost.mentions.models import Letter, Mention, Search, Watched

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
AN_HOUR = timedelta(hours=1)
PURPOSE = "to put right what is wrong"
Answers = tuple[int, dict[str, str], bytes]
Gives = Callable[[str, dict[str, str]], Answers]


class Web:
    """What it answers at each path, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.pages: dict[str, bytes | Gives] = {}
        self.status = 200
        self.asked: list[str] = []

    def answer(self, target: str) -> Answers:
        self.asked.append(target)
        parts = urlsplit(target)
        page = self.pages.get(parts.path, b"")
        if callable(page):
            return page(parts.path, {key: one[0] for key, one in parse_qs(parts.query).items()})
        return self.status, {}, page


class Handler(BaseHTTPRequestHandler):
    """The same on HTTP."""

    web: Web

    def do_GET(self) -> None:
        status, headers, body = self.web.answer(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:  # whoever asked has had enough
            return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Web]:
    """The server, for as long as it is needed."""
    web = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Handler,), {"web": web}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    web.address = f"http://127.0.0.1:{server.server_port}"
    yield web
    server.shutdown()
    server.server_close()
    thread.join()


def rss(*items: tuple[str, str], date: str = "Mon, 23 Nov 2026 08:00:00 GMT") -> bytes:
    """A feed of entries with their ids and words."""
    told = "".join(
        f"<item><guid>{escape(id)}</guid><link>https://news.example/{escape(id)}</link>"
        f"<title>News</title><description>{escape(words)}</description><pubDate>{date}</pubDate></item>"
        for id, words in items
    )
    return f'<rss version="2.0"><channel><title>News</title>{told}</channel></rss>'.encode()


def watched(
    cast: SimpleNamespace, words: str = "Ashlands Primary School", **more: object
) -> Watched:
    """A name that is looked for."""
    told = {"kind": "name", "purpose": PURPOSE, "keep_days": 90} | more
    return Watched.begin(words, **told, by=cast.head, at=AT)  # type: ignore[arg-type]


def place(
    cast: SimpleNamespace, kind: str, address: str = "", *, keeps_all: bool = False
) -> Search:
    """A place that is looked at."""
    return Search.begin(kind, address=address, keeps_all=keeps_all, by=cast.head, at=AT)


def looked(search: Search, *, at: datetime = AT) -> Search:
    """A place after a worker has looked at whatever is due."""
    look_at_sources(at=at)
    return Search.objects.get(pk=search.pk)


def texts() -> list[str]:
    """The words of everything that was taken in, in order."""
    return [one.told["text"] for one in Mention.objects.order_by("pk")]


def mention_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, object]:
    """A record of each kind at one school, for the tests of who may open what."""
    mention = Mention.tell(words="It rains in.", url="", handle="", about=(), by=cast.writer, at=at)
    letter = Letter.write(mention, "thanks", "Thank you.", by=cast.head, at=at)
    name = Watched.begin(
        "Quillham Federation", kind="name", purpose=PURPOSE, keep_days=90, by=cast.head, at=at
    )
    search = Search.begin("bluesky", address="", keeps_all=False, by=cast.head, at=at)
    return {
        "mention": mention.pk, "letter_text": "thanks", "written_letter": letter.pk, "watched_name": name.pk,
        "searched": search.pk,
    }  # fmt: skip
