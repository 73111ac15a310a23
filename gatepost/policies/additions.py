"""What a school put to a version, from its rows: blanks it filled, its own words, signatures, places of documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from gatepost.core import register
from gatepost.core.policy import Clause, Pack
from gatepost.policies.worded import Additions, Filled, Settled, Worded

if TYPE_CHECKING:
    from gatepost.policies.models import Version


def additions_of(version: Version) -> Additions:
    """All that is put to a version. What the school wrote itself goes before what follows from its other rows."""
    pack = version.source.pack
    filled = {one.clause: one for one in _follows(version, pack)}
    worded = {}
    for row in version.wordings.all():
        if row.kind == "filled":
            filled[row.clause] = Filled(row.clause, row.text, row.url)
        else:
            worded[row.clause] = Worded(row.clause, row.text, day_words(localdate(row.at)))
    settled = {
        (row.allows, row.forbids): Settled(row.allows, row.forbids, row.holds)
        for row in version.settlements.all()
    }
    return Additions(tuple(filled.values()), tuple(worded.values()), tuple(settled.values()))


def day_words(day: date) -> str:
    """A day as people write it."""
    return f"{day.day} {day:%B %Y}"


def _follows(version: Version, pack: Pack) -> Iterator[Filled]:
    """What stands at a clause without anybody typing it: a signature, the day a version began, where a document is."""
    yield from _begun(version, pack)
    if any("unfilled" in clause.flags for clause in pack.clauses):
        yield from _signed(version, pack)
        yield from _placed(version, pack)


def _signed(version: Version, pack: Pack) -> Iterator[Filled]:
    signed = {row.role: row for row in version.signatures.all()}
    for demand in register.signatures(pack):
        row = signed.get(demand.role)
        for clause in _unfilled(demand.clauses) if row else ():
            yield Filled(clause.id, f"Signed by {row.by} on {day_words(localdate(row.at))}.")  # type: ignore[union-attr]


def _begun(version: Version, pack: Pack) -> Iterator[Filled]:
    if version.begun:
        since = day_words(version.begun.from_on)
        for clause in register.adoption(pack):
            text = f"This is version {version.number}, in force from {since}."
            yield Filled(clause.id, text, kind="standing")
        for clause in _unfilled(register.review(pack).clauses):
            yield Filled(clause.id, f"In force from {since}.")


def _placed(version: Version, pack: Pack) -> Iterator[Filled]:
    """A clause that points to one document is filled once the school has said where that is."""
    places = {row.key: row for row in version.school.related_documents.all()}
    for document in register.documents(pack):
        row = places.get(document.key)
        for clause in _unfilled(document.clauses) if row else ():
            if len(clause.live["documents"]) == 1:
                yield Filled(clause.id, row.ask or document.title, row.url)  # type: ignore[union-attr]


def _unfilled(clauses: tuple[Clause, ...]) -> list[Clause]:
    return [clause for clause in clauses if "unfilled" in clause.flags]
