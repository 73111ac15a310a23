"""A term of which everything is known, so that every figure can be reckoned by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from allauth.mfa.models import Authenticator

from gatepost.channels.models import Channel
from gatepost.inbox.models import Item, Watched
from gatepost.monitoring.models import FilterLog, LogCount, NetworkNotice, NoticeReceipt
from gatepost.people.models import Account, Person, SchoolDates, Trust, TrustOfficer
from gatepost.policies.acts.refusals import keep
from gatepost.policies.campaigns.asking import open_campaign
from gatepost.policies.door import Refused
from gatepost.policies.models import Plan, Version
from gatepost.posts.models import Outlet, Post, TakeDown, Words
from gatepost.reports.models import TermReport
from gatepost.training.models import Course
from tests.conftest import make_person
from tests.consents.families import make_contact, make_pupil, say
from tests.declarations.told_things import departure_of, exception_of
from tests.inbox.watches import look
from tests.incidents.desk import report

FIRST, LAST = date(2026, 4, 13), date(2026, 7, 17)  # a Monday and a Friday
AT = datetime(2026, 7, 20, 9, tzinfo=UTC)  # the Monday after
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def summer(cast: SimpleNamespace, *, first: date = FIRST, last: date = LAST) -> SchoolDates:
    """The dates of a term."""
    return SchoolDates.enter(
        "term", name="Summer term", days=(first, last), by=cast.administrator, at=MONDAY
    )


def report_of(cast: SimpleNamespace, *, issued: bool = True, at: datetime = AT) -> TermReport:
    """The report of the term."""
    made = TermReport.prepare(summer(cast), by=cast.head, at=at)
    if issued:
        made.give_out(by=cast.head, at=at)
    return TermReport.objects.select_related("school").get(pk=made.pk)


def a_term(cast: SimpleNamespace) -> Channel:
    """Everything that happens in it."""
    page = Channel.enter(
        network="x", name="X", handle="school", url="", by=cast.administrator, at=MONDAY
    )
    came_in(page)
    watched(page, cast)
    went_out(page, cast)
    read_and_trained(cast)
    cases(cast)
    told_of_themselves(cast)
    families(cast)
    network(cast)
    return page


def came_in(page: Channel) -> None:
    """Ten comments under a clock of 24 hours, and three that do not count."""
    hours = [1, 2, 3, 20, 24, 25, 30]  # until they were dealt with: five in time, two late
    for number, taken in enumerate(hours):
        _item(page, f"answered-{number}", settled_at=MONDAY + timedelta(hours=taken))
    _item(page, "forgotten")
    on_time = MONDAY + timedelta(hours=5)
    _item(page, "acknowledged", enough="acknowledgement", due_at=None, acknowledged_at=on_time)
    _item(page, "no clock", due_at=None, settled_at=MONDAY + timedelta(hours=4))
    # None of these counts: there before Gatepost, deleted by its author, the day before the term.
    _item(page, "earlier", settled_at=MONDAY, settled_as=Item.Settled.EARLIER)
    _item(page, "gone", settled_at=MONDAY, settled_as=Item.Settled.GONE)
    _item(page, "before", received_at=datetime(2026, 4, 12, 12, tzinfo=UTC))


def _item(page: Channel, key: str, **more: object) -> None:
    given = {"received_at": MONDAY, "due_at": MONDAY + timedelta(hours=24), **more}
    if given.get("settled_at") and "settled_as" not in given:
        given["settled_as"] = Item.Settled.NO_ANSWER
    Item.objects.create(
        school=page.school, channel=page, key=key, came="comment", written_at=MONDAY, **given
    )


def watched(page: Channel, cast: SimpleNamespace) -> None:
    """Looks are expected from Monday 6 July on: twelve days, a weekend among them. Somebody looked on two."""
    Watched.objects.create(channel=page, from_on=date(2026, 7, 6))
    look(page, cast.administrator, date(2026, 7, 6), date(2026, 7, 7))


def went_out(page: Channel, cast: SimpleNamespace) -> None:
    """Seven posts went out and one expired; six were to come down for a consent and one for a mistake."""
    for number in range(7):
        post = Post.draft(Words(text=f"Fair {number}", channels=[page]), by=cast.writer, at=MONDAY)
        Post.objects.filter(pk=post.pk).update(handed_in_at=MONDAY)
        outlet = post.outlets.get()
        Outlet.objects.filter(pk=outlet.pk).update(state="published", published_at=MONDAY)
        why = TakeDown.Why.MISTAKE if number == 6 else TakeDown.Why.CONSENT
        TakeDown.objects.create(outlet=outlet, why=why, opened_at=MONDAY, due_at=AT)
    late = Post.draft(Words(text="Too late", channels=[page]), by=cast.writer, at=MONDAY)
    Post.objects.filter(pk=late.pk).update(expired_at=MONDAY)
    for number in range(5):  # the policy forbids it each time
        meant = Plan.make(
            "connect", {"other": ["pupil"]}, by=cast.writer, at=MONDAY + timedelta(hours=number)
        )
        _refused(meant, at=MONDAY)


def _refused(plan: Plan, *, at: datetime) -> None:
    try:
        plan.do(by=plan.author, at=at)
    except Refused as refused:
        keep(refused, at=at)


def read_and_trained(cast: SimpleNamespace) -> None:
    """Twenty teachers are asked to read and to learn; six have not read, two are overdue with the course."""
    names = [f"Teacher{number} Oakley" for number in range(18)]
    teachers = [make_person(cast.school, name, actors=["teacher"]) for name in names]
    version = Version.objects.in_force(cast.school, on=MONDAY.date())
    assert version
    campaign = open_campaign(
        version, by=cast.head, at=MONDAY, due_on=date(2026, 6, 15), also=["teacher"]
    )
    campaign.asks.exclude(person__in=[*teachers, cast.writer, cast.deputy_lead]).delete()
    for ask in list(campaign.asks.all())[:14]:
        ask.acknowledge(at=MONDAY, seen=version.seen)
    course = Course.add(
        cast.school, topic="Safe accounts", by=cast.head, at=MONDAY, for_actors=["teacher"]
    )
    # The cast's writer and deputy lead are teachers too: the course is overdue for these two alone.
    course.hold(on=MONDAY.date(), held_by="Rook", people=teachers, by=cast.head, at=MONDAY)


def cases(cast: SimpleNamespace) -> None:
    """Six about adults, of which one concerns the headteacher and does not count; two about pupils."""
    for _ in range(5):
        report(cast, "breach-by-staff", by=cast.writer, at=MONDAY)
    report(cast, "breach-by-staff", by=cast.writer, at=MONDAY, people=(cast.head.pk,))
    for kind in ("bullying-of-a-pupil", "child-at-risk"):
        report(cast, kind, by=cast.writer, at=MONDAY)


def told_of_themselves(cast: SimpleNamespace) -> None:
    """Five departures, and one exception that somebody asks for."""
    for _ in range(5):
        departure_of(cast.writer, at=MONDAY)
    exception_of(cast.writer, at=MONDAY)


def families(cast: SimpleNamespace) -> None:
    """One mother says yes to everything."""
    contact = make_contact(make_pupil(cast.school), by=cast.administrator, at=MONDAY)
    say(contact, True, by=cast.administrator, at=MONDAY)


def network(cast: SimpleNamespace) -> None:
    """A notice that all but nine have read, and a log: twice thirty requests stopped in the term, some before it and some let through."""
    notice = NetworkNotice.objects.create(
        school=cast.school, number=1, details={}, points=[], kept_days=90, seen="", by=cast.head, at=MONDAY
    )  # fmt: skip
    there = Person.objects.at(cast.school).current(LAST).order_by("pk")
    for person in list(there)[9:]:
        NoticeReceipt.objects.create(notice=notice, person=person, at=MONDAY)
    log = FilterLog.objects.create(
        school=cast.school, kind="squid", first_on=FIRST, last_on=LAST, by=cast.head, at=AT
    )
    for on, stopped in ((FIRST, True), (LAST, True), (LAST, False), (date(2026, 4, 1), True)):
        LogCount.objects.create(
            log=log, on=on, group="pupils", what="games", stopped=stopped, number=30
        )


def report_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, object]:
    """An issued report of a short term that is over, for the tests of who may open what."""
    last = cast.school.day_of(at) - timedelta(days=2)
    term = summer(cast, first=last - timedelta(days=7), last=last)
    made = TermReport.prepare(term, by=cast.head, at=at)
    made.give_out(by=cast.head, at=at)
    return {"termly": made.pk, "topic": "accounts", "year": made.year}


def trust_of(*casts: SimpleNamespace, email: str = "team@elm.example") -> tuple[Trust, Account]:
    """A trust with some schools, and somebody who works there."""
    trust = Trust.objects.create(slug="elm", name="Elm Trust")
    for cast in casts:
        trust.take_in(cast.school, at=MONDAY)
    office = TrustOfficer.enter(trust, email=email, name="Ivy Elm", on=FIRST, at=MONDAY)
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=office.account, type=kind, data={"secret": "-"})
    return trust, office.account
