"""What somebody means to do and has put before the policy, what came of it, and answers that people keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import models, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from gatepost.core.policy import Decision, vocabulary
from gatepost.people.models import Person, School
from gatepost.policies import packs
from gatepost.policies.models.proposed import Closed, Proposed
from gatepost.policies.models.steps import Asking
from gatepost.policies.models.versions import Version
from gatepost.records.door import record


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, by who may see them."""

    def visible_to(self, person: Person) -> PlanQuerySet:
        """One's own, and those in which one was asked for something."""
        asked = Asking.objects.filter(of=person, subject_kind=Plan._meta.label_lower)
        ids = [int(pk) for pk in asked.values_list("subject_id", flat=True)]
        return self.filter(models.Q(author=person) | models.Q(pk__in=ids), school=person.school_id)

    def open(self) -> PlanQuerySet:
        """Those that have neither been done nor taken back."""
        return self.filter(withdrawn_at=None, deed=None)


class Plan(Proposed):
    """An act that somebody means to do, with what they said of it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="plans")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    act = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)  # fact -> values, in the vocabulary's words
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return vocabulary().acts[self.act].label

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("policies:plan", args=[self.school.slug, self.pk])

    def content_hash(self) -> str:
        """A digest of what is asked for; whoever says yes says it to this."""
        said = json.dumps([self.act, self.facts], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def known(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """What its author said of it."""
        facts: Mapping[str, Sequence[str]] = self.facts
        return facts

    @property
    def is_open(self) -> bool:
        """Whether it waits to be done."""
        return self.withdrawn_at is None and not hasattr(self, "deed")

    @classmethod
    def make(
        cls, act: str, facts: Mapping[str, Sequence[str]], *, by: Person, at: datetime
    ) -> Plan:
        """Put down what somebody means to do. Approvals are not theirs to claim: those are left out."""
        words = vocabulary().acts[act]
        theirs = {*words.asked, *words.checklist, *filter(may_claim, words.gathered)} - {"actor"}
        kept = {fact: list(values) for fact, values in facts.items() if fact in theirs}
        with transaction.atomic(durable=True):
            plan = cls.objects.create(school=by.school, author=by, act=act, facts=kept, made_at=at)
            record("plan.made", subject=plan, by=by, at=at, act=act)
        return plan

    def do(self, *, by: Person, at: datetime, reason: str = "") -> Deed:
        """Go through the door and put down that it is done, or raise Refused with the clauses."""
        from gatepost.policies.door import require

        with transaction.atomic(durable=True):
            plan = self.locked()
            ruling = require(self.act, subject=plan, by=by, at=at, facts=self.facts, reason=reason)
            version = Version.objects.in_force(
                self.school, on=localdate(at, self.school.clock_zone)
            )
            clauses = references(ruling.policy, version), references(ruling.law, None)
            because = [clause for some in clauses for clause in some]
            deed = Deed.objects.create(
                plan=plan, by=by, at=at, reason=reason.strip(), version=version,
                verdict=ruling.verdict, clauses=because,
            )  # fmt: skip
            record("act.done", subject=plan, by=by, at=at, because=because, act=self.act)
        return deed

    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Take it back; what others said of it is kept."""
        with transaction.atomic(durable=True):
            plan = self.locked()
            plan.withdrawn_at = at
            plan.save(update_fields=["withdrawn_at"])
            record("plan.withdrawn", subject=plan, by=by, at=at)

    def locked(self) -> Plan:
        """The row as it is now, held until the change is kept. Raises Closed where it waits no longer."""
        plan = Plan.objects.select_for_update().get(pk=self.pk)
        if not plan.is_open:
            raise Closed("This has been done or taken back already.")
        return plan


class Deed(models.Model):
    """A plan that was done: who, when, under which policy and clauses, and why where the policy advises against it."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="deed")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=20)
    clauses = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.plan)


class RefusalQuerySet(models.QuerySet["Refusal"]):
    """Refusals, by who may see them."""

    def visible_to(self, person: Person) -> RefusalQuerySet:
        """One's own."""
        return self.filter(school=person.school_id, by=person)


class Refusal(models.Model):
    """An act that the policy or the law stopped. It is kept although nothing was done."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="refusals")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="refusals")
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    clauses = models.JSONField(default=list)
    subject_kind = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=40)

    objects = RefusalQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.title}: {self.kind}"

    @property
    def title(self) -> str:
        """The act, in words."""
        return vocabulary().acts[self.act].label

    @property
    def missing_words(self) -> list[str]:
        """What was missing, in words."""
        return [vocabulary().facts[fact].short for fact in self.missing]


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    """Kept answers, by who may see them."""

    def visible_to(self, person: Person) -> KeptAnswerQuerySet:
        """One's own."""
        return self.filter(school=person.school_id, person=person)


class KeptAnswer(models.Model):
    """An answer that somebody kept, with the policy under which it was given."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_answers")
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    address = models.TextField()  # the question, as the page's address has it
    verdict = models.CharField(max_length=20)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    clauses = models.JSONField(default=list)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return vocabulary().acts[self.act].label

    @classmethod
    def keep(
        cls, act: str, facts: Mapping[str, Sequence[str]], *, by: Person, at: datetime
    ) -> KeptAnswer | None:
        """Keep what the policy in force says of a question; None where no policy is in force."""
        from gatepost.policies.can_i import Inquiry

        on = localdate(at, by.school.clock_zone)
        version = Version.objects.in_force(by.school, on=on)
        if version is None:
            return None
        given = {fact: tuple(values) for fact, values in facts.items()}
        asked = Inquiry(version.pack.on(on), packs.law(on=on), vocabulary().acts[act], given)
        because = [*references(asked.says, version), *references(asked.law_says, None)]
        with transaction.atomic(durable=True):
            kept = cls.objects.create(
                school=by.school, person=by, at=at, act=act, address=asked.address(),
                verdict=asked.verdict, version=version, clauses=because,
            )  # fmt: skip
            record(
                "answer.kept", subject=kept, by=by, at=at, because=because, verdict=asked.verdict
            )
        return kept

    @property
    def url(self) -> str:
        """The question, asked again today."""
        return f"{reverse('policies:ask', args=[self.school.slug, self.act])}?{self.address}"


def may_claim(fact: str) -> bool:
    """Whether the author's own word is enough for a fact that is gathered before an act."""
    return vocabulary().facts[fact].given_by == ("actor",)


def references(decision: Decision | None, version: Version | None) -> list[str]:
    """A decision's clauses as the ledger names them: the policy's version, or the law as it stood, then the clause."""
    if decision is None:
        return []
    return [f"{version.reference if version else law_reference()}/{c.id}" for c in decision.clauses]


def law_reference() -> str:
    """The law as it comes with this Gatepost."""
    return f"{packs.LAW}@{packs.digest_of(packs.bundled_files(packs.LAW))[:8]}"
