"""Signed heads: whoever has no key cannot rewrite the entries up to one without its showing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gatepost.core.ledger.entry import Value, canonical, moment

# What is signed begins with its kind, so that a signature on one thing never passes for one on another.
CHECKPOINT = "gatepost-ledger-checkpoint-1"
CLOSING = "gatepost-ledger-closing-1"
FINGERPRINT_LENGTH = 32


@dataclass(frozen=True)
class Head:
    """The newest entry of a chain at some moment."""

    chain: str
    number: int
    hash: str


@dataclass(frozen=True)
class Checkpoint:
    """A head that was signed. Keys and signatures are written in hexadecimal digits."""

    head: Head
    at: datetime
    public_key: str
    signature: str

    @property
    def body(self) -> str:
        """The text that was signed."""
        return checkpoint_body(self.head, at=self.at, key=fingerprint(self.public_key))


class Signer:
    """Signs with a raw Ed25519 private key of 32 bytes."""

    def __init__(self, private_key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        self.public_key = self._key.public_key().public_bytes_raw().hex()
        self.fingerprint = fingerprint(self.public_key)

    def sign(self, body: str) -> str:
        """The signature upon a text."""
        return self._key.sign(body.encode()).hex()

    def checkpoint(self, head: Head, *, at: datetime) -> Checkpoint:
        """Sign a head."""
        body = checkpoint_body(head, at=at, key=self.fingerprint)
        return Checkpoint(head, at, self.public_key, self.sign(body))


def checkpoint_body(head: Head, *, at: datetime, key: str) -> str:
    """What a checkpoint says; its fields stand in the order of the alphabet."""
    return canonical(_head_fields(head, at=at, key=key, kind=CHECKPOINT))


def closing_body(head: Head, *, at: datetime, key: str, entries: int, frame: str) -> str:
    """What the last line of an export says: the head, how many entries there are, the digest of all other lines."""
    fields: dict[str, Value] = {
        **_head_fields(head, at=at, key=key, kind=CLOSING),
        "entries": entries,
        "frame": frame,
    }
    return canonical({name: fields[name] for name in sorted(fields)})


def fingerprint(public_key: str) -> str:
    """By what people tell keys apart: the first 32 digits of the key's SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:FINGERPRINT_LENGTH]


def is_signed(body: bytes, signature: str, *, public_key: str) -> bool:
    """Whether a signature on some bytes was made with the private half of a key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True


def _head_fields(head: Head, *, at: datetime, key: str, kind: str) -> dict[str, Value]:
    return {
        "at": moment(at),
        "chain": head.chain,
        "hash": head.hash,
        "key": key,
        "kind": kind,
        "number": head.number,
    }
