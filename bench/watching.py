"""A stream of posts against the names of 30,000 schools, beside json with pyahocorasick and with flashtext."""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence

from bench.screening import PLAIN
from gatepost.core.matching.stream import Watch, Watched

ROUNDS = 3
POSTS = 20_000
TOGETHER = 500
SCHOOLS = 30_000
# What share names a school, and what share is in other languages or has emoji.
SHARES = ((0.0, 0.0), (0.001, 0.0), (0.01, 0.0), (0.1, 0.0), (0.001, 0.33))

FIRST = [
    "Ash",
    "Oak",
    "Elm",
    "Beech",
    "Birch",
    "Haw",
    "Hazel",
    "Holly",
    "Lin",
    "Mill",
    "North",
    "South",
    "East",
    "West",
    "Stan",
    "Wood",
    "Black",
    "Brook",
    "Bram",
    "Thorn",
    "Wynd",
    "Marl",
    "Fen",
    "Moor",
    "Lark",
    "Dove",
    "Kes",
    "Harl",
    "Pen",
    "Tre",
    "Dun",
    "Hor",
    "Kel",
    "Lam",
    "Mor",
    "Pem",
    "Rad",
    "Sal",
    "Ver",
]
LAST = [
    "field",
    "ford",
    "ham",
    "ton",
    "ley",
    "worth",
    "dale",
    "hurst",
    "combe",
    "bury",
    "wick",
    "mere",
    "stead",
    "bourne",
    "brook",
    "bridge",
    "gate",
    "well",
    "stone",
    "den",
    "cliffe",
    "minster",
    "thorpe",
]
KINDS = ("Primary School", "Academy", "High School", "Church of England Primary School", "Infant School", "Community College", "School")  # fmt: skip
SAINTS = [
    "Mary",
    "John",
    "Peter",
    "Paul",
    "Anne",
    "Joseph",
    "Michael",
    "Luke",
    "Mark",
    "Thomas",
    "Oswald",
    "Aidan",
    "Hilda",
    "Edmund",
]
COMMON = ("Green Lane", "Hill Top", "Park View", "The Grove", "Church Road", "Manor Park", "Castle Hill", "Mill Lane", "Oak Tree", "Rose Hill")  # fmt: skip
OTHER = ("今日はとても寒いですね、もう冬です。", "Não sei o que fazer amanhã, está tudo às avessas", "Schöne Grüße aus Köln, bis später", "Сегодня очень холодно", "so good 😂❤️🎉", "it’s “fine” – really…", "오늘은 날씨가 좋네요")  # fmt: skip


def schools(number: int = SCHOOLS) -> list[Watched]:
    """Three names for each invented school: in full with its town, short with its town, and its domain."""
    draw = random.Random(1)
    towns = [_place(draw) for _ in range(1_500)]
    names: list[Watched] = []
    for at in range(number):
        town, base = draw.choice(towns), _base(draw)
        slug = "".join(filter(str.isalnum, base.lower()))
        full, domain = f"{base} {draw.choice(KINDS)}", f"{slug}.{town.lower()}.sch.example"
        names.append(Watched(str(at), full, near=(town,)))
        names += (Watched(str(at), f"{base} {town}"), Watched(str(at), domain))
    return names


def _place(draw: random.Random) -> str:
    return draw.choice(FIRST) + draw.choice(LAST)


