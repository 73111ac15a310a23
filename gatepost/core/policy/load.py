"""Reads a pack from its folder; all of it is checked before any of it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from gatepost.core.policy.clauses import SPAN, ClauseReader
from gatepost.core.policy.groups import Groups, Tables, read_groups, resolve_groups
from gatepost.core.policy.pack import Clause, Example, Pack, Review
from gatepost.core.policy.problems import PackError, Problem, did_you_mean, read_text
from gatepost.core.policy.reading import Document
from gatepost.core.policy.vocabulary import VERDICTS, vocabulary

_PACKAGE = Path(__file__).resolve().parents[2]
_KEYS = (
    "slug", "title", "school", "reading", "adopted_on", "approved_by", "signed_by",
    "review", "groups", "situations", "approvers", "bodies", "related",
)  # fmt: skip
_EXAMPLE_KEYS = (
    "name", "asks", "facts", "verdict", "then", "cites",
    "shows", "requires", "duties", "follows", "received", "due",
)  # fmt: skip
_MOST_BYTES = 8_000_000
_BESIDE = ("examples.toml", "CHANGELOG.md")  # what a pack may have beside its clauses
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def bundled_folder() -> Path:
    """Where the packs that come with Gatepost are: inside the package once installed, beside it in a checkout."""
    inside = _PACKAGE / "packs"
    return inside if inside.is_dir() else _PACKAGE.parent / "packs"


def bundled() -> list[str]:
    """The slugs of the packs that come with Gatepost."""
    return sorted(path.parent.name for path in bundled_folder().glob("*/pack.toml"))


def find_pack(name: str) -> Path:
    """The folder of a pack named by its slug (one that comes with Gatepost) or by its path."""
    if re.fullmatch(r"[a-z0-9-]+", name) and (bundled_folder() / name / "pack.toml").is_file():
        return bundled_folder() / name
    folder = Path(name)
    if folder.is_dir():
        return folder
    known = did_you_mean(name, bundled())
    raise PackError([Problem(name, 0, "There is no pack of this name and no such folder.", known)])


def load_pack(name: str | Path) -> Pack:
    """Read and check a pack, named by slug or folder. Raises PackError with every fault that was found."""
    folder = find_pack(str(name))
    return _Loader(_OnDisk(folder), named=folder.resolve().name).load()


def load_files(files: Mapping[str, str]) -> Pack:
    """Read and check a pack whose files are at hand: path within the pack -> text. Raises PackError."""
    return _Loader(_AtHand(files)).load()


def pack_files(name: str | Path) -> dict[str, str]:
    """The files that make up a pack, as `load_files` takes them. Raises PackError for what cannot be read."""
    folder = _OnDisk(find_pack(str(name)))
    paths = [*folder.paths(), *(path for path in _BESIDE if folder.has(path))]
    return {path: folder.text(path) for path in ("pack.toml", *paths)}


@dataclass(frozen=True)
class _OnDisk:
    """The files of a pack in its folder."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def paths(self) -> list[str]:
        """The files of clauses, in the order of the document."""
        return [f"clauses/{path.name}" for path in sorted((self.folder / "clauses").glob("*.toml"))]

    def has(self, path: str) -> bool:
        return (self.folder / path).is_file()

    def size(self, path: str) -> int:
        return (self.folder / path).stat().st_size

    def text(self, path: str) -> str:
        return read_text(self.folder / path, shown_as=f"{self.name}/{path}")


@dataclass(frozen=True)
class _AtHand:
    """The files of a pack as texts."""

    files: Mapping[str, str]
    name: str = "pack"

    def paths(self) -> list[str]:
        """The files of clauses, in the order of the document."""
        return sorted(path for path in self.files if re.fullmatch(r"clauses/[^/]+\.toml", path))

    def has(self, path: str) -> bool:
        return path in self.files

    def size(self, path: str) -> int:
        return len(self.files[path].encode())

    def text(self, path: str) -> str:
        if path not in self.files:
            missing = "Put pack.toml and the folder “clauses” into one folder."
            raise PackError([Problem(f"{self.name}/{path}", 0, "The file is missing.", missing)])
        return self.files[path]


