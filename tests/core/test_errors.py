"""What a pack's author is told when something is wrong: the exact text, kept in tests/golden/errors/.

To accept a changed text, run with GATEPOST_GOLDEN=write and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gatepost.core.policy import PackError, load_pack

GOLDEN = Path(__file__).parents[1] / "golden" / "errors"

PACK = """\
slug = "my-school"
title = "Social media policy"
school = "My School"

[groups]
staff = ["teacher", "support-staff"]
[groups.channel]
online = ["social-media", "blog"]

[situations]
private-post = { act = ["post", "post-image"], account = "personal" }

[bodies.police]
name = "Police"
"""
CLAUSES = """\
heading = "Personal use"

[[clause]]
id = "no-friends"
from = ["MS-1"]
says = "Staff are not friends with pupils online."
strength = "must-not"
who = ["staff"]
when = { act = "connect", other = "pupil" }

[[clause]]
id = "no-insults"
from = ["MS-2"]
says = "Nobody insults anybody in a private post."
strength = "must-not"
when = { situation = "private-post", manner = ["derogatory", "offensive"] }
duties = [ { do = "tell the headteacher", to = "headteacher", within = "1 working day" } ]
"""
EXAMPLES = """\
[[example]]
name = "a-friend-request"
asks = "A pupil asks a teacher to be friends."
facts = { act = "connect", other = "pupil" }
verdict = "must-not"
cites = ["no-friends"]
"""

# name: (file, what stands there, what is written instead)
CASES = {
    "duplicate-key": (
        "clauses/01.toml",
        'strength = "must-not"\nwho',
        'strength = "must-not"\nstrength = "may"\nwho',
    ),
    "not-toml": ("clauses/01.toml", 'heading = "Personal use"', "heading = Personal use"),
    "no-heading": ("clauses/01.toml", 'heading = "Personal use"\n', ""),
    "unknown-key": ("clauses/01.toml", "who =", "whom ="),
    "unknown-strength": ("clauses/01.toml", '"must-not"\nwho', '"mustnt"\nwho'),
    "unknown-act": ("clauses/01.toml", '"connect"', '"conect"'),
    "unknown-fact": ("clauses/01.toml", "other =", "ohter ="),
    "misspelt-value": ("clauses/01.toml", '"pupil"', '"pupils"'),
    "unknown-group": ("clauses/01.toml", 'who = ["staff"]', 'who = ["stuff"]'),
    "empty-who": ("clauses/01.toml", 'who = ["staff"]', "who = []"),
    "no-act": ("clauses/01.toml", 'act = "connect", ', ""),
    "nothing-left": ("clauses/01.toml", 'other = "pupil"', 'other = "pupil", actor = "parent"'),
    "unknown-situation": ("clauses/01.toml", '"private-post"', '"privat-post"'),
    "no-id": ("clauses/01.toml", 'id = "no-friends"\n', ""),
    "bad-id": ("clauses/01.toml", 'id = "no-friends"', 'id = "No Friends"'),
    "id-twice": ("clauses/01.toml", 'id = "no-insults"', 'id = "no-friends"'),
    "nothing-comes-of-it": ("clauses/01.toml", 'when = { act = "connect", other = "pupil" }\n', ""),
    "duty-without-do": ("clauses/01.toml", "do =", "does ="),
    "unknown-role": ("clauses/01.toml", 'to = "headteacher"', 'to = "headmaster"'),
    "bad-within": ("clauses/01.toml", '"1 working day"', '"one day"'),
    "follows-nothing": ("clauses/01.toml", 'who = ["staff"]', 'follows = ["no-freinds"]'),
    "allows-on-a-ban": ("clauses/01.toml", 'who = ["staff"]', "allows = true"),
    "allows-is-text": ("clauses/01.toml", 'who = ["staff"]', 'allows = "yes"'),
    "outside-requires": (
        "clauses/01.toml",
        'strength = "must-not"\nwho',
        'strength = "outside"\nrequires = { trained = "yes" }\nwho',
    ),
    "requires-refusal": (
        "clauses/01.toml",
        'who = ["staff"]',
        'requires = { slt-approval = "refused" }',
    ),
    "requires-misspelt": ("clauses/01.toml", 'who = ["staff"]', 'requires = { trained = "yess" }'),
    "unknown-mechanism": ("clauses/01.toml", 'who = ["staff"]', 'live = { by = "inbox.clok" }'),
    "mechanism-lacks-parameter": (
        "clauses/01.toml",
        'who = ["staff"]',
        'live = { by = "published-text" }',
    ),
    "mechanism-knows-no-parameter": (
        "clauses/01.toml",
        'who = ["staff"]',
        'live = { by = "inbox.clock", hours = 24 }',
    ),
    "mechanism-wrong-type": (
        "clauses/01.toml",
        'who = ["staff"]',
        'live = { by = "published-text", because = 3 }',
    ),
    "definition-of-nobody": (
        "clauses/01.toml",
        'who = ["staff"]',
        'live = { by = "policy.group", group = "staff", members = ["guvernor"] }',
    ),
    "when-is-text": (
        "clauses/01.toml",
        'when = { act = "connect", other = "pupil" }',
        'when = "connect"',
    ),
    "bad-severity": ("clauses/01.toml", 'who = ["staff"]', 'severity = "gravest"'),
    "no-slug": ("pack.toml", 'slug = "my-school"\n', ""),
    "other-slug": ("pack.toml", 'slug = "my-school"', 'slug = "our-school"'),
    "unknown-pack-key": ("pack.toml", "title =", "titel ="),
    "group-of-itself": (
        "pack.toml",
        '["teacher", "support-staff"]',
        '["teacher", "everybody"]\neverybody = ["staff", "parent"]',
    ),
    "group-named-as-a-value": ("pack.toml", "staff = [", 'teacher = ["headteacher"]\nstaff = ['),
    "group-of-an-unknown-fact": ("pack.toml", "[groups.channel]", "[groups.chanel]"),
    "group-with-a-stranger": ("pack.toml", '"support-staff"', '"suport-staff"'),
    "body-without-name": ("pack.toml", "name =", "nam ="),
    "bad-review": ("pack.toml", "[groups]", '[review]\nevery = "now and then"\n[groups]'),
    "example-without-facts": (
        "examples.toml",
        'facts = { act = "connect", other = "pupil" }\n',
        "",
    ),
    "example-cites-nothing-known": ("examples.toml", '["no-friends"]', '["no-freinds"]'),
    "example-verdict": ("examples.toml", 'verdict = "must-not"', 'verdict = "never"'),
    "example-unknown-key": ("examples.toml", "asks =", "ask ="),
}


def write_pack(folder: Path, **changed: str) -> Path:
    """A small sound pack, with some of its files changed."""
    pack = folder / "my-school"
    (pack / "clauses").mkdir(parents=True)
    files = {"pack.toml": PACK, "clauses/01.toml": CLAUSES, "examples.toml": EXAMPLES} | changed
    for name, text in files.items():
        (pack / name).write_text(text, "utf-8")
    return pack


def fault_in(pack: Path) -> str:
    with pytest.raises(PackError) as raised:
        load_pack(pack)
    return f"{raised.value}\n"


def test_the_pack_that_the_cases_spoil_is_sound(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path))

    assert [clause.id for clause in pack.clauses] == ["no-friends", "no-insults"]


@pytest.mark.parametrize("name", CASES)
def test_the_author_of_a_pack_is_told(name: str, tmp_path: Path) -> None:
    file, there, instead = CASES[name]
    sound = {"pack.toml": PACK, "clauses/01.toml": CLAUSES, "examples.toml": EXAMPLES}[file]
    assert there in sound

    told = fault_in(write_pack(tmp_path, **{file: sound.replace(there, instead, 1)}))

    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GATEPOST_GOLDEN") == "write":
        golden.write_text(told, "utf-8")
    assert told == golden.read_text("utf-8")


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    spoilt = CLAUSES.replace('"pupil"', '"pupils"').replace('"headteacher"', '"headmaster"')

    told = fault_in(write_pack(tmp_path, **{"clauses/01.toml": spoilt}))

    assert told.count("my-school/clauses/01.toml:") == 2


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / "clauses" / "01.toml").write_bytes(b'heading = "a"\n# caf\xe9\n')

    assert fault_in(pack) == (
        "my-school/clauses/01.toml:2: This is not UTF-8 text.\n  Save the file as UTF-8.\n"
    )


def test_ten_megabytes_of_clauses(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, **{"clauses/02.toml": "# " + "x" * 10_000_000})

    assert "a pack may have 8,000,000" in fault_in(pack)


def test_a_folder_without_a_pack(tmp_path: Path) -> None:
    assert fault_in(tmp_path).endswith(
        "pack.toml: The file cannot be read: No such file or directory.\n"
    )


def test_a_deeply_nested_file(tmp_path: Path) -> None:
    deep = "x = " + "[" * 5_000 + "]" * 5_000

    assert "nested too deeply" in fault_in(write_pack(tmp_path, **{"clauses/02.toml": deep}))


def test_a_pack_that_does_not_exist() -> None:
    with pytest.raises(PackError, match="Did you mean “ashlands”"):
        load_pack("ashland")
