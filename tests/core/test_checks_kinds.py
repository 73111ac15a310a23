"""The kinds of findings: their words, their facts, and clauses that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatepost.core.checks.kinds import LEAVE_OUT, kinds
from gatepost.core.policy import PackError, load_pack, vocabulary
from gatepost.core.screen import LEVELS
from tests.core.test_errors import write_pack

SEARCH = 'heading = "More"\n[[clause]]\nid = "look"\nsays = "Look."\nstrength = "must"\nlive = { by = "posts.checks", finds = %s }\n'


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_every_kind_says_what_it_is_and_what_to_do(kind: object) -> None:
    assert kind.says.endswith(".")  # type: ignore[attr-defined]
    assert kind.todo.endswith(".")  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_every_kind_speaks_the_words_of_the_vocabulary(kind: object) -> None:
    words = vocabulary()

    assert kind.act in ("", *words.acts)  # type: ignore[attr-defined]
    assert kind.silent in ("", LEAVE_OUT)  # type: ignore[attr-defined]
    assert kind.floor in ("", *LEVELS)  # type: ignore[attr-defined]
    for fact, values in kind.facts.items():  # type: ignore[attr-defined]
        assert set(values) <= set(words.facts[fact].values)
        assert len(values) == 1 or words.facts[fact].several


def test_a_clause_may_name_what_is_looked_for(tmp_path: Path) -> None:
    pack = load_pack(
        write_pack(tmp_path, **{"clauses/02.toml": SEARCH % '["location", "telephone"]'})
    )

    assert pack.by_id["look"].live["finds"] == ["location", "telephone"]


@pytest.mark.parametrize(
    ("finds", "says"),
    [
        ('["locaton"]', "The kind of finding “locaton” is not known.\n  Did you mean “location”?"),
        ("[3]", "has to be text in quotes or a list of them"),
        ('"location"', "“finds” has to be a kinds."),
    ],
)
def test_a_misspelt_kind_is_told_with_its_line(tmp_path: Path, finds: str, says: str) -> None:
    folder = write_pack(tmp_path, **{"clauses/02.toml": SEARCH % finds})

    with pytest.raises(PackError) as told:
        load_pack(folder)

    assert says in str(told.value)
    assert "clauses/02.toml:6" in str(told.value)
