"""Taking in a picture that somebody sends: looked at, cleaned of a camera's data, kept encrypted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from gatepost.core.checks.picture_files import PictureRefused
from gatepost.core.checks.pictures import clean_picture, examine_picture
from gatepost.people.models import Person
from gatepost.posts.models import Picture

LARGEST = 25 * 1024 * 1024
# What every network takes, so that the same bytes go out everywhere and are agreed to once.
LONGEST_SIDE, MOST_BYTES = 2400, 950_000


class NotTaken(Exception):
    """A file that is not taken; the message is one sentence."""


def take_in(file: UploadedFile[Any], *, by: Person, at: datetime) -> Picture:
    """Keep a picture; raises NotTaken for whatever is not one, or is too large. The file's name is not kept."""
    if file.size is None or file.size > LARGEST:
        raise NotTaken("The picture is larger than 25 MB. Make it smaller.")
    try:
        clean = clean_picture(file.read(), longest=LONGEST_SIDE, most_bytes=MOST_BYTES)
        kept = examine_picture(clean)
    except PictureRefused as problem:
        raise NotTaken(str(problem)) from None
    size = (kept.width, kept.height)
    return Picture.add(clean, content_type=f"image/{kept.kind}", size=size, by=by, at=at)
