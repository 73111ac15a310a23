"""Every address of Gatepost, filled in with the records of one school: what the tests of who may open what go through."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gatepost.channels.models import (
    Application,
    Channel,
    FakeReport,
    Handover,
    Listed,
    Secret,
    Wish,
)
from gatepost.incidents.models import Access, CaseDuty, Report
from gatepost.incidents.reporting import file_report
from gatepost.people.importing.receiving import receive
from gatepost.people.models import SchoolDates
from gatepost.policies.acts.refusals import keep
from gatepost.policies.campaigns.asking import open_campaign
from gatepost.policies.door import Refused
from gatepost.policies.models import Plan, Version
from gatepost.posts.bulk.reading import read_posts
from gatepost.posts.models import PostFile, StartingText
from gatepost.posts.models.starting_texts import Wording
from gatepost.training.models import Course, ProgrammeItem, Resource
from tests.api.callers import system_records
from tests.conftest import make_person
from tests.consents.families import family_records
from tests.declarations.told_things import declared_records, own_things
from tests.inbox.moderated import came_in_records
from tests.inbox.watches import watch_records
from tests.incidents.kept_things import item_in
from tests.mentions.public_words import mention_records
from tests.monitoring.wires import network_records
from tests.posts.desk import post_records
from tests.reports.known_term import report_records
from tests.rights.asking import data_records
from tests.telling.ways import telling_records

# Open to everybody, signed in or not. A new public page has to be added here by hand, after some thought.
PUBLIC = {
    "front", "law", "policies:law", "policies:bundled", "policies:school", "policies:accent", "policies:policy",
    "policies:policy-pdf", "policies:earlier-versions", "policies:version-text", "policies:version-pdf",
    "policies:can-i", "policies:ask", "policies:changes", "training:online-safety",
    "posts:news", "posts:feed", "posts:story", "posts:story-picture",
    "incidents:what", "incidents:write", "incidents:answers", "incidents:answers-files",
    "channels:genuine", "channels:poster", "channels:genuine-feed", "channels:code", "channels:report-fake",
    "rights:your-data", "rights:ask", "rights:answer",
    "told:service-worker", "told:manifest", "mentions:told", "monitoring:notice", "monitoring:notice-pdf", "inbox:letter", "inbox:written", "inbox:webhook",
}  # fmt: skip
# A signed link takes the place of an account: what it holds is tested with what it opens.
BY_LINK = (
    "people:invitation",
    "people:emergency",
    "policies:reading-link",
    "consents:family",
    "monitoring:filter-file",
)
# For those who work for a trust, who are nobody at its schools: tested with the trust's table.
OF_TRUST = ("reports:trust",)
NOWHERE = 999_999_999


@dataclass(frozen=True)
class Route:
    """One address of the table: its name, what it has to be filled in with, and who may open it."""

    name: str
    kwargs: tuple[str, ...]
    roles: tuple[str, ...]
    path: str

    @property
    def is_public(self) -> bool:
        """Whether anybody may open it."""
        return self.name in PUBLIC

    @property
    def is_of_school(self) -> bool:
        """Whether it belongs to one school."""
        return "slug" in self.kwargs

    def filled(self, records: dict[str, Any], **other: Any) -> str:
        """The address with the records of a school; `other` takes the place of some of them."""
        return reverse(
            self.name, kwargs={key: self._of(key, records) for key in self.kwargs} | other
        )

    def _of(self, key: str, records: dict[str, Any]) -> Any:
        if key in records:
            return records[key]
        kind = next((kind for start, kind in KINDS if self.path.startswith(start)), "")
        return records[f"{kind}.{key}"]


# What a number in an address stands for; the longest beginnings first.
KINDS = tuple(
    (f"schools/<slug:slug>/{start}", kind)
    for start, kind in (
        ("consents/children/", "child"),
        ("consents/contacts/imports/", "contact-import"),
        ("consents/contacts/", "contact"),
        ("consents/links/", "link"),
        ("consents/rounds/", "round"),
        ("consents/uses/", "use"),
        ("consents/never/", "listing"),
        ("consents/history/answers/", "consent"),
        ("consents/history/", "child"),
        ("consents/forms/", "form"),
        ("other-systems/tokens/", "system-token"),
        ("other-systems/addresses/", "hook"),
        ("people/imports/", "import"),
        ("people/", "person"),
        ("pupils/imports/", "import"),
        ("register/", "version"),
        ("policy/", "version"),
        ("reading/", "ask"),
        ("campaigns/", "campaign"),
        ("questions/", "remark"),
        ("training/courses/", "course"),
        ("training/evidence/", "study"),
        ("inbox/", "arrived"),
        ("programme/", "item"),
        ("resources/", "resource"),
        ("can-i/", "can-i"),
        ("cases/<str:case>/evidence/", "evidence"),
    )
)


def routes() -> list[Route]:
    """The whole table of addresses but allauth's own pages, which know no school, and calls, which know no sign-in."""
    found = list(_walk(get_resolver().url_patterns, "", "", ()))
    return [route for route in found if not route.path.startswith(("account/", "api/", "scim/"))]


