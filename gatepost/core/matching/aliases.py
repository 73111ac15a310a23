"""What schools are called, and what of a name a line must have to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from gatepost.core.matching.folding import fold
from gatepost.core.matching.sieve import Anchor
from gatepost.core.matching.spaced import spaced
from gatepost.core.matching.spelling import everyday

_MOST_SAINTS = 3
LEAST = 3  # letters and digits of a name, all together
# Words that most schools have in their names, or that a line has anyway, say little.
_OF_SCHOOLS = frozenset(
    [
        *("school", "schools", "primary", "secondary", "academy", "college", "infant", "infants"),
        *("junior", "juniors", "high", "church", "england", "catholic", "voluntary", "aided"),
        *("controlled", "community", "grammar", "nursery", "trust", "sch", "uk", "co", "org"),
        *("com", "net", "www", "http", "https", "example"),
        *("st", "saint", "the", "of", "and", "road", "street"),
    ]
)
_OF_LINES = """
    did:plc time_us kind commit rev operation create update collection app.bsky.feed.post rkey record $type createdAt embed
    images alt image aspectRatio height width external description thumb title uri facets features app.bsky.richtext.facet
    #link #mention #tag index byteStart byteEnd langs reply parent root text cid bafyrei https
    """.lower()


@dataclass(frozen=True, slots=True)
class Watched:
    """One name of one school: what it is called, a short name, a handle or a domain; never a person.

    With `near`, a post counts only if one of those words, such as the town, stands in it as well.
    """

    key: str
    alias: str
    near: tuple[str, ...] = ()


def pieces_of(one: Watched) -> tuple[str, ...]:
    """The words of a name."""
    written = spaced(fold(one.alias))
    places = [*sorted(written.starts), len(written.letters)]
    pieces = tuple(written.letters[start:end] for start, end in pairwise(places))
    if sum(map(len, _usable(pieces))) < LEAST:
        raise ValueError(
            f"“{one.alias}” is too short to be watched for: a name needs at least {LEAST} Latin letters or digits."
        )
    return pieces


def writings(pieces: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The letters of a name and where words may end within it; in one word, “St” may be written out."""
    saints = sum(piece == "st" for piece in pieces)
    choices = [
        ("st", "saint") if piece == "st" and saints <= _MOST_SAINTS else (piece,)
        for piece in pieces
    ]
    for written in product(*choices):
        places, place = list[int](), 0
        for piece in written[:-1]:
            place += len(piece)
            places.append(place)
        yield "".join(written), tuple(places)


def anchors(names: Iterable[tuple[str, ...]]) -> list[Anchor]:
    """Words one of which a line must have to have one of these names: the most telling of each."""
    known: dict[str, list[set[str]]] = {}
    for pieces in names:
        best = _best(pieces)
        for written in _written(best):
            before, after = known.setdefault(written, [set(), set()])
            for at in (at for at, piece in enumerate(pieces) if piece == best):
                before.add(_ascii(pieces[at - 1][-1]) if at else "")
                is_cut = best != written and best.startswith(written)
                after.add("s" if is_cut else _ascii("".join(pieces[at + 1 : at + 2])[:1]))
    return [_anchor(written, before, after) for written, (before, after) in sorted(known.items())]


def _ascii(letter: str) -> str:
    """A letter that can be compared before decoding; nothing says that there may be any or none."""
    return letter if letter.isascii() else ""


def _anchor(written: str, before: set[str], after: set[str]) -> Anchor:
    return Anchor(
        written.encode(),
        before="".join(sorted(before)).encode(),
        after="".join(sorted(after)).encode(),
        may_begin="" in before,
        may_end="" in after,
    )


def _written(piece: str) -> tuple[str, ...]:
    """How a word may begin in an undecoded line; before a last “s” there may be an apostrophe."""
    return ("st", "saint") if piece == "st" else (piece[:-1] if piece[1:].endswith("s") else piece,)


@lru_cache(maxsize=65_536)
def _best(pieces: tuple[str, ...]) -> str:
    return max(_usable(pieces), key=_rarity)


def _usable(pieces: tuple[str, ...]) -> list[str]:
    """“and” may be a sign in the text, and what is not ASCII may be escaped; so neither is looked for."""
    return [piece for piece in pieces if piece.isascii() and piece != "and"]


def _rarity(word: str) -> tuple[bool, bool, int]:
    return _written(word)[0] not in _OF_LINES, word not in _OF_SCHOOLS | everyday(), len(word)
