"""A message to a browser, encrypted so that its push service cannot read it (RFC 8291), and who sends it (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

CURVE = ec.SECP256R1()
# The number of points on the curve: NIST SP 800-186, 3.2.1.3.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
AUTH_BYTES, POINT_BYTES, SALT_BYTES, COORDINATE_BYTES = 16, 65, 16, 32
RECORD_SIZE = 4096
LAST_RECORD = b"\x02"
VALID_FOR = timedelta(hours=12)  # a day at most is allowed


class BadKeys(ValueError):
    """The keys that a browser gave are none."""


@dataclass(frozen=True)
class Receiver:
    """What a browser gave with which to write to it."""

    public: ec.EllipticCurvePublicKey
    auth: bytes = field(repr=False)

    @classmethod
    def of(cls, *, p256dh: str, auth: str) -> Receiver:
        """From the keys as a browser writes them; BadKeys where they are none."""
        try:
            point, secret = from_text(p256dh), from_text(auth)
            if len(point) != POINT_BYTES or len(secret) != AUTH_BYTES:
                raise BadKeys
            return cls(ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point), secret)
        except (ValueError, binascii.Error):
            raise BadKeys("The browser gave keys that cannot be used.") from None


def sealed(
    plain: bytes,
    receiver: Receiver,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message. Key and salt are new for each message; tests give those of the standard."""
    key, salt = key or ec.generate_private_key(CURVE), salt or secrets.token_bytes(SALT_BYTES)
    ours, theirs = point_of(key.public_key()), point_of(receiver.public)
    shared = key.exchange(ec.ECDH(), receiver.public)
    secret = _derived(shared, receiver.auth, b"WebPush: info\x00" + theirs + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content_key).encrypt(nonce, plain + LAST_RECORD, None)


def own_key() -> ec.EllipticCurvePrivateKey:
    """The key by which push services know this installation."""
    number = int.from_bytes(settings.PUSH_KEY, "big") % (ORDER - 1) + 1
    return ec.derive_private_key(number, CURVE)


def public_key() -> str:
    """What a browser is given, so that nobody else can write to it; nothing before there is a key."""
    return to_text(point_of(own_key().public_key())) if settings.PUSH_KEY else ""


def sender(endpoint: str, *, at: datetime) -> str:
    """The header that says to a push service who sends."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + VALID_FOR).timestamp()),
        "sub": _who(),
    }
    said = f"{_packed({'typ': 'JWT', 'alg': 'ES256'})}.{_packed(claims)}"
    r, s = decode_dss_signature(own_key().sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")
    return f"vapid t={said}.{to_text(signature)}, k={public_key()}"


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_text(value: bytes) -> str:
    """Bytes as browsers write them."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The same back."""
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)


def _who() -> str:
    """Whom a push service may write to where something is wrong."""
    address: str = settings.ADDRESS
    return address if address.startswith("https://") else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _packed(said: dict[str, object]) -> str:
    return to_text(json.dumps(said, separators=(",", ":")).encode())
