"""A call that changes something and carries a key of its own is done once, however often it is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.http import HttpResponse

from gatepost.api.guarding import FILES
from gatepost.api.models import KeptAnswer
from gatepost.api.models.kept_answers import KEPT
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call

HEADER = "Idempotency-Key"
KEY = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
OTHER_BODY = "This key was used for another call. Give every call a key of its own."
NOT_KNOWN = (
    "The same call was begun and has not ended. Look whether it was done; "
    "if it was not, send it with another key."
)


def done_once(request: Call, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it, or give the answer that was given before. Only what was done is kept; what was refused may be sent again."""
    key = request.headers.get(HEADER, "")
    if not key or request.method in ("GET", "HEAD"):
        return do()
    if not KEY.fullmatch(key):
        raise Problem(400, "The key of a call has 1 to 100 letters, digits and . _ : -")
    kept, is_new = _begin(request, key)
    if not is_new:
        return _again(request, kept)
    response = do()
    if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        kept.delete()
        return response
    kept.status, kept.body = response.status_code, response.content.decode()
    kept.save(update_fields=["status", "body"])
    return response


def _begin(request: Call, key: str) -> tuple[KeptAnswer, bool]:
    rows = KeptAnswer.objects.filter(token=request.token, key=key)
    rows.filter(begun_at__lte=request.at - KEPT).delete()
    try:
        with transaction.atomic():
            made = KeptAnswer.objects.create(
                token=request.token, key=key, asked=_digest(request), begun_at=request.at
            )
    except IntegrityError:
        return rows.get(), False
    return made, True


def _again(request: Call, kept: KeptAnswer) -> HttpResponse:
    if kept.asked != _digest(request):
        raise Problem(422, OTHER_BODY)
    if kept.status is None:
        raise Problem(409, NOT_KNOWN)
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    response["Idempotency-Replayed"] = "true"
    return response


def _digest(request: Call) -> str:
    said = f"{request.method} {request.get_full_path()} {request.META.get('CONTENT_LENGTH')}\n"
    # Files are not read into memory for this; their length has to do.
    body = b"" if request.content_type == FILES else request.body
    return hashlib.sha256(said.encode() + body).hexdigest()


def forget_old_answers(*, at: datetime) -> int:
    """Delete answers that were kept for a day. Called by a worker."""
    return KeptAnswer.objects.all().forget(at=at)