def _base(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.25:
        return f"St {draw.choice(SAINTS)}’s"
    if kind < 0.4:
        return draw.choice(COMMON)
    return _place(draw) + draw.choice((" Lane", " Park", " Hill", "", "", draw.choice(LAST)))


def stream(names: Sequence[Watched], share: float, foreign: float) -> list[bytes]:
    """Lines of which a share names a school, and a share is in other languages or has emoji."""
    draw = random.Random(2)
    return [_line(draw, at, names, (share, foreign)) for at in range(POSTS)]


def _line(
    draw: random.Random, at: int, names: Sequence[Watched], shares: tuple[float, float]
) -> bytes:
    start = draw.randrange(len(PLAIN) - 40)
    words = list(PLAIN[start : start + draw.randint(5, 40)])
    if draw.random() < shares[1]:
        words = [draw.choice((*OTHER, OTHER[0], OTHER[5]))] * draw.randint(1, 3)
    if draw.random() < shares[0]:
        one = draw.choice(names)
        words.insert(draw.randrange(len(words) + 1), " ".join((one.alias, *one.near)))
    record = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-09T19:46:02.102Z", "langs": ["en"], "text": " ".join(words)}  # fmt: skip
    commit = {"rev": f"{draw.getrandbits(52):013x}", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"{draw.getrandbits(52):013x}", "record": record, "cid": f"bafyrei{draw.getrandbits(208):052x}"}  # fmt: skip
    event = {"did": f"did:plc:{draw.getrandbits(96):024x}", "time_us": 1_725_911_162_329_308 + at, "kind": "commit", "commit": commit}  # fmt: skip
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def pyahocorasick(names: Sequence[Watched]) -> Callable[[bytes], int] | None:
    """json, then every name in small letters as it is written, anywhere in the text."""
    try:
        import ahocorasick
    except ImportError:
        return None
    automaton = ahocorasick.Automaton()
    for one in names:
        automaton.add_word(one.alias.lower(), one.key)
    automaton.make_automaton()
    return lambda chunk: sum(
        any(True for _ in automaton.iter(json.loads(line)["commit"]["record"]["text"].lower()))
        for line in chunk.splitlines()
    )


def flashtext(names: Sequence[Watched]) -> Callable[[bytes], int] | None:
    """json, then flashtext with every name as it is written."""
    try:
        from flashtext import KeywordProcessor
    except ImportError:
        return None
    processor = KeywordProcessor()
    for one in names:
        processor.add_keyword(one.alias, one.key)
    return lambda chunk: sum(
        bool(processor.extract_keywords(json.loads(line)["commit"]["record"]["text"]))
        for line in chunk.splitlines()
    )


def resident() -> float:
    """Megabytes of memory in use."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def rate(run: Callable[[bytes], object], chunks: Sequence[bytes], lines: int) -> float:
    """Posts a second of processor time."""
    start = time.process_time()
    for chunk in chunks:
        run(chunk)
    return lines / (time.process_time() - start)


def main() -> None:
    """Print the figures."""
    names = schools()
    gc.collect()
    before, start = resident(), time.process_time()
    watch = Watch(names)
    print(
        f"Watching: {SCHOOLS:,} schools, {len(names):,} names; made ready in {time.process_time() - start:.1f} s, "
        f"{resident() - before:.0f} MB; {POSTS:,} posts, median of {ROUNDS} rounds, per CPU second"
    )
    others = {
        "json and pyahocorasick": pyahocorasick(names),
        "json and flashtext": flashtext(names),
    }
    turns = {"Gatepost": watch.hits, **{name: run for name, run in others.items() if run}}
    slow = Watch(names, is_patient=True)
    for share, foreign in SHARES:
        lines = stream(names, share, foreign)
        chunks = [b"\n".join(lines[at : at + TOGETHER]) + b"\n" for at in range(0, POSTS, TOGETHER)]
        rates: dict[str, list[float]] = {name: [] for name in turns}
        for _ in range(ROUNDS):
            for name, run in turns.items():
                rates[name].append(rate(run, chunks, POSTS))
        hits = [hit for chunk in chunks for hit in watch.hits(chunk)]
        wanted = [hit for chunk in chunks for hit in slow.hits(chunk)]
        print(
            f"  {share:.1%} name a school, {foreign:.0%} foreign: {len(hits):,} hits, "
            f"{'the same as' if hits == wanted else 'NOT WHAT IS FOUND'} decoding every line"
        )
        for name, found in rates.items():
            print(
                f"    {name:<40}{statistics.median(found):>12,.0f}/s  at best {max(found):>12,.0f}/s"
            )


if __name__ == "__main__":
    main()
