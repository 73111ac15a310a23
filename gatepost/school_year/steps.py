"""The steps of a new school year, each with how it stands, worked out from rows that other folders keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from gatepost.channels.models import Runner
from gatepost.consents.models import Round
from gatepost.core.policy import Clause
from gatepost.declarations.models import Confirmation, PolicyException
from gatepost.inbox.models import Shift
from gatepost.people.models import Person, Pupil, School, SchoolDates
from gatepost.policies.door import policy_at
from gatepost.policies.models import Version
from gatepost.policies.register.reviewing import review_due_on
from gatepost.school_year.models import StepConfirmed
from gatepost.school_year.models.steps import standing
from gatepost.school_year.moving_up import PUPILS, moved
from gatepost.school_year.years import SchoolYear, prepared_on
from gatepost.training.models import Course


@dataclass(frozen=True)
class Looked:
    """How a step stands: a sentence, and whether anything is left to do."""

    says: str
    is_clear: bool


@dataclass(frozen=True)
class YearStep:
    """One step: what to do, where, and the mechanisms whose clauses want it."""

    key: str
    title: str
    what: str
    place: str
    look: Callable[[School, SchoolYear, date], Looked]
    mechanisms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A step as the page shows it."""

    step: YearStep
    url: str
    looked: Looked
    confirmed: StepConfirmed | None
    clauses: tuple[Clause, ...]


def _dates(school: School, year: SchoolYear, on: date) -> Looked:
    terms = SchoolDates.objects.filter(school=school, kind=SchoolDates.Kind.TERM)
    count = terms.touching(year.first_on, year.last_on).count()
    if count:
        return Looked(f"{_many(count, 'term')} entered for {year}.", True)
    return Looked(f"No term is entered for {year}. Deadlines in school days cannot be reckoned.", False)  # fmt: skip


def _leavers(school: School, year: SchoolYear, on: date) -> Looked:
    span = (year.opens_on, year.first_on)
    count = Person.objects.at(school).filter(left_on__range=span).count()
    return Looked(f"{_many(count, 'person', 'people')} with a last day this summer. Enter everybody who leaves.", True)  # fmt: skip


def _pupils(school: School, year: SchoolYear, on: date) -> Looked:
    there = moved(school, on=on)
    if there is not None:
        return Looked(f"The year groups moved up on {there.at:%-d %B %Y}.", True)
    return Looked("The year groups have not moved up here. Move them up, or bring in a new file.", False)  # fmt: skip


def _classes(school: School, year: SchoolYear, on: date) -> Looked:
    there = Pupil.objects.filter(school=school).current(max(on, year.first_on))
    count = there.filter(Q(form="") | Q(year_group="")).count()
    if count:
        return Looked(f"{_many(count, 'pupil')} without a class or year.", False)
    return Looked("Every pupil has a class and a year.", True)


def _joiners(school: School, year: SchoolYear, on: date) -> Looked:
    there = Person.objects.at(school).without_account()
    count = (there.current(on) | there.joining(on)).distinct().count()
    if count:
        return Looked(f"{_many(count, 'person', 'people')} cannot sign in yet. Invite them.", False)
    return Looked("Everybody with an address can sign in.", True)


def _runners(school: School, year: SchoolYear, on: date) -> Looked:
    running = Runner.objects.filter(channel__school=school, channel__closed_at=None).current(on)
    count = running.filter(person__left_on__lt=year.first_on).count()
    if count:
        return Looked(f"{_many(count, 'account')} run by somebody who leaves or has left.", False)
    return Looked("Every account is run by people who stay.", True)


def _consents(school: School, year: SchoolYear, on: date) -> Looked:
    opened = Round.objects.filter(school=school, opened_at__date__gte=year.opens_on).exists()
    if opened:
        return Looked("A round of questions to families was opened this summer.", True)
    return Looked("No round was opened this summer. Families of new children have not been asked.", False)  # fmt: skip


def _ties(school: School, year: SchoolYear, on: date) -> Looked:
    there = Person.objects.at(school).current(max(on, year.first_on)).exclude(email="")
    said = Confirmation.objects.filter(person=OuterRef("pk"), at__date__gte=year.opens_on)
    count = there.filter(~Exists(said)).count()
    ending = PolicyException.objects.filter(school=school, stop=None)
    ends = ending.filter(until_on__range=(on, year.last_on)).count()
    words = (
        f"{_many(count, 'person', 'people')} {_have(count)} not confirmed their ties since July."
    )
    return Looked(f"{words} {_many(ends, 'exception')} {'ends' if ends == 1 else 'end'} within the year.", not count)  # fmt: skip


