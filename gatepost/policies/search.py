"""Finds the acts that somebody's own words are about."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gatepost.core.policy import Clause, Pack, vocabulary
from gatepost.core.policy.vocabulary import Act

MOST_FOUND = 6
LONGEST = 200  # characters of a search that are looked at
_PHRASE, _WORD, _LABEL, _SAYS, _CLAUSE = 5.0, 3.0, 2.0, 1.0, 0.6
_LEAST_STEM = 3  # letters
_IDLE_WORDS = """
a about am an and any are as at be been can could do does for from get go have how i if in into is it its let may me
my no not of off on one or our out own school should so some somebody that the their them there they this to up us use
want was we what when where which who will with would you your
"""
_IDLE = frozenset(_IDLE_WORDS.split())


@dataclass(frozen=True)
class Found:
    """An act that fits, how well, and why: words of its own, or a clause that speaks of it."""

    act: Act
    score: float
    words: tuple[str, ...]
    clause: Clause | None


def tokens(text: str) -> list[str]:
    """The telling words of a text, plurals and endings cut off."""
    return [
        _stem(word) for word in re.findall(r"[a-z]+", text.lower()[:LONGEST]) if word not in _IDLE
    ]


def find(pack: Pack, query: str) -> list[Found]:
    """The acts that fit a search best, the best first; none where no word is known."""
    asked = tokens(query)
    clauses = _clauses(pack)
    found = [_weigh(act, query.lower(), asked, clauses) for act in vocabulary().acts.values()]
    fitting = sorted((one for one in found if one.score > 0), key=lambda one: -one.score)
    best = fitting[0].score if fitting else 0
    return [one for one in fitting[:MOST_FOUND] if one.score >= best / 4]


def nearest(query: str) -> list[str]:
    """Known words that look like those of a search that found nothing."""
    known = {word for act in vocabulary().acts.values() for word in act.words}
    near = [
        difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7)
        for word in re.findall(r"[a-z-]+", query.lower()[:LONGEST])
        if word not in _IDLE
    ]
    return list(dict.fromkeys(word for words in near for word in words))[:3]


def _weigh(act: Act, query: str, asked: list[str], clauses: _Clauses) -> Found:
    wanted, rarity = set(asked), _rarity()
    matched = {words: _fit(words, query, wanted, rarity) for words in act.words}
    score = sum(matched.values())
    score += _LABEL * sum(rarity[token] for token in wanted & set(tokens(act.label)))
    score += _SAYS * sum(rarity[token] for token in wanted & set(tokens(act.says)))
    clause, weight = clauses.best(act.name, wanted)
    reasons = sorted(
        (words for words in matched if matched[words] > 1), key=lambda words: -matched[words]
    )
    return Found(act, score + weight, tuple(reasons[:2]), clause)


def _fit(words: str, query: str, wanted: set[str], rarity: Mapping[str, float]) -> float:
    """How well some words of an act fit: whole phrases best, single words by how rare they are."""
    every = words.split()
    if len(every) > 1 and f" {words} " in f" {query} ":
        return _PHRASE
    hit = [rarity[token] for token in tokens(words) if token in wanted]
    return _WORD * sum(hit) * len(hit) / len(every) ** 2


@lru_cache(maxsize=1)
def _rarity() -> Mapping[str, float]:
    """How few acts a word belongs to, from nearly 0 to 1."""
    acts = vocabulary().acts.values()
    seen = Counter(
        token
        for act in acts
        for token in {*tokens(act.label), *tokens(act.says), *tokens(" ".join(act.words))}
    )
    return {
        token: math.log(1 + len(acts) / seen[token]) / math.log(1 + len(acts)) for token in seen
    }


@dataclass(frozen=True)
class _Clauses:
    """What a pack's clauses say of each act, and how rare each of their words is."""

    by_act: Mapping[str, list[tuple[Clause, frozenset[str]]]]
    rarity: Mapping[str, float]

    def best(self, act: str, wanted: set[str]) -> tuple[Clause | None, float]:
        """The clause on an act that fits a search best, and how well."""
        clause, weight = None, 0.0
        for candidate, words in self.by_act.get(act, ()):
            fit = _CLAUSE * sum(self.rarity[word] for word in words & wanted)
            if fit > weight:
                clause, weight = candidate, fit
        return clause, weight


@lru_cache(maxsize=32)
def _clauses(pack: Pack) -> _Clauses:
    by_act: dict[str, list[tuple[Clause, frozenset[str]]]] = {}
    seen: Counter[str] = Counter()
    for clause in pack.clauses:
        words = frozenset(tokens(clause.says))
        seen.update(words)
        acts = {act for table in clause.when for act in table["act"]}
        # A clause on everything says little about any one act.
        for act in acts if len(acts) <= len(vocabulary().acts) // 4 else ():
            by_act.setdefault(act, []).append((clause, words))
    rarity = {word: math.log(1 + len(pack.clauses) / count) / 3 for word, count in seen.items()}
    return _Clauses(by_act, rarity)


def _stem(word: str) -> str:
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("es", "e"),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            stem = word[: -len(ending)] + instead
            return stem[:-1] if re.search(r"([bdgmnprt])\1$", stem) else stem
    return word
