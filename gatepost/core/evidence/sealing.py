"""The seal of a bundle: the digest of its manifest and of every item in it, signed where there is a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gatepost.core.evidence.manifest import digest_of, is_written_right, read_object, written
from gatepost.core.ledger import Signer, fingerprint
from gatepost.core.ledger.entry import Value
from gatepost.core.ledger.signing import is_signed

# What is signed says what kind of thing it is, so that a signature on one never passes for one on another.
KIND = "gatepost-evidence-seal-1"
_KEY_DIGITS, _SIGNATURE_DIGITS = 64, 128


@dataclass(frozen=True)
class Seal:
    """A seal that was read. Key and signature are empty where nobody signed."""

    case: str
    made_at: str
    manifest: str
    items: Sequence[str]
    public_key: str
    signature: str
    body: bytes

    @property
    def key(self) -> str:
        """The fingerprint of the key; empty where nobody signed."""
        return fingerprint(self.public_key) if self.public_key else ""

    @property
    def is_signed_right(self) -> bool:
        """Whether the signature belongs to these very bytes."""
        return is_signed(self.body, self.signature, public_key=self.public_key)


def seal_file(manifest: Mapping[str, Any], *, manifest_sha256: str, signer: Signer | None) -> bytes:
    """The file that seals a manifest. Each item has a digest of its own, so that a change is told with its item."""
    body: dict[str, Value] = {
        "case": manifest["case"],
        "items": [digest_of(item) for item in manifest["items"]],
        "key": signer.fingerprint if signer else "",
        "kind": KIND,
        "made_at": manifest["made_at"],
        "manifest": manifest_sha256,
    }
    return written(
        {
            "public_key": signer.public_key if signer else "",
            "seal": body,
            "signature": signer.sign(written(body).decode()) if signer else "",
        }
    )


def read_seal(content: bytes) -> Seal | None:
    """A seal, or None where the bytes are not one that Gatepost wrote."""
    fields = read_object(content)
    if fields is None or not is_written_right(content, fields) or not _is_seal(fields):
        return None
    body: dict[str, Any] = fields["seal"]
    seal = Seal(
        body["case"],
        body["made_at"],
        body["manifest"],
        body["items"],
        fields["public_key"],
        fields["signature"],
        written(body),
    )
    return seal if body["key"] == seal.key else None


def _is_seal(fields: dict[str, Any]) -> bool:
    return (
        fields.keys() == {"public_key", "seal", "signature"}
        and _is_body(fields["seal"])
        and _is_signature(fields["public_key"], fields["signature"])
    )


def _is_body(body: Any) -> bool:
    wanted = {"case": str, "items": list, "key": str, "kind": str, "made_at": str, "manifest": str}
    return (
        isinstance(body, dict)
        and body.keys() == wanted.keys()
        and all(type(body[name]) is kind for name, kind in wanted.items())
        and all(isinstance(one, str) for one in body["items"])
        and body["kind"] == KIND
    )


def _is_signature(public_key: Any, signature: Any) -> bool:
    """Both are there and of their length, in hexadecimal digits, or neither."""
    if not isinstance(public_key, str) or not isinstance(signature, str):
        return False
    if not public_key and not signature:
        return True
    lengths = (len(public_key), len(signature))
    digits = set(public_key + signature)
    return lengths == (_KEY_DIGITS, _SIGNATURE_DIGITS) and digits <= set("0123456789abcdef")
