"""Stopping everything, and letting it go on. A pause holds what comes through here as it holds all else."""

from __future__ import annotations

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel

from gatepost.api.areas.sent import Reason, Sent
from gatepost.api.calls import does, reads
from gatepost.api.tokens.letting_in import Call
from gatepost.posts.models import Pause

router = Router()


class PauseOut(BaseModel):
    """Whether publishing is paused."""

    is_paused: bool
    since: datetime | None = None
    by: int | None = None


class PauseIn(Sent):
    """Why everything stops."""

    reason: Reason = ""


@reads(router, "/pause", page="posts:pause", scope="posts:read", gives=PauseOut)
def read_pause(request: Call) -> PauseOut:
    """Whether publishing is paused."""
    found = Pause.objects.open().filter(school=request.school).first()
    return PauseOut(is_paused=True, since=found.at, by=found.by_id) if found else _none()


@does(router, "/pause", page="posts:pause-begin", scope="posts:write", gives=PauseOut, how=("POST", 201))  # fmt: skip
def begin_pause(request: Call, body: PauseIn | None = None) -> PauseOut:
    """Stop everything. Nothing goes out until somebody says so."""
    made = Pause.begin(by=request.person, at=request.at, reason=body.reason if body else "")
    return PauseOut(is_paused=True, since=made.at, by=made.by_id)


@does(router, "/pause/end", page="posts:pause-end", scope="posts:write", gives=PauseOut)
def end_pause(request: Call) -> PauseOut:
    """Let new posts go out again; those that waited are let go one by one."""
    found = get_object_or_404(Pause.objects.open(), school=request.school)
    found.end(by=request.person, at=request.at)
    return _none()


def _none() -> PauseOut:
    return PauseOut(is_paused=False)
