"""A case is for those to whom it was given; whoever it is about cannot see, count or infer it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.incidents.models import Access, Case, Concerned
from gatepost.incidents.reporting import who_sees
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.models import Entry
from gatepost.web.today import today_of
from tests.conftest import CAST, make_cast, make_school
from tests.incidents.desk import report, seen_by

SignIn = Callable[[Person], Client]
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
SECRET = "Zebedee crossed the line at the lido."


@pytest.fixture
def silent(db: None) -> SimpleNamespace:
    """A school whose policy names nobody for this, so that the school's own order decides who takes a case."""
    return make_cast(make_school("coates-lane"))


def test_it_goes_to_those_whom_the_clauses_name_and_nobody_else(cast: SimpleNamespace) -> None:
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT)

    assert seen_by(cast, case, on=ON) == {"approver", "head"}  # the leadership team of the clauses


def test_what_is_grave_goes_to_the_safeguarding_lead_alone(cast: SimpleNamespace) -> None:
    case = report(cast, "child-at-risk", by=cast.writer, at=AT)

    assert seen_by(cast, case, on=ON) == {"safeguarding_lead", "deputy_lead"}


@pytest.mark.parametrize(
    ("about", "concerned", "takers"),
    [
        ("headteacher", "head", {"approver"}),
        ("safeguarding-lead", "safeguarding_lead", {"approver", "head"}),
        ("chair", "chair", {"approver", "head"}),
    ],
)
def test_whoever_it_is_about_never_gets_it(
    cast: SimpleNamespace, about: str, concerned: str, takers: set[str]
) -> None:
    case = report(cast, "something-else", by=None, at=AT, about=about)

    assert seen_by(cast, case, on=ON) == takers
    assert concerned not in takers


def test_where_the_policy_is_silent_the_first_without_a_conflict_takes_it(
    silent: SimpleNamespace,
) -> None:
    plain = report(silent, "something-else", by=None, at=AT)
    about_lead = report(silent, "something-else", by=None, at=AT, about="safeguarding-lead")
    names = "Sage Ellery and Rowan Frith know of it."
    about_both = report(silent, "something-else", by=None, at=AT, words=names)
    names += " So does Hazel Dunn, and Linden Ives."
    about_all = report(silent, "something-else", by=None, at=AT, words=names)

    assert seen_by(silent, plain, on=ON) == {"safeguarding_lead", "deputy_lead"}
    assert seen_by(silent, about_lead, on=ON) == {"deputy_lead"}
    assert seen_by(silent, about_both, on=ON) == {"head"}
    assert seen_by(silent, about_all, on=ON) == set()


def test_where_nobody_is_left_the_reporter_is_shown_the_way_outside(
    silent: SimpleNamespace, client: Client
) -> None:
    address = reverse("incidents:write", args=[silent.school.slug])
    words = "It is about Sage Ellery, Rowan Frith, Hazel Dunn and Linden Ives."

    page = client.post(
        f"{address}?child_image=no&kind=something-else&about=nobody", {"words": words}
    )

    assert "local authority designated officer (LADO)" in page.text
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("role", CAST)
@pytest.mark.parametrize("whose", ["own", "colleague's", "head's", "lead's"])
def test_a_case_that_one_may_not_see_cannot_be_told_from_none(
    cast: SimpleNamespace, sign_in: SignIn, role: str, whose: str
) -> None:
    person = cast.everybody[role]
    about: dict[str, object] = {
        "own": {"people": [person.pk]},
        "colleague's": {"people": [cast.assistant.pk]},
        "head's": {"about": "headteacher"},
        "lead's": {"about": "safeguarding-lead"},
    }[whose]  # type: ignore[assignment]
    client = sign_in(person)
    before = _everything(client, cast, person)
    case = report(cast, "allegation", by=None, at=AT, words=SECRET, **about)  # type: ignore[arg-type]
    may = case in Case.objects.visible_to(person, on=timezone.localdate())
    nothing = client.get(reverse("incidents:case", args=[cast.school.slug, "no-such-case"]))

    for name in ("case", "outcome", "step", "message", "close", "mine"):
        url = reverse(f"incidents:{name}", args=[cast.school.slug, case.key])
        for answer in () if may else (client.get(url), client.post(url)):
            assert answer.status_code in (404, 405), (name, role)
            assert answer.status_code == 405 or _plain(answer.text) == _plain(nothing.text)
    after = _everything(client, cast, person)
    if whose == "own":
        assert not may
    if not may:
        assert after == before
        assert not Notice.objects.filter(to=person.email).exists()
    else:
        assert case.key in after["cases"]
    assert not any(SECRET in text for text in after.values())


