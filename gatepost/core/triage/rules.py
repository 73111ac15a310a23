"""The rules by which comments are put into an order, read from `triage.toml` and made ready to be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.checks.lexicon import entries
from gatepost.core.matching import Search, folded_words

_CHOICE = re.compile(r"\(([^()]*)\)")
_PART = re.compile(r"\{([a-z-]+)\}")
_APOSTROPHE = str.maketrans("", "", "'")


@dataclass(frozen=True)
class Rule:
    """Phrases that make a text one of a kind.

    `needs` are groups one of which the same sentence has to name, and one of `also` beside. `unless` are phrases that make it harmless where they
    stand in the same sentence. Where `may_be_denied`, “not” right before it takes it away.
    """

    number: int
    kind: str
    says: str
    points: int
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unless: frozenset[str] = frozenset()
    may_be_denied: bool = True


@dataclass(frozen=True)
class Prepared:
    """Everything that is looked for, as one search: the rules' phrases first, then what rules need or are excused by.

    `of_phrase` says for each pattern of the first list which rules it belongs to, `of_group` for each of the second which
    groups and which excuses it stands for. `vocabulary` has every word of the first, and of the checks' lists that count here.
    """

    search: Search
    of_phrase: tuple[tuple[Rule, ...], ...]
    of_group: tuple[tuple[str, ...], ...]
    vocabulary: frozenset[str]


@cache
def data(name: str = "triage") -> Mapping[str, Any]:
    """One of the tables beside this file."""
    return tomli.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def kinds() -> Mapping[str, Mapping[str, Any]]:
    """What is said of each kind: its name in plain words, and whether it sets off an alarm."""
    kinds: Mapping[str, Mapping[str, Any]] = data()["kinds"]
    return kinds


KINDS = tuple(kinds())


@cache
def alarming() -> frozenset[str]:
    """The kinds for which nobody may wait."""
    return frozenset(kind for kind, one in kinds().items() if one.get("alarm"))


@cache
def prepared() -> Prepared:
    """The rules made ready, once."""
    phrases: dict[str, list[Rule]] = {}
    others: dict[str, list[str]] = {}
    for rule, words in _rules():
        for phrase in written(words):
            phrases.setdefault(phrase, []).append(rule)
        for excuse in rule.unless:
            others.setdefault(excuse, []).append(excuse)
    for group, words in data()["groups"].items():
        for phrase in written(words):
            others.setdefault(phrase, []).append(group_of(group))
    return Prepared(
        Search(map(_pattern, phrases), map(_pattern, others)),
        tuple(map(tuple, phrases.values())),
        tuple(tuple(dict.fromkeys(names)) for names in others.values()),
        frozenset(word for phrase in (*phrases, *_of_checks()) for word in phrase.split()),
    )


def _of_checks() -> list[str]:
    """The words of those lists of the checks that count here."""
    listed = [entry.phrase for entry in entries() if data()["found"].get(entry.kind)]
    return [_compared(phrase) for phrase in listed]


def group_of(name: str) -> str:
    """What a group is called among the excuses, which are phrases and never have this sign."""
    return f"@{name}"


def _rules() -> Iterator[tuple[Rule, list[str]]]:
    for number, one in enumerate(data()["rule"]):
        yield (
            Rule(
                number,
                one["kind"],
                one["says"],
                one["points"],
                tuple(map(group_of, one.get("needs", ()))),
                tuple(map(group_of, one.get("also", ()))),
                frozenset(written(one.get("unless", ()))),
                one.get("may-be-denied", True),
            ),
            one["words"],
        )


def _pattern(phrase: str) -> str:
    return f" {phrase} "


def written(phrases: Iterable[str]) -> list[str]:
    """Every way of writing some phrases, as they are compared: parts and choices written out, with and without apostrophes."""
    found: dict[str, None] = {}
    for phrase in phrases:
        for one in _choices(_PART.sub(_of_part, phrase)):
            found[_compared(one)] = None
            if "'" in one:
                found[_compared(one.translate(_APOSTROPHE))] = None
    return list(found)


def _compared(phrase: str) -> str:
    """A phrase as texts are compared; what needs no folding is spared it, since there are tens of thousands."""
    if phrase.replace(" ", "").isalnum() and phrase.isascii():
        return " ".join(phrase.lower().split())
    return " ".join(folded_words(phrase))


def _of_part(found: re.Match[str]) -> str:
    return "(" + "|".join(data()["parts"][found[1]]) + ")"


def _choices(phrase: str) -> Iterator[str]:
    """“a (fine|) day” is “a fine day” and “a day”; a choice may stand within another."""
    inner = _CHOICE.search(phrase)
    if inner is None:
        yield phrase
        return
    for chosen in inner[1].split("|"):
        yield from _choices(phrase[: inner.start()] + chosen + phrase[inner.end() :])
