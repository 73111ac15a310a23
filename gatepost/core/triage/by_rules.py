"""Says by plain rules which texts need a person first, with every reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from gatepost.core.checks.found import Found
from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import STAFF, Folded, Register, fold, folded_words
from gatepost.core.triage.outcome import Reason, Triage, score_of
from gatepost.core.triage.reading import Line, as_written, sentence_ends, without_tricks
from gatepost.core.triage.rules import Rule, alarming, data, group_of, prepared, written

NAME = "rules"
LONGEST = 20_000  # characters that are read; more than any network takes for a comment
ADULT = group_of("adult")
_TITLED = re.compile(r"\b(?:mr|mrs|miss|ms|mx|dr|sir|madam)\.?\s+[^\W\d_]{2,}")
_OF_ADULTS = frozenset({"staff-name", "staff-title"})
_PARTS_OF_NAMES = frozenset({"family-name", "first-name"})
_NEGATIONS = frozenset(data()["negations"])
_FILLERS = frozenset(data()["fillers"])
_ASKING = frozenset(data()["asking"])


class RuleTriager:
    """The rules of `triage.toml`, with the names of a school's register. It may be kept and used by several threads.

    `staff` are further names by which people at the school are known, such as “Mr H” or a nickname.
    """

    name = NAME

    def __init__(self, register: Register | None = None, staff: Iterable[str] = ()) -> None:
        self._scanner = Scanner(register)
        people = register.people if register is not None else []
        names = [
            name
            for person in people
            if person.role == STAFF
            for name in (person.given, person.family, *person.called, *person.families)
        ]
        self._staff = frozenset(" ".join(folded_words(name)) for name in chain(names, staff))

    @property
    def version(self) -> str:
        """The day of the rules."""
        return str(data()["version"])

    def triage(self, text: str) -> Triage:
        """What the rules make of one text."""
        read = text[:LONGEST]
        found = self._scanner.scan(read)
        reading = _Reading(fold(read), found, self._staff)
        reasons = _once([*_of_checks(reading), *_of_rules(reading), *_questions(reading)])
        if len(text) > LONGEST:
            says = f"Only its first {LONGEST:,} characters were read."
            reasons.append(Reason("unread", "", LONGEST, len(text), _unread_points(), says))
        elif _is_foreign(reading.folded):
            says = "Most of it is in letters for which there are no rules: somebody who reads them should look."
            reasons.append(Reason("unread", text, 0, len(text), _unread_points(), says))
        return Triage(
            score_of(reasons),
            tuple(reasons),
            any(reason.kind in alarming() for reason in reasons),
            self.name,
            self.version,
        )


def triage(text: str, *, register: Register | None = None, staff: Iterable[str] = ()) -> Triage:
    """What the rules make of one text. For many texts make a `RuleTriager` once."""
    return RuleTriager(register, staff).triage(text)


class _Reading:
    """A text with what the checks found in it, and its sentences."""

    def __init__(self, folded: Folded, found: list[Found], staff: frozenset[str]) -> None:
        self.folded, self.found, self._staff = folded, found, staff

    @cached_property
    def ends(self) -> list[int]:
        """Where its sentences end."""
        return sentence_ends(self.folded)

    def sentence(self, place: int) -> int:
        """The number of the sentence that stands at a place of the folded text."""
        return bisect_right(self.ends, place)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where named adults stand in the folded text."""
        return tuple(self._adults())

    def _adults(self) -> Iterator[int]:
        """Whoever has a title, is on the register as staff, or is known by one of the staff's names."""
        for titled in _TITLED.finditer(self.folded.plain):
            yield titled.start()
        for one in self.found:
            by_name = one.kind in _PARTS_OF_NAMES and self._is_staff(one.text)
            if one.kind in _OF_ADULTS or by_name:
                yield self._folded_place(one.start)
        for name in self._staff:
            place = self.folded.words.find(f" {name} ") if " " in name else -1
            if place >= 0:
                yield place

    def _is_staff(self, name: str) -> bool:
        return " ".join(folded_words(name)) in self._staff

    def _folded_place(self, place: int) -> int:
        at = self.folded.at
        return place if at is None else next((n for n, one in enumerate(at) if one >= place), 0)

    def reason(self, rule: Rule, start: int, end: int) -> Reason:
        """A rule's reason at a place of the folded text."""
        first, last = self.folded.span(start, end)
        text = self.folded.text[first:last]
        return Reason(rule.kind, text, first, last, rule.points, rule.says)


def _of_checks(reading: _Reading) -> Iterator[Reason]:
    """What the checks on drafts found, as far as it matters here."""
    table, excused = data()["found"], None
    for one in reading.found:
        entry = table.get(one.kind)
        if entry is None:
            continue
        if excused is None:
            excused = _Excused(entry_words(), reading.folded)
        if not excused.is_so(one.kind, one.text):
            yield Reason(
                entry["kind"], one.text, one.start, one.end, entry["points"], entry["says"]
            )


