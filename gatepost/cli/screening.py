"""What `gatepost screen` takes and prints: a text, pictures, a register of names; findings with their clauses."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gatepost.core.headings import FAMILY, FULL, GIVEN, PREFERRED, PUPIL_NUMBER, plain

if TYPE_CHECKING:
    from gatepost.core.checks.draft import Draft
    from gatepost.core.matching import Known
    from gatepost.core.policy import Pack, Situation
    from gatepost.core.screen import Cited, Finding, Question

MOST_BYTES = 50_000_000
MOST_PEOPLE = 100_000
LOOKED_THROUGH = 15  # rows in which the headings may stand: reports have a title first
ROLE = ("role", "kind", "jobtitle", "type")
NUMBER = (*PUPIL_NUMBER, "number", "id", "key", "arborid", "personid", "staffid", "staffcode")
# What a post of a school is unless somebody says otherwise.
USUAL = {"account": "official", "purpose": "school-business", "about": "school"}
LEVEL_WORDS = {
    "stop": "STOP",
    "judge": "A PERSON HAS TO JUDGE",
    "needs": "FIRST",
    "advice": "ADVICE",
    "hint": "hint",
}


class Unreadable(Exception):
    """A file that cannot be worked with; the message is a clear sentence."""


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The policy, the text and what stands round it."""
    sub.add_argument(
        "--policy", required=True, metavar="PACK", help="the policy: a slug or a pack's folder"
    )
    sub.add_argument(
        "--register",
        metavar="CSV",
        help="names of pupils and staff, as SIMS, Arbor or Bromcom export them",
    )
    sub.add_argument(
        "--picture",
        action="append",
        default=[],
        metavar="FILE",
        help="a picture of the post; may be given several times",
    )
    sub.add_argument(
        "--description",
        action="append",
        default=[],
        metavar="TEXT",
        help="the description of each picture, in the same order",
    )
    sub.add_argument(
        "--network",
        action="append",
        default=[],
        metavar="NAME",
        help="a network it goes to, such as bluesky; may be given several times",
    )
    sub.add_argument("--on", metavar="DATE", help="ask as of this day (default: today)")
    sub.add_argument(
        "file", metavar="FILE", help="the text, in UTF-8; - reads what is typed or piped"
    )
    sub.add_argument(
        "facts",
        nargs="*",
        metavar="FACT=VALUE",
        help="what is known of the post, for instance account=personal",
    )


def draft_of(options: argparse.Namespace) -> Draft:
    """The draft that the options describe."""
    from gatepost.core.checks.draft import Attached, Draft
    from gatepost.core.checks.networks import networks
    from gatepost.core.policy.problems import did_you_mean

    for name in options.network:
        if name not in networks():
            raise Unreadable(
                f"There is no network “{name}”. {did_you_mean(name, networks())}".rstrip()
            )
    descriptions: list[str] = options.description
    if len(descriptions) > len(options.picture):
        raise Unreadable("There are more descriptions than pictures. Give a --picture for each.")
    pictures = [
        Attached(
            content=content(path),
            description=descriptions[at] if at < len(descriptions) else "",
            file_name=Path(path).name,
        )
        for at, path in enumerate(options.picture)
    ]
    text = _text(content(options.file), options.file)
    return Draft(text, tuple(pictures), tuple(options.network))


def situation_of(facts: Situation, draft: Draft) -> Situation:
    """The situation of a post: what was said of it, else the usual."""
    from gatepost.core.policy import Situation

    usual = {fact: (value,) for fact, value in USUAL.items()}
    act = "post-image" if draft.pictures and facts.act == "post" else facts.act
    return Situation(act, {**usual, **facts.facts})


def content(path: str) -> bytes:
    """The bytes of a file, or of what is piped in."""
    try:
        if path == "-":
            found = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with open(path, "rb") as file:
                found = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(found) > MOST_BYTES:
        raise Unreadable(
            f"{path} has more than {MOST_BYTES // 1_000_000} MB. Choose a smaller file."
        )
    return found


def _text(found: bytes, path: str) -> str:
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not UTF-8 text. Save it as UTF-8.") from None


# What a column is for, and the headings that it may have.
_COLUMNS: Mapping[str, Sequence[str]] = {
    "family": FAMILY,
    "full": FULL,
    "role": ROLE,
    "number": NUMBER,
}


def read_register(path: str) -> list[Known]:
    """The people of a table of names: every first and family name that its columns give, not the surest one only."""
    text = _table_text(content(path), path)
    rows = [row for row in _rows(text, path) if any(cell.strip() for cell in row)]
    for at, row in enumerate(rows[:LOOKED_THROUGH]):
        headings = [plain(cell) for cell in row]
        if _tells_names(headings):
            return list(_people(headings, rows[at + 1 :], path))
    raise Unreadable(
        f"{path} has no columns for first name and family name. Its headings have to say which they are, "
        "for instance “Forename” and “Surname”."
    )


def _table_text(found: bytes, path: str) -> str:
    """Files of spreadsheets are UTF-8, UTF-16 with a mark, or the older Windows encoding."""
    for codec in (
        ("utf-8-sig", "utf-16")
        if found[:2] in (b"\xff\xfe", b"\xfe\xff")
        else ("utf-8-sig", "cp1252")
    ):
        try:
            text = found.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(f"{path} is no table that can be read. Save it as “CSV UTF-8”.")


def _rows(text: str, path: str) -> list[list[str]]:
    start = text[:20_000].split("\n", 10)[:10]
    separator = max(",;\t", key=lambda one: sum(line.count(one) for line in start))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(
            f"{path} cannot be read as a table: {error}. Save it as CSV once more."
        ) from None