def of_schools() -> list[Route]:
    """Those that are for people of a school alone."""
    return [route for route in routes() if route.is_of_school and not route.is_public]


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, namespace: str, given: tuple[str, ...]
) -> Iterator[Route]:
    for one in patterns:
        path = before + str(one.pattern)
        kwargs = (*given, *one.pattern.converters)
        if isinstance(one, URLResolver):
            inner = ":".join(filter(None, (namespace, one.namespace or "")))
            yield from _walk(one.url_patterns, path, inner, kwargs)
        else:
            name = ":".join(filter(None, (namespace, one.name or "")))
            yield Route(name, kwargs, tuple(getattr(one.callback, "roles", ())), path)


def make_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """One record of each kind at a school, by the name under which addresses have it."""
    school = cast.school
    version = Version.objects.in_force(school, on=school.day_of(at))
    campaign = open_campaign(
        version, by=cast.administrator, at=at, due_on=school.day_of(at) + timedelta(days=14),
        also=["teacher"],
    )  # fmt: skip
    ask = campaign.asks.get(person=cast.writer)
    meant = Plan.make("connect", {"other": ["pupil"]}, by=cast.writer, at=at)
    course = Course.add(school, topic="Safe accounts", by=cast.administrator, at=at)
    paper = io.BytesIO(b"%PDF-1.7\n%%EOF\n")
    study = course.show_evidence(
        paper, content_type="application/pdf", person=cast.writer, done_on=school.day_of(at), at=at
    )
    staff = {"staff.csv": b"Forename,Surname,Email\nBirch,Elm,birch.elm@school.example\n"}
    return {
        **family_records(cast, at=at),
        **post_records(cast, at=at),
        **_beginnings(cast, at=at),
        "application": Application.make(
            Wish("x", "Year 3", {}, [cast.assistant]), by=cast.writer, at=at
        ).pk,
        "fake": FakeReport.take_in(
            school, url="https://false.example/", says="", contact="", at=at
        ).pk,
        "listed": Listed.enter(
            "related-pages", name="Friends", value="https://friends.example/",
            by=cast.administrator, at=at,
        ).pk,
        "handover": _left_behind(cast, at=at),
        "leaver": cast.leaver.pk,
        "secret": _kept(cast, at=at),
        "keeps": "passwords",
        **_case(cast, at=at),
        "slug": school.slug,
        "pack": "ashlands",
        "act": "connect",
        "clause": version.pack.clauses[0].id,
        "allows": version.pack.clauses[0].id,
        "forbids": version.pack.clauses[1].id,
        "body": "governors",
        "token": "no-such-token",
        "plan": meant.pk,
        "refusal": _refused(meant, at=at).pk,
        "person.pk": cast.assistant.pk,
        "person.role_pk": cast.approver.roles.get().pk,
        "import.pk": receive(staff, school=school, kind="staff", by=cast.administrator, at=at).pk,
        "version.number": version.number,
        "version.key": "acceptable-use",
        **system_records(cast, at=at),
        **came_in_records(cast, at=at),
        **watch_records(cast, at=at),
        **declared_records(cast, at=at),
        **data_records(cast, at=at),
        **own_things(cast, at=at),
        **mention_records(cast, at=at),
        **telling_records(cast, at=at),
        **report_records(cast, at=at),
        **network_records(cast, at=at),
        "ask.pk": ask.pk,
        "ask.key": "1",
        "campaign.pk": campaign.pk,
        "campaign.ask": ask.pk,
        "remark.pk": ask.put_question("Why?", at=at).pk,
        "course.pk": course.pk,
        "study.pk": study.pk,
        "item.pk": _planned(cast, at=at).pk,
        "resource.pk": Resource.enter(
            school, by=cast.administrator, at=at, title="Guide", url="https://guide.example/",
            audiences=["parents"],
        ).pk,
    }  # fmt: skip