@dataclass
class _Loader:
    files: _OnDisk | _AtHand
    named: str | None = None  # what the slug has to be
    problems: list[Problem] = field(default_factory=list)

    def load(self) -> Pack:
        sections = self.files.paths()
        size = sum(self.files.size(path) for path in sections)
        if size > _MOST_BYTES:
            raise PackError(
                [
                    Problem(
                        f"{self.files.name}/clauses",
                        0,
                        f"The clauses are {size:,} bytes; a pack may have {_MOST_BYTES:,}.",
                        "Check that these are the files you meant.",
                    )
                ]
            )
        main = self._document("pack.toml")
        files = [self._document(path) for path in sections]
        groups = read_groups(main)
        for document in files:
            _add_definitions(document, groups)
        tables = Tables(resolve_groups(groups, main))
        tables.situations = self._situations(main, tables)
        reader = ClauseReader(tables, self._roles(main, groups))
        clauses = [
            clause
            for section, document in enumerate(files, 1)
            for clause in reader.read(document, section)
        ]
        if not clauses:
            self.problems.append(
                Problem(
                    f"{self.files.name}/clauses",
                    0,
                    "The pack has no clauses.",
                    "Add clauses/01-heading.toml with [[clause]] tables.",
                )
            )
        self._ids(files, clauses)
        pack = self._pack(main, clauses, tables)
        if self.problems:
            raise PackError(self.problems)
        return pack

    def _document(self, name: str) -> Document:
        return Document(f"{self.files.name}/{name}", self.files.text(name), self.problems)

    def _roles(self, main: Document, groups: Groups) -> set[str]:
        return {
            *vocabulary().roles,
            *vocabulary().facts["actor"].values,
            *groups.get("actor", {}),
            *main.get(main.data, "bodies", "a table", {}),
        }

    def _situations(self, main: Document, tables: Tables) -> dict[str, dict[str, frozenset[str]]]:
        written = main.get(main.data, "situations", "a table", {})
        with main.inside("situations"):
            return {
                name: tables.table(main, table)
                for name, table in written.items()
                if isinstance(table, dict)
            }

    def _ids(self, files: list[Document], clauses: list[Clause]) -> None:
        """Ids are unique, and what a clause follows on exists."""
        by_number = {clause.number: clause for clause in clauses}
        first: dict[str, str] = {}
        for section, document in enumerate(files, 1):
            for place in range(len(document.data.get("clause", ()))):
                clause = by_number.get(f"{section}.{place + 1}")
                if clause is None:
                    continue
                with document.inside("clause", place):
                    if clause.id in first:
                        document.fault(
                            "id",
                            f"The id “{clause.id}” is already that of a clause in {first[clause.id]}.",
                            "Give every clause an id of its own.",
                        )
                    first.setdefault(clause.id, document.file)
                    for followed in clause.follows:
                        known = {other.id for other in clauses}
                        if followed != "any":
                            document.one_of("follows", followed, known, what="The clause")

    def _pack(self, main: Document, clauses: list[Clause], tables: Tables) -> Pack:
        main.only(main.data, _KEYS, what="pack.toml")
        for key in ("slug", "title", "school"):
            if not main.data.get(key):
                main.fault(
                    key if key in main.data else None,
                    f"pack.toml has no “{key}”.",
                    f'Add {key} = "…".',
                )
        slug = main.get(main.data, "slug", "text in quotes", "")
        if slug and self.named not in (slug, None):
            main.fault(
                "slug",
                f"The slug is “{slug}” but the folder is “{self.named}”.",
                "Give both the same name.",
            )
        if slug and not _SLUG.fullmatch(slug):
            main.fault(
                "slug",
                f"“{slug}” cannot be a slug.",
                "Use small letters, digits and hyphens, 60 at most: hazel-bank.",
            )
        reading = main.get(main.data, "reading", "text in quotes", "school")
        main.one_of("reading", reading, ("ours", "school"), what="The reading")
        return Pack(
            slug=slug,
            title=main.get(main.data, "title", "text in quotes", ""),
            school=main.get(main.data, "school", "text in quotes", ""),
            clauses=tuple(clauses),
            reading=reading,
            adopted_on=main.get(main.data, "adopted_on", "a date such as 2026-11-21"),
            approved_by=main.texts(main.data, "approved_by"),
            signed_by=main.texts(main.data, "signed_by"),
            review=_review(main),
            groups=tables.groups,
            approvers=_approvers(main, tables),
            bodies=_bodies(main),
            related={
                key: str(title)
                for key, title in main.get(main.data, "related", "a table", {}).items()
            },
            examples=self._examples(tables, {clause.id for clause in clauses}),
        )

    def _examples(self, tables: Tables, ids: set[str]) -> tuple[Example, ...]:
        if not self.files.has("examples.toml"):
            return ()
        document = self._document("examples.toml")
        document.only(document.data, ("example",), what="examples.toml")
        listed = document.get(document.data, "example", "a list", [])
        lines = [
            at
            for at, line in enumerate(document.text.splitlines(), 1)
            if line.strip() == "[[example]]"
        ]
        return tuple(
            replace(example, line=line)
            for place, (written, line) in enumerate(
                zip_longest(listed, lines[: len(listed)], fillvalue=0)
            )
            if isinstance(written, dict) and (example := _example(document, place, written, ids))
        )


