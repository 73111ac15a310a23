"""A report comes in: who may see it, what is to be done by when, and a code for whoever gave no name."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from gatepost.core.clock import Calendar, ClockError, Span, due
from gatepost.core.policy import Duty
from gatepost.core.policy.words import duty_words
from gatepost.incidents.asked import Guidance, Said, guidance, people_among
from gatepost.incidents.kinds import Facts, Kind, facts_of, known
from gatepost.incidents.models import Access, Case, CaseDuty, Concerned, Message, Report
from gatepost.people.models import Person, School, SchoolDates
from gatepost.people.named import Named
from gatepost.people.roles import that_imply
from gatepost.people.telling import PLAIN, How, tell
from gatepost.policies import packs
from gatepost.policies.door import policy_at

SEXUAL_IMAGE = "sexual-image"
FOR_THE_SCHOOL = ("senior-leader",)  # who acts once the school knows of something
AT_ONCE = "immediately"
_GROUPS, _IN_A_GROUP = 4, 4
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def file_report(
    school: School, report: Report, *, reporter: Person | None, at: datetime
) -> tuple[Case, str]:
    """Keep a report and tell those who have to know. The code opens the answers for whoever has no account."""
    code = "" if reporter else new_code()
    with transaction.atomic(durable=True):
        case = filed(school, report, reporter=reporter, at=at, receipt=code and digest_of(code))
    return case, code


def filed(
    school: School, report: Report, *, reporter: Person | None, at: datetime, receipt: str = ""
) -> Case:
    """The same within the caller's transaction."""
    on = school.day_of(at)
    if report.child_image != "no":
        report = replace(report, kind=SEXUAL_IMAGE)
    case = Case.begin(school, report, reporter=reporter, receipt=receipt, at=at)
    concerned = {
        *report.people,
        *_by_role(school, report, on=on),
        *_named(school, report, on=on),
    }
    for pk in sorted(concerned):
        Concerned.objects.create(case=case, person_id=pk, at=at)
    follow_clauses(case, at=at)
    return case


def follow_clauses(case: Case, *, at: datetime) -> None:
    """Give a case to those whom the clauses name, write down what they want done, and tell who has to know.

    Within the caller's transaction; called anew where a case turns out to be something graver.
    """
    on = case.school.day_of(at)
    found = guidance_of(case, on=on)
    there = set(case.accesses.current().values_list("role", flat=True))
    for role in who_takes_it(case, found, on=on):
        if role not in there:
            Access.objects.create(case=case, role=role, given_at=at)
    _put_down(case, found, at=at)
    _tell(case, on=on, at=at)


def guidance_of(case: Case, *, on: date) -> Guidance:
    """What policy and law say of a case on a day, to those of the school who deal with it."""
    theirs = case.reporter.actors if case.reporter else [case.report.who]
    actors = dict.fromkeys([*filter(None, theirs), *FOR_THE_SCHOOL])
    return _guided(case.school, case.kind, case.facts, tuple(actors), on=on)


def reporters_guidance(
    school: School, what: Mapping[str, str], reporter: Person | None, *, on: date
) -> Guidance:
    """What policy and law say to whoever is about to report something."""
    kind = known().kinds[SEXUAL_IMAGE if what["child_image"] != "no" else what["kind"]]
    facts = facts_of(kind, known().about[what["about"]]) | {"victim-is-reporter": ("yes", "no")}
    actors = tuple(reporter.actors) if reporter else ("teacher", "parent")
    return _guided(school, kind, facts, actors, on=on)


def _put_down(case: Case, found: Guidance, *, at: datetime) -> None:
    """Write down what the clauses want of the school; what is there stays."""
    clock = SchoolDates.objects.calendar(case.school)
    there = {(one.said["clause"], one.said["do"]) for one in case.duties.all()}
    for duty, said in found.duties:
        if _is_for_the_school(duty) and (said.key, duty.do) not in there:
            CaseDuty.objects.create(
                case=case, said=_kept(duty, said), due_at=_due(duty, clock, at=at)
            )


def who_takes_it(case: Case, found: Guidance, *, on: date) -> list[str]:
    """The roles that a case is given to: those whom the clauses name, as far as somebody holds them whom it is not about."""
    concerned = set(case.concerned.values_list("person_id", flat=True))
    here = Person.objects.at(case.school).current(on).exclude(pk__in=concerned)

    def able(role: str) -> bool:
        return here.holding(that_imply(role), on=on).exists()

    return [*filter(able, found.roles)] or [*filter(able, known().first)][:1]


