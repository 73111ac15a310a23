"""An invented school in the middle of its work, told through the same verbs that people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from gatepost.people.details import Details
from gatepost.people.models import Account, Person, School
from gatepost.policies import packs
from gatepost.policies.campaigns.asking import open_campaign
from gatepost.policies.campaigns.reading.parts import reading_of
from gatepost.policies.models import Ask, Plan, Version
from gatepost.policies.register import beginning, drafting, placing, reviewing, signing, writing
from gatepost.policies.register.open import open_in
from gatepost.policies.register.pages import Desk
from gatepost.training.models import Course
from gatepost.training.setting_up import set_up
from gatepost.web.demo import comments
from gatepost.web.demo.people import LEAVER, NAME, PEOPLE, SCHOOL, Invented
from gatepost.web.demo.publishing import publish

AWAY = 3  # of every seven
EIGHTH = 8
LEFT_OPEN = 2
Cast = MappingProxyType[str, Person]


def tell(*, at: datetime) -> School | None:
    """Found the invented school and lead it up to a moment; None where it is there already."""
    found = School.objects.filter(slug=SCHOOL).first()
    if found and not found.is_demo:
        raise HalfTold
    if found:
        return None
    founded = at - timedelta(days=400)
    school = School.objects.create(slug=SCHOOL, name=NAME, accent="#1f4e96")
    people = _people(school, at=founded)
    _first_policy(school, people, at=founded + timedelta(days=20))
    _readings(school, people, at=at - timedelta(days=16))
    _training(school, people, at=at - timedelta(days=30))
    _second_version(school, people, at=at - timedelta(days=3))
    _upkeep(school, people, at=at - timedelta(days=40))
    _plans(people, at=at - timedelta(days=1))
    publish(school, people, at=at)
    comments.write(people, at=at)
    _comings_and_goings(school, people, at=at)
    School.objects.filter(pk=school.pk).update(is_demo=True)
    return school


class HalfTold(Exception):
    """The story was broken off before its end."""


def _people(school: School, *, at: datetime) -> Cast:
    """Everybody joins; whoever is first has nobody to have been entered by."""
    people = {f"{one.given} {one.family}": _join(school, one, at=at) for one in (*PEOPLE, LEAVER)}
    for one in PEOPLE:
        for role in one.roles:
            person = people[f"{one.given} {one.family}"]
            person.give_role(role, by=None, at=at, from_on=school.day_of(at))
    return MappingProxyType(people)


def _join(school: School, one: Invented, *, at: datetime) -> Person:
    details = Details(
        one.given, one.family, one.email, list(one.actors), one.job, school.day_of(at)
    )
    person = school.welcome(details, by=None, at=at)
    person.account = Account.objects.create_user(one.email)
    person.save(update_fields=["account"])
    # Nobody signs in with it: it stands for the second factor that these roles need.
    secret = {"secret": encrypt("JBSWY3DPEHPK3PXP")}
    Authenticator.objects.create(user=person.account, type=Authenticator.Type.TOTP, data=secret)
    return person


def _first_policy(school: School, people: Cast, *, at: datetime) -> None:
    head, chair, office = (
        people[n] for n in ("Miriam Oakes", "Margaret Ellwood", "Celia Marchbank")
    )
    version = drafting.draft_bundled(school, packs.MODEL, by=office, at=at)
    _agree(version, head=head, chair=chair, at=at)
    first_day = school.day_of(at + timedelta(days=7))
    beginning.put_in_force(version, from_on=first_day, by=head, at=at)


def _agree(version: Version, *, head: Person, chair: Person, at: datetime) -> None:
    """Put it before everybody whom its clauses name, and have them say yes."""
    signing.present(version, by=head, at=at)
    fresh = Version.objects.get(pk=version.pk)
    for demand in fresh.missing_approvals:
        meeting = signing.Meeting(demand.role, fresh.school.day_of(at), "14")
        signing.approve(fresh, meeting, seen=fresh.seen, by=chair, at=at)
    for demand in fresh.missing_signatures:
        by = chair if demand.role == "chair-of-governors" else head
        signing.sign(fresh, demand.role, seen=fresh.seen, by=by, at=at)


def _readings(school: School, people: Cast, *, at: datetime) -> None:
    """Most have read it, some have not, one asks and one does not agree."""
    version = Version.objects.in_force(school, on=school.day_of(at))
    assert version is not None
    due_on = school.day_of(at + timedelta(days=14))
    campaign = open_campaign(version, by=people["Celia Marchbank"], at=at, due_on=due_on)
    moments = (at + timedelta(hours=5 + 7 * place) for place in range(1000))
    others = {"Bethan Lloyd-Voss": "-", "Yusuf Demir": "q", "Jude Penhale": "n", "Joan Tibbs": "-"}
    for place, ask in enumerate(campaign.asks.select_related("person")):
        usual = "-" if place % EIGHTH == 0 else "y"
        _answer(ask, others.get(ask.person.name, usual), at=next(moments))


def _answer(ask: Ask, answer: str, *, at: datetime) -> None:
    reading = reading_of(ask)
    if answer == "q":
        ask.put_question("Does the staff choir’s page count as a school account?", at=at)
    if answer == "n":
        ask.decline(at=at, seen=reading.seen, comment="I want to talk about my own pages first.")
    if answer != "y":
        return
    for key in reading.needed:
        ask.mark_read(key, at=at)
    ask.acknowledge(at=at, seen=reading.seen)


def _training(school: School, people: Cast, *, at: datetime) -> None:
    """The courses that policy and law ask for; most were there, some were away."""
    office = people["Celia Marchbank"]
    set_up(school, by=office, at=at)
    staff = [person for person in people.values() if person.is_employed]
    for course in Course.objects.filter(school=school):
        there = [person for place, person in enumerate(staff) if place % 7 != AWAY]
        course.hold(on=school.day_of(at), held_by="Tobias Fenn", people=there, by=office, at=at)


def _second_version(school: School, people: Cast, *, at: datetime) -> None:
    """A draft that the head has signed and that waits for the chair."""
    head = people["Miriam Oakes"]
    current = Version.objects.in_force(school, on=school.day_of(at))
    assert current is not None
    draft = drafting.draft_from(current, by=people["Celia Marchbank"], at=at)
    writing.let_model_answer(draft, lets=True, by=head, at=at)
    signing.present(draft, by=head, at=at)


def _upkeep(school: School, people: Cast, *, at: datetime) -> None:
    """Most of what the policy has somebody look at each year has been looked at; most documents have their place."""
    version = Version.objects.in_force(school, on=school.day_of(at))
    assert version is not None
    head, office = people["Miriam Oakes"], people["Celia Marchbank"]
    for duty in Desk(version, school.day_of(at), person=head).duties[LEFT_OPEN:]:
        by = next(
            iter(Person.objects.at(school).holding(duty.asked.roles, on=school.day_of(at))), head
        )
        reviewing.tick(version, duty.asked.clause.id, by=by, at=at)
    for one in open_in(version).documents[LEFT_OPEN:]:
        url = f"https://larkfield.example/{one.key}"
        placing.place(version, one.key, url=url, ask="", by=office, at=at)
    reviewing.review(version, outcome="change", reason="Time for the yearly look.", by=head, at=at)


def _plans(people: Cast, *, at: datetime) -> None:
    """A teaching assistant and a teacher ask before they do something."""
    assistant, teacher = people["Bethan Lloyd-Voss"], people["Harriet Swale"]
    family = {"other": ["pupil-relative"], "friendship-predates": ["yes"]}
    Plan.make("connect", family, by=assistant, at=at)
    meant = Plan.make("connect", {"other": ["former-pupil"]}, by=teacher, at=at)
    meant.ask(people["Anjali Rao"], fact="", by=teacher, at=at)


def _comings_and_goings(school: School, people: Cast, *, at: datetime) -> None:
    """Somebody is away and covered for, somebody has left, somebody is about to."""
    office, today = people["Celia Marchbank"], school.day_of(at)
    people["Colin Strand"].leave(on=today - timedelta(days=90), by=office, at=at)
    people["Piotr Zielin"].leave(on=today + timedelta(days=24), by=office, at=at)
    people["Anjali Rao"].give_role(
        "dsl",
        by=people["Miriam Oakes"],
        at=at,
        from_on=today,
        until_on=today + timedelta(days=9),
        covers=people["Tobias Fenn"],
    )
    for name in ("Celia Marchbank", "Owen Prytherch"):
        assert people[name].holds("administrator", on=today)
