"""The year groups move up and the last one leaves: shown first, done in one go, taken back until it is confirmed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gatepost.people.models import Person, Pupil, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.school_year.models import MovedUp
from gatepost.school_year.models.steps import KEEPERS, standing
from gatepost.school_year.years import SchoolYear, after, last_of, number_of, prepared_on

PUPILS = "pupils"  # the step that confirms it
Change = list[Any]  # pupil, year group before, after, whether they leave, form before


@dataclass(frozen=True)
class DryRun:
    """What would change."""

    year: SchoolYear
    last: int | None
    changes: list[Change]
    lines: list[tuple[str, str, int]]  # from, to, how many pupils
    unclear: list[tuple[str, int]]  # groups of which nobody can tell the next

    @property
    def seen(self) -> str:
        """A digest of just these changes: what was shown is what is done."""
        return hashlib.sha256(json.dumps(self.changes).encode()).hexdigest()


def dry_run(school: School, *, on: date, last: int | None = None) -> DryRun:
    """What moving up would change; `last` is the year group that leaves, the highest one where nobody says otherwise."""
    year = prepared_on(on)
    rows = Pupil.objects.filter(school=school).current(year.leavers_last_on).order_by("pk")
    found = list(rows.values_list("pk", "year_group", "form", "left_on"))
    groups = sorted({group for _, group, _, _ in found if group})
    last = last_of(groups) if last is None else last
    changes: list[Change] = []
    for pk, group, form, left_on in found:
        number = number_of(group)
        if number is None or left_on is not None:
            continue  # whoever leaves anyhow keeps the day that is entered
        leaves = last is not None and number >= last
        changes.append([pk, group, group if leaves else after(group, like=groups), leaves, form])
    counted = Counter((str(before), "" if leaves else str(to)) for _, before, to, leaves, _ in changes)  # fmt: skip
    lines = [(before, to, count) for (before, to), count in sorted(counted.items(), key=lambda row: number_of(row[0][0]) or 0)]  # fmt: skip
    unclear = Counter(group or "no year group" for _, group, _, left in found if number_of(group) is None and left is None)  # fmt: skip
    return DryRun(year, last, changes, lines, sorted(unclear.items()))


def moved(school: School, *, on: date) -> MovedUp | None:
    """How they moved up for the year that is prepared, if they did."""
    year = prepared_on(on).starts_in
    rows = MovedUp.objects.filter(school=school, starts_in=year, taken_back_at=None)
    return rows.select_related("by").first()


def move_up(
    school: School, *, seen: str, empty_forms: bool, last: int | None, by: Person, at: datetime
) -> MovedUp:
    """Do what was shown. Pupils of the last year leave on 31 August."""
    on = school.day_of(at)
    with transaction.atomic(durable=True):
        _lock(school, by, at=at)
        if moved(school, on=on):
            raise NotPossible("The year groups moved up already. Take it back first.")
        run = dry_run(school, on=on, last=last)
        if not run.changes or run.seen != seen:
            raise NotPossible("The list of pupils has changed meanwhile. Look at it again.")
        _change(run, empty_forms=empty_forms)
        made = MovedUp.objects.create(
            school=school, starts_in=run.year.starts_in, changes=run.changes, by=by, at=at
        )
        record(
            "pupils.moved-up", subject=made, by=by, at=at, pupils=len(run.changes),
            leavers=sum(bool(leaves) for _, _, _, leaves, _ in run.changes),
        )  # fmt: skip
    return made


def _change(run: DryRun, *, empty_forms: bool) -> None:
    by_pk = {change[0]: change for change in run.changes}
    pupils = list(Pupil.objects.filter(pk__in=list(by_pk)))
    for pupil in pupils:
        _, _, to, leaves, _ = by_pk[pupil.pk]
        pupil.year_group = str(to)[:10]
        pupil.left_on = run.year.leavers_last_on if leaves else pupil.left_on
        if empty_forms and not leaves:
            pupil.form = ""
    Pupil.objects.bulk_update(pupils, ["year_group", "left_on", "form"], batch_size=500)


def take_back(school: School, *, by: Person, at: datetime) -> None:
    """As it was before; whoever was changed since by hand or from a file stays as they are now."""
    on = school.day_of(at)
    with transaction.atomic(durable=True):
        _lock(school, by, at=at)
        there = moved(school, on=on)
        if there is None:
            raise NotPossible("The year groups have not moved up.")
        if standing(school, there.starts_in).filter(step=PUPILS).exists():
            raise NotPossible("It is confirmed. Open the step again first.")
        _restore(there)
        there.taken_back_by, there.taken_back_at = by, at
        there.save(update_fields=["taken_back_by", "taken_back_at"])
        record("pupils.moved-back", subject=there, by=by, at=at, pupils=len(there.changes))


def _restore(there: MovedUp) -> None:
    ended_on = SchoolYear(there.starts_in).leavers_last_on
    by_pk = {change[0]: change for change in there.changes}
    pupils = list(Pupil.objects.filter(pk__in=list(by_pk)))
    for pupil in pupils:
        _, before, to, leaves, form = by_pk[pupil.pk]
        if pupil.year_group == to:
            pupil.year_group = before
            pupil.form = pupil.form or form
        if leaves and pupil.left_on == ended_on:
            pupil.left_on = None
    Pupil.objects.bulk_update(pupils, ["year_group", "left_on", "form"], batch_size=500)


def _lock(school: School, by: Person, *, at: datetime) -> None:
    School.objects.select_for_update().get(pk=school.pk)
    if by.school_id != school.pk or not by.holds(*KEEPERS, on=school.day_of(at)):
        raise NotPossible("The administrator or the headteacher does this.")