def who_sees(case: Case, *, on: date) -> list[Person]:
    """Everybody who may see a case today."""
    given = list(case.accesses.current())
    roles = {role for one in given if one.role for role in that_imply(one.role)}
    here = Person.objects.at(case.school).current(on)
    theirs = here.filter(pk__in=[one.person_id for one in given if one.person_id])
    concerned = case.concerned.values("person_id")
    return list((theirs | here.holding(roles, on=on)).exclude(pk__in=concerned))


def _guided(
    school: School, kind: Kind, facts: Facts, actors: tuple[str, ...], *, on: date
) -> Guidance:
    asked = [one for one in (policy_at(school, on=on), packs.law(on=on)) if one]
    return guidance(kind, facts, actors=actors, packs=asked)


def digest_of(code: str) -> str:
    """What is kept of a code: nobody can tell the code from it."""
    letters = "".join(one for one in code.upper() if one in _CODE_LETTERS)
    return hmac.new(settings.SECRET_KEY.encode(), letters.encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """A code by which somebody without an account reads what is answered."""
    groups = (
        "".join(secrets.choice(_CODE_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def _by_role(school: School, report: Report, *, on: date) -> Iterable[int]:
    role = known().about[report.about].role
    # Those that hold the role itself: a deputy does what the lead does, but is somebody else.
    holders = Person.objects.at(school).holding([role], on=on) if role else Person.objects.none()
    return list(holders.values_list("pk", flat=True))


def _named(school: School, report: Report, *, on: date) -> Iterable[int]:
    """People of the school whose names stand in the report: it may be about them, so it does not go to them unasked."""
    text = " \n ".join((report.words, report.affected, report.seen_by, report.where))
    return Named(school, on=on).staff_in(text)


def _is_for_the_school(duty: Duty) -> bool:
    """What the reporter does is told to them; what goes to somebody outside is followed up by whoever has the case."""
    return duty.by not in ("", "actor") or bool(duty.to and not people_among([duty.to]))


def _kept(duty: Duty, said: Said) -> dict[str, object]:
    return {
        "do": duty.do,
        "words": duty_words(said.pack, duty),
        "by": duty.by,
        "to": duty.to,
        "within": duty.within,
        "clause": said.key,
        "number": said.clause.number,
        "is_law": said.pack.slug == packs.LAW,
        "says": said.clause.says,
        "grave": said.clause.grave,
    }


def _due(duty: Duty, clock: Calendar, *, at: datetime) -> datetime | None:
    if duty.within == AT_ONCE:
        return at
    span = Span.parse(duty.within)
    try:
        return due(at, span, clock) if span else None
    except ClockError:  # school days, and no term dates: a report is never lost for that
        return None


def write_more(case: Case, words: str, *, at: datetime) -> Message:
    """A line from whoever reported it; those who have the case are told, however far it is."""
    with transaction.atomic(durable=True):
        made = Message.from_reporter(case, words, at=at)
        _tell(case, on=case.school.day_of(at), at=at, about=f"-message-{made.pk}")
    return made


def answer(case: Case, words: str, *, by: Person, at: datetime) -> Message:
    """Answer whoever reported it. Who is known at the school is told that there is an answer."""
    with transaction.atomic(durable=True):
        made = Message.write(case, words, by=by, at=at)
        if case.reporter is not None:
            _send(case, case.reporter, "something-new", about=f"-answer-{made.pk}", at=at)
    return made


def _tell(case: Case, *, on: date, at: datetime, about: str = "") -> None:
    duties = list(case.duties.filter(done_at=None))
    moments = [duty.due_at for duty in duties if duty.due_at is not None]
    is_grave = any(duty.said.get("grave") for duty in duties)
    how = How(grave=is_grave, before=min(moments, default=None))
    for person in who_sees(case, on=on):
        _send(case, person, "something-to-do", about=about, at=at, how=how)


def _send(
    case: Case, person: Person, kind: str, *, about: str, at: datetime, how: How = PLAIN
) -> None:
    link = reverse("incidents:cases", args=[case.school.slug])
    tell(person, kind, link=link, at=at, key=f"case-{case.key}-{person.pk}{about}", how=how)