def _everything(client: Client, cast: SimpleNamespace, person: Person) -> dict[str, str]:
    """What somebody can look at where a case might show."""
    slug = cast.school.slug
    pages = {
        "cases": client.get(reverse("incidents:cases", args=[slug])),
        "menu": client.get(reverse("school-menu", args=[slug])),
        "people": client.get(reverse("people:people", args=[slug])),
    }
    told = {name: _plain(page.text) for name, page in pages.items()}
    on = timezone.localdate()
    return told | {"today": str([one.says for one in today_of(person, on=on).needs])}


def _plain(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_given_later_one_sees_what_came_later_unless_it_is_said(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT, words=SECRET)
    address = case.get_absolute_url()
    Access.give(case, cast.assistant, sees_before=False, by=cast.head, at=AT)
    Access.give(case, cast.data_officer, sees_before=True, by=cast.head, at=AT)

    assert SECRET not in sign_in(cast.assistant).get(address).text
    assert (
        "What was there before is for those who had it then"
        in sign_in(cast.assistant).get(address).text
    )
    assert SECRET in sign_in(cast.data_officer).get(address).text


def test_it_is_never_given_to_whoever_it_is_about_and_taken_from_who_turns_out_to_be(
    cast: SimpleNamespace,
) -> None:
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT, people=[cast.assistant.pk])

    with pytest.raises(NotPossible, match="cannot be given the case"):
        Access.give(case, cast.assistant, sees_before=False, by=cast.head, at=AT)
    Concerned.add(case, cast.approver, by=cast.head, at=AT)

    assert seen_by(cast, case, on=ON) == {"head"}
    with pytest.raises(NotPossible, match="Hand the case on first"):
        Concerned.add(case, cast.head, by=cast.head, at=AT)


def test_somebody_is_always_left_who_sees_it(cast: SimpleNamespace) -> None:
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT)
    given = Access.give(case, cast.assistant, sees_before=False, by=cast.head, at=AT)
    given.end(by=cast.head, at=AT)

    with pytest.raises(NotPossible, match="Somebody has to be left"):
        case.accesses.current().get().end(by=cast.head, at=AT)


def test_reading_is_on_record_in_the_cases_own_chain_and_not_in_the_schools(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case = report(cast, "breach-by-staff", by=cast.writer, at=AT)
    sign_in(cast.head).get(case.get_absolute_url())

    chain = Entry.objects.of_chain(f"case-{case.key}")
    assert [one.event for one in chain] == ["case.opened", "case.read"]
    assert chain.last().by == f"people.person:{cast.head.pk}"
    school = Entry.objects.of_chain(f"school-{cast.school.pk}")
    assert not [one for one in school if one.event.startswith("case.")]


def test_a_role_that_ended_yesterday_opens_nothing(cast: SimpleNamespace) -> None:
    case = report(cast, "child-at-risk", by=cast.writer, at=AT)
    cast.safeguarding_lead.roles.update(until_on=ON - timedelta(days=1))

    assert seen_by(cast, case, on=ON) == {"deputy_lead"}
    assert seen_by(cast, case, on=ON - timedelta(days=1)) == {"safeguarding_lead", "deputy_lead"}


@pytest.mark.parametrize("kind", ["breach-by-staff", "child-at-risk", "data-breach"])
def test_whoever_is_told_is_whoever_sees_it(cast: SimpleNamespace, kind: str) -> None:
    case = report(cast, kind, by=None, at=AT, people=[cast.approver.pk])
    Access.give(case, cast.assistant, sees_before=False, by=cast.head, at=AT)

    told = who_sees(case, on=ON)

    assert len(told) == len(set(told))
    assert {key for key, one in cast.everybody.items() if one in told} == seen_by(cast, case, on=ON)
