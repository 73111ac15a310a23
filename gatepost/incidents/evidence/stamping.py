"""Fetches time stamps for items, where the school names an authority: nothing but a hash leaves the house."""

from __future__ import annotations

import base64
from datetime import datetime

from django.conf import settings
from django.db import transaction

from gatepost.incidents.models import Evidence, TimeStamp
from gatepost.incidents.models.evidence import HELD, LOGIN_WALL
from gatepost.networks.outward import Outward
from gatepost.networks.timestamps import BOUNDS, Authority, stamp
from gatepost.records.door import record


def stamp_item(*, at: datetime, evidence: int) -> None:
    """Have one item stamped; does nothing for what is sealed, disposed of or stamped. The worker tries failures again."""
    item = Evidence.objects.select_related("case", "file").get(pk=evidence)
    if not settings.TIMESTAMPS or not _can_be(item) or item.file is None:
        return
    outward = Outward(bounds=BOUNDS, plain=True, loopback=settings.NETWORKS_ON_LOOPBACK)
    got = stamp(item.file.sha256, authority=Authority(settings.TIMESTAMPS), outward=outward)
    with transaction.atomic(durable=True):
        row = Evidence.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if not _can_be(row):
            return
        TimeStamp.objects.create(
            evidence=row, response=base64.b64encode(got.stamp.response).decode(),
            authority=got.stamp.authority, stamped_at=got.reading.at, at=at,
        )  # fmt: skip
        record("evidence.stamped", subject=item.case, by=None, at=at, number=row.number)


def _can_be(item: Evidence) -> bool:
    """Whether a hash of it may still go out."""
    held = item.state in (HELD, LOGIN_WALL) and not item.waits_for_answer
    return held and not hasattr(item, "stamp")
