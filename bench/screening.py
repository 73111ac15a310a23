"""The content checks: posts a second against a register of 100,000 names, recall beside a slow reference, and others' tools."""

from __future__ import annotations

import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence

from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import Known, Register, find, fold

ROUNDS = 7
NAMES = 100_000
POSTS = 4_000
LENGTH = 280
HIDDEN = (
    0.02  # the share of names that somebody hides with lookalikes or characters that cannot be seen
)
_GIVEN = """
Amelia Olivia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Isabella Grace Daisy Sienna Elsie Poppy Evelyn Phoebe
Charlotte Matilda Emily Maya Aisha Fatima Zara Hannah Ruby Hope Faith Noah Oliver George Arthur Muhammad Leo Harry Oscar Archie
Henry Theodore Freddie Jack Charlie Theo Alfie Jacob Thomas Finley Arlo William Lucas Roman Tommy Isaac Teddy Alexander Luca
Edward James Joshua Albie Elijah Max Mohammed Reuben Mason Sebastian Rory Jude Benjamin Louie Will Mark Zoë José Chloé Siân
Mary-Jane Anne-Marie D’Arcy Søren Łukasz Björn Oluwaseun Xiao Nguyễn Ayşe Ülkü Дарья Иван Ελένη محمد
"""
GIVEN = _GIVEN.split()
_SYLLABLES = "ba bre char dal den el far gat ham il jor kem lan mor nel os pen quil ros sel tor ul ven wal yar zel"
SYLLABLES = _SYLLABLES.split()
_ENDS = "ton ley ford son well worth ham by man ski ez ova ić er ard is"
ENDS = _ENDS.split()
_PLAIN = """
we had a great time at the museum today and every class learned about how the romans built their roads with stone
thank you to all the parents who came along to help on the trip our school garden is growing well and children will plant
beans next week please remember to bring a coat it may rain may we remind you that the green gate closes at nine
reading for pleasure is our goal this term so pick up a book from the library the winter fair is on friday bring a friend
year three enjoyed making bread while year five measured shadows and the choir sang a song for grandparents in the hall
"""
PLAIN = _PLAIN.split()


def people(number: int = NAMES, *, seed: int = 1) -> list[Known]:
    """Invented people; about one in twelve has a double name, an apostrophe or a name they go by."""
    draw = random.Random(seed)
    found = []
    for at in range(number):
        family = _family(draw)
        chance = draw.random()
        if chance < 0.04:
            family = f"{family}-{_family(draw)}"
        elif chance < 0.06:
            family = f"O’{family}"
        called = (draw.choice(GIVEN),) if draw.random() < 0.05 else ()
        found.append(Known(draw.choice(GIVEN), family, called=called, key=str(at)))
    return found


def _family(draw: random.Random) -> str:
    parts = [draw.choice(SYLLABLES) for _ in range(draw.choice((1, 2, 2, 3)))]
    return "".join([*parts, draw.choice(ENDS)]).capitalize()


def posts(
    known: Sequence[Known], number: int = POSTS, *, seed: int = 2, hidden: float = HIDDEN
) -> list[str]:
    """Posts of 280 characters, all different; one in five names somebody, one in ten gives something else away."""
    draw = random.Random(seed)
    extras = (
        "Ring 07700 900123.", "Write to maya@school.example.", "See www.ashlands.example/news for more.",
        "Come to SW1A 1AA at 10.", "We raised £120 on 12 June!", "Doors open at 3.15pm.", "👏🎉",
    )  # fmt: skip
    return [_post(draw, known, extras, hidden) for _ in range(number)]


def _post(draw: random.Random, known: Sequence[Known], extras: Sequence[str], hidden: float) -> str:
    words: list[str] = []
    while sum(map(len, words)) + len(words) < LENGTH:
        words += _sentence(draw)
        chance = draw.random()
        if chance < 0.05:
            words.append(written(draw, draw.choice(known), is_ordinary=draw.random() >= hidden))
        elif chance < 0.08:
            words.append(draw.choice(extras))
    return " ".join(words)[:LENGTH]


def _sentence(draw: random.Random) -> list[str]:
    start = draw.randrange(len(PLAIN) - 14)
    some = PLAIN[start : start + draw.randint(6, 14)]
    return [
        some[0].capitalize(),
        *some[1:-1],
        some[-1] + draw.choice((".", ".", "!", ",", ",", "…" if draw.random() < 0.1 else ".")),
    ]


def written(draw: random.Random, person: Known, *, is_ordinary: bool = True) -> str:
    """A person's name in one of the ways in which people write it; those that hide it too, unless it is an ordinary one."""
    given = draw.choice((person.given, *person.called))
    name = draw.choice(
        (f"{given} {person.family}", f"{person.family}, {given}", f"{given}  {person.family}")
    )
    ordinary: list[Callable[[str], str]] = [
        str, str, str.upper, str.lower, lambda one: f"{one}'s",
        lambda one: one.replace("’", "'"), lambda one: one.replace("’", ""), lambda one: one.replace("-", " "),
        lambda one: one.replace("é", "e").replace("ë", "e").replace("ö", "oe").replace("ø", "o"),
    ]  # fmt: skip
    hiding: list[Callable[[str], str]] = [
        lambda one: one.replace("-", "\u2011"),
        lambda one: one.replace("a", "а", 1),
        lambda one: f"{one[:2]}\u200b{one[2:]}",
    ]
    return draw.choice(ordinary if is_ordinary else hiding)(name)


