"""The policy in force: what shows each clause, who sees how much of it, and that no case can be told from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core.policy.mechanisms import mechanisms
from gatepost.people.models import Person, School
from gatepost.policies import packs
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import Refused
from gatepost.policies.models import Plan
from gatepost.reports.in_force.clauses import NEEDS, Standing, in_force, summary_of
from gatepost.reports.in_force.givers import GIVERS
from gatepost.reports.in_force.shown import State
from tests.conftest import make_cast, make_school
from tests.in_force.lived import ACTED_OUT, AT, ON, clauses_by, pack_of
from tests.incidents.desk import report
from tests.policies import rounds

SignIn = Callable[[Person], Client]
LEFT_OUT = (
    ("monitoring.controls", 'on = "what pupils use"'),
    ("rights.requests", 'answer = "1 month"'),
    ("rights.withheld", 'because = "other people"'),
    ("rights.keeping", 'by-whom = ["dpo"]'),
)
# Shown as soon as a policy is in force, or by what shows another one as well.
BESIDE = {
    "published-text": State.READ,
    "policies.adoption": State.USED,
    "channels.register": State.USED,
    "inbox.press": State.USED,
    "incidents.support": State.USED,
    "incidents.wishes": State.USED,
    "rights.withheld": State.USED,
}


@pytest.fixture
def everything(db: None) -> SimpleNamespace:
    """A school with the model policy and a clause of each mechanism that it leaves out."""
    files = {k: text for k, text in packs.bundled_files("model").items() if k != "examples.toml"}
    last = max(path for path in files if path.startswith("clauses/"))
    for mechanism, said in LEFT_OUT:
        files[last] += f'''
[[clause]]
id = "{mechanism.replace(".", "-")}"
says = "It is so."
strength = "must"
live = {{ by = "{mechanism}", {said} }}
'''
    cast = make_cast(make_school("elder", policy="model"))
    rounds.put_in_force(cast.school, files, on=date(2026, 1, 5), at=AT.replace(month=1, day=4))
    return cast


def states(cast: SimpleNamespace) -> dict[str, Standing]:
    found = in_force(cast.school, on=ON)
    assert found
    return {one.readable.id: one for one in found.clauses}


def of(now: dict[str, Standing], cast: SimpleNamespace, mechanism: str) -> list[State]:
    """The states of the clauses that are made real by a mechanism."""
    return [now[one].state for one in clauses_by(pack_of(cast), mechanism)]


def test_every_mechanism_of_the_packs_has_a_giver_and_is_acted_out() -> None:
    assert set(GIVERS) == set(mechanisms())
    assert {*ACTED_OUT, *BESIDE} == set(mechanisms())


def test_each_mechanism_acted_out_once_shows_its_clause(everything: SimpleNamespace) -> None:
    now = states(everything)
    for mechanism, act in ACTED_OUT.items():
        before = of(now, everything, mechanism)
        assert State.USED not in before or mechanism == "policy.group", mechanism

        act(everything)

        now = states(everything)
        after = of(now, everything, mechanism)
        assert after != before, mechanism
        assert State.USED in after, mechanism
    for mechanism, state in BESIDE.items():
        assert state in of(now, everything, mechanism), mechanism


def test_of_cases_none_and_four_look_the_same_and_five_show_no_more_than_that(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page, address = sign_in(cast.head), f"/schools/{cast.school.slug}/policy/in-force/"
    none = shown_on(page, address)

    for _ in range(4):
        report(cast, "something-else", by=cast.writer, at=timezone.now())
    four = shown_on(page, address)
    report(cast, "something-else", by=cast.writer, at=timezone.now())
    five = shown_on(page, address)
    report(cast, "something-else", by=cast.writer, at=timezone.now())
    report(cast, "breach-by-staff", by=cast.writer, at=timezone.now(), people=(cast.head.pk,))
    six = shown_on(page, address)

    assert none == four
    assert "Five times or more" in five
    assert five == six


def test_a_case_about_somebody_who_works_here_is_counted_nowhere(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page, address = sign_in(cast.head), f"/schools/{cast.school.slug}/policy/in-force/"
    none = shown_on(page, address)

    for _ in range(6):
        report(cast, "breach-by-staff", by=cast.writer, at=timezone.now(), people=(cast.head.pk,))

    assert shown_on(page, address) == none


def test_what_was_refused_shows_the_clause_at_work_and_only_those_who_lead_see_how_often(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    for _ in range(2):
        refuse(cast)
    address = f"/schools/{cast.school.slug}/policy/in-force/?show=alive"

    led = shown_on(sign_in(cast.head), address)
    told = shown_on(sign_in(cast.writer), address)

    sentence = "It was among the reasons why something was stopped."
    assert f"{sentence} Twice, last on" in led
    assert sentence in told
    assert "Twice" not in told


def test_a_new_version_begins_to_count_anew(cast: SimpleNamespace) -> None:
    refuse(cast)
    on = timezone.localdate()
    before = summary_of(cast.school, on=on)
    files = rounds.files_with("ashlands", "no-following-pupils", "no-following-of-pupils")

    rounds.put_in_force(cast.school, files, on=on, at=timezone.now())

    after = summary_of(cast.school, on=on)
    assert before and after
    assert before.states[State.USED] > after.states[State.USED]
    assert (before.version, after.version) == (1, 2)


def test_what_needs_the_school_is_listed_until_the_school_has_seen_to_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    address = f"/schools/{cast.school.slug}/policy/in-force/?show=needs-us"
    wanting = {
        one.id for one in packs.bundled_pack("ashlands").clauses if set(one.flags) & set(NEEDS)
    }

    found = sign_in(cast.head).get(address)

    listed = {one.readable.id for section in found.context["sections"] for one in section.clauses}
    assert listed == wanting != set()


def test_one_section_is_shown_alone_and_nonsense_shows_everything(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page, address = sign_in(cast.head), f"/schools/{cast.school.slug}/policy/in-force/"

    one = page.get(address, {"section": "2", "show": "never-heard-of"})
    none = page.get(address, {"section": "no such"})

    assert [section.number for section in one.context["sections"]] == ["2"]
    assert "There is no such clause." in none.content.decode()


def test_the_page_asks_the_database_no_more_often_for_a_long_history(
    cast: SimpleNamespace, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    page, address = sign_in(cast.head), f"/schools/{cast.school.slug}/policy/in-force/"
    for _ in range(3):
        refuse(cast)

    with django_assert_max_num_queries(29):
        assert page.get(address).status_code == 200


def test_where_no_policy_is_in_force_there_is_nothing_to_show(school: School) -> None:
    assert summary_of(school, on=date(2019, 1, 1)) is None


def shown_on(page: Client, address: str) -> str:
    """The words of a page, each blank once."""
    text = re.sub(r"<[^>]+>", " ", page.get(address).content.decode().partition("<main")[2])
    return " ".join(text.split()).replace(" .", ".")


def refuse(cast: SimpleNamespace) -> None:
    """The policy stops the writer."""
    plan = Plan.make("connect", {"other": ["pupil"]}, by=cast.writer, at=timezone.now())
    try:
        plan.do(by=cast.writer, at=timezone.now())
    except Refused as refused:
        keep(refused, at=timezone.now())
