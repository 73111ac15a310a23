"""A real mail server on loopback that can be told how to misbehave."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from tests.web.test_server import free_port

LAST_DAY = datetime.now(tz=UTC) + timedelta(days=2)


@dataclass
class Post:
    """What the server was given, and what it answers."""

    port: int = 0
    messages: list[Message] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)
    encrypted: list[bool] = field(default_factory=list)
    at_recipient: str = "250 OK"
    at_data: str = "250 OK"
    wait: float = 0
    drops: int = 0  # connections to break off in the middle of a message

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.connections.add(session.peer)
        self.encrypted.append(session.ssl is not None)
        if self.wait:
            await asyncio.sleep(self.wait)
        if self.drops:
            self.drops -= 1
            assert server.transport
            server.transport.abort()
            return "451 never heard"
        if self.at_data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.messages.append(message_from_bytes(envelope.content))
        return self.at_data


def use(settings: Settings, *, port: int) -> None:
    """Have messages go to a port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 1
    settings.DEFAULT_FROM_EMAIL = "policy@ashlands.example"
    settings.ADDRESS = "https://policy.ashlands.example"


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[Callable[..., Post]]:
    """Starts servers; the settings name the last of them."""
    controllers: list[Controller] = []

    def start(**options: Any) -> Post:
        post = Post(port=free_port())
        controller = Controller(post, hostname="127.0.0.1", port=post.port, **options)
        controller.start()
        controllers.append(controller)
        use(settings, port=post.port)
        return post

    yield start
    for controller in controllers:
        controller.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and its key for 127.0.0.1, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.ashlands.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(LAST_DAY - timedelta(days=4))
        .not_valid_after(LAST_DAY)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """What a server needs to encrypt."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def let_in(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
) -> AuthResult:
    """Knows one user."""
    known = LoginPassword(b"gatepost", b"correct horse")
    return AuthResult(success=given == known, handled=False)
