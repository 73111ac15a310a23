"""One half-term at a school, told once for every policy: people join, read, publish, answer, slip and leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from gatepost.channels.models import Channel, Handover
from gatepost.declarations.models import Departure
from gatepost.declarations.models.departures import Account
from gatepost.inbox.answering import answer
from gatepost.inbox.models import Holder, Looked
from gatepost.inbox.watching.days import begin_watching
from gatepost.people.details import Details
from gatepost.people.models import Person, School, SchoolDates
from gatepost.policies.acts.refusals import keep
from gatepost.policies.campaigns.asking import ask_newcomers
from gatepost.policies.door import Refused
from gatepost.policies.models import Plan, Version
from gatepost.policies.register import reviewing
from gatepost.posts.models import Post
from gatepost.posts.publishing import going_out, withdrawn
from gatepost.reports.models import TermReport
from gatepost.training.models import Course
from gatepost.training.setting_up import set_up
from tests.conftest import make_cast, make_person
from tests.consents.families import make_contact, make_pupil, say
from tests.declarations.told_things import exception_of
from tests.inbox.desk import account, arrived
from tests.incidents.desk import report
from tests.policies import drafts, rounds
from tests.posts.desk import hand_in, news_page, picture_by, post_by, work

FIRST, LAST = date(2026, 9, 7), date(2026, 10, 16)  # six weeks, a Monday and a Friday
ADOPTED = date(2026, 9, 4)
TEACHERS = 8
GIVES = {"colleague-check": "assistant", "manager-permission": "approver"}


def on(month: int, day: int, hour: int = 9) -> datetime:
    """A moment of the autumn, by the school's clock in summer time."""
    return datetime(2026, month, day, hour - 1, tzinfo=UTC)


