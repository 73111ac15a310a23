"""Where the documents are that the policy has to be read with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gatepost.core import register
from gatepost.people.models import Person, School
from gatepost.policies.models import RelatedDocument, Version
from gatepost.policies.register.cannot import Cannot
from gatepost.records.door import keyed_digest, record


def place(
    version: Version, key: str, *, url: str, ask: str, by: Person, at: datetime
) -> RelatedDocument:
    """Say where a document is, by its address or by whom to ask. It holds for every version that points to it."""
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=version.school_id)
        asked = {one.key: one for one in register.documents(version.source.pack)}
        if key not in asked:
            raise Cannot("The policy points to no such document.")
        row, _ = RelatedDocument.objects.update_or_create(
            school=version.school, key=key, defaults={"url": url, "ask": ask, "by": by, "at": at}
        )
        record(
            "document.placed",
            subject=version,
            by=by,
            at=at,
            because=version.cites(*asked[key].clauses),
            document=row.pk,
            place=keyed_digest(url or ask),
        )
    return row
