"""Captures a public page into a case: asked for by a person, done by a worker, kept whole or not at all."""

from __future__ import annotations

import io
from datetime import datetime

from django.conf import settings
from django.db import transaction

from gatepost.incidents.evidence.keeping import Incoming, add, stopped
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models import CaptureAsked, Case
from gatepost.incidents.models.evidence import Told
from gatepost.jobs import later
from gatepost.networks.capture import Capture, CapturedFile, capture, find_browser
from gatepost.networks.errors import NetworkError
from gatepost.networks.outward import Outward
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.files import NotKept

KIND = "incidents.capture"
WALL, ERROR = "login-wall", "error-page"
NOT_EVIDENCE = {
    WALL: "Not evidence of the post: the page asks visitors to sign in.",
    ERROR: "Not evidence of the post: the site answered with an error.",
}


def ask(case: Case, address: str, *, what: str, by: Person, at: datetime) -> CaptureAsked:
    """Have a page captured soon. Raises Frozen where nothing may be added."""
    with transaction.atomic(durable=True):
        row = case.locked()
        if waits := stopped(row, on=row.school.day_of(at)):
            raise waits
        asked = CaptureAsked.objects.create(case=row, address=address, what=what, by=by, at=at)
        record("evidence.capture-asked", subject=row, by=by, at=at, asked=asked.pk)
        later(KIND, key=str(asked.pk), due_at=at, asked=asked.pk)
    return asked


def capture_page(*, at: datetime, asked: int) -> None:
    """Do what was asked for, outside any transaction; what came of it is kept in one."""
    wish = CaptureAsked.objects.select_related("case__school", "by").get(pk=asked)
    if wish.ended_at is not None:
        return
    if waits := stopped(wish.case, on=wish.case.school.day_of(at)):
        _end(wish, problem=str(waits), at=at)
        return
    try:
        found = capture(
            wish.address,
            outward=Outward(plain=True, loopback=settings.NETWORKS_ON_LOOPBACK),
            at=at,
            with_media=True,  # nothing is captured where the answer about pictures of children was not “no”
            browser=find_browser(),
        )
    except NetworkError as problem:
        _end(wish, problem=problem.says, at=at)
        return
    try:
        _keep(wish, found)
    except (NotPossible, NotKept) as problem:
        _end(wish, problem=str(problem), at=at)


def _keep(wish: CaptureAsked, found: Capture) -> None:
    """Keep the files of a capture and that it is done, together. What was frozen meanwhile is not kept."""
    at = found.ended_at
    with transaction.atomic(durable=True):
        case = wish.case.locked()
        row = CaptureAsked.objects.select_for_update().get(pk=wish.pk)
        if row.ended_at is not None:
            return
        if waits := stopped(case, on=case.school.day_of(at)):
            raise Frozen(str(waits), waits.because)
        add(case, [_incoming(wish, found, one) for one in found.files], by=wish.by, at=at)
        row.ended_at = at
        row.save(update_fields=["ended_at"])


def _incoming(wish: CaptureAsked, found: Capture, one: CapturedFile) -> Incoming:
    doubt = NOT_EVIDENCE.get(found.state, "")
    told = Told(
        what=f"{wish.what}: {one.what}",
        how="Captured by Gatepost from the public page",
        name=one.name,
        technical={"tools": found.tools, "answer of the site": str(found.status)},
        descriptive={
            "address": found.asked,
            "address in the end": found.final,
            "title of the page": found.title,
            **({"to be known": " ".join([doubt, *found.reasons])} if doubt else {}),
            **({"notes": " ".join(found.notes)} if found.notes else {}),
        },
        provenance={"asked for by": str(wish.by), "sent on by": " → ".join(found.redirects)},
    )
    return Incoming(
        io.BytesIO(one.content), one.media_type.partition(";")[0], told, captured_at=one.at, is_login_wall=found.state == WALL
    )  # fmt: skip


def _end(wish: CaptureAsked, *, problem: str, at: datetime) -> None:
    open_one = CaptureAsked.objects.filter(pk=wish.pk, ended_at=None)
    with transaction.atomic(durable=True):
        row = open_one.select_for_update().first()
        if row is not None:
            row.ended_at, row.problem = at, problem
            row.save(update_fields=["ended_at", "problem"])
