"""Courses, when they were held and for whom, and what people show of their own study."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import models, transaction
from django.db.models import F, Q

from gatepost.people.models import Person, School
from gatepost.people.once import once
from gatepost.records.door import record
from gatepost.vault.models import SealedFile
from gatepost.vault.papers import LARGEST

LOOKS_AFTER = ("headteacher", "slt", "administrator")
SEES_REGISTER = (*LOOKS_AFTER, "dsl", "dpo")


class CannotDo(Exception):
    """Something that cannot be done with training; the message says why and what to do."""


class CourseQuerySet(models.QuerySet["Course"]):
    """Courses."""

    def visible_to(self, person: Person) -> CourseQuerySet:
        """Everybody sees the courses of their school."""
        return self.filter(school=person.school_id)

    def of(self, school: School) -> list[Course]:
        """The courses of a school."""
        found = self.filter(school=school).select_related("school")
        return once(("courses", school.pk), lambda: list(found))


class Course(models.Model):
    """Something that people learn, with how long it counts. Whom the policy wants there is worked out from its clauses."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="courses")
    topic = models.CharField(max_length=200)
    valid_for_months = models.PositiveSmallIntegerField(null=True, blank=True)  # none: for ever
    days_to_start = models.PositiveSmallIntegerField(default=30)  # for whoever joins
    for_actors = models.JSONField(default=list)  # whom the school wants there beside the policy
    clauses = models.JSONField(default=list)  # that asked for it when it was set up
    set_up_at = models.DateTimeField()
    set_up_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = CourseQuerySet.as_manager()

    if TYPE_CHECKING:
        sessions: SessionQuerySet
        studies: SelfStudyQuerySet

    class Meta:
        ordering = ("school", "topic")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "topic"),
                name="one_course_a_topic",
                violation_error_message="There is a course on this topic already.",
            ),
            models.CheckConstraint(
                condition=Q(valid_for_months=None) | Q(valid_for_months__gte=1),
                name="a_course_counts_for_a_month_at_least",
            ),
        )

    def __str__(self) -> str:
        return self.topic

    @classmethod
    def add(cls, school: School, *, topic: str, by: Person, at: datetime, **more: Any) -> Course:
        """Set up a course of the school's own."""
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=school.pk)
            if cls.objects.filter(school=school, topic__iexact=topic).exists():
                raise CannotDo("There is a course on this topic already. Give yours another name.")
            course = cls.objects.create(
                school=school, topic=topic, set_up_by=by, set_up_at=at, **more
            )
            record("course.set-up", subject=course, by=by, at=at)
        return course

    def change(
        self, *, valid_for_months: int | None, days_to_start: int, for_actors: list[str],
        by: Person, at: datetime,
    ) -> None:  # fmt: skip
        """Say anew how long it counts, and whom the school wants there beside the policy."""
        with transaction.atomic(durable=True):
            course = Course.objects.select_for_update().get(pk=self.pk)
            course.valid_for_months, course.days_to_start = valid_for_months, days_to_start
            course.for_actors = for_actors
            course.save(update_fields=["valid_for_months", "days_to_start", "for_actors"])
            record(
                "course.changed", subject=course, by=by, at=at, actors=for_actors,
                months=valid_for_months or 0, days=days_to_start,
            )  # fmt: skip
        self.refresh_from_db()

    def hold(
        self, *, on: date, held_by: str, people: Collection[Person], by: Person, at: datetime
    ) -> Session:
        """Enter that it was held, and who was there."""
        if on > at.astimezone(self.school.clock_zone).date():
            raise CannotDo("That day is yet to come. Enter the course once it was held.")
        if any(person.school_id != self.school_id for person in people):
            raise CannotDo("Only people of this school can have been there.")
        with transaction.atomic(durable=True):
            session = Session.objects.create(course=self, on=on, held_by=held_by, by=by, at=at)
            record("course.held", subject=session, by=by, at=at, because=self.clauses, on=on)
            for person in people:
                session.attended_by(person, by=by, at=at)
        return session

    def show_evidence(
        self, stream: BinaryIO, *, content_type: str, person: Person, done_on: date, at: datetime
    ) -> SelfStudy:
        """Keep what somebody shows of their own study. It counts once a second person has looked at it."""
        if done_on > at.astimezone(self.school.clock_zone).date():
            raise CannotDo("That day is yet to come. Enter the day on which you finished.")
        with transaction.atomic(durable=True):
            file = SealedFile.objects.keep(
                stream, at=at, content_type=content_type, largest=LARGEST
            )
            study = SelfStudy.objects.create(
                course=self, person=person, done_on=done_on, file=file, at=at
            )
            record(
                "training.evidenced", subject=study, by=person, at=at, because=self.clauses,
                sha256=file.sha256,
            )  # fmt: skip
        return study


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, the newest first."""


class Session(models.Model):
    """A course was held on a day."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField()
    held_by = models.CharField(max_length=200)  # may be somebody from outside
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()

    if TYPE_CHECKING:
        attendances: models.Manager[Attendance]

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.course} on {self.on}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.course.school_id

    def attended_by(self, person: Person, *, by: Person, at: datetime) -> None:
        """Enter that somebody was there, within the caller's transaction; once is enough."""
        attendance, is_new = Attendance.objects.get_or_create(
            session=self, person=person, defaults={"by": by, "at": at}
        )
        if is_new:
            record("training.attended", subject=attendance, by=by, at=at, person=person.pk)


