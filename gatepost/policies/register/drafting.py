"""A new version: from a policy that comes with Gatepost, from an upload, or from an earlier version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gatepost.people.models import Person, School
from gatepost.policies import packs
from gatepost.policies.models import PackSource, Version
from gatepost.policies.register.cannot import Cannot
from gatepost.records.door import record

MOST_DRAFTS = 20


def draft_bundled(school: School, slug: str, *, by: Person, at: datetime) -> Version:
    """A draft from a policy that comes with Gatepost. Raises LookupError where none has that name."""
    files = packs.bundled_files(slug)
    with transaction.atomic(durable=True):
        return _draft(school, PackSource.of(files), Version.Origin.BUNDLED, by=by, at=at)


def draft_uploaded(school: School, files: packs.Files, *, by: Person, at: datetime) -> Version:
    """A draft from the files of a pack, which have been read and checked."""
    with transaction.atomic(durable=True):
        return _draft(school, PackSource.of(files), Version.Origin.UPLOADED, by=by, at=at)


def draft_from(earlier: Version, *, by: Person, at: datetime) -> Version:
    """A draft with all that an earlier version says, its own words and what fills its blanks included."""
    with transaction.atomic(durable=True):
        version = _draft(
            earlier.school,
            earlier.source,
            Version.Origin.EARLIER,
            by=by,
            at=at,
            model_answers=earlier.model_answers,
        )
        for rows in (earlier.wordings.all(), earlier.settlements.all()):
            for row in rows:
                row.pk, row.version = None, version
                row._state.adding = True
                row.save()
    return version


def _draft(
    school: School,
    source: PackSource,
    origin: str,
    *,
    by: Person,
    at: datetime,
    model_answers: bool = False,
) -> Version:
    School.objects.select_for_update().get(pk=school.pk)  # one number after the other
    if Version.objects.filter(school=school).drafts().count() >= MOST_DRAFTS:
        raise Cannot(f"There are {MOST_DRAFTS} drafts already. Withdraw those that are not needed.")
    version = Version.objects.create(
        school=school,
        number=Version.objects.next_number(school),
        source=source,
        origin=origin,
        drafted_at=at,
        drafted_by=by,
        model_answers=model_answers,
    )
    record(
        "policy.drafted",
        subject=version,
        by=by,
        at=at,
        number=version.number,
        origin=origin,
        source=source.digest,
    )
    return version
