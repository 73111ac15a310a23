"""The keys in a backup: locked with a passphrase, and fingerprints that tell whether keys are the right ones."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.views.decorators.debug import sensitive_variables

from gatepost.vault import keys as vault_keys
from gatepost.vault.whole import write_whole
from gatepost.web.backups.archive import BackupProblem
from gatepost.web.keys import DIGEST, PUSH, SIGNING, VAULT, ledger_key

HEADER = b"gatepost keys 1\n"
SALT, NONCE = 16, 12
SHORTEST_PASSPHRASE = 12
# About a third of a second and 128 MB for each guess.
COST = 2**17

Keys = dict[str, bytes]


def keys_in(folder: Path) -> Keys:
    """Every key in the folder, by its path in it; the retired ones too, since the database may still need one."""
    vault = folder / VAULT
    found = {f"{VAULT}/{name}": key for name, key in vault_keys.read_keys(vault)}
    retired = vault_keys.read_keys(vault / vault_keys.RETIRED)
    found.update({f"{VAULT}/{vault_keys.RETIRED}/{name}": key for name, key in retired})
    found.update({name: ledger_key(folder, name) for name in (DIGEST, SIGNING, PUSH)})
    return {name: key for name, key in found.items() if key}


def fingerprints(keys: Keys) -> dict[str, str]:
    """Tells the ledger's keys apart without giving them away."""
    return {
        name: hashlib.sha256(b"gatepost " + name.encode() + keys[name]).hexdigest()[:16]
        for name in (DIGEST, SIGNING)
        if name in keys
    }


def of_vault(keys: Keys) -> Keys:
    """The vault's keys among them."""
    return {name: key for name, key in keys.items() if name.startswith(f"{VAULT}/")}


def vault_ids(keys: Keys) -> set[str]:
    """The ids of the vault's keys among them."""
    return {name.rpartition("/")[2] for name in of_vault(keys)}


@sensitive_variables()
def lock(keys: Keys, *, passphrase: str) -> bytes:
    """The keys, readable with the passphrase alone."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupProblem(
            f"The passphrase has {len(passphrase)} characters; use {SHORTEST_PASSPHRASE} at least, for instance four words."
        )
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    plain = json.dumps({name: base64.b64encode(key).decode() for name, key in keys.items()})
    locked = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, plain.encode(), HEADER)
    return HEADER + salt + nonce + locked


@sensitive_variables()
def unlock(box: bytes, *, passphrase: str) -> Keys:
    """The keys of a box, or BackupProblem."""
    start = len(HEADER)
    salt, rest = box[start : start + SALT], box[start + SALT :]
    try:
        plain = AESGCM(_stretch(passphrase, salt)).decrypt(rest[:NONCE], rest[NONCE:], HEADER)
    except (InvalidTag, ValueError):
        raise BackupProblem(
            "The passphrase is not the one with which the keys were locked."
        ) from None
    return {name: base64.b64decode(key) for name, key in json.loads(plain).items()}


def put_into(folder: Path, keys: Keys) -> None:
    """Add keys to the folder. Ledger keys that were there and are others go aside, in a folder of their own."""
    aside = folder / f"replaced-{secrets.token_hex(4)}"
    for name, key in keys.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != key:
            aside.mkdir(mode=0o700, exist_ok=True)
            write_whole(aside / path.name, path.read_bytes())
        write_whole(path, key, replace=True)


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())
