"""Time stamps by RFC 3161: what is asked of an authority, and whether its answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

MOST = 100_000  # bytes of an answer; real ones have some five thousand
SHA256 = "2.16.840.1.101.3.4.2.1"

# SEQUENCE { INTEGER 1, SEQUENCE { SEQUENCE { OID sha-256, NULL }, OCTET STRING of 32 bytes }, nonce, TRUE }:
# the library asks about bytes and not about a hash, and a file of evidence may be too large to be held.
_IMPRINT = bytes.fromhex("3031300d060960864801650304020105000420")
_VERSION_1, _WITH_CERTIFICATES = bytes.fromhex("020101"), bytes.fromhex("0101ff")
_NONCE_BYTES = 8


class StampError(ValueError):
    """A time stamp that does not hold; the message is the end of a sentence."""


@dataclass(frozen=True)
class StampReading:
    """What a time stamp says. Untrusted where no certificate is known by which it could be checked."""

    at: datetime
    serial: str
    signed_by: str
    is_trusted: bool
    nonce: int | None = None


def stamp_request(sha256: str, *, nonce: bytes) -> bytes:
    """The query for a hash; the nonce has 8 bytes and is different each time."""
    digest = bytes.fromhex(sha256)
    if len(digest) != 32 or len(nonce) != _NONCE_BYTES:  # noqa: PLR2004
        raise ValueError("A query has a SHA-256 and a nonce of 8 bytes.")
    number = _integer(int.from_bytes(nonce, "big"))
    inner = _VERSION_1 + _IMPRINT + digest + number + _WITH_CERTIFICATES
    return bytes([0x30, len(inner)]) + inner


def read_stamp(response: bytes, *, sha256: str, roots: bytes = b"") -> StampReading:
    """What an answer says about a hash, or StampError.

    `roots` are the certificates (PEM) that are trusted. A certificate has to be valid at the moment of the stamp
    and not today, so that stamps outlive it.
    """
    from rfc3161_client import decode_timestamp_response

    if len(response) > MOST:
        raise StampError("it is far too large for one.")
    try:
        answer = decode_timestamp_response(response)
        if answer.status != 0:
            raise StampError("the authority refused to give one.")
        said = answer.tst_info
        imprint = said.message_imprint
        right = imprint.hash_algorithm.dotted_string == SHA256 and imprint.message.hex() == sha256
        reading = StampReading(
            at=said.gen_time.astimezone(UTC),
            serial=str(said.serial_number),
            signed_by=_names(answer.signed_data.certificates),
            is_trusted=bool(roots),
            nonce=said.nonce,
        )
    except StampError:
        raise
    except Exception:  # the parsers of others raise much when somebody feeds them anything
        raise StampError("it cannot be read.") from None
    if not right:
        raise StampError("it is for another file.")
    if roots:
        _check(answer, sha256, roots)
    return reading


def read_roots(roots: bytes) -> list[x509.Certificate]:
    """Certificates in PEM, or StampError."""
    try:
        return x509.load_pem_x509_certificates(roots)
    except ValueError:
        raise StampError("the certificates of authorities cannot be read.") from None


def _check(answer: object, sha256: str, roots: bytes) -> None:
    from rfc3161_client import VerifierBuilder
    from rfc3161_client.tsp import TimeStampResponse

    assert isinstance(answer, TimeStampResponse)
    verifier = VerifierBuilder(roots=read_roots(roots)).build()
    try:
        verifier.verify(answer, bytes.fromhex(sha256))
    except Exception:  # whatever goes wrong here, the stamp was not found to hold
        raise StampError(
            "it is not signed by an authority that is trusted, or it was altered."
        ) from None


def _names(certificates: object) -> str:
    """Who the certificates in an answer say they are."""
    names = []
    for content in sorted(certificates):  # type: ignore[call-overload]
        names.append(x509.load_der_x509_certificate(content).subject.rfc4514_string())
    return "; ".join(names)


def _integer(value: int) -> bytes:
    content = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return bytes([0x02, len(content)]) + content
