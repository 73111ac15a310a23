"""What policy and law make of findings: change the policy, and the same draft is judged differently."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from gatepost.core.checks.draft import RED, Attached, Draft, examine
from gatepost.core.checks.found import Found
from gatepost.core.checks.kinds import kinds
from gatepost.core.checks.scanning import Scanner
from gatepost.core.policy import Pack, bundled, decide, load_pack, situation
from gatepost.core.policy.binding import binding, for_machines
from gatepost.core.policy.vocabulary import RANK
from gatepost.core.screen import Finding, Screen
from tests.core.test_errors import write_pack

LAW = load_pack("law-england")
POST: dict[str, Any] = {
    "act": "post",
    "account": "official",
    "purpose": "school-business",
    "about": "school",
}


def pack_with(folder: Path, *clauses: str) -> Pack:
    """A small policy with some more clauses."""
    folder.mkdir(exist_ok=True)
    text = 'heading = "More"\n' + "".join(f"[[clause]]\n{clause}\n" for clause in clauses)
    return load_pack(write_pack(folder, **{"clauses/02.toml": text}))


def clause(name: str, strength: str, more: str) -> str:
    """A clause in the language of packs."""
    return f'id = "{name}"\nsays = "Clause {name}."\nstrength = "{strength}"\n{more}'


def weighed(pack: Pack, kind: str, *, law: Pack | None = None, **facts: str) -> Finding | None:
    """What a policy makes of one finding of a kind."""
    packs = [pack] + ([law] if law else [])
    found = Screen(packs, situation({**POST, **facts})).weigh([Found(kind, 0, 1, "x")])
    return found[0] if found else None


ABOUT_DATA = 'when = { act = "post", information = "personal-data" }'


@pytest.mark.parametrize(
    ("strength", "more", "level"),
    [
        ("must-not", ABOUT_DATA, "stop"),
        ("should-not", ABOUT_DATA, "advice"),
        ("must", ABOUT_DATA + '\nrequires = { consent-of-person = "given" }', "needs"),
        ("may", ABOUT_DATA, "hint"),
        ("states", ABOUT_DATA, "hint"),
        ("must-not", ABOUT_DATA + '\ncaution = "human-decides"', "judge"),
        ("must", ABOUT_DATA + '\nrequires = { consent-of-person = "given" }\ncaution = "human-decides"', "judge"),
        ("should-not", ABOUT_DATA + '\ncaution = "human-decides"', "advice"),
        ("must-not", ABOUT_DATA + '\noutdated = "Since 2018."', "hint"),
        ("must-not", ABOUT_DATA + '\ndefective = "No verb."', "hint"),
        ("must-not", ABOUT_DATA + '\nunfilled = "The list."', "stop"),
        ("must-not", 'when = { act = "post", information = "confidential" }', "hint"),
        ("must-not", 'when = { act = "post", account = "official" }', "hint"),
    ],
)  # fmt: skip
def test_the_policy_gives_the_level(tmp_path: Path, strength: str, more: str, level: str) -> None:
    found = weighed(pack_with(tmp_path, clause("data", strength, more)), "telephone")

    assert found is not None
    assert found.level == level
    assert [one.clause.id for one in found.cited] == ([] if level == "hint" else ["data"])
    assert found.requires == (
        ("consent-of-person",)
        if level == "needs" or (level == "judge" and strength == "must")
        else ()
    )


def test_a_clause_for_a_person_does_not_soften_one_for_machines(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path,
        clause("judged", "must-not", ABOUT_DATA + '\ncaution = "human-decides"'),
        clause("plain", "must-not", ABOUT_DATA),
    )

    found = weighed(pack, "telephone")

    assert found is not None
    assert found.level == "stop"
    assert {one.clause.id for one in found.cited} == {"judged", "plain"}


def test_what_is_missing_anyway_is_not_the_findings_doing(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path,
        clause(
            "always", "must", 'when = { act = "post" }\nrequires = { manager-permission = "given" }'
        ),
        clause("data", "should-not", ABOUT_DATA),
    )

    found = weighed(pack, "telephone")

    assert found is not None
    assert (found.level, [one.clause.id for one in found.cited]) == ("advice", ["data"])


def test_words_alone_do_not_stop_what_they_cannot_show(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path, clause("gain", "must-not", 'when = { act = "post", personal-gain = "yes" }')
    )

    found = weighed(pack, "personal-gain")

    assert found is not None
    assert found.level == "judge"


def test_politics_is_left_out_where_the_policy_does_not_speak_of_it(tmp_path: Path) -> None:
    when = 'when = { act = "post", about = "politics-or-religion" }'

    assert weighed(pack_with(tmp_path / "a"), "politics") is None
    spoken = weighed(pack_with(tmp_path / "b", clause("politics", "should-not", when)), "politics")
    assert spoken is not None
    assert spoken.level == "advice"


def test_a_clause_that_names_what_is_looked_for_is_cited_and_gives_its_level(
    tmp_path: Path,
) -> None:
    levels = []
    for number, (strength, finds) in enumerate(
        [
            ("must", "location"),
            ("should", "location"),
            ("must-not", "location"),
            ("must", "telephone"),
        ]
    ):
        search = f'live = {{ by = "posts.checks", finds = ["{finds}"] }}'
        pack = pack_with(tmp_path / str(number), clause("look", strength, search))
        found = weighed(pack, "location", act="post-image")
        assert found is not None
        levels.append((found.level, [one.clause.id for one in found.cited]))

    assert levels == [("needs", ["look"]), ("advice", ["look"]), ("stop", ["look"]), ("hint", [])]


def test_a_search_with_conditions_holds_only_where_it_speaks(tmp_path: Path) -> None:
    search = 'when = { act = "post-image", account = "official" }\nlive = { by = "posts.checks", finds = ["location"] }'
    pack = pack_with(tmp_path, clause("look", "must", search))

    levels = [
        found.level
        for account in ("official", "personal")
        if (found := weighed(pack, "location", act="post-image", account=account))
    ]

    assert levels == ["needs", "hint"]


def test_another_act_is_asked_about_as_that_act(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path,
        clause("no-links", "must-not", 'when = { act = "link-site", account = "personal" }'),
    )

    found = weighed(pack, "personal-site")

    assert found is not None
    assert (found.level, found.cited[0].clause.id) == ("stop", "no-links")


def test_what_a_network_cannot_take_has_its_level_without_any_clause(tmp_path: Path) -> None:
    found = weighed(pack_with(tmp_path), "too-long")

    assert found is not None
    assert (found.level, found.cited) == ("needs", ())


def test_questions_come_from_the_clauses_that_ask_them(tmp_path: Path) -> None:
    asks = 'live = { by = "posts.checklist", asks = ["Is it kind?", "Is it true?"] }'
    pack = pack_with(tmp_path, clause("list", "must", asks))

    questions = Screen([pack], situation(POST)).questions()

    assert [(one.asks, one.cited.clause.id) for one in questions] == [("Is it kind?", "list"), ("Is it true?", "list")]  # fmt: skip


@pytest.mark.parametrize("slug", [name for name in bundled() if name != "law-england"])
def test_a_red_child_stops_every_post_by_the_law_and_cites_the_same_clauses(slug: str) -> None:
    pack = load_pack(slug)
    draft = Draft("Trees", (Attached(description="Two trees by a wall", lights={"a": RED}),))

    (found,) = Screen([pack, LAW], situation({**POST, "act": "post-image"})).weigh(
        examine(draft, Scanner())
    )

    assert found.level == "stop"
    cited = {one.clause.id for one in found.cited if one.pack.slug == "law-england"}
    assert cited >= {"listed-child-never-shown", "refusal-respected"}


def test_the_model_policy_wants_pictures_described_and_places_taken_out() -> None:
    for kind in ("missing-description", "location", "device-data"):
        found = weighed(load_pack("model"), kind, act="post-image")
        assert found is not None
        assert "pictures-described" in [one.clause.id for one in found.cited]


@pytest.mark.parametrize("kind", ["pupil-name", "telephone", "insult", "slur", "politics", "illness", "personal-gain", "personal-site"])  # fmt: skip
def test_no_level_is_stricter_than_what_the_packs_say(kind: str) -> None:
    """Beside the packs' own answers, asked in one go: a stop means must-not, as far as a machine may say so."""
    for slug, account in itertools.product(bundled(), ("official", "personal")):
        packs = [load_pack(slug), LAW]
        found = weighed(packs[0], kind, law=LAW, account=account)
        if found is None or found.level != "stop":
            continue
        facts = {
            **POST,
            "account": account,
            **{fact: list(values) for fact, values in found.facts.items()},
        }
        facts["act"] = kinds()[kind].act or "post"
        verdicts = [decide(for_machines(binding(pack)), situation(facts)).verdict for pack in packs]
        assert max(map(RANK.__getitem__, verdicts)) == RANK["must-not"], (slug, account)


def test_the_same_draft_is_judged_differently_by_different_policies() -> None:
    found = Scanner().scan("Ring 07700 900123. Vote Labour at the general election!")
    levels = {
        slug: [(one.found.kind, one.level) for one in Screen([load_pack(slug)], situation(POST)).weigh(found)]
        for slug in ("model", "coates-lane", "staff-and-governors")
    }  # fmt: skip

    assert levels["model"][0] == ("telephone", "needs")
    assert levels["coates-lane"][0] == ("telephone", "stop")
    assert levels["staff-and-governors"][0] == ("telephone", "hint")
    assert [kind for kind, _ in levels["coates-lane"]].count("politics") == 2
