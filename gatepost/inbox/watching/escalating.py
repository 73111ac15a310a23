"""Before something is late, people are told, one circle after another: whoever has it, who runs the account, the leadership, the head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from gatepost.core.clock import Quiet
from gatepost.inbox.models import Escalated, Item, NotMe
from gatepost.inbox.watching.rota import Rota
from gatepost.people.models import Person
from gatepost.people.roles import that_imply
from gatepost.people.telling import How, tell
from gatepost.people.telling.hours import school_hours
from gatepost.records.door import record


@dataclass(frozen=True)
class Step:
    """After which share of the time whom to tell."""

    key: str
    share: float


FIRST, RUNNERS, LEADERS, HEAD = (
    Step("first", 0.5), Step("runners", 0.75), Step("leaders", 0.9), Step("head", 1.0),
)  # fmt: skip
STEPS = (FIRST, RUNNERS, LEADERS, HEAD)
AT_ONCE = (FIRST, RUNNERS)  # where something is urgent


def escalate(*, at: datetime) -> int:
    """Take every step that is due. Called by a worker; how many there were."""
    hours: dict[int, Quiet] = {}
    taken = 0
    for item in _open().select_related("school", "channel").iterator():
        if item.school_id not in hours:
            hours[item.school_id] = school_hours(item.school)
        due = steps_due(item, at=at, hours=hours[item.school_id])
        there = set(_taken(item).values_list("step", flat=True))
        for step in due:
            if step.key not in there:
                taken += _take(item, step, at=at)
    return taken


def _taken(item: Item) -> QuerySet[Escalated]:
    return Escalated.objects.filter(item=item, due_at=F("item__due_at"))


def _open() -> QuerySet[Item]:
    """What waits and has a deadline, unless the last step was taken."""
    over = Escalated.objects.filter(item=OuterRef("pk"), step=HEAD.key, due_at=OuterRef("due_at"))
    return (
        Item.objects.open().filter(~Exists(over), due_at__isnull=False).order_by(F("due_at"), "pk")
    )


def steps_due(item: Item, *, at: datetime, hours: Quiet) -> list[Step]:
    """The steps whose moment has come, each with its quiet hours."""
    if item.due_at is None or item.settled_at is not None:
        return []
    return [step for step in STEPS if moment_of(item, step, hours=hours) <= at]


def moment_of(item: Item, step: Step, *, hours: Quiet) -> datetime:
    """When a step is taken, were nobody to do anything."""
    assert item.due_at is not None
    if item.is_urgent and step in AT_ONCE:
        return item.received_at
    reached = item.received_at + (item.due_at - item.received_at) * step.share
    return reached if item.is_urgent else hours.told_from(reached, before=item.due_at)


def _take(item: Item, step: Step, *, at: datetime) -> int:
    """Tell the people of a step, once, whatever another worker does."""
    with transaction.atomic(durable=True):
        row = (
            Item.objects.select_for_update(of=("self",))
            .select_related("school", "channel")
            .get(pk=item.pk)
        )
        if row.settled_at is not None or row.due_at is None or row.due_at != item.due_at:
            return 0
        told, is_new = Escalated.objects.get_or_create(
            item=row, step=step.key, due_at=row.due_at, defaults={"at": at}
        )
        if not is_new:
            return 0
        people = people_of(row, step, at=at)
        for person in people:
            _tell(person, row, step, at=at)
        told.people = len(people)
        told.save(update_fields=["people"])
        record("item.told-of", subject=row, by=None, at=at, step=step.key, people=len(people))
    return 1


def people_of(item: Item, step: Step, *, at: datetime) -> list[Person]:
    """Whom a step tells; where there is nobody, those of the next one. Nobody is told who does not see the item."""
    on = item.school.day_of(at)
    seen = Item.objects.filter(pk=item.pk)
    for one in STEPS[STEPS.index(step) :]:
        able = [who for who in _circle(item, one, on=on) if seen.visible_to(who, on=on).exists()]
        if able:
            return able
    return []


def _circle(item: Item, step: Step, *, on: date) -> Sequence[Person]:
    if step == HEAD:
        return _holding(item, ("headteacher",), on=on)
    if step == LEADERS:
        return _holding(item, ("slt",), on=on)
    rota = Rota(item.school, on, on)
    holder = item.holder()
    if step == FIRST:
        found: Iterable[Person] = [holder] if holder else rota.expected(item.channel, on)
    else:
        found = {one.pk: one for one in [*rota.runners(item.channel, on), *rota.able(item.channel, on), *filter(None, [holder])]}.values()  # fmt: skip
    declined = set(NotMe.objects.filter(item=item).values_list("person_id", flat=True))
    return [one for one in found if one.pk not in declined and one.is_current(on)]


def _holding(item: Item, roles: Iterable[str], *, on: date) -> list[Person]:
    meant = [name for role in roles for name in that_imply(role)]
    return list(Person.objects.at(item.school).holding(meant, on=on))


def _tell(person: Person, item: Item, step: Step, *, at: datetime) -> None:
    if item.due_at is not None:
        key = f"item-{item.pk}-{step.key}-{item.due_at:%Y%m%d%H%M%S}-{person.pk}"
        how = How(grave=item.is_urgent, before=item.due_at, rooms=step in (LEADERS, HEAD))
        tell(person, "something-to-do", link=item.get_absolute_url(), at=at, key=key, how=how)
