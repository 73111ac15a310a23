"""What waits for somebody about what is said about the school: counts and days, and never a word of it."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse

from gatepost.mentions.models import KEEPS, WATCHERS, Mention, NetworkReport, Search
from gatepost.mentions.watching.stating import is_unassessed
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What somebody has to do on a day."""
    if not person.is_current(on) or not person.holds(*WATCHERS, on=on):
        return []
    found = [*_queue(person, on=on), *_looks(person, on=on)]
    if person.holds(*KEEPS, on=on):
        found += _keeping(person, on=on)
    return found


def _queue(person: Person, *, on: date) -> list[Waiting]:
    seen = Mention.objects.visible_to(person, on=on).open()
    new = seen.filter(kind="").count()
    url = reverse("mentions:mentions", args=[person.school.slug])
    what = "thing is" if new == 1 else "things are"
    return [Waiting(f"{new} {what} said about the school: say what it is", url)] if new else []


def _looks(person: Person, *, on: date) -> list[Waiting]:
    """Reports to networks whose day to look again has come or is near."""
    seen = Mention.objects.visible_to(person, on=on).open()
    reports = NetworkReport.objects.filter(mention__in=seen, look_on__isnull=False)
    return [
        Waiting(
            f"See whether {one.network} has taken down what was reported",
            reverse("mentions:mention", args=[person.school.slug, one.mention_id]),
            one.look_on,
        )
        for one in reports.order_by("look_on")
    ]


def _keeping(person: Person, *, on: date) -> list[Waiting]:
    slug = person.school.slug
    found = []
    if is_unassessed(person.school):
        says = "Sign the data protection assessment of what is looked for in public"
        found.append(Waiting(says, reverse("mentions:assessment", args=[slug])))
    end = datetime.combine(on, time.max, tzinfo=person.school.clock_zone)
    if Search.objects.failing(at=end).filter(school=person.school_id).exists():
        says = "A place that is looked at for the school’s name has not answered for days"
        found.append(Waiting(says, reverse("mentions:searches", args=[slug])))
    return found
