"""Rounds of reading and changed policies, for tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from gatepost.people.models import Person, School
from gatepost.policies.campaigns.asking import open_campaign
from gatepost.policies.campaigns.reading.parts import digest_of, reading_of
from gatepost.policies.models import Ask, Campaign, PackSource, Version
from gatepost.policies.packs import Files, bundled_files

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
DUE = ON + timedelta(days=14)


def files_without(slug: str, *clauses: str) -> Files:
    """A bundled policy's files with some clauses cut out, and the examples that would miss them."""
    files = dict(bundled_files(slug))
    for clause in clauses:
        mark = re.compile(rf'(?m)^id = "{re.escape(clause)}"$')
        for path, text in files.items():
            parts = re.split(r"(?m)^(?=\[\[clause\]\])", text)
            files[path] = "".join(part for part in parts if not mark.search(part))
    return {path: text for path, text in files.items() if path != "examples.toml"}


def files_with(slug: str, old: str, new: str) -> Files:
    """A bundled policy's files with one text in them replaced."""
    files = dict(bundled_files(slug))
    assert any(old in text for text in files.values()), old
    changed = {path: text.replace(old, new) for path, text in files.items()}
    return {path: text for path, text in changed.items() if path != "examples.toml"}


def put_in_force(school: School, files: Files, *, on: date = ON, at: datetime = AT) -> Version:
    """The next version of a school's policy, in force from a day."""
    number = 1 + school.policy_versions.count()
    version = Version.objects.create(
        school=school, number=number, source=PackSource.of(files), drafted_at=at
    )
    version.begins(on=on, by=None, at=at)
    return version


def asked(
    by: Person, *, at: datetime = AT, due_on: date = DUE, also: Sequence[str] = ()
) -> Campaign:
    """A round for the version that is in force at somebody's school."""
    version = Version.objects.in_force(by.school, on=at.date())
    assert version
    return open_campaign(version, by=by, at=at, due_on=due_on, also=also)


def ask_of_person(person: Person) -> Ask:
    """What somebody was asked last."""
    return Ask.objects.with_answers().filter(person=person).latest("asked_at")


def read_all(ask: Ask, *, at: datetime = AT) -> None:
    """Go through everything that is to be read."""
    for key in reading_of(ask).needed:
        ask.mark_read(key, at=at)


def say_yes(person: Person, *, at: datetime = AT) -> Ask:
    """Somebody reads it all and acknowledges."""
    ask = ask_of_person(person)
    read_all(ask, at=at)
    ask.acknowledge(at=at, seen=digest_of(ask.campaign.version.pack))
    return ask_of_person(person)