def _training(school: School, year: SchoolYear, on: date) -> Looked:
    count = Course.objects.filter(school=school).count()
    return Looked(f"{_many(count, 'course')} on the list. Look who is due, and plan the sessions.", True)  # fmt: skip


def _rota(school: School, year: SchoolYear, on: date) -> Looked:
    first = max(on, year.first_on)
    if Shift.objects.filter(school=school).touching(first, year.last_on).exists():
        return Looked(f"The rota has days in {year}.", True)
    return Looked(f"The rota has no days in {year}.", False)


def _review(school: School, year: SchoolYear, on: date) -> Looked:
    version = Version.objects.in_force(school, on=on)
    due = review_due_on(version) if version else None
    if due is None:
        return Looked("The policy in force names no day on which it is looked at again.", True)
    return Looked(f"The policy is looked at again by {due:%-d %B %Y}.", due > year.last_on)


def _kept(school: School, year: SchoolYear, on: date) -> Looked:
    span = (year.opens_on, year.first_on)
    pupils = Pupil.objects.filter(school=school, left_on__range=span).count()
    staff = Person.objects.at(school).filter(left_on__range=span).count()
    return Looked(f"{_many(pupils, 'pupil')} and {_many(staff, 'person', 'people')} leave this summer: how long their data is kept counts from their last day. Look at the table.", True)  # fmt: skip


STEPS = (
    YearStep("dates", "Enter next year’s terms", "Terms, half-terms and INSET days.", "posts:school-dates", _dates, ("inbox.clock",)),
    YearStep("leavers", "Enter who leaves", "Staff, governors and volunteers: their last day ends their roles.", "people:people", _leavers, ("joining.leavers",)),
    YearStep("runners", "Hand accounts over", "Nobody runs an account after they have left.", "channels:channels", _runners, ("channels.handover",)),
    YearStep(PUPILS, "Move the year groups up", "The last year leaves; everybody else moves up. You see first what changes.", "school_year:moving-up", _pupils),
    YearStep("classes", "Put pupils into classes", "By hand it is long: bring in a file.", "people:pupil-imports", _classes),
    YearStep("joiners", "Invite who joins", "New staff and governors, with their first day.", "people:people", _joiners, ("joining.checklist",)),
    YearStep("consents", "Ask families", "New families, and those whose answer runs out.", "consents:overview", _consents, ("consents.gate",)),
    YearStep("ties", "Ties and exceptions", "Everybody confirms their own ties; exceptions that end are asked for again.", "declarations:exceptions", _ties, ("declarations.ties", "declarations.exceptions")),
    YearStep("training", "Plan the training", "Who is due, and when the sessions are.", "training:courses", _training, ("training.course",)),
    YearStep("rota", "Make the rota", "Who looks at the accounts on which days.", "inbox:rota", _rota, ("inbox.watch",)),
    YearStep("review", "The policy’s review", "When it is looked at again, and by whom.", "policies:register", _review, ("policies.review",)),
    YearStep("kept", "Look at how long things are kept", "Data of leavers goes when its span is over.", "rights:keeping", _kept, ("rights.keeping",)),
)  # fmt: skip
KEYS = frozenset(one.key for one in STEPS)


def steps_of(school: School, *, on: date) -> list[Shown]:
    """Every step as it stands on a day."""
    year = prepared_on(on)
    confirmed = {one.step: one for one in standing(school, year.starts_in).select_related("by")}
    pack = policy_at(school, on=on)
    clauses = pack.clauses if pack else ()
    return [
        Shown(
            one, reverse(one.place, args=[school.slug]), one.look(school, year, on),
            confirmed.get(one.key), tuple(_of(clauses, one)),
        )
        for one in STEPS
    ]  # fmt: skip


def _of(clauses: tuple[Clause, ...], step: YearStep) -> Iterator[Clause]:
    return (one for one in clauses if one.live.get("by") in step.mechanisms)


def _many(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or f'{one}s'}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