@dataclass
class Story:
    """A school under one policy, and what its people do in six weeks."""

    policy: str
    cast: SimpleNamespace = field(init=False)
    teachers: list[Person] = field(init=False)
    news: Channel = field(init=False)
    page: Channel = field(init=False)

    def live(self) -> TermReport:
        """From the day on which the policy is adopted to the report that the chair confirms."""
        self._adopt()
        self._open_accounts()
        self._read_and_learn()
        self._publish()
        self._answer()
        self._have_cases()
        self._tell_of_themselves()
        self._take_a_yes_back()
        self._join_and_leave()
        self._look()
        self._review()
        return self._report()

    def _adopt(self) -> None:
        """Friday 4 September: drafted, approved, signed and in force."""
        school = School.objects.create(slug="elder", name="Elder Primary School")
        self.cast, at = make_cast(school), on(9, 4)
        self.teachers = [
            make_person(school, f"Teacher{number} Oakley", actors=["teacher"])
            for number in range(TEACHERS)
        ]
        SchoolDates.enter(
            "term", name="Autumn", days=(FIRST, LAST), by=self.cast.administrator, at=at
        )
        version = drafts.draft(school, self.policy, by=self.cast.head, at=at)
        drafts.put_in_force(version, self.cast, on=ADOPTED, at=at)

    def _open_accounts(self) -> None:
        """The same day, a news page, and an account on X, each run by two who are ready, and by the writer."""
        at, by = on(9, 4, 10), self.cast.administrator
        self.news = news_page(self.cast, at=at)
        self.news.appoint(self.cast.writer, by=by, at=at)
        self.page = account(self.cast, at=at, network="x", name="X")

    def _read_and_learn(self) -> None:
        """Monday 7 to Tuesday 15 September: all teachers and all whom the policy names are asked; eight teachers read."""
        at = on(9, 7)
        rounds.asked(self.cast.head, at=at, due_on=date(2026, 9, 21), also=["teacher"])
        for person in self.teachers:
            rounds.say_yes(person, at=on(9, 8))
        set_up(self.cast.school, by=self.cast.head, at=at)
        for course in Course.objects.filter(school=self.cast.school):
            course.hold(
                on=date(2026, 9, 9),
                held_by="Rook",
                people=self.teachers,
                by=self.cast.head,
                at=on(9, 9),
            )

    def _publish(self) -> None:
        """Monday 14 September: one post goes out with all the yeses it needs. One waits for a yes until its hour is over."""
        at = on(9, 14)
        self._goes_out(post_by(self.cast.writer, self.news, at=at), at=at)
        due = on(9, 16)
        waits = post_by(self.cast.writer, self.news, at=at, text="The hall opens.", due_at=due)
        hand_in(waits, by=self.cast.writer, at=at)
        work(at=due)
        going_out.expire_forgotten(at=due + timedelta(hours=3))
        plan = Plan.make("connect", {"other": ["pupil"]}, by=self.cast.writer, at=at)
        try:
            plan.do(by=self.cast.writer, at=at)
        except Refused as refused:
            keep(refused, at=at)

    def _goes_out(self, post: Post, *, at: datetime) -> None:
        """It is handed in, each who is wanted says yes, and it is published."""
        hand_in(post, by=self.cast.writer, at=at)
        work(at=at)
        for fact, who in GIVES.items():
            if post.outlets.get().state == "waiting" and self._wants(fact):
                post.say(fact, yes=True, by=getattr(self.cast, who), at=at)
                work(at=at)
        assert post.outlets.get().state == "published"

    def _wants(self, fact: str) -> bool:
        version = Version.objects.in_force(self.cast.school, on=FIRST)
        assert version
        return any(fact in one.requires for one in version.pack.clauses)

    def _answer(self) -> None:
        """Three comments of Monday 14 September, 9am: answered at 11am, answered on Thursday, and never."""
        at = on(9, 14)
        for words, hour in (("When?", on(9, 14, 11)), ("Where?", on(9, 17)), ("Why?", None)):
            item = arrived(self.page, words, at=at)
            if hour is not None:
                Holder.give(item, self.cast.writer, by=self.cast.writer, at=hour)
                answer(item, "On Saturday.", is_acknowledgement=False, by=self.cast.writer, at=hour)

    def _have_cases(self) -> None:
        """Tuesday 22 September: five reports of abuse of staff, and one that a pupil is bullied."""
        for _ in range(5):
            report(self.cast, "abuse-of-staff", by=self.cast.writer, at=on(9, 22))
        report(self.cast, "bullying-of-a-pupil", by=self.cast.writer, at=on(9, 22))

    def _tell_of_themselves(self) -> None:
        """Five departures on the day they happened, one told ten days later, and an exception that is asked for."""
        for day, happened in [*((one, one) for one in (21, 22, 23, 24, 25)), (29, 18)]:
            account = Account(
                planned=False,
                happens_on=date(2026, 9, happened),
                what="I rang.",
                why="She was ill.",
            )
            Departure.tell(account, by=self.cast.writer, at=on(9, day, 12))
        exception_of(self.cast.writer, at=on(9, 24))

    def _take_a_yes_back(self) -> None:
        """A mother says yes to every use on 21 September, her child's picture goes out, and on 1 October she says no to all."""
        at, by = on(9, 21), self.cast.administrator
        pupil = make_pupil(self.cast.school)
        mother = make_contact(pupil, by=by, at=at)
        say(mother, True, by=by, at=at)
        picture = picture_by(self.cast.writer, at=at)
        picture.name_people([pupil], [], by=self.cast.writer, at=at)
        post = post_by(self.cast.writer, self.news, at=at, text="Year 3 planted a tree.")
        post.place(picture, alt="A child beside a small tree.", by=self.cast.writer, at=at)
        self._goes_out(post, at=at)
        say(mother, False, by=by, at=on(10, 1))
        withdrawn.open_for_withdrawn(at=on(10, 1, 10))

    def _join_and_leave(self) -> None:
        """A teacher joins on 28 September and reads nothing; one of those who run the accounts leaves on 9 October."""
        details = Details("Briar", "Nettle", started_on=date(2026, 9, 28))
        self.cast.school.welcome(details, by=self.cast.administrator, at=on(9, 28))
        ask_newcomers(at=on(9, 28))
        leaver = self.page.runners.exclude(person=self.cast.writer).first()
        if leaver is not None:
            leaver.person.leave(on=date(2026, 10, 9), by=self.cast.administrator, at=on(10, 1))
            Handover.begin(leaver, by=self.cast.administrator, at=on(10, 1, 11))

    def _look(self) -> None:
        """From Monday 5 to Friday 16 October both accounts are watched; the writer looks on the first four days."""
        begin_watching(at=on(10, 5))
        for day in (5, 6, 7, 8):
            Looked.put_down(
                [self.news, self.page], found=0, note="", by=self.cast.writer, at=on(10, day, 12)
            )

    def _review(self) -> None:
        """Wednesday 14 October: somebody looks at the policy, and it stays as it is."""
        version = Version.objects.in_force(self.cast.school, on=LAST)
        assert version
        reviewing.review(version, outcome="keep", reason="Read.", by=self.cast.head, at=on(10, 14))

    def _report(self) -> TermReport:
        """Monday 19 October: prepared and issued by the head, confirmed by the chair."""
        term = SchoolDates.objects.get(school=self.cast.school, kind="term")
        made = TermReport.prepare(term, by=self.cast.head, at=on(10, 19))
        made.give_out(by=self.cast.head, at=on(10, 19))
        made.confirm(by=self.cast.chair, at=on(10, 20), seen=made.sha256)
        return TermReport.objects.select_related("school").get(pk=made.pk)