class _Excused:
    """Whether a word of the checks stands in a harmless phrase of a text."""

    def __init__(self, words: dict[str, tuple[str, ...]], folded: Folded) -> None:
        self._words = words
        self._joined = f" {' '.join(folded.words.split())} "

    def is_so(self, kind: str, text: str) -> bool:
        """Whether some phrase of the text excuses what was found."""
        said = " ".join(folded_words(text))
        return any(
            said in phrase and f" {phrase} " in self._joined for phrase in self._words.get(kind, ())
        )


def entry_words() -> dict[str, tuple[str, ...]]:
    """For each kind of the checks the phrases in which it means no harm."""
    return {
        kind: tuple(written(entry["unless"]))
        for kind, entry in data()["found"].items()
        if "unless" in entry
    }


def _of_rules(reading: _Reading) -> Iterator[Reason]:
    line = as_written(reading.folded)
    yield from _of_line(reading, line)
    meant = without_tricks(reading.folded)
    if meant is not None:
        yield from _of_line(reading, meant)


def _of_line(reading: _Reading, line: Line) -> Iterator[Reason]:
    rules = prepared()
    hits, others = rules.search.hits(reading.folded._replace(words=line.joined))
    if not hits:
        return
    beside = _Beside(reading, line, [(rules.of_group[n], start, end) for n, start, end in others])
    for number, start, end in hits:
        first, last = line.words_at(start, end - 2)
        begin, finish = line.spans[first][0], line.spans[last][1]
        sentence = reading.sentence(begin)
        if sentence != reading.sentence(finish - 1):
            continue
        denied = _is_denied(reading, line, first)
        for rule in rules.of_phrase[number]:
            if not (denied and rule.may_be_denied) and beside.allows(rule, sentence, start):
                yield reading.reason(rule, begin, finish)


class _Beside:
    """What else the sentences of a text name."""

    def __init__(
        self, reading: _Reading, line: Line, others: list[tuple[tuple[str, ...], int, int]]
    ) -> None:
        self._reading = reading
        self._named: dict[str, list[tuple[int, int]]] = {}
        for names, start, end in others:
            first, _ = line.words_at(start, end - 2)
            sentence = reading.sentence(line.spans[first][0])
            for name in names:
                self._named.setdefault(name, []).append((sentence, start))

    def allows(self, rule: Rule, sentence: int, start: int) -> bool:
        """Whether a sentence has what a rule needs and nothing that excuses it."""
        if any(self._is_in(excuse, sentence) for excuse in rule.unless):
            return False
        return not rule.needs or any(self._is_in(name, sentence) for name in rule.needs)

    def _is_in(self, name: str, sentence: int) -> bool:
        if name == ADULT:
            return any(
                self._reading.sentence(place) == sentence for place in self._reading.places
            )
        return any(one == sentence for one, _ in self._named.get(name, ()))


def _is_denied(reading: _Reading, line: Line, first: int) -> bool:
    """Whether “not” or its like stands right before a word, with at most words that say nothing between."""
    sentence = reading.sentence(line.spans[first][0])
    for place in range(first - 1, max(-1, first - 5), -1):
        word = line.words[place]
        if reading.sentence(line.spans[place][0]) != sentence:
            return False
        if word in _NEGATIONS:
            return True
        if word not in _FILLERS:
            return False
    return False


def _questions(reading: _Reading) -> Iterator[Reason]:
    """Sentences that end with a question mark and ask with a word of asking."""
    plain = reading.folded.plain
    if "?" not in plain:
        return
    begin = 0
    for end in reading.ends:
        sentence = plain[begin:end].rstrip()
        if sentence.endswith("?") and not _ASKING.isdisjoint(reading.folded.words[begin:end].split()):
            start = begin + len(plain[begin:end]) - len(plain[begin:end].lstrip())
            first, last = reading.folded.span(start, begin + len(sentence))
            entry = data()["question"]
            text = reading.folded.text[first:last]
            yield Reason("question", text, first, last, entry["points"], entry["says"])
        begin = end


def _once(reasons: list[Reason]) -> list[Reason]:
    """In the order of the text; of those of one kind that overlap the strongest, then the longest."""
    kept: list[Reason] = []
    for one in sorted(reasons, key=lambda r: (-r.points, r.start - r.end, r.start)):
        if not any(
            other.kind == one.kind and other.start < one.end and one.start < other.end
            for other in kept
        ):
            kept.append(one)
    return sorted(kept, key=lambda reason: (reason.start, reason.end, reason.kind))


def _unread_points() -> int:
    return int(data()["kinds"]["unread"]["points"])


def _is_foreign(folded: Folded) -> bool:
    """Whether most letters are of a script for which there are hardly any rules."""
    if not folded.beyond:
        return False
    letters = [one for one in folded.plain if one.isalpha()]
    return sum(one > "\u024f" for one in letters) * 2 > len(letters)
