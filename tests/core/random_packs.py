"""Random packs and situations over a handful of facts, for properties that have to hold of all of them."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st

from gatepost.core.policy import Clause, Duty, Pack, Situation, vocabulary
from gatepost.core.policy.pack import STRENGTHS

# `make soak` tries a hundred times as many.
_TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))


def times(number: int) -> settings:
    """Try a property so many times."""
    return settings(max_examples=number * _TIMES)


ACTS = ("post", "message")
FACTS = ("actor", "account", "device", "about", "manager-permission", "colleague-check")
# Few enough values that every situation can be tried.
VALUES = {
    "actor": ("teacher", "governor", "parent"),
    "account": ("personal", "official", "learning-platform"),
    "device": ("own", "school"),
    "about": ("unrelated", "school", "pupils"),
    "manager-permission": ("given", "refused", "not-asked"),
    "colleague-check": ("done", "not-done"),
}
GATHERED = {"manager-permission": ("given",), "colleague-check": ("done",)}


def tables(*, acts: bool) -> st.SearchStrategy[dict[str, frozenset[str]]]:
    """Tables of facts: each fact, where it is named, with some of its values."""
    facts = st.dictionaries(st.sampled_from(FACTS), st.integers(1, 7), max_size=3).map(
        lambda chosen: {
            fact: frozenset(v for at, v in enumerate(VALUES[fact]) if bits >> at & 1)
            or frozenset(VALUES[fact][:1])
            for fact, bits in chosen.items()
        }
    )
    act = st.sets(st.sampled_from(ACTS), min_size=1).map(frozenset)
    return st.builds(lambda table, act: {"act": act, **table}, facts, act) if acts else facts


@st.composite
def clauses(draw: st.DrawFn, name: str) -> Clause:
    """A clause with any mixture of what the language knows."""
    strength = draw(st.sampled_from(STRENGTHS))
    who = draw(
        st.sampled_from([frozenset(), frozenset({"teacher"}), frozenset({"teacher", "governor"})])
    )
    when = draw(st.lists(tables(acts=True), min_size=1, max_size=2))
    for table in when:
        if who:
            table["actor"] = table.get("actor", who) & who or who
    requires = (
        {}
        if strength == "outside"
        else draw(st.sampled_from([{}, {}, *({f: v} for f, v in GATHERED.items()), GATHERED]))
    )
    duties = draw(st.lists(st.sampled_from(["actor", "school"]), max_size=1))
    return Clause(
        id=name,
        says=name,
        strength=strength,
        heading="",
        number="1.1",
        who=who,
        when=tuple(when),
        unless=tuple(draw(st.lists(tables(acts=False), max_size=1))),
        requires=requires,
        duties=tuple(Duty(do=f"{name} {by}", by=by) for by in duties),
        allows=strength in ("must", "should") and draw(st.booleans()),
        always=draw(st.booleans()),
    )


@st.composite
def packs(draw: st.DrawFn, most: int = 6) -> Pack:
    """A pack of a few clauses."""
    number = draw(st.integers(1, most))
    return Pack(
        slug="random",
        title="Random",
        school="Nowhere",
        clauses=tuple(draw(clauses(f"c{at}")) for at in range(number)),
    )


@st.composite
def situations(draw: st.DrawFn, *, unknown: bool = False, several: bool = False) -> Situation:
    """A situation that gives some facts; with `unknown`, some nobody knows; with `several`, some with two values."""
    facts: dict[str, tuple[str, ...]] = {}
    for fact in draw(st.sets(st.sampled_from(FACTS))):
        kinds = [
            "one",
            *(["unknown"] if unknown else []),
            *(["several"] if several and vocabulary().facts[fact].several else []),
        ]
        kind = draw(st.sampled_from(kinds))
        if kind == "unknown":
            facts[fact] = ()
        else:
            size = 2 if kind == "several" else 1
            facts[fact] = tuple(
                draw(
                    st.lists(
                        st.sampled_from(VALUES[fact]), min_size=size, max_size=size, unique=True
                    )
                )
            )
    return Situation(draw(st.sampled_from(ACTS)), facts)
