"""Says by plain rules which texts need a person first, with every reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import chain

from gatepost.core.checks.found import Found
from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import STAFF, Folded, Register, fold, folded_words
from gatepost.core.triage.outcome import Reason, Triage, score_of
from gatepost.core.triage.reading import Line, as_written, sentence_ends, without_tricks
from gatepost.core.triage.rules import Rule, alarming, data, group_of, prepared, written

NAME = "rules"
LONGEST = 6_000  # characters that are read; the checks take long over a flood of bad words
ADULT = group_of("adult")
_TITLED = re.compile(r"\b(?:mr|mrs|miss|ms|mx|dr|sir|madam)\.?\s+\w{2,}")
_CAPITAL = re.compile(r"[A-Z][^\W_]+")
_OF_ADULTS = frozenset({"staff-name", "staff-title"})
_BAD_WORDS = frozenset({"slur", "insult", "swearing"})
_PARTS_OF_NAMES = frozenset({"family-name", "first-name"})
# What hurts a child is said by the accusation already, where it is told of an adult of the school.
_WITHIN = {"adult-accused": "safeguarding"}
_PAUSES = frozenset(",;:")
_NEGATIONS = frozenset(data()["negations"])
_FILLERS = frozenset(data()["fillers"])
_ASKING = frozenset(data()["asking"])


class RuleTriager:
    """The rules of `triage.toml`, with the names of a school's register. It may be kept and used by several threads.

    `staff` are further names by which people at the school are known, such as “Mr H” or a nickname.
    """

    name = NAME

    def __init__(self, register: Register | None = None, staff: Iterable[str] = ()) -> None:
        self._scanner, self._plain = Scanner(register), Scanner()
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
        lines = [as_written(reading.folded)]
        meant = without_tricks(reading.folded)
        if meant is not None:
            lines.append(meant)
            reading.found += self._hidden(meant)
        of_rules = chain.from_iterable(_of_line(reading, line) for line in lines)
        reasons = _once([*_of_checks(reading), *of_rules, *_questions(reading)])
        if len(text) > LONGEST:
            says = f"Only its first {LONGEST:,} characters were read."
            reasons.append(Reason("unread", "", LONGEST, len(text), _unread_points(), says))
        elif not reasons and _is_foreign(read):
            says = "Most of it is in letters for which there are no rules: somebody who reads them should look."
            reasons.append(Reason("unread", text, 0, len(text), _unread_points(), says))
        return Triage(
            score_of(reasons),
            tuple(reasons),
            any(reason.kind in alarming() for reason in reasons),
            self.name,
            self.version,
        )

    def _hidden(self, line: Line) -> Iterator[Found]:
        """Bad words that only show once tricks are undone, at their places in the text."""
        for one in self._plain.scan(line.joined):
            if one.kind in _BAD_WORDS:
                first, last = line.words_at(one.start, one.end)
                start, end = line.folded.span(line.spans[first][0], line.spans[last][1])
                yield one._replace(start=start, end=end, text=line.folded.text[start:end])


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
        for word in _CAPITAL.finditer(self.folded.text):
            if word[0].lower() in self._staff:
                yield self._folded_place(word.start())
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
            excused = _Excused(_excuses(), reading.folded)
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


@cache
def _excuses() -> dict[str, tuple[str, ...]]:
    """For each kind of the checks the phrases in which it means no harm."""
    return {
        kind: tuple(written(entry["unless"]))
        for kind, entry in data()["found"].items()
        if "unless" in entry
    }


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
            if not (denied and rule.may_be_denied) and beside.allows(rule, sentence):
                yield reading.reason(rule, begin, finish)


class _Beside:
    """What else the sentences of a text name."""

    def __init__(
        self, reading: _Reading, line: Line, others: list[tuple[tuple[str, ...], int, int]]
    ) -> None:
        self._reading = reading
        self._named: dict[int, set[str]] = {}
        for names, start, end in others:
            first, _ = line.words_at(start, end - 2)
            self._named.setdefault(reading.sentence(line.spans[first][0]), set()).update(names)

    @cached_property
    def _with_adults(self) -> frozenset[int]:
        return frozenset(map(self._reading.sentence, self._reading.places))

    def allows(self, rule: Rule, sentence: int) -> bool:
        """Whether a sentence has what a rule needs and nothing that excuses it."""
        named = self._named.get(sentence, set[str]())
        if not named.isdisjoint(rule.unless):
            return False
        if rule.also and named.isdisjoint(rule.also):
            return False
        if not rule.needs or not named.isdisjoint(rule.needs):
            return True
        return ADULT in rule.needs and sentence in self._with_adults


def _is_denied(reading: _Reading, line: Line, first: int) -> bool:
    """Whether “not” or its like stands right before a word, with at most words that say nothing between."""
    sentence = reading.sentence(line.spans[first][0])
    for place in range(first - 1, max(-1, first - 5), -1):
        word = line.words[place]
        between = reading.folded.plain[line.spans[place][1] : line.spans[place + 1][0]]
        if not _PAUSES.isdisjoint(between) or reading.sentence(line.spans[place][0]) != sentence:
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
        if sentence.endswith("?") and not _ASKING.isdisjoint(
            reading.folded.words[begin:end].split()
        ):
            start = begin + len(plain[begin:end]) - len(plain[begin:end].lstrip())
            first, last = reading.folded.span(start, begin + len(sentence))
            entry = data()["question"]
            text = reading.folded.text[first:last]
            yield Reason("question", text, first, last, entry["points"], entry["says"])
        begin = end


def _once(reasons: list[Reason]) -> list[Reason]:
    """In the order of the text; of those of one kind that overlap the strongest, then the longest."""
    if not reasons[1:]:
        return reasons
    kept: list[Reason] = []
    for one in sorted(
        reasons, key=lambda r: (r.kind in _WITHIN.values(), -r.points, r.start - r.end, r.start)
    ):
        if not any(
            one.kind in (other.kind, _WITHIN.get(other.kind))
            and other.start < one.end
            and one.start < other.end
            for other in kept
        ):
            kept.append(one)
    return sorted(kept, key=lambda reason: (reason.start, reason.end, reason.kind))


def _unread_points() -> int:
    return int(data()["kinds"]["unread"]["points"])


def _is_foreign(text: str) -> bool:
    """Whether most letters are of a script for which there are hardly any rules."""
    if text.isascii():
        return False
    letters = [one for one in text if one.isalpha()]
    return sum(one > "\u024f" for one in letters) * 2 > len(letters)
