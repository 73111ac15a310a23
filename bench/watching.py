"""A stream of posts against the names of 30,000 schools, beside json with pyahocorasick and with flashtext."""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence

from bench.events import is_post, mixed, plain
from gatepost.core.matching.stream import Watch, Watched

ROUNDS = 7
POSTS = 20_000
FEW = 2_000  # for those who would take too long otherwise
TOGETHER = 500
SCHOOLS = 30_000
# What share of the posts names a school.
MIXES = {"plain English": (plain, (0, 0.001, 0.01, 0.1)), "mixed": (mixed, (0, 0.001, 0.01))}

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


def _text(line: bytes) -> str:
    return str(json.loads(line)["commit"]["record"].get("text", ""))


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
        any(True for _ in automaton.iter(_text(line).lower())) for line in chunk.splitlines()
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
        bool(processor.extract_keywords(_text(line))) for line in chunk.splitlines()
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
        f"{resident() - before:.0f} MB; {POSTS:,} lines, median of {ROUNDS} rounds, per CPU second"
    )
    others = {
        "json and pyahocorasick": pyahocorasick(names),
        "json and flashtext": flashtext(names),
    }
    turns = {"Gatepost": watch.hits, **{name: run for name, run in others.items() if run}}
    slow = Watch(names, scanner="decode")
    for mix, (make, shares) in MIXES.items():
        for share in shares:
            one_mix(f"{mix}, {share:.1%} name a school", make(POSTS, names, share), turns, slow)


def one_mix(
    name: str, lines: Sequence[bytes], turns: dict[str, Callable[[bytes], object]], slow: Watch
) -> None:
    """Every contestant in turn, round after round; and whether what is found is the same without leaving lines out."""
    chunks = [b"\n".join(lines[at : at + TOGETHER]) + b"\n" for at in range(0, POSTS, TOGETHER)]
    posts = sum(map(is_post, lines))
    rates: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(ROUNDS):
        for turn, run in turns.items():
            few = chunks if turn == "Gatepost" else chunks[: FEW // TOGETHER]
            rates[turn].append(rate(run, few, len(few) * TOGETHER))
    found = [hit for chunk in chunks for hit in turns["Gatepost"](chunk)]  # type: ignore[attr-defined]
    wanted = [hit for chunk in chunks for hit in slow.hits(chunk)]
    same = "as" if found == wanted else "NOT AS"
    size = sum(map(len, lines)) / len(lines)
    print(
        f"  {name}: {posts / POSTS:.0%} of the lines are posts, {size:.0f} bytes; {len(found):,} hits, {same} with every line decoded"
    )
    for turn, all_rates in rates.items():
        middle = statistics.median(all_rates)
        print(
            f"    {turn:<26}{middle:>12,.0f} lines/s{middle * posts / POSTS:>12,.0f} posts/s  at best {max(all_rates):>12,.0f} lines/s"
        )


if __name__ == "__main__":
    main()
