"""Whatever is put before the policy: who can be asked for a yes, what they say to exactly what they saw, who judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.utils.timezone import localdate

from gatepost.people.models import Person, School
from gatepost.people.telling import How, tell
from gatepost.policies.models.steps import Asking, Judgement, Step
from gatepost.records.door import record


class Closed(Exception):
    """Something that waits no longer; the message is one sentence."""


class Proposed(models.Model):
    """A row of a school, with an author, on which others say yes or no before its act is done."""

    act: str
    school: models.ForeignKey[School, School]
    author: models.ForeignKey[Person, Person]

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Its page."""
        raise NotImplementedError

    @property
    def deadline(self) -> datetime | None:
        """When it is too late for a yes; none where there is no such moment."""
        return None

    def content_hash(self) -> str:
        """A digest of everything that is decided on: any change makes earlier steps void."""
        raise NotImplementedError

    def known(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """What is known of the situation: fact to its values."""
        raise NotImplementedError

    def settled(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """What rows show of it: nobody is asked, and nobody's word counts instead."""
        return {}

    def locked(self) -> Self:
        """The row as it is now, held until the change is kept. Raises Closed where it waits no longer."""
        raise NotImplementedError

    def heard(self, *, by: Person, yes: bool, at: datetime) -> None:
        """What follows, in the same transaction, from somebody's yes, no or judgement."""

    def ask(self, of: Person, *, fact: str, by: Person, at: datetime) -> Asking:
        """Ask somebody for a yes, or for judgement where no fact is named. Raises NotYours where it is not theirs to give."""
        from gatepost.policies.door import NotYours, who_may_give, who_may_judge

        with transaction.atomic(durable=True):
            row = self.locked()
            on = localdate(at, self.school.clock_zone)
            able = who_may_give(fact, subject=row, at=at) if fact else who_may_judge(row, on=on)
            if of not in able:
                raise NotYours("Choose somebody who can say yes or no to this.")
            asked = Asking.objects.create(of=of, fact=fact, **row.about_now(by=by, at=at))
            record("step.asked", subject=asked, by=by, at=at, fact=fact or "judgement", of=of.pk)
            link, how = row.get_absolute_url(), How(before=row.deadline)
            tell(of, "something-to-do", link=link, at=at, key=f"asking-{asked.pk}", how=how)
        return asked

    def say(self, fact: str, *, yes: bool, by: Person, at: datetime) -> Step:
        """Somebody's yes or no; raises NotYours where it is not theirs, Refused where it is forbidden whatever they say."""
        from gatepost.policies.door import decline, step

        with transaction.atomic(durable=True):
            row = self.locked()
            if yes:
                facts = row.known(at=at)
                taken = step(fact, act=row.act, subject=row, by=by, at=at, facts=facts)
            else:
                taken = decline(fact, subject=row, by=by, at=at)
            row.heard(by=by, yes=yes, at=at)
        return taken

    def judge(self, *, allowed: bool, reason: str, by: Person, at: datetime) -> Judgement:
        """A second person's word on what only people can judge; raises NotYours where it is not theirs."""
        from gatepost.policies.door import NotYours, ruling_on, who_may_judge

        with transaction.atomic(durable=True):
            row = self.locked()
            if by not in who_may_judge(row, on=localdate(at, self.school.clock_zone)):
                raise NotYours("A senior leader who is not the author has to judge this.")
            ruling = ruling_on(row.act, subject=row, at=at, facts=row.known(at=at))
            judged = Judgement.objects.create(
                allowed=allowed,
                reason=reason.strip(),
                clauses=list(ruling.to_judge),
                **row.about_now(by=by, at=at),
            )
            record(
                "judgement.given", subject=judged, by=by, at=at, allowed=allowed, about=judged.about
            )
            row.heard(by=by, yes=allowed, at=at)
        return judged

    def about_now(self, *, by: Person, at: datetime) -> dict[str, object]:
        """What every row about this holds, bound to what it is now."""
        return {
            "school": self.school,
            "subject_kind": self._meta.label_lower,
            "subject_id": str(self.pk),
            "by": by,
            "at": at,
            "seen": self.content_hash(),
        }