def _beginnings(cast: SimpleNamespace, *, at: datetime) -> dict[str, int]:
    """A starting text, a table of posts and an INSET day."""
    on = cast.school.day_of(at)
    wording = Wording("Snow", "School is closed on [day].")
    table = b"Text,Accounts\nThe fair is on.,News page\n"
    contents, sha256 = read_posts(table, name="posts.csv", on=on)
    inset = SchoolDates.enter("inset", name="", days=(on, on), by=cast.administrator, at=at)
    return {
        "starting_text": StartingText.keep(wording, by=cast.administrator, at=at).pk,
        "posts_file": PostFile.keep(contents, sha256=sha256, by=cast.writer, at=at).pk,
        "dates": inset.pk,
    }


def _left_behind(cast: SimpleNamespace, *, at: datetime) -> int:
    page = Channel.objects.get(school=cast.school, network="own")
    leaves = make_person(
        cast.school, "Myrtle Nash", actors=["teacher"], left_on=cast.school.day_of(at)
    )
    runner = page.appoint(leaves, by=cast.administrator, at=at)
    return int(Handover.begin(runner, by=cast.administrator, at=at).pk)


def _kept(cast: SimpleNamespace, *, at: datetime) -> int:
    page = Channel.objects.get(school=cast.school, network="own")
    Secret.enter(page, kind="passwords", name="", value="slate", by=cast.administrator, at=at)
    return int(page.secrets.get().pk)


def _case(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """A case that was reported by the cast's writer and given to nobody else."""
    told = Report("something-else", "A nest of swifts in the roof of the hall.")
    case, _ = file_report(cast.school, told, reporter=cast.writer, at=at)
    case.accesses.all().delete()
    mine = Access.objects.create(case=case, person=cast.writer, given_at=at)
    duty = CaseDuty.objects.create(
        case=case, said={"do": "look", "words": "Look", "clause": "ashlands/look"}
    )
    item_in(case, by=cast.writer, at=at)
    return {
        "case": case.key,
        "report": case.key,
        "access": mine.pk,
        "duty": duty.pk,
        "evidence.number": 1,
    }


def _planned(cast: SimpleNamespace, *, at: datetime) -> ProgrammeItem:
    return ProgrammeItem.plan(
        cast.school, audience="pupils", topic="Passwords", planned_on=cast.school.day_of(at),
        by=cast.administrator, at=at,
    )  # fmt: skip


def _refused(plan: Plan, *, at: datetime) -> Any:
    try:
        plan.do(by=plan.author, at=at)
    except Refused as refused:
        return keep(refused, at=at)
    raise AssertionError("The policy of the suite forbids this.")


# A draft is its author's alone, and so is the table of which drafts are to be made.
OF_AN_AUTHOR = (
    *(f"posts:{name}" for name in (
        "post", "words", "questions", "copy", "hand-in", "withdraw", "ask", "say", "judge", "send-back", "let-go",
        "emergency", "settle", "look-again", "place", "move", "posts-file", "posts-file-drafts",
    )),
    *(f"channels:application{name}" for name in (
        "", "-words", "-hand-in", "-withdraw", "-send-back", "-ask", "-say", "-judge", "-open",
    )),
)  # fmt: skip
# A case is for those to whom it was given.
OF_A_CASE = (
    "incidents:mine",
    *(f"incidents:{name}" for name in (
        "case", "step", "duty", "release", "message", "give", "take-back", "concerned", "outcome", "close",
        "evidence", "add-evidence", "mine-files", "capture", "export", "item", "save-item", "seal", "clear", "advice",
        "dispose", "kept", "transfer",
    )),
    "monitoring:lines-withdraw",
)  # fmt: skip
# Records that only their owner sees, whatever roles somebody holds; the owner is the cast's writer.
OWN: tuple[str, ...] = ("policies:plan", "policies:deed", "policies:plan-withdrawal", "policies:asking",
    "policies:saying", "policies:judgement", "policies:refusal", "policies:reading", *OF_AN_AUTHOR, *OF_A_CASE,
    "told:device-removal", "told:room-removal")  # fmt: skip

Opens = Callable[[Route], bool]