def per_second(run: Callable[[str], object], texts: Sequence[str]) -> float:
    """Posts a second of processor time, one pass over all."""
    start = time.process_time()
    for text in texts:
        run(text)
    return len(texts) / (time.process_time() - start)


def built(known: Sequence[Known]) -> Scanner:
    """A scanner with a register, and what making them ready takes."""
    Scanner()  # the words of the lists belong to no register
    gc.collect()
    before = _resident()
    start = time.process_time()
    scanner = Scanner(Register(known))
    spent = time.process_time() - start
    gc.collect()
    print(
        f"  register of {len(known):,} names: {spent:.2f} s, {_resident() - before:.0f} MB resident more"
    )
    tracemalloc.start()
    other = Register(known)
    size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del other
    print(
        f"  by tracemalloc, without the automaton: {size / 1e6:.0f} MB kept, {peak / 1e6:.0f} MB at most while it is built"
    )
    return scanner


def _resident() -> float:
    """Megabytes of memory in use."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def reference(known: Sequence[Known]) -> Callable[[str], set[int]]:
    """The slow and obvious way: every spelling of every name, looked for at every place of a text."""
    from tests.core import slow_names

    named: dict[str, set[int]] = {}
    for place, person in enumerate(known):
        for name in slow_names.whole_names(person):
            named.setdefault(name, set()).add(place)

    def look(text: str) -> set[int]:
        words = slow_names.plain(text).split()
        spans = [
            (at, at + size, people)
            for at in range(len(words))
            for size in range(2, 9)
            if (people := named.get(" ".join(words[at : at + size])))
        ]
        # “Ada Osei-Mensah” is not “Ada Osei”: within a longer name a shorter one does not count.
        longest = [
            people
            for start, end, people in spans
            if not any(
                first <= start and end <= last and last - first > end - start
                for first, last, _ in spans
            )
        ]
        return set().union(*longest)

    return look


def recall(
    found: Callable[[str], set[int]], wanted: Sequence[set[int]], texts: Sequence[str]
) -> float:
    """The share of the people in texts who are found."""
    pairs = [(found(text) & people, people) for text, people in zip(texts, wanted, strict=True)]
    return sum(len(right) for right, _ in pairs) / sum(len(people) for _, people in pairs)


def flashtext(known: Sequence[Known]) -> Callable[[str], set[int]] | None:
    """flashtext with every whole name of the register as it is written there."""
    try:
        from flashtext import KeywordProcessor
    except ImportError:
        return None
    processor = KeywordProcessor()
    for place, person in enumerate(known):
        processor.add_keyword(f"{person.given} {person.family}", place)

    def look(text: str) -> set[int]:
        return set(processor.extract_keywords(text))

    return look


def presidio() -> Callable[[str], object] | None:
    """Presidio's recognisers of patterns that have a counterpart here; they need no model of a language."""
    try:
        from presidio_analyzer import predefined_recognizers as known
    except ImportError:
        return None
    # Presidio would fetch a list of domains; its own copy will do.
    import tldextract

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    recognisers = [
        known.PhoneRecognizer(supported_regions=("GB",)),
        known.EmailRecognizer(),
        known.UrlRecognizer(),
        known.NhsRecognizer(),
        known.UkNinoRecognizer(),
    ]

    def look(text: str) -> object:
        return [one.analyze(text, one.supported_entities, None) for one in recognisers]

    return look


def main() -> None:
    """Print the figures."""
    known = people()
    texts = posts(known)
    print(
        f"Content checks: {len(texts):,} different posts of {LENGTH} characters, median of {ROUNDS} rounds, per CPU second"
    )
    scanner = built(known)
    register = scanner.register or Register([])

    def whole(text: str) -> set[int]:
        return {place for name in find(register, fold(text)) for place in name.who}

    some = [text for text in texts if scanner.scan(text)]
    none = [text for text in texts if not scanner.scan(text)]
    print(f"  something is found in {len(some) / len(texts):.0%} of them")
    flash, other = flashtext(known), presidio()
    turns: dict[str, tuple[Callable[[str], object], Sequence[str]]] = {
        "Gatepost, names and all patterns": (scanner.scan, texts),
        "… where nothing is found": (scanner.scan, none),
        "… where something is found": (scanner.scan, some),
        "Gatepost, whole and single names alone": (whole, texts),
        "Gatepost, all patterns without names": (Scanner().scan, texts),
        **({"flashtext, names alone": (flash, texts)} if flash else {}),
        **({"Presidio, five recognisers of patterns": (other, texts[:200])} if other else {}),
    }
    rates: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(ROUNDS):
        for name, (run, asked) in turns.items():
            rates[name].append(per_second(run, asked))
    for name, measured in rates.items():
        print(
            f"  {name:<44}{statistics.median(measured):>10,.0f}/s  at best {max(measured):>10,.0f}/s"
        )
    hard = posts(known, seed=3, hidden=0.25)
    look = reference(known)
    wanted = [look(text) for text in hard]
    number = sum(map(len, wanted))
    print(
        f"Recall of {number:,} whole names in {len(hard):,} other posts, a quarter of them hidden:"
    )
    print(f"  {'Gatepost':<44}{recall(whole, wanted, hard):>10.3f}")
    if flash:
        print(f"  {'flashtext':<44}{recall(flash, wanted, hard):>10.3f}")


if __name__ == "__main__":
    main()
