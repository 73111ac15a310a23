"""The packs that come with Gatepost and those that schools keep, each read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from gatepost.core.policy import Pack, bundled, load_files, load_pack, pack_files

LAW = "law-england"
MODEL = "model"

Files = Mapping[str, str]  # path within the pack -> text
_MOST_KEPT = 128  # packs of schools that are held in memory
_loaded: dict[str, Pack] = {}


@cache
def bundled_pack(slug: str) -> Pack:
    """A pack that comes with Gatepost. Raises LookupError for any other name: a name from outside is never a path."""
    return load_pack(_known(slug))


@cache
def bundled_files(slug: str) -> Files:
    """The files of a pack that comes with Gatepost. Raises LookupError for any other name."""
    return pack_files(_known(slug))


def law(*, on: date) -> Pack:
    """The law that is in force on a day."""
    return bundled_pack(LAW).on(on)


def policies() -> list[Pack]:
    """Every bundled policy that a school could adopt; the law is not one of them."""
    return [bundled_pack(slug) for slug in bundled() if slug != LAW]


def digest_of(files: Files) -> str:
    """The SHA-256 of a pack's files, the same wherever they were read."""
    whole = json.dumps(dict(files), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def digest_of_words(digest: str, *words: str) -> str:
    """The digest of a pack with what a school put to it; without anything put to it, that of the pack."""
    if not words:
        return digest
    return hashlib.sha256(json.dumps([digest, *words], ensure_ascii=False).encode()).hexdigest()


def load_source(digest: str, read: Callable[[], Files]) -> Pack:
    """The pack of some files, which are read again only when it has not been used for long."""
    pack = _loaded.pop(digest, None) or _load(digest, read())
    _loaded[digest] = pack
    while len(_loaded) > _MOST_KEPT:
        _loaded.pop(next(iter(_loaded)), None)
    return pack


def _load(digest: str, files: Files) -> Pack:
    pack = load_files(files)
    # A pack as it comes with Gatepost is held once for all the schools that have it.
    is_bundled = pack.slug in bundled() and digest_of(bundled_files(pack.slug)) == digest
    return bundled_pack(pack.slug) if is_bundled else pack


def _known(slug: str) -> str:
    if slug not in bundled():
        raise LookupError(f"No pack “{slug}” comes with Gatepost.")
    return slug