def _add_definitions(document: Document, groups: Groups) -> None:
    """Let clauses that define a word add to the pack's groups (`live = { by = "policy.group", … }`)."""
    listed = document.data.get("clause", ())
    for place, written in enumerate(listed if isinstance(listed, list) else ()):
        live = written.get("live", {}) if isinstance(written, dict) else {}
        if not isinstance(live, dict) or live.get("by") != "policy.group":
            continue
        fact, group, members = live.get("fact", "actor"), live.get("group"), live.get("members")
        with document.inside("clause", place):
            if fact not in vocabulary().facts:
                document.fault(
                    "live",
                    f"There is no fact “{fact}”.",
                    did_you_mean(str(fact), vocabulary().facts),
                )
            elif isinstance(group, str) and isinstance(members, list):
                known = {*vocabulary().facts[fact].values, *groups.get(fact, {})}
                good = [
                    member
                    for member in members
                    if document.one_of("live", str(member), known, what=f"The value of “{fact}”")
                ]
                groups.setdefault(fact, {}).setdefault(group, []).extend(good)


def _review(main: Document) -> Review:
    written = main.get(main.data, "review", "a table", {})
    with main.inside("review"):
        main.only(written, ("every", "next_on"), what="[review]")
        every = main.get(written, "every", "text in quotes", "")
        if every and every != "on new information" and not SPAN.fullmatch(every):
            main.fault(
                "every",
                f"“{every}” is no interval.",
                "Write a span such as “3 years”, or “on new information”.",
            )
        return Review(
            every=every, next_on=main.get(written, "next_on", "a date such as 2026-11-21")
        )


def _approvers(main: Document, tables: Tables) -> dict[str, tuple[str, ...]]:
    written = main.get(main.data, "approvers", "a table", {})
    with main.inside("approvers"):
        return {
            fact: tuple(sorted(tables.values(main, "actor", written[fact], fact)))
            for fact in written
            if main.one_of(fact, fact, vocabulary().facts, what="The fact")
        }


def _bodies(main: Document) -> Mapping[str, str]:
    bodies = {}
    for key, body in main.get(main.data, "bodies", "a table", {}).items():
        with main.inside("bodies", key):
            if isinstance(body, dict) and isinstance(body.get("name"), str):
                bodies[key] = body["name"]
            else:
                main.fault(None, f"The body “{key}” has no name.", 'Add name = "…".')
    return bodies


def _example(
    document: Document, place: int, written: Mapping[str, Any], ids: set[str]
) -> Example | None:
    with document.inside("example", place):
        before = len(document.problems)
        _check_example(document, written, ids)
        if len(document.problems) > before:
            return None
        return Example(
            name=document.get(written, "name", "text in quotes", ""),
            asks=document.get(written, "asks", "text in quotes", ""),
            line=0,
            facts=document.get(written, "facts", "a table", {}),
            verdict=document.texts(written, "verdict"),
            then=document.get(written, "then", "text in quotes"),
            cites=document.texts(written, "cites"),
            shows=document.texts(written, "shows"),
            requires=document.texts(written, "requires") if "requires" in written else None,
            duties=document.texts(written, "duties"),
            follows=document.texts(written, "follows"),
            received=written.get("received"),
            due=written.get("due"),
        )


def _check_example(document: Document, written: Mapping[str, Any], ids: set[str]) -> None:
    document.only(written, _EXAMPLE_KEYS, what="An example")
    if not written.get("name"):
        document.fault(None, "An example has no name.", 'Add name = "…".')
    if ("facts" in written) == ("received" in written):
        document.fault(
            None,
            "An example needs either “facts” or “received”.",
            "Say what the situation is, or when a message came in.",
        )
    for verdict in (*document.texts(written, "verdict"), *document.texts(written, "then")):
        document.one_of("verdict", verdict, VERDICTS, what="The verdict")
    for key in ("cites", "shows", "follows"):
        for clause in document.texts(written, key):
            document.one_of(key, clause, ids, what="The clause")
    for key in ("received", "due"):
        if not isinstance(written.get(key), datetime | None):
            document.fault(
                key, f"“{key}” has to be a local date and time.", "Write it as 2026-11-20T18:00:00."
            )
