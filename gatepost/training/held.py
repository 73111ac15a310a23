"""What training holds about somebody, and what goes once it has been kept for long enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from gatepost.people.subjects import Forgetting, Held, Rows, Subject, fields, rows_about
from gatepost.training.models import Attendance, Course, ProgrammeItem, Resource, SelfStudy, Session

TRAINING = "training"
TABLES = (
    Rows(Course, TRAINING, "set_up_at", {"set_up_by": "A course that you set up"}, text=fields("topic")),
    Rows(Session, TRAINING, "at", {"by": "A session that you put down"}, text=fields("held_by")),
    Rows(Attendance, TRAINING, "at", {"person": "Training that you attended", "by": "Somebody’s attendance that you put down"}, text=lambda row: str(row.session)),
    Rows(SelfStudy, TRAINING, "at", {"person": "Evidence of your own study", "looked_at_by": "Evidence that you looked at"}, text=fields("reason")),
    Rows(Resource, TRAINING, "entered_at", {"entered_by": "A link or leaflet that you entered"}, text=fields("title")),
    Rows(ProgrammeItem, TRAINING, "planned_at", {"planned_by": "A part of the programme that you planned", "delivered_by": "A part of the programme that you gave"}, text=fields("topic", "notes")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}


def held_about(subject: Subject) -> Iterator[Held]:
    """Courses, sessions and evidence."""
    yield from rows_about(subject, TABLES)


def delete_studies(rows: models.QuerySet[Any]) -> Counter[str]:
    """Evidence goes with its files."""
    studies = list(rows.select_related("file"))
    for study in studies:
        file = study.file
        study.delete()
        if file is not None:
            file.discard()
    return Counter({"training.SelfStudy": len(studies)})


FORGETTINGS = (
    Forgetting(TRAINING, Attendance, "person__left_on", school="person__school", person="person"),
    Forgetting(
        TRAINING, SelfStudy, "person__left_on", school="person__school", person="person",
        remove=delete_studies,
    ),
)  # fmt: skip