def _tells_names(headings: Iterable[str]) -> bool:
    known = set(headings)
    return bool(known & set(FULL)) or bool(known & {*GIVEN, *PREFERRED} and known & set(FAMILY))


def _people(headings: list[str], rows: Sequence[Sequence[str]], path: str) -> Iterator[Known]:
    if len(rows) > MOST_PEOPLE:
        raise Unreadable(
            f"{path} has {len(rows):,} rows; at most {MOST_PEOPLE:,} names can be held."
        )
    givens = _places(headings, dict.fromkeys((*GIVEN, *PREFERRED)))
    columns = {name: _places(headings, known) for name, known in _COLUMNS.items()}
    if givens and columns["family"]:
        columns["full"] = []
    for row in rows:
        person = _person(row, givens, columns)
        if person:
            yield person


def _places(headings: Sequence[str], known: Iterable[str]) -> list[int]:
    """Where the columns of some headings stand, the surest first."""
    return [headings.index(name) for name in known if name in headings]


def _person(
    row: Sequence[str], givens: Sequence[int], columns: Mapping[str, Sequence[int]]
) -> Known | None:
    from gatepost.core.matching import PUPIL, STAFF, Known

    first = _cells(row, givens)
    last = _cells(row, columns["family"])
    for full in _cells(row, columns["full"]):
        one, other = _parts(full)
        first, last = [*first, one], [*last, other]
    if not any(first) or not any(last):
        return None
    role = " ".join(_cells(row, columns["role"])).lower()
    is_staff = bool(role) and not any(word in role for word in ("pupil", "student", "child"))
    return Known(
        given=first[0],
        family=last[0],
        called=tuple(first[1:]),
        families=tuple(last[1:]),
        role=STAFF if is_staff else PUPIL,
        key=next(iter(_cells(row, columns["number"])), ""),
    )


def _cells(row: Sequence[str], places: Iterable[int]) -> list[str]:
    """The cells at some places that hold anything, each once."""
    cells = (" ".join(row[place].split()) for place in places if place < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))


def _parts(full: str) -> tuple[str, str]:
    """“Abbott, Wren” and “Wren Abbott”."""
    if "," in full:
        family, _, given = full.partition(",")
        return given.strip(), family.strip()
    given, _, family = full.rpartition(" ")
    return given, family


def shape(
    policy: Pack, findings: Iterable[Finding], questions: Iterable[Question]
) -> dict[str, Any]:
    """What `--json` prints: a contract."""
    return {
        "policy": policy.slug,
        "findings": [
            {
                "kind": one.found.kind,
                "level": one.level,
                "text": one.found.text,
                "start": one.found.start,
                "end": one.found.end,
                "clauses": [cited.clause.id for cited in one.cited],
                "says": one.says,
                "todo": one.todo,
                "requires": list(one.requires),
                "facts": {fact: list(values) for fact, values in one.facts.items()},
                "cited": [_cited_shape(cited) for cited in one.cited],
                "who": list(one.found.who),
                "picture": one.found.picture,
                "network": one.found.network or None,
            }
            for one in findings
        ],
        "questions": [
            {"asks": one.asks, "clause": one.cited.clause.id, "policy": one.cited.pack.slug}
            for one in questions
        ],
    }


def _cited_shape(cited: Cited) -> dict[str, Any]:
    clause = cited.clause
    return {
        "policy": cited.pack.slug,
        "id": clause.id,
        "from": list(clause.carries),
        "number": clause.number,
        "strength": clause.strength,
        "says": clause.says,
    }


def lines(
    policy: Pack, findings: Sequence[Finding], questions: Sequence[Question]
) -> Iterator[str]:
    """What people read: the gravest first."""
    from gatepost.core.screen import LEVELS

    yield f"{policy.school} - {policy.title}: {len(findings)} {'finding' if len(findings) == 1 else 'findings'}"
    for one in sorted(findings, key=lambda finding: -LEVELS.index(finding.level)):
        yield f"{LEVEL_WORDS[one.level]}: {_place(one)}{one.says} {one.todo}"
        for cited in one.cited:
            yield f"    {cited.pack.slug} {cited.clause.number} {cited.clause.id}: {cited.clause.says}"
    for question in questions:
        yield f"ASK: {question.asks} ({question.cited.clause.id})"


def _place(one: Finding) -> str:
    found = one.found
    where = f"picture {found.picture + 1}, " if found.picture is not None else ""
    text = "".join(letter if letter.isprintable() else "�" for letter in found.text)
    shown = f"“{text[:60]}{'…' if len(text) > 60 else ''}” " if text else ""  # noqa: PLR2004
    return f"{where}{shown}({found.start}-{found.end}): " if shown else where and f"{where[:-2]}: "


def screened(
    options: argparse.Namespace, *, packs: Sequence[Pack], facts: Situation
) -> tuple[list[Finding], list[Question]]:
    """The findings of a draft by some packs, and what the checklist asks."""
    from gatepost.core.checks.draft import examine
    from gatepost.core.checks.scanning import Scanner, TextRefused
    from gatepost.core.matching import Register
    from gatepost.core.screen import Screen

    draft = draft_of(options)
    register = Register(read_register(options.register)) if options.register else None
    screen = Screen(packs, situation_of(facts, draft))
    try:
        return screen.weigh(examine(draft, Scanner(register))), screen.questions()
    except TextRefused as refused:
        raise Unreadable(str(refused)) from None
