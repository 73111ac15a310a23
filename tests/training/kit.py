"""Courses and changed policies, for tests."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from PIL import Image

from gatepost.people.models import Person
from gatepost.training.models import Course, SelfStudy
from gatepost.training.setting_up import set_up

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
SOCIAL = "Using social media"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def set_up_courses(cast: SimpleNamespace, *, at: datetime = AT) -> Course:
    """What the policy and the law ask for; gives the course on social media, where there is one."""
    set_up(cast.school, by=cast.head, at=at)
    found = Course.objects.filter(school=cast.school)
    return found.filter(topic=SOCIAL).first() or found.get()


def hold(course: Course, people: Iterable[Person], *, on: date = ON, by: Person) -> None:
    """The course is held for some people."""
    course.hold(
        on=on, held_by="Rook Training", people=list(people), by=by, at=AT + timedelta(days=400)
    )


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 20)) -> bytes:
    """A small picture."""
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def show(course: Course, person: Person, *, done_on: date = ON) -> SelfStudy:
    """Somebody shows a certificate."""
    return course.show_evidence(
        io.BytesIO(PDF), content_type="application/pdf", person=person, done_on=done_on, at=AT
    )