class Attendance(models.Model):
    """Somebody was there."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("session", "person"), name="nobody_attends_a_session_twice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session}: {self.person}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.session.school_id


class SelfStudyQuerySet(models.QuerySet["SelfStudy"]):
    """What people show of their own study."""

    def open(self) -> SelfStudyQuerySet:
        """Those that nobody has looked at."""
        return self.filter(looked_at_at=None)

    def accepted(self) -> SelfStudyQuerySet:
        """Those that count."""
        return self.filter(is_accepted=True)

    def visible_to(self, person: Person, *, on: date) -> SelfStudyQuerySet:
        """One's own; all of the school for those who look after training."""
        here = self.filter(course__school=person.school_id)
        return here if person.holds(*LOOKS_AFTER, on=on) else here.filter(person=person)

    def for_looking_at(self, person: Person, *, on: date) -> SelfStudyQuerySet:
        """Those that somebody may accept: everybody's but their own."""
        if not person.holds(*LOOKS_AFTER, on=on):
            return self.none()
        return self.filter(course__school=person.school_id).exclude(person=person)


class SelfStudy(models.Model):
    """Somebody learnt by themselves and shows a certificate or the like."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="studies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="studies")
    done_on = models.DateField()
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    looked_at_at = models.DateTimeField(null=True, blank=True)
    looked_at_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_accepted = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it does not count

    objects = SelfStudyQuerySet.as_manager()

    class Meta:
        ordering = ("-done_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(looked_at_at=None, looked_at_by=None, is_accepted=None)
                | Q(
                    looked_at_at__isnull=False,
                    looked_at_by__isnull=False,
                    is_accepted__isnull=False,
                ),
                name="evidence_is_looked_at_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(looked_at_by=None) | ~Q(looked_at_by=F("person")),
                name="nobody_accepts_their_own_evidence",
            ),
        )

    def __str__(self) -> str:
        return f"{self.course}: {self.person}'s own study"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.course.school_id

    def look_at(self, *, by: Person, at: datetime, accept: bool, reason: str = "") -> None:
        """A second person says whether it counts."""
        if by.pk == self.person_id:
            raise CannotDo("Somebody else has to look at what you show of your own study.")
        if not accept and not reason.strip():
            raise CannotDo("Say why it does not count, so that they know what to do.")
        with transaction.atomic(durable=True):
            study = SelfStudy.objects.select_for_update().get(pk=self.pk)
            if study.looked_at_at is not None:
                raise CannotDo("Somebody has looked at this already.")
            study.looked_at_at, study.looked_at_by = at, by
            study.is_accepted, study.reason = accept, reason
            study.save(update_fields=["looked_at_at", "looked_at_by", "is_accepted", "reason"])
            event = f"training.evidence-{'accepted' if accept else 'refused'}"
            record(event, subject=study, by=by, at=at, person=study.person_id)
        self.refresh_from_db()
