"""Drafts and small packs for the tests of the register."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

from gatepost.people.models import Person, School
from gatepost.policies.models import Version
from gatepost.policies.packs import Files, bundled_files
from gatepost.policies.register import beginning, drafting, signing
from gatepost.records.models import Entry

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ON = date(2026, 11, 21)

PACK = {
    "pack.toml": """slug = "hazel"
title = "Social media policy"
school = "Hazel School"
[groups]
staff = ["teacher"]
[related]
pictures = "Picture policy"
""",
    "clauses/01-start.toml": """heading = "Start"
[[clause]]
id = "no-messages"
says = "Staff send pupils no private messages."
strength = "must-not"
who = ["staff"]
when = { act = "message", other = "pupil" }
""",
}


def pack_with(clause: str) -> dict[str, str]:
    """A small pack with one more clause."""
    start = PACK["clauses/01-start.toml"]
    return {**PACK, "clauses/01-start.toml": f"{start}[[clause]]\n{clause}\n"}


def without_clause(files: Files, clause_id: str) -> dict[str, str]:
    """The files of a pack, one clause cut out of its file."""
    mark = re.compile(rf'(?m)^id = "{re.escape(clause_id)}"$')
    left = {}
    for path, text in files.items():
        parts = re.split(r"(?m)^(?=\[\[clause\]\])", text)
        left[path] = "".join(part for part in parts if not mark.search(part))
    left.pop("examples.toml", None)
    return left


def zipped(files: dict[str, str], folder: str = "hazel/") -> io.BytesIO:
    """The files of a pack as the ZIP of its folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(f"{folder}{path}", text)
    packed.seek(0)
    return packed


def draft(school: School, slug: str, *, by: Person, at: datetime = AT) -> Version:
    """A draft from a bundled policy."""
    return drafting.draft_bundled(school, slug, by=by, at=at)


def draft_of(school: School, files: Files, *, by: Person, at: datetime = AT) -> Version:
    """A draft from files."""
    return drafting.draft_uploaded(school, files, by=by, at=at)


def without(slug: str, clause_id: str) -> dict[str, str]:
    """A bundled policy without one of its clauses."""
    return without_clause(bundled_files(slug), clause_id)


def agree(version: Version, cast: Any, *, at: datetime = AT) -> Version:
    """Have everybody whom the policy names approve and sign it."""
    holders = {"chair-of-governors": cast.chair, "headteacher": cast.head}
    for demand in version.missing_approvals:
        meeting = signing.Meeting(demand.role, at.date(), "7")
        signing.approve(version, meeting, seen=fresh(version).seen, by=cast.chair, at=at)
    for demand in version.missing_signatures:
        seen = fresh(version).seen
        signing.sign(version, demand.role, seen=seen, by=holders[demand.role], at=at)
    return fresh(version)


def put_in_force(version: Version, cast: Any, *, on: date = ON, at: datetime = AT) -> Version:
    """Agreed to by everybody, and in force from a day."""
    agree(version, cast, at=at)
    beginning.put_in_force(version, from_on=on, by=cast.head, at=at)
    return fresh(version)


def fresh(version: Version) -> Version:
    """The version as it stands in the database."""
    return Version.objects.whole().get(pk=version.pk)


def last_entry(school: School) -> Entry:
    """The newest line in a school's ledger."""
    found = Entry.objects.filter(chain=school.ledger_chain).order_by("-number").first()
    assert found
    return found
