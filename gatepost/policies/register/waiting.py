"""What the register has for somebody to do: sign, approve, review, fill in, keep up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from gatepost.people.models import Person, School
from gatepost.people.waiting import Waiting
from gatepost.policies.models import Version
from gatepost.policies.register.pages import WRITERS, Desk

_NOTICE = 42  # days before a review that it is put on somebody's list


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What waits for somebody on a day, the version in force first."""
    held = person.held_roles(on=on)
    if not held:
        return []
    here = Version.objects.filter(school=person.school_id).whole()
    drafts = here.drafts().exclude(presentation=None)
    current = Version.objects.in_force(person.school, on=on)
    lines = list(_in_force(Desk(current, on, person=person))) if current else []
    if current is None and person.holds(*WRITERS, on=on):
        lines += _first_policy(person.school)
    for draft in drafts:
        lines += _before_it_begins(Desk(draft, on, person=person))
    return lines


def _first_policy(school: School) -> Iterator[Waiting]:
    """Where nothing is in force and nobody has been asked to sign: whoever may write has to begin, or to go on."""
    here = Version.objects.filter(school=school, withdrawal=None)
    if here.exclude(commencement=None, presentation=None).exists():
        return
    draft = here.order_by("-number").first()
    says = (
        f"Go on with version {draft.number} of the policy: none is in force yet"
        if draft
        else "Choose the school’s policy: none is in force yet"
    )
    yield Waiting(says, _url(draft) if draft else reverse("policies:register", args=[school.slug]))


def _in_force(desk: Desk) -> Iterator[Waiting]:
    yield from _to_sign(desk)
    if desk.may_begin and desk.review_due_on and _is_near(desk.review_due_on, desk.on):
        clauses = ", ".join(clause.number for clause in desk.review_clauses)
        yield Waiting(
            "Look at the social media policy again",
            f"{_url(desk.version)}#review",
            desk.review_due_on,
            f"Clause {clauses}" if clauses else "",
        )
    if desk.may_write and desk.open.total:
        things = "thing is" if desk.open.total == 1 else "things are"
        yield Waiting(
            f"{desk.open.total} {things} still open in the policy",
            _url(desk.version, "version-open"),
        )
    for duty in desk.duties:
        if duty.is_own and duty.due_on and _is_near(duty.due_on, desk.on):
            yield Waiting(
                f"{duty.asked.task[:1].upper()}{duty.asked.task[1:]}",
                f"{_url(desk.version)}#upkeep",
                duty.due_on,
                f"Clause {duty.asked.clause.number}",
                for_others=not (desk.person and desk.person.holds(*duty.asked.roles, on=desk.on)),
            )


def _before_it_begins(desk: Desk) -> Iterator[Waiting]:
    number = desk.version.number
    yield from _to_sign(desk)
    if desk.may_record and desk.version.missing_approvals:
        yield Waiting(
            f"Record the approval of version {number} of the policy",
            f"{_url(desk.version)}#approvals",
        )
    if desk.may_begin and desk.is_ready:
        yield Waiting(
            f"Put version {number} of the policy in force", f"{_url(desk.version)}#beginning"
        )


def _to_sign(desk: Desk) -> Iterator[Waiting]:
    missing = {demand.role for demand in desk.version.missing_signatures}
    for own in desk.own_roles:
        if own.demand.role in missing:
            clauses = ", ".join(clause.number for clause in own.demand.clauses)
            yield Waiting(
                "Sign the social media policy",
                _url(desk.version, "signature"),
                because=f"Clause {clauses}" if clauses else "",
            )


def _is_near(day: date, on: date) -> bool:
    return (day - on).days <= _NOTICE


def _url(version: Version, page: str = "version") -> str:
    return reverse(f"policies:{page}", args=[version.school.slug, version.number])
