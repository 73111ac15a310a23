"""Something is to be done with what others wrote: the policy is asked, the reason kept, and a worker or a person does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from gatepost.inbox.alarms import Passed, hand_over, report_of
from gatepost.inbox.models import Item, Moderation, Review, Wish
from gatepost.inbox.moderating.asked import Ground, Grounds
from gatepost.incidents import holds
from gatepost.networks.arriving import Act
from gatepost.people.models import Person, School, SchoolDates
from gatepost.people.rules import NotPossible
from gatepost.policies.door import consider, policy_at, ruling_on
from gatepost.policies.models import Version
from gatepost.policies.ruling import Ruling
from gatepost.records.door import record

Facts = Mapping[str, Sequence[str]]
# What goes first, whatever else somebody wants to do: facts, and as what they are passed on.
IMAGE = ("material", "indecent-image-of-child")
CHILD = ("serious", "safeguarding")
ALARMS = (IMAGE, CHILD)
# Once a case is open these need no reason: what is hidden from the public never waits.
NEVER_WAIT = (Act.HIDE, Act.REPORT)


def is_alarm(facts: Facts) -> bool:
    """Whether what somebody says of it means that it goes to those who look after children before anything else."""
    return any(value in facts.get(fact, ()) for fact, value in ALARMS)


def grounds_of(item: Item, facts: Facts, *, by: Person, at: datetime) -> Grounds:
    """What policy and law say of doing something with an item, and by which clauses."""
    asked = Moderation(item=item, school=item.school, author=by, facts=_kept(facts))
    ruling = ruling_on("moderate", subject=asked, at=at, facts=asked.known(at=at))
    return _grounds(item.school, ruling, at=at)


def begin(item: Item, wish: Wish, *, by: Person, at: datetime) -> Moderation:
    """Have something done, with a reason and the clause behind it.

    Raises NotPossible, Refused where law or policy forbid it, Frozen where it has to wait in a case.
    """
    if is_alarm(wish.facts) and item.case_id is None:
        raise NotPossible("This goes to those who look after children first. Pass it on.")
    try:
        with transaction.atomic(durable=True):
            row = item.held()
            made = _asked(row, wish, by=by, at=at)
            if row.case is None:
                _by_a_clause(made, wish, at=at)
            else:
                _in_a_case(made, wish, at=at)
            made.go_on(at=at)
    except holds.Frozen as waits:
        assert item.case is not None
        holds.was_refused(item.case, waits, by=by, at=at)
        raise
    return made


def alarm_first(item: Item, facts: Facts, *, by: Person, at: datetime) -> None:
    """Pass it on and hide it, in this order and at once. It takes no reason, and nobody is asked."""
    is_image = IMAGE[1] in facts.get(IMAGE[0], ())
    with transaction.atomic(durable=True):
        row = item.held()
        if row.case_id is None:
            passed = Passed(
                kind="sexual-image" if is_image else "child-at-risk",
                about="pupil",
                words="Somebody who looks after the account said so.",
                child_image="unsure" if is_image else "no",
            )
            hand_over(row, report_of(row, passed), by=by, at=at)
        if not row.is_hidden and not row.moderations.standing().filter(what=Act.HIDE).exists():
            hiding = Wish(Act.HIDE, facts=facts if is_image else {})
            made = _asked(row, hiding, by=by, at=at)
            made.go_on(at=at)


def _asked(item: Item, wish: Wish, *, by: Person, at: datetime) -> Moderation:
    if item.moderations.standing().filter(what=wish.what).exists():
        raise NotPossible("This is done or under way already. Look below what came of it.")
    made = Moderation.objects.create(
        item=item,
        school=item.school,
        author=by,
        what=wish.what,
        at=at,
        facts=_kept(wish.facts),
        reason=wish.reason.strip(),
        report_as=wish.report_as if wish.what == Act.REPORT else "",
    )
    if wish.what == Act.BLOCK and made.is_by_machine and not item.content.author_id:
        raise NotPossible(
            f"{made.about.name} does not say whose account it is. Block it there, and write a note here."
        )
    record("moderation.asked", subject=made, by=by, at=at, what=made.what)
    return made


def _by_a_clause(made: Moderation, wish: Wish, *, at: datetime) -> None:
    """A reason is wanted, and the clause behind it where any speaks for the act."""
    if not made.reason:
        raise NotPossible("Write why, in a sentence that somebody else can follow.")
    facts = made.known(at=at)
    ruling = consider(
        "moderate", subject=made, by=made.author, at=at, facts=facts, reason=wish.reason
    )
    grounds = _grounds(made.school, ruling, at=at)
    what = Act(wish.what)
    chosen = _chosen(wish, grounds.by(what))
    made.clause = chosen.reference if chosen else ""
    made.departs, made.told = grounds.departs(what), grounds.told
    made.save()
    _have_looked_at(made, grounds, at=at)


def _chosen(wish: Wish, possible: list[Ground]) -> Ground | None:
    chosen = next((one for one in possible if one.key == wish.clause), None)
    if possible and chosen is None:
        raise NotPossible("Choose the clause that the reason goes by.")
    return chosen


def _have_looked_at(made: Moderation, grounds: Grounds, *, at: datetime) -> None:
    clock = SchoolDates.objects.calendar(made.school)
    for look in grounds.looks(Act(made.what), clock=clock, at=at):
        Review.objects.create(
            moderation=made, why=Review.Why.POLICY, role=look.role,
            clause=look.reference, asked_at=at, due_at=look.due_at,
        )  # fmt: skip
    if made.departs:
        Review.objects.create(moderation=made, why=Review.Why.DEPARTS, asked_at=at)


def _in_a_case(made: Moderation, wish: Wish, *, at: datetime) -> None:
    """Hiding never waits and needs no reason; deleting may have to wait, and blocking says why."""
    case = made.item.case
    assert case is not None
    if wish.what == Act.DELETE:
        holds.check(case, "delete", on=made.school.day_of(at))
    if wish.what not in NEVER_WAIT and not made.reason:
        raise NotPossible("Write why, in a sentence that somebody else can follow.")


def _grounds(school: School, ruling: Ruling, *, at: datetime) -> Grounds:
    on = school.day_of(at)
    version = Version.objects.in_force(school, on=on)
    return Grounds(ruling, policy_at(school, on=on), version)


def _kept(facts: Facts) -> dict[str, list[str]]:
    return {fact: list(values) for fact, values in facts.items()}
