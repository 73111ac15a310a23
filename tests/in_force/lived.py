"""Every mechanism acted out once at a school: what its people do by which its clause shows that it lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.db import transaction

from gatepost.channels.models import Application, Channel, Handover, Secret, Wish
from gatepost.core.policy import Pack
from gatepost.declarations.models.ties import Confirmation
from gatepost.inbox.answering import answer
from gatepost.inbox.models import Holder, Looked, PressMark
from gatepost.incidents.holds import Done as Step
from gatepost.incidents.holds import Frozen, take_step
from gatepost.incidents.models import Case
from gatepost.incidents.outcomes import Decided, decide_outcome
from gatepost.joining.asked import points
from gatepost.joining.leaving.standing import digest_of, leaver_of
from gatepost.joining.models import Done, LeavingReceipt
from gatepost.mentions.models import Mention
from gatepost.mentions.models.doings import Judged, StepTaken
from gatepost.mentions.standing import process_of
from gatepost.people.models import Person
from gatepost.policies.campaigns.whom import actors_of
from gatepost.policies.door import step
from gatepost.policies.models import Version
from gatepost.policies.register import placing, reviewing
from gatepost.posts.checklist import answer as answer_questions
from gatepost.records.door import record
from gatepost.training.models import Course, ProgrammeItem, Resource
from gatepost.training.setting_up import keep_resources, set_up
from tests.conftest import make_person
from tests.consents.families import list_child, make_contact, make_pupil, say
from tests.declarations.told_things import departure_of, exception_of, tie_of
from tests.inbox.desk import account, arrived
from tests.incidents.desk import report
from tests.incidents.kept_things import item_in
from tests.policies import rounds
from tests.posts.desk import answers_to, hand_in, news_page, post_by

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
ON = AT.date()
MANY = 5  # from here on a delicate figure shows
Acts = Callable[[SimpleNamespace], None]


def pack_of(cast: SimpleNamespace) -> Pack:
    """The policy of the day."""
    return version_of(cast).pack


def version_of(cast: SimpleNamespace) -> Version:
    """The version that is in force."""
    found = Version.objects.in_force(cast.school, on=ON)
    assert found
    return found


def clauses_by(pack: Pack, mechanism: str) -> list[str]:
    """The clauses that are made real by a mechanism."""
    return [one.id for one in pack.clauses if one.live.get("by") == mechanism]


def _entry(event: str, subject: object, cast: SimpleNamespace, *because: str) -> None:
    with transaction.atomic():
        record(event, subject=subject, by=cast.head, at=AT, because=because)  # type: ignore[arg-type]


def _news(cast: SimpleNamespace) -> Channel:
    found = Channel.objects.filter(school=cast.school, network="own").first()
    return found or news_page(cast, at=AT)


def _run(cast: SimpleNamespace) -> None:
    _news(cast)


def _somebody_of_the_group(cast: SimpleNamespace) -> None:
    pack, here = pack_of(cast), set()
    for person in Person.objects.filter(school=cast.school):
        here |= set(person.actors)
    for clause in clauses_by(pack, "policy.group"):
        members = actors_of(pack, pack.by_id[clause].live["members"])
        if pack.by_id[clause].live.get("fact", "actor") == "actor" and not members & here:
            make_person(cast.school, "Fern Quill", actors=[min(members)])


def _review(cast: SimpleNamespace) -> None:
    reviewing.review(version_of(cast), outcome="keep", reason="Read again.", by=cast.head, at=AT)


def _sign_off(cast: SimpleNamespace) -> None:
    version = version_of(cast)
    for clause in clauses_by(version.pack, "policies.sign-off"):
        _entry("policy.approved", version, cast, *version.cites(version.pack.by_id[clause]))


def _acknowledge(cast: SimpleNamespace) -> None:
    rounds.asked(cast.administrator, at=AT, due_on=ON + timedelta(days=14))
    rounds.say_yes(cast.writer, at=AT)


def _place(cast: SimpleNamespace) -> None:
    version = version_of(cast)
    for key in version.pack.by_id[clauses_by(version.pack, "policies.related")[0]].live[
        "documents"
    ]:
        placing.place(version, key, url="", ask="the office", by=cast.administrator, at=AT)


def _keep_up(cast: SimpleNamespace) -> None:
    version = version_of(cast)
    for clause in clauses_by(version.pack, "policies.upkeep"):
        reviewing.tick(version, clause, by=cast.head, at=AT)


def _hold_course(cast: SimpleNamespace) -> None:
    set_up(cast.school, by=cast.head, at=AT)
    for course in Course.objects.filter(school=cast.school):
        course.hold(on=ON, held_by="Rook Training", people=[cast.writer], by=cast.head, at=AT)


def _teach(cast: SimpleNamespace) -> None:
    pack = pack_of(cast)
    for clause in clauses_by(pack, "training.programme"):
        live = pack.by_id[clause].live
        item = ProgrammeItem.plan(
            cast.school, audience=str(live["for"]), topic=str(live["topic"]), planned_on=ON,
            by=cast.head, at=AT,
        )  # fmt: skip
        item.deliver(on=ON, notes="", by=cast.head, at=AT)


def _link(cast: SimpleNamespace) -> None:
    keep_resources(cast.school, at=AT)
    for row in Resource.objects.filter(school=cast.school, url=""):
        row.enter_address(title="Us", url="https://us.example/", by=cast.head, at=AT)


def _apply(cast: SimpleNamespace) -> None:
    answers = {"aim": "News for families."}
    made = Application.make(Wish("own", "News", answers, [cast.writer]), by=cast.writer, at=AT)
    _entry("application.handed-in", made, cast)


def _open(cast: SimpleNamespace) -> None:
    _entry("application.opened", _news(cast), cast)


def _put_into_safe(cast: SimpleNamespace) -> None:
    Secret.enter(
        _news(cast), kind="passwords", name="", value="slate", by=cast.administrator, at=AT
    )


def _hand_over(cast: SimpleNamespace) -> None:
    leaves = make_person(cast.school, "Myrtle Nash", actors=["teacher"], left_on=ON)
    Handover.begin(
        _news(cast).appoint(leaves, by=cast.administrator, at=AT), by=cast.administrator, at=AT
    )


def _approve(cast: SimpleNamespace) -> None:
    pack, post = pack_of(cast), post_by(cast.writer, _news(cast), at=AT)
    for clause in clauses_by(pack, "posts.approval"):
        for fact in pack.by_id[clause].requires:
            step(fact, act=post.act, subject=post, by=cast.head, at=AT, facts=post.known(at=AT))


def _answer_questions(cast: SimpleNamespace) -> None:
    post = post_by(cast.writer, _news(cast), at=AT)
    answer_questions(post, answers_to(post, at=AT), by=cast.writer, at=AT)


def _hand_in(cast: SimpleNamespace) -> None:
    hand_in(post_by(cast.writer, _news(cast), at=AT), by=cast.writer, at=AT)


def _look_again(cast: SimpleNamespace) -> None:
    _entry("post.looked-at-again", post_by(cast.writer, _news(cast), at=AT), cast)


def _consent(cast: SimpleNamespace) -> None:
    parent = make_contact(make_pupil(cast.school), by=cast.administrator, at=AT)
    say(parent, True, by=cast.administrator, at=AT)


def _keep_list(cast: SimpleNamespace) -> None:
    for number in range(MANY):
        list_child(make_pupil(cast.school, f"Wren Reed{number}"), cast, at=AT)


def _tell_ties(cast: SimpleNamespace) -> None:
    tie_of(cast.writer, at=AT)
    for person in (cast.writer, cast.assistant, cast.approver, cast.technician):
        Confirmation.give(person, nothing=person != cast.writer, at=AT)


def _except(cast: SimpleNamespace) -> None:
    for _ in range(MANY):
        exception_of(cast.writer, at=AT)


def _depart(cast: SimpleNamespace) -> None:
    for _ in range(MANY):
        departure_of(cast.writer, at=AT)


def _go_through(cast: SimpleNamespace) -> None:
    keys = [one.key for one in points(pack_of(cast))]
    Done.tick(cast.writer, keys, at=AT)


def _leave(cast: SimpleNamespace) -> None:
    person = make_person(cast.school, "Sedge Orr", actors=["teacher"], left_on=ON)
    seen = digest_of(leaver_of(person, on=ON).duties)
    LeavingReceipt.confirm(person, seen=seen, at=AT)


def _comment(cast: SimpleNamespace) -> None:
    channel = account(cast, at=AT, network="x", name="X")
    for words, does in (("When is the fair?", "answer"), ("I write for the Herald.", "press")):
        item = arrived(channel, words, at=AT)
        if does == "answer":
            Holder.give(item, cast.writer, by=cast.writer, at=AT)
            answer(item, "On Saturday.", is_acknowledgement=False, by=cast.writer, at=AT)
        else:
            PressMark.mark(item, by=cast.writer, at=AT)


def _look(cast: SimpleNamespace) -> None:
    channel = _news(cast)
    channel.appoint(cast.writer, by=cast.administrator, at=AT)
    Looked.put_down([channel], found=0, note="", by=cast.writer, at=AT)


def _moderate(cast: SimpleNamespace) -> None:
    _entry("moderation.done", _news(cast), cast)


def _mention(cast: SimpleNamespace) -> Mention:
    said = "Ashlands is a friendly school."
    return Mention.tell(words=said, url="", handle="", about=(), by=cast.writer, at=AT)


def _watch(cast: SimpleNamespace) -> None:
    Judged.say(_mention(cast), kind="praise", who="stranger", by=cast.head, at=AT)


def _answer_others(cast: SimpleNamespace) -> None:
    mention = _mention(cast)
    Judged.say(mention, kind="complaint", who="stranger", by=cast.head, at=AT)
    mention = Mention.objects.get(pk=mention.pk)
    for one in process_of(mention, on=ON).steps:
        StepTaken.take(mention, one.key, note="", by=cast.head, at=AT)


def _cases(cast: SimpleNamespace) -> list[Case]:
    if not hasattr(cast, "cases"):
        cast.cases = [report(cast, "something-else", by=cast.writer, at=AT) for _ in range(MANY)]
    found: list[Case] = cast.cases
    return found


def _report(cast: SimpleNamespace) -> None:
    _cases(cast)


def _follow_route(cast: SimpleNamespace) -> None:
    for case in _cases(cast):
        _entry("case.duty-done", case, cast)


def _wait(cast: SimpleNamespace) -> None:
    case = report(cast, "sexual-image", by=cast.writer, at=AT)
    for _ in range(MANY):
        try:
            take_step(case, Step("question", "I asked."), by=cast.head, at=AT)
        except Frozen:
            continue
        raise AssertionError("The model policy lets nobody ask before the police have advised.")


def _assess(cast: SimpleNamespace) -> None:
    for case in _cases(cast):
        take_step(case, Step("protect", "We looked after the child."), by=cast.head, at=AT)


def _keep_evidence(cast: SimpleNamespace) -> None:
    for case in _cases(cast):
        item_in(case, by=cast.writer, at=AT)


def _decide(cast: SimpleNamespace) -> None:
    for case in _cases(cast):
        decide_outcome(case, Decided([], "", "It was settled by a talk."), by=cast.head, at=AT)


def _notice(cast: SimpleNamespace) -> None:
    _entry("network-notice.acknowledged", cast.school, cast)


def _fetch(cast: SimpleNamespace) -> None:
    _entry("filter-file.fetched", cast.school, cast)


def _look_at_controls(cast: SimpleNamespace) -> None:
    _entry("access-control.looked-at", cast.school, cast)


def _requests(cast: SimpleNamespace) -> None:
    for _ in range(MANY):
        _entry("data-request.received", cast.school, cast)
        _entry("data-request.piece-decided", cast.school, cast)


def _keep_spans(cast: SimpleNamespace) -> None:
    _entry("span.changed", cast.school, cast)


# In this order, so that one does not show what another is to show.
ACTED_OUT: Mapping[str, Acts] = {
    "policy.group": _somebody_of_the_group,
    "policies.review": _review,
    "policies.sign-off": _sign_off,
    "policies.acknowledgement": _acknowledge,
    "policies.related": _place,
    "policies.upkeep": _keep_up,
    "training.course": _hold_course,
    "training.programme": _teach,
    "training.resources": _link,
    "channels.business-case": _apply,
    "channels.runners": _run,
    "channels.opening": _open,
    "channels.vault": _put_into_safe,
    "channels.handover": _hand_over,
    "posts.approval": _approve,
    "posts.checklist": _answer_questions,
    "posts.checks": _hand_in,
    "posts.review": _look_again,
    "consents.gate": _consent,
    "consents.list": _keep_list,
    "declarations.ties": _tell_ties,
    "declarations.exceptions": _except,
    "declarations.departures": _depart,
    "joining.checklist": _go_through,
    "joining.leavers": _leave,
    "inbox.watch": _look,
    "inbox.clock": _comment,
    "inbox.moderation": _moderate,
    "mentions.watch": _watch,
    "mentions.answer": _answer_others,
    "incidents.report": _report,
    "incidents.route": _follow_route,
    "incidents.hold": _wait,
    "incidents.assessment": _assess,
    "incidents.evidence": _keep_evidence,
    "incidents.outcome": _decide,
    "monitoring.notice": _notice,
    "monitoring.blocklist": _fetch,
    "monitoring.controls": _look_at_controls,
    "rights.requests": _requests,
    "rights.keeping": _keep_spans,
}
