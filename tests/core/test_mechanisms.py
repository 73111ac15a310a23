"""For every mechanism that is built: change its parameter in a pack, and the product behaves differently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from gatepost.channels import running
from gatepost.channels.applications.asked import case_of
from gatepost.channels.handing_over import asked as handing_over
from gatepost.channels.listing.asked import lists
from gatepost.channels.safe import asked as safe
from gatepost.consents import asked as consents
from gatepost.core import register
from gatepost.core.checks.found import Found
from gatepost.core.clock import Span
from gatepost.core.policy import Pack, decide, load_pack, situation
from gatepost.core.policy.coverage import Entry, coverage, state_of
from gatepost.core.policy.mechanisms import mechanisms
from gatepost.core.replies import reply_due
from gatepost.core.screen import Screen
from gatepost.declarations import asked as declarations
from gatepost.inbox.moderating.asked import Grounds
from gatepost.inbox.press import asked as press
from gatepost.inbox.watching import asked as watching
from gatepost.incidents.asked import guidance
from gatepost.incidents.kinds import known
from gatepost.incidents.outcomes import may_follow
from gatepost.joining import asked as joining
from gatepost.joining.leaving import asked as leaving
from gatepost.mentions import asked as mentions
from gatepost.mentions.standing import steps_of
from gatepost.monitoring import asked as monitoring
from gatepost.networks.arriving import Act
from gatepost.policies import packs
from gatepost.policies.campaigns import whom
from gatepost.policies.ruling import rule
from gatepost.posts import again
from gatepost.rights import asked as rights
from gatepost.training import asked as training
from tests.core.test_errors import write_pack


def with_clause(folder: Path, text: str) -> Pack:
    folder.mkdir()
    return load_pack(
        write_pack(folder, **{"clauses/02.toml": f'heading = "More"\n[[clause]]\n{text}'})
    )


def published_text(folder: Path) -> None:
    said = []
    for because in ("a statement of values", "a state of mind"):
        clause = f'id = "kind"\nfrom = ["MS-9"]\nsays = "Be kind."\nstrength = "states"\nlive = {{ by = "published-text", because = "{because}" }}'
        pack = with_clause(folder / because.replace(" ", "-"), clause)
        (covered,) = coverage(pack, [Entry("MS-9", "my-school")])
        said.append((covered.state, covered.because))
    assert said == [("published", "a statement of values"), ("published", "a state of mind")]


def policy_group(folder: Path) -> None:
    verdicts = []
    for members in ('["governor"]', '["volunteer"]'):
        clause = f'id = "who"\nsays = "They count as staff."\nstrength = "states"\nlive = {{ by = "policy.group", group = "staff", members = {members} }}'
        pack = with_clause(folder / members.strip('["]'), clause)
        asked = {"act": "connect", "other": "pupil"}
        verdicts.append(
            [
                decide(pack, situation({**asked, "actor": a})).verdict
                for a in ("governor", "volunteer")
            ]
        )
    assert verdicts == [["must-not", "silent"], ["silent", "must-not"]]


def inbox_clock(folder: Path) -> None:
    moments = []
    for within in ("24 hours", "2 working days"):
        clause = f'id = "reply"\nsays = "Answer in time."\nstrength = "must"\nwhen = {{ act = "receive-comment" }}\nduties = [ {{ do = "reply", within = "{within}" }} ]\nlive = {{ by = "inbox.clock" }}'
        pack = with_clause(folder / within.replace(" ", "-"), clause)
        due = reply_due(pack, datetime(2026, 11, 20, 18)).due
        assert due
        moments.append(due.isoformat(timespec="minutes"))
    assert moments == ["2026-11-21T18:00+00:00", "2026-11-24T17:00+00:00"]


def inbox_moderation(folder: Path) -> None:
    found = []
    asked = situation({"act": "moderate", "actor": "teacher", "manner": "offensive"})
    for name, acts in (("a", '["hide", "reason"]'), ("b", '["block", "tell the audience why"]')):
        clause = f'id = "abuse"\nsays = "Abuse goes."\nstrength = "should"\nwhen = {{ act = "moderate", manner = "offensive" }}\nlive = {{ by = "inbox.moderation", acts = {acts} }}'
        pack = with_clause(folder / name, clause)
        grounds = Grounds(rule(pack, packs.law(on=date(2026, 11, 1)), asked), pack, None)
        speak = [act for act in Act if any(not one.is_law for one in grounds.by(act))]
        found.append((grounds.proposed[0], speak, grounds.told))
    assert found == [
        (Act.HIDE, [Act.HIDE], ["writer"]),
        (Act.BLOCK, [Act.BLOCK], ["audience"]),
    ]


def inbox_press(folder: Path) -> None:
    found = []
    for name, until in (
        ("a", "media-policy-followed"),
        ("b", "slt-approval"),
        ("c", "the moon is full"),
    ):
        said = press.asked_by(pack_with(folder / name, f'by = "inbox.press", until = "{until}"'))
        found.append((said.until, said.who))
    assert found == [
        ("The media policy has been followed", ""),
        ("The senior leadership team's agreement", "the senior leadership team"),
        ("The moon is full", ""),
    ]


def inbox_watch(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'every = "24 hours", on = ["weekends"]'),
        ("b", 'every = "12 hours"'),
        ("c", 'every = "1 week", on = ["working days", "school holidays: rota or notice"]'),
        ("d", 'every = "2 weeks", on = ["the administrator’s round"]'),
        ("e", 'on = ["the headteacher’s round"]'),
    ):
        said = watching.asked_by(pack_with(folder / name, f'by = "inbox.watch", {live}'))
        asked.append(
            (
                [(sorted(one.kinds), one.every, one.times, one.or_notice) for one in said.wants],
                [(one.role, one.every) for one in said.rounds],
            )
        )
    assert asked == [
        ([(["weekend"], 1, 1, False)], []),
        ([(["working day"], 1, 2, False)], []),
        ([(["working day"], 7, 1, False), (["school holiday"], 7, 1, True)], []),
        ([], [("administrator", 14)]),
        ([], [("headteacher", 7)]),
    ]


def pack_with(folder: Path, live: str) -> Pack:
    folder.mkdir(parents=True)
    clause = f'id = "kept"\nsays = "The policy is kept."\nstrength = "must"\nlive = {{ {live} }}'
    return load_pack(
        write_pack(folder, **{"clauses/02.toml": f'heading = "More"\n[[clause]]\n{clause}'})
    )


def policies_review(folder: Path) -> None:
    began = date(2026, 9, 1)
    asked = [
        register.review(pack_with(folder / name, f'by = "policies.review", {live}'))
        for name, live in (
            ("a", 'every = "1 year"'),
            ("b", 'every = "3 years"'),
            ("c", "next-on = 2027-03-01"),
            ("d", 'every = "on new information"'),
        )
    ]
    due = [one.due_on(from_on=began, reviewed_on=None) for one in asked]
    assert due == [date(2027, 9, 1), date(2029, 9, 1), date(2027, 3, 1), None]
    assert [one.is_on_news for one in asked] == [False, False, False, True]


def policies_sign_off(folder: Path) -> None:
    asked = []
    for role in ("headteacher", "chair-of-governors", "governors"):
        pack = pack_with(folder / role, f'by = "policies.sign-off", by-whom = ["{role}"]')
        asked.append(
            (
                [one.role for one in register.signatures(pack)],
                [one.role for one in register.approvals(pack)],
            )
        )
    assert asked == [(["headteacher"], []), (["chair-of-governors"], []), ([], ["governors"])]


def policies_adoption(folder: Path) -> None:
    with_body = pack_with(folder / "a", 'by = "policies.adoption", by-whom = ["governors"]')
    without = pack_with(folder / "b", 'by = "policies.adoption"')
    assert [one.role for one in register.approvals(with_body)] == ["governors"]
    assert register.approvals(without) == []
    assert [clause.id for clause in register.adoption(without)] == ["kept"]


def policies_related(folder: Path) -> None:
    packs = [
        pack_with(folder / name, f'by = "policies.related", documents = ["{name}"]')
        for name in ("photographs", "complaints")
    ]
    keys = [[one.key for one in register.documents(pack) if one.clauses] for pack in packs]
    assert keys == [["photographs"], ["complaints"]]


def policies_upkeep(folder: Path) -> None:
    asked = []
    for role, task in (("slt", "write guidance"), ("dpo", "keep a form in view")):
        live = f'by = "policies.upkeep", by-whom = ["{role}"], task = "{task}"'
        (one,) = register.upkeep(pack_with(folder / role, live))
        asked.append((one.roles, one.task))
    assert asked == [(("slt",), "write guidance"), (("dpo",), "keep a form in view")]


def policies_acknowledgement(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'by-whom = ["staff"]'),
        ("b", 'by-whom = ["governor"], when = "with every new version"'),
        ("c", 'by-whom = ["governor"], when = "on joining and every year"'),
    ):
        said = whom.terms(pack_with(folder / name, f'by = "policies.acknowledgement", {live}'))
        asked.append((set(said.asked), said.every_version, said.every_year))
    assert asked == [
        ({"teacher", "support-staff"}, False, False),
        ({"governor"}, True, False),
        ({"governor"}, False, True),
    ]


def training_course(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'topic = "Fire", for = ["governor"], by-whom = ["dpo"], every = "1 year"'),
        ("b", 'topic = "Floods", for = ["staff"], every = "6 months"'),
    ):
        (one,) = training.courses(pack_with(folder / name, f'by = "training.course", {live}'))
        asked.append((one.topic, set(one.actors), one.arrangers, one.months))
    assert asked == [
        ("Fire", {"governor"}, ("dpo",), 12),
        ("Floods", {"teacher", "support-staff"}, ("slt", "headteacher"), 6),
    ]


def training_programme(folder: Path) -> None:
    asked = []
    for audience, topic in (("pupils", "Kindness"), ("parents", "Games")):
        live = f'by = "training.programme", for = "{audience}", topic = "{topic}"'
        (one,) = training.programme(pack_with(folder / audience, live))
        asked.append((one.audience, one.topic))
    assert asked == [("pupils", "Kindness"), ("parents", "Games")]


def training_resources(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'links = ["https://help.example/"], for = ["parents"]'),
        ("b", 'links = ["the school office"]'),
    ):
        (one,) = training.links(pack_with(folder / name, f'by = "training.resources", {live}'))
        asked.append((one.url, one.named, one.audiences))
    assert asked == [
        ("https://help.example/", "https://help.example/", ("parents",)),
        ("", "the school office", ("staff", "parents", "pupils")),
    ]


def consents_gate(folder: Path) -> None:
    asked = []
    for name, needs in (
        ("a", '["image-permission"]'),
        ("b", '["written", "one-use-each", "renewed-every-2-years", "renewed-every-month"]'),
        ("c", '["renewed-every-2-years", "tea-with-the-head"]'),
    ):
        said = consents.terms(pack_with(folder / name, f'by = "consents.gate", needs = {needs}'))
        asked.append((said.is_written, said.is_one_use_each, said.months, said.others))
    assert asked == [
        (False, False, None, []),
        (True, True, 1, []),
        (False, False, 24, ["tea with the head"]),
    ]


def consents_list(folder: Path) -> None:
    said = [
        consents.terms(pack_with(folder / name, f'by = "consents.list", holds = "{name}"'))
        for name in ("court-cases", "adopted-children")
    ]
    assert [one.holds for one in said] == [["court-cases"], ["adopted-children"]]
    assert [[clause.id for clause in one.lists] for one in said] == [["kept"], ["kept"]]


def screen_with(folder: Path, live: str) -> Screen:
    return Screen([pack_with(folder, live)], situation({"act": "post", "account": "official"}))


def channels_runners(folder: Path) -> None:
    asked = []
    for name, live in (("a", "at-least = 3"), ("b", 'need = ["trained"]')):
        said = running.asked_by(pack_with(folder / name, f'by = "channels.runners", {live}'))
        asked.append((said.at_least, list(said.needs)))
    assert asked == [(3, []), (0, ["trained"])]


def channels_business_case(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'asks = ["aim", "tea-and-cake"], to = "slt"'),
        ("b", 'decided-by = ["headteacher"]'),
    ):
        said = case_of(pack_with(folder / name, f'by = "channels.business-case", {live}'))
        asked.append(([point.asks for point in said.points], said.decided_by))
    assert asked == [
        (["What is the account for?", "Tea and cake?"], ("slt",)),
        ([], ("headteacher",)),
    ]


def channels_opening(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'by-whom = "administrator", after = "slt-approval"'),
        ("b", 'by-whom = "dsl"'),
    ):
        said = case_of(pack_with(folder / name, f'by = "channels.opening", {live}'))
        asked.append((said.openers, said.after))
    assert asked == [(("administrator",), ("slt-approval",)), (("dsl",), ())]


def channels_register(folder: Path) -> None:
    asked = []
    for name in ("work phone numbers", "related-pages", "clubs"):
        (one,) = lists(pack_with(folder / name, f'by = "channels.register", lists = ["{name}"]'))
        asked.append((one.heading, one.is_public))
    assert asked == [
        ("Work telephone numbers", False),
        ("Pages about the school that are not its own", True),
        ("Clubs", False),
    ]


def channels_vault(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'keeps = ["passwords"], by-whom = "administrator"'),
        ("b", 'keeps = ["master-keys"], every = "6 months"'),
    ):
        said = safe.asked_by(pack_with(folder / name, f'by = "channels.vault", {live}'))
        asked.append(([kind.heading for kind in said.keeps], said.keepers, said.every))
    assert asked == [
        (["Password"], ("administrator",), Span(1, "year")),
        (["Master keys"], (), Span(6, "month")),
    ]


def channels_handover(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'by-whom = "dsl", ends-in = ["closed"], before-closing = ["readers-told"]'),
        ("b", 'ends-in = ["transferred"]'),
        ("c", 'by-whom = "slt"'),
    ):
        said = handing_over.asked_by(pack_with(folder / name, f'by = "channels.handover", {live}'))
        asked.append((said.by_whom, said.ends_in, said.before_closing))
    assert asked == [
        (("dsl",), ("closed",), ("readers-told",)),
        (("administrator",), ("transferred",), ()),
        (("slt",), ("transferred", "closed"), ()),
    ]


def joining_leavers(folder: Path) -> None:
    asked = []
    for name in ("keep quiet", "stay away"):
        live = f'by = "joining.leavers", duty = "{name}"'
        (one,) = leaving.duties(pack_with(folder / name, live))
        asked.append(one.says)
    assert asked == ["keep quiet", "stay away"]


def joining_checklist(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'item = "a walk", when = "on joining and every year"'),
        ("b", 'item = "a swim"'),
    ):
        (one,) = joining.points(pack_with(folder / name, f'by = "joining.checklist", {live}'))
        asked.append((one.item, one.is_yearly))
    assert asked == [("a walk", True), ("a swim", False)]


def declarations_ties(folder: Path) -> None:
    asked = []
    for name, live in (("a", ', to = "slt", kinds = ["club"]'), ("b", ', to = "dsl"'), ("c", "")):
        pack = pack_with(folder / name, f'by = "declarations.ties"{live}')
        said = declarations.ties_of(pack, ("teacher",))
        asked.append((said.to, len(said.kinds)))
    usual = len(declarations.usual_kinds()) + 1
    assert asked == [(("slt",), 2), (("dsl",), usual), (("headteacher",), usual)]


def declarations_exceptions(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", ', needs = ["slt-approval", "parent-agreement"]'),
        ("b", ', needs = ["risk-assessment", "an end"]'),
        ("c", ""),
    ):
        pack = pack_with(folder / name, f'by = "declarations.exceptions"{live}')
        (said,) = declarations.exceptions_of(pack, ("teacher",))
        asked.append((said.parties, said.states))
    assert asked == [
        (("slt-approval", "parent-agreement"), ()),
        (("risk-assessment",), ("an end",)),
        (("slt-approval",), ()),
    ]


def declarations_departures(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", 'to = "headteacher", when = "before"'),
        ("b", 'to = "dsl", when = "afterwards"'),
        ("c", 'to = "slt"'),
    ):
        pack = pack_with(folder / name, f'by = "declarations.departures", {live}')
        said = declarations.departures_of(pack, ("teacher",))
        asked.append((said.to, said.wants_it_before, said.takes_it_afterwards))
    assert asked == [
        (("headteacher",), True, False),
        (("dsl",), False, True),
        (("slt",), False, True),
    ]


def mentions_watch(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", ', names = ["the school"]'),
        ("b", ', names = ["school-handles", "Elm Trust"]'),
        ("c", ""),
    ):
        said = mentions.watching(pack_with(folder / name, f'by = "mentions.watch"{live}'))
        asked.append((said.wants_name, said.wants_handles, said.others))
    assert asked == [(True, False, []), (False, True, ["Elm Trust"]), (False, False, [])]


def mentions_answer(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", ', steps = ["Ring them."]'),
        ("b", ', steps = ["Leave it."]'),
        ("c", ""),
    ):
        said = mentions.answering(pack_with(folder / name, f'by = "mentions.answer"{live}'))
        (step,) = steps_of(said, kind="rumour", who="stranger")
        asked.append(step.key if name == "c" else step.says)
    assert asked == ["Ring them.", "Leave it.", "put-right"]


def of_cases(folder: Path, by: str, *lives: str) -> list[list[str]]:
    """What clauses with some parameters say in a case: the texts of their parameters, as its page shows them."""
    kind = known().kinds["something-else"]
    found = []
    for number, live in enumerate(lives):
        pack = with_clause(
            folder / f"{by}-{number}",
            f'id = "case"\nsays = "It is seen to."\nstrength = "must"\nwhen = {{ act = "report-concern" }}\n'
            f'live = {{ by = "incidents.{by}", {live} }}',
        )
        said = guidance(kind, {}, actors=("teacher",), packs=[pack])
        found.append(
            [str(value) for one in said.by(f"incidents.{by}") for value in one.live.values()][1:]
        )
    return found


def incidents_report(folder: Path) -> None:
    kind, roles = known().kinds["something-else"], []
    for to in ("dsl", "dpo"):
        pack = with_clause(
            folder / to,
            f'id = "tell"\nsays = "Tell."\nstrength = "must"\nwhen = {{ act = "report-concern" }}\n'
            f'live = {{ by = "incidents.report", to = ["{to}"] }}',
        )
        roles.append(guidance(kind, {}, actors=("teacher",), packs=[pack]).roles)
    assert roles == [("dsl",), ("dpo",)]


def incidents_route(folder: Path) -> None:
    kind, ways = known().kinds["something-else"], []
    for to in ("dsl", "police"):
        pack = with_clause(
            folder / to,
            f'id = "go"\nsays = "Go."\nstrength = "must"\nwhen = {{ act = "report-concern" }}\n'
            f'live = {{ by = "incidents.route", kind = "any", to = ["{to}"] }}',
        )
        said = guidance(kind, {}, actors=("teacher",), packs=[pack])
        ways.append((said.roles, said.bodies))
    assert ways == [(("dsl",), ()), ((), ("police",))]


def incidents_hold(folder: Path) -> None:
    kind, waits = known().kinds["something-else"], []
    for word in ("delete", "question"):
        pack = with_clause(
            folder / word,
            f'id = "wait"\nsays = "Wait."\nstrength = "must"\nwhen = {{ act = "report-concern" }}\n'
            f'live = {{ by = "incidents.hold", freezes = ["{word}"], until = "the police say so" }}',
        )
        (one,) = guidance(kind, {}, actors=("teacher",), packs=[pack]).holding
        waits.append(
            [
                key
                for key, action in known().actions.items()
                if action.words & set(one.clause.live["freezes"])
            ]
        )
    assert waits == [["delete"], ["question"]]


def incidents_assessment(folder: Path) -> None:
    lives = ('by-whom = "slt", steps = ["look"]', 'by-whom = "dsl", steps = ["listen"]')
    assert of_cases(folder, "assessment", *lives) == [["slt", "['look']"], ["dsl", "['listen']"]]


def incidents_evidence(folder: Path) -> None:
    lives = ('keeps = ["words"]', 'keeps = ["day"]')
    assert of_cases(folder, "evidence", *lives) == [["['words']"], ["['day']"]]


def incidents_support(folder: Path) -> None:
    lives = ('from = ["a union"]', 'from = ["a friend"]')
    assert of_cases(folder, "support", *lives) == [["['a union']"], ["['a friend']"]]


def incidents_wishes(folder: Path) -> None:
    lives = ('about = "the police"', 'about = "the school"')
    assert of_cases(folder, "wishes", *lives) == [["the police"], ["the school"]]


def incidents_outcome(folder: Path) -> None:
    offered = []
    for number, outcome in enumerate(("a talk", "a letter")):
        pack = pack_with(folder / str(number), f'by = "incidents.outcome", outcome = "{outcome}"')
        offered += [one.live["outcome"] for one in may_follow(pack, ())]
    assert offered == ["a talk", "a letter"]


def posts_approval(folder: Path) -> None:
    asked = []
    for role in ("governor", "dsl"):
        clause = f'id = "yes"\nsays = "Ask first."\nstrength = "must"\nwhen = {{ act = "post" }}\nrequires = {{ colleague-check = "done" }}\nlive = {{ by = "posts.approval", by-whom = ["{role}"] }}'
        asked.append(with_clause(folder / role, clause).givers("colleague-check"))
    assert asked == [("governor",), ("dsl",)]


def posts_checklist(folder: Path) -> None:
    asked = []
    for name, live in (("a", 'asks = ["Is it kind?"]'), ("b", 'asks = ["Why?"], in-words = true')):
        (one,) = screen_with(folder / name, f'by = "posts.checklist", {live}').questions()
        asked.append((one.asks, one.wants_words, one.is_binding))
    assert asked == [("Is it kind?", False, True), ("Why?", True, True)]


def posts_checks(folder: Path) -> None:
    found = [Found("postcode", text="PO1 1AA"), Found("shouting", text="NO")]
    levels = [
        [
            one.level
            for one in screen_with(folder / kind, f'by = "posts.checks", finds = ["{kind}"]').weigh(
                found
            )
        ]
        for kind in ("postcode", "shouting")
    ]
    assert levels == [["needs", "hint"], ["hint", "needs"]]


def posts_review(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", ', every = "1 year", by-whom = "runner"'),
        ("b", ', every = "3 months"'),
        ("c", ""),
    ):
        said = again.asked_by(pack_with(folder / name, f'by = "posts.review"{live}'))
        assert said
        asked.append((said.every, said.roles, said.is_ours))
    assert asked == [
        (Span(1, "year"), ("runner",), False),
        (Span(3, "month"), (), False),
        (again.USUAL, (), True),
    ]


def monitoring_notice(folder: Path) -> None:
    asked = []
    for name in ("mail", "sites"):
        (one,) = monitoring.announced(
            pack_with(folder / name, f'by = "monitoring.notice", of = ["{name}"]')
        )
        asked.append(one.of)
    assert asked == [("mail",), ("sites",)]


def monitoring_blocklist(folder: Path) -> None:
    asked = []
    for name, live in (
        ("a", ', for = ["pupils"]'),
        ("b", ', for = ["employees", "guests"]'),
        ("c", ""),
    ):
        pack = pack_with(folder / name, f'by = "monitoring.blocklist"{live}')
        (one,) = monitoring.blocking(pack)
        asked.append(one.groups)
    assert asked == [("pupils",), ("staff", "guests"), ("staff", "pupils", "guests")]


def monitoring_controls(folder: Path) -> None:
    asked = []
    for name in ("tablets", "the network"):
        (one,) = monitoring.controlled(
            pack_with(folder / name.replace(" ", "-"), f'by = "monitoring.controls", on = "{name}"')
        )
        asked.append(one.on)
    assert asked == ["tablets", "the network"]


def rights_requests(folder: Path) -> None:
    asked = []
    for answer, who in (("1 month", '["dpo"]'), ("20 days", '["administrator"]')):
        live = f'by = "rights.requests", answer = "{answer}", longer = "2 months", by-whom = {who}'
        found = rights.terms(pack_with(folder / answer.replace(" ", "-"), live), None)
        asked.append((found.answer, found.longer, found.handlers))
    assert asked == [
        (Span(1, "month"), Span(2, "month"), ("dpo",)),
        (Span(20, "day"), Span(2, "month"), ("administrator",)),
    ]


def rights_withheld(folder: Path) -> None:
    asked = []
    for because in ("an inquiry", "a claim"):
        live = f'by = "rights.withheld", because = "{because}"'
        (one,) = rights.withholding(pack_with(folder / because.replace(" ", "-"), live))
        asked.append(one.live["because"])
    assert asked == ["an inquiry", "a claim"]


def rights_keeping(folder: Path) -> None:
    asked = []
    for who in ("dpo", "slt"):
        pack = pack_with(folder / who, f'by = "rights.keeping", by-whom = ["{who}"]')
        asked.append(rights.rulers(pack, None))
    assert asked == [("dpo",), ("slt",)]


CHECKS = {
    "published-text": published_text,
    "policy.group": policy_group,
    "inbox.clock": inbox_clock,
    "inbox.moderation": inbox_moderation,
    "inbox.press": inbox_press,
    "inbox.watch": inbox_watch,
    "policies.review": policies_review,
    "policies.sign-off": policies_sign_off,
    "policies.adoption": policies_adoption,
    "policies.related": policies_related,
    "policies.upkeep": policies_upkeep,
    "policies.acknowledgement": policies_acknowledgement,
    "channels.business-case": channels_business_case,
    "channels.handover": channels_handover,
    "channels.opening": channels_opening,
    "channels.register": channels_register,
    "channels.runners": channels_runners,
    "channels.vault": channels_vault,
    "incidents.assessment": incidents_assessment,
    "incidents.evidence": incidents_evidence,
    "incidents.hold": incidents_hold,
    "incidents.outcome": incidents_outcome,
    "incidents.report": incidents_report,
    "incidents.route": incidents_route,
    "incidents.support": incidents_support,
    "incidents.wishes": incidents_wishes,
    "declarations.departures": declarations_departures,
    "declarations.exceptions": declarations_exceptions,
    "declarations.ties": declarations_ties,
    "joining.checklist": joining_checklist,
    "joining.leavers": joining_leavers,
    "mentions.answer": mentions_answer,
    "mentions.watch": mentions_watch,
    "monitoring.blocklist": monitoring_blocklist,
    "monitoring.controls": monitoring_controls,
    "monitoring.notice": monitoring_notice,
    "posts.approval": posts_approval,
    "posts.checklist": posts_checklist,
    "posts.checks": posts_checks,
    "posts.review": posts_review,
    "consents.gate": consents_gate,
    "consents.list": consents_list,
    "rights.keeping": rights_keeping,
    "rights.requests": rights_requests,
    "rights.withheld": rights_withheld,
    "training.course": training_course,
    "training.programme": training_programme,
    "training.resources": training_resources,
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_parameter_in_the_pack_changes_what_the_product_does(name: str, tmp_path: Path) -> None:
    CHECKS[name](tmp_path)


def test_every_mechanism_that_is_claimed_to_be_built_is_checked_here() -> None:
    assert {name for name, mechanism in mechanisms().items() if mechanism.built} == set(CHECKS)


def test_a_mechanism_that_is_not_built_is_not_claimed(tmp_path: Path) -> None:
    pack = pack_with(tmp_path / "x", 'by = "monitoring.controls", on = "the network"')
    clause = pack.by_id["kept"]
    named = mechanisms()["monitoring.controls"]

    for_later = {named.name: replace(named, built=False)}

    assert state_of(clause) == "live"
    assert state_of(clause, known=for_later) == "not-yet"
