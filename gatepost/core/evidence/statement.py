"""The statement that goes with a bundle: what is in it, what its hashes prove and what they do not."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.core.evidence.items import STATES, Bundle, Item
from gatepost.core.evidence.manifest import item_file

PROVES = """\
What this proves

Each file has a SHA-256 hash, a number that is made from all its bytes. If one byte of a file changes, its hash
changes. The hashes stand in manifest.json, and seal.json holds the hash of manifest.json and of what it says about
each item. So anybody can see that the files in this bundle, and what is said of them, are the ones that Gatepost
wrote into it, and that they have the hashes that Gatepost took when they came in.
{signed}
The chain of custody (custody.json) says who had the evidence and what they did with it. Each line holds the hash of
the line before, so no line can be changed, moved or taken out of the middle without its showing.
{ledger}
What this does not prove

- Who wrote a post, a message or a comment. A name or a picture on a page can be anybody's.
- That what a page said was true, or that the page had not been changed before it was captured.
- That a file which somebody handed over is what they said it was. It is what they handed over.
- When anything happened. The moments in the manifest are what people said and what the server's clock showed.
{stamped}
- That nothing else exists. Items that are not in this bundle are listed with the reason.
{unsigned}
How to check

Run   gatepost verify FILE   with this bundle as it is, not unpacked. It needs no database and no connection. Each
file can also be checked by itself: any program that makes SHA-256 hashes has to give the hash in manifest.json.
"""
SIGNED = """\
seal.json is signed. Nobody without the school's signing key can have changed anything since. Compare the key's
fingerprint, {key}, with the one that the school gives you in another way.
"""
UNSIGNED = """\
- Who made this bundle. It is not signed, so somebody could have made another one that fits together just as well.
  Ask the school for the hash of manifest.json and compare it.
"""
LEDGER = """\
The ledger of the case (ledger.jsonl) is a chain of the same kind that holds no names. Where an item names an entry
there, that entry holds the item's hash from the moment at which it came in.
"""
STAMPED = """\
  Items {numbers} have a time stamp of an independent authority: it proves that the hash existed at the moment which
  the stamp gives, and so that the file did. It does not prove how much earlier the file was made."""
NOT_STAMPED = """\
  No item in this bundle is time-stamped by an independent authority."""


def statement(bundle: Bundle, *, key: str) -> str:
    """The text; `key` is the fingerprint of the key that signs, empty where nobody does."""
    numbers = [str(item.number) for item in bundle.items if item.stamp]
    words = PROVES.format(
        signed=SIGNED.format(key=key) if key else "",
        unsigned="" if key else UNSIGNED,
        ledger=LEDGER if bundle.ledger else "",
        stamped=STAMPED.format(numbers=", ".join(numbers)) if numbers else NOT_STAMPED,
    )
    return "\n".join([*_head(bundle), "", words])


def _head(bundle: Bundle) -> Iterator[str]:
    yield f"Evidence in the case {_plain(bundle.case)}, {_plain(bundle.school)}"
    yield f"Exported on {bundle.made_at:%d %B %Y at %H:%M %Z} by {_plain(bundle.by)}"
    yield ""
    for item in bundle.items:
        yield from _lines(item)


def _lines(item: Item) -> Iterator[str]:
    yield f"{item.number}. {_plain(item.what)}"
    yield f"   {STATES[item.state]}" + (f": {item_file(item)}" if item.content else "")
    yield f"   from {_plain(item.by)}: {_plain(item.how)}"


def _plain(text: str) -> str:
    """A text on one line, with nothing that could play with whoever reads it."""
    return "".join(one if one.isprintable() else " " for one in text)
