"""A server on loopback that notes what it is sent, a browser's keys with which to read it, and ways to tell the cast."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gatepost.people.models import Device, Person, Room
from gatepost.people.telling.push import point_of, to_text

CURVE = ec.SECP256R1()
AUTH = bytes(range(16))


@dataclass
class Sent:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """What came in, and what is answered: the first of `answers`, or else `usual`."""

    address: str = ""
    sent: list[Sent] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    usual: int = 201
    seconds: float = 0


@contextmanager
def serving() -> Iterator[Server]:
    """A server, until the test ends."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.sent.append(
                Sent(self.path, {key.lower(): value for key, value in self.headers.items()}, body)
            )
            time.sleep(server.seconds)
            status, headers = server.answers.pop(0) if server.answers else (server.usual, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{http.server_port}"
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


@dataclass(frozen=True)
class Browser:
    """The keys that only a browser has."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = AUTH

    @property
    def keys(self) -> dict[str, str]:
        """What it gives away."""
        return {"p256dh": to_text(point_of(self.key.public_key())), "auth": to_text(self.auth)}

    def opened(self, body: bytes) -> bytes:
        """A message as the standard (RFC 8188 and 8291) has a browser read it."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        point, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        info = b"WebPush: info\x00" + point_of(self.key.public_key()) + point
        secret = _derived(self.key.exchange(ec.ECDH(), theirs), self.auth, info, 32)
        key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def device_of(
    person: Person, address: str, *, at: datetime, browser: Browser | None = None
) -> Device:
    """A browser of somebody's."""
    endpoint = f"{address}/push/{person.pk}"
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    keys = (browser or Browser()).keys
    given = Device(person=person, endpoint=endpoint, keys=keys, digest=digest, name="Firefox")
    return Device.add(given, at=at)


def room_of(by: Person, address: str, *, at: datetime, way: str = "teams", role: str = "") -> Room:
    """Somebody's own room, or one of the school for a role."""
    ends = "workflows/a/triggers?sig=s" if way == "teams" else "v1/spaces/a/messages?key=k&token=t"
    room = Room(
        school=by.school, person=None if role else by, role=role, way=way, name="Messages",
        address=f"{address}/{ends}", host="127.0.0.1", set_up_by=by,
    )  # fmt: skip
    return room.set_up(at=at)


def telling_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """A browser and a room of the writer's, and a room of the school."""
    digest = hashlib.sha256(cast.school.slug.encode()).hexdigest()
    device = Device(
        person=cast.writer, endpoint="https://fcm.googleapis.com/fcm/send/a",
        keys=Browser().keys, digest=digest, name="Firefox",
    )  # fmt: skip
    address = "https://prod-1.westeurope.logic.azure.com"
    return {
        "device": Device.add(device, at=at).pk,
        "room": room_of(cast.writer, address, at=at).pk,
        "school_room": room_of(cast.administrator, address, at=at, role="slt").pk,
    }
