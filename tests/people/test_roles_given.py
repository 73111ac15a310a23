"""Roles: who gives which, who may not, and that a school always keeps an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.notices.models import Notice
from gatepost.people.models import Person, Role
from gatepost.people.roles import ROLES, in_words
from gatepost.people.rules import NotPossible
from gatepost.records.door import history

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ON = date(2026, 11, 20)


def give(
    cast: SimpleNamespace, role: str, *, to: Person, by: Person | None, **more: object
) -> Role:
    return to.give_role(role, by=by, at=AT, **{"from_on": ON, **more})  # type: ignore[arg-type]


def test_an_administrator_gives_a_role_and_it_is_on_record(cast: SimpleNamespace) -> None:
    given = give(cast, "slt", to=cast.writer, by=cast.administrator, until_on=date(2027, 7, 1))

    entry = history(cast.writer).get()
    assert cast.writer.holds("manager", on=ON)
    assert given.until_on == date(2027, 7, 1)
    assert (entry.event, entry.by) == ("role.given", f"people.person:{cast.administrator.pk}")
    assert '"role":"slt"' in entry.body
    assert "Abbott" not in entry.body


@pytest.mark.parametrize("role", ["dsl", "deputy-dsl", "administrator", "slt", "governors"])
def test_the_headteacher_gives_most_roles(cast: SimpleNamespace, role: str) -> None:
    give(cast, role, to=cast.assistant, by=cast.head)

    assert cast.assistant.holds(role, on=ON)


@pytest.mark.parametrize("role", ["headteacher", "chair-of-governors"])
def test_the_roles_above_the_headteacher_are_entered_by_the_administrator(
    cast: SimpleNamespace, role: str
) -> None:
    with pytest.raises(NotPossible, match="Only an administrator enters who is"):
        give(cast, role, to=cast.writer, by=cast.head)

    give(cast, role, to=cast.writer, by=cast.administrator)
    assert cast.writer.holds(role, on=ON)


@pytest.mark.parametrize("who", ["administrator", "head"])
@pytest.mark.parametrize("role", ROLES)
def test_nobody_gives_themselves_a_role(cast: SimpleNamespace, who: str, role: str) -> None:
    person = cast.everybody[who]

    with pytest.raises(NotPossible, match="Nobody gives themselves a role"):
        give(cast, role, to=person, by=person)

    assert not history(person).exists()


@pytest.mark.parametrize(
    "who", ["writer", "approver", "safeguarding_lead", "technician", "chair", "governor", "leaver"]
)
def test_nobody_else_gives_a_role(cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(NotPossible, match="Only the administrator and the headteacher"):
        give(cast, "slt", to=cast.assistant, by=cast.everybody[who])


def test_another_schools_administrator_gives_none_here(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    with pytest.raises(NotPossible, match="of the school"):
        give(cast, "slt", to=cast.writer, by=other_cast.administrator)


def test_the_head_hears_of_a_new_chair_without_any_name(cast: SimpleNamespace) -> None:
    give(cast, "chair-of-governors", to=cast.governor, by=cast.administrator)

    notice = Notice.objects.get()
    assert (notice.kind, notice.to) == ("something-new", cast.head.email)
    assert notice.link == f"/schools/ashlands/people/{cast.governor.pk}/"


def test_the_head_who_gives_a_role_is_not_told_of_it(cast: SimpleNamespace) -> None:
    give(cast, "dsl", to=cast.writer, by=cast.head)

    assert not Notice.objects.exists()


def test_a_role_is_held_once_at_a_time(cast: SimpleNamespace) -> None:
    give(cast, "slt", to=cast.writer, by=cast.head, until_on=date(2026, 12, 31))

    with pytest.raises(NotPossible, match="holds this role already"):
        give(cast, "slt", to=cast.writer, by=cast.head, from_on=date(2026, 12, 31))

    give(cast, "slt", to=cast.writer, by=cast.head, from_on=date(2027, 1, 1))
    assert cast.writer.roles.count() == 2


def test_a_role_does_not_outlast_the_time_at_school(cast: SimpleNamespace) -> None:
    cast.writer.leave(on=date(2026, 12, 18), by=cast.head, at=AT)

    with pytest.raises(NotPossible, match="leaves before this role would end"):
        give(cast, "slt", to=cast.writer, by=cast.head)


def test_a_role_ends_with_its_last_day(cast: SimpleNamespace) -> None:
    role = cast.approver.roles.get()

    role.end(on=ON, by=cast.administrator, at=AT)

    assert cast.approver.holds("slt", on=ON)
    assert not cast.approver.holds("slt", on=date(2026, 11, 21))
    assert [entry.event for entry in history(cast.approver)] == ["role.ended"]


def test_a_role_that_has_not_begun_is_taken_back(cast: SimpleNamespace) -> None:
    role = give(cast, "slt", to=cast.writer, by=cast.head, from_on=date(2027, 1, 1))

    role.end(on=ON, by=cast.head, at=AT)

    assert not cast.writer.roles.exists()


def test_the_only_administrator_stays(cast: SimpleNamespace) -> None:
    role = cast.administrator.roles.get()

    with pytest.raises(NotPossible, match="Olive Grant is the only administrator who stays"):
        role.end(on=ON, by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="Give somebody else the role first"):
        cast.administrator.leave(on=ON, by=cast.head, at=AT)

    assert cast.administrator.holds("administrator", on=date(2027, 1, 1))


def test_an_administrator_for_a_while_is_no_second_one(cast: SimpleNamespace) -> None:
    give(cast, "administrator", to=cast.writer, by=cast.head, until_on=date(2026, 12, 31))

    with pytest.raises(NotPossible, match="only administrator"):
        cast.administrator.roles.get().end(on=ON, by=cast.head, at=AT)


def test_with_a_second_administrator_the_first_can_go_but_not_by_their_own_hand(
    cast: SimpleNamespace,
) -> None:
    give(cast, "administrator", to=cast.writer, by=cast.head)
    role = cast.administrator.roles.get()

    with pytest.raises(NotPossible, match="Nobody ends their own role as administrator"):
        role.end(on=ON, by=cast.administrator, at=AT)
    role.end(on=ON, by=cast.writer, at=AT)

    with pytest.raises(NotPossible, match="only administrator"):
        cast.writer.roles.get().end(on=ON, by=cast.head, at=AT)


def test_nobody_lengthens_a_role_of_their_own(cast: SimpleNamespace) -> None:
    role = give(cast, "dsl", to=cast.administrator, by=cast.head, until_on=date(2026, 12, 31))

    with pytest.raises(NotPossible, match="lengthens a role of their own"):
        role.end(on=date(2027, 12, 31), by=cast.administrator, at=AT)

    role.end(on=date(2026, 12, 1), by=cast.administrator, at=AT)
    assert Role.objects.get(pk=role.pk).until_on == date(2026, 12, 1)


def test_the_command_line_gives_the_first_role(cast: SimpleNamespace) -> None:
    give(cast, "administrator", to=cast.writer, by=None)

    assert history(cast.writer).get().by == ""


def test_somebody_covers_for_who_is_away_until_a_day(cast: SimpleNamespace) -> None:
    cover = give(
        cast,
        "dsl",
        to=cast.approver,
        by=cast.head,
        until_on=date(2026, 12, 18),
        covers=cast.safeguarding_lead,
    )

    assert cast.approver.holds("dsl", on=date(2026, 12, 18))
    assert not cast.approver.holds("dsl", on=date(2026, 12, 19))
    assert list(Role.objects.covers_of(cast.school, on=ON)) == [cover]


@pytest.mark.parametrize(
    ("away", "until_on", "says"),
    [
        ("writer", date(2026, 12, 18), "is not designated safeguarding lead"),
        ("safeguarding_lead", None, "Say until when"),
        ("approver", date(2026, 12, 18), "somebody else at the school"),
    ],
)
def test_a_cover_is_for_somebody_else_who_holds_the_role(
    cast: SimpleNamespace, away: str, until_on: date | None, says: str
) -> None:
    with pytest.raises(NotPossible, match=says):
        give(
            cast,
            "dsl",
            to=cast.approver,
            by=cast.head,
            until_on=until_on,
            covers=cast.everybody[away],
        )


def test_the_page_gives_a_role(cast: SimpleNamespace, sign_in: Callable[[Person], Client]) -> None:
    client = sign_in(cast.administrator)
    today = timezone.localdate()

    answer = client.post(
        f"/schools/ashlands/people/{cast.writer.pk}/roles/",
        {"role": "slt", "from_on": today.strftime("%d/%m/%Y"), "until_on": ""},
    )

    assert answer.status_code == 302
    assert cast.writer.holds("slt", on=today)


def test_the_page_refuses_with_the_reason(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.administrator)

    answer = client.post(
        f"/schools/ashlands/people/{cast.administrator.pk}/roles/",
        {"role": "dsl", "from_on": "20/11/2026"},
    )

    assert answer.status_code == 409
    assert "Nobody gives themselves a role" in answer.content.decode()
    assert "There is something to put right" in answer.content.decode()


def test_the_page_says_what_is_wrong_with_a_day(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.administrator)

    answer = client.post(
        f"/schools/ashlands/people/{cast.writer.pk}/roles/",
        {"role": "dsl", "from_on": "31/02/2026"},
    )

    assert answer.status_code == 400
    assert "is no day of the calendar" in answer.content.decode()


@pytest.mark.parametrize("who", ["writer", "approver", "governor", "safeguarding_lead"])
def test_whoever_keeps_no_list_finds_no_such_page(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client], who: str
) -> None:
    client = sign_in(cast.everybody[who])

    for path in (f"{cast.writer.pk}/roles/", f"{cast.approver.pk}/roles/1/end/"):
        assert client.get(f"/schools/ashlands/people/{path}").status_code == 404


def test_a_role_of_another_school_cannot_be_ended(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.administrator)
    role = other_cast.approver.roles.get()

    for person in (other_cast.approver, cast.approver):
        path = f"/schools/ashlands/people/{person.pk}/roles/{role.pk}/end/"
        assert client.post(path, {"until_on": "20/11/2026"}).status_code == 404
    assert role.until_on is None


def test_the_page_of_who_is_away_enters_a_cover(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.head)
    today = timezone.localdate()
    held = Role.objects.get(role="dsl")

    answer = client.post(
        "/schools/ashlands/people/away/",
        {
            "held": held.pk,
            "by": cast.approver.pk,
            "from_on": f"{today:%d/%m/%Y}",
            "until_on": f"31/12/{today.year + 1}",
        },
        follow=True,
    )

    assert "Alder Cole</a> covers" in answer.content.decode()
    assert cast.approver.holds("dsl", on=today)


def test_a_senior_leader_sees_who_is_away_and_enters_nothing(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.approver)

    assert client.get("/schools/ashlands/people/away/").status_code == 200
    assert client.post("/schools/ashlands/people/away/", {}).status_code == 404


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("ict-coordinator", "ICT technician or coordinator"),
        ("dsl", "designated safeguarding lead"),
    ],
)
def test_a_role_is_written_small_within_a_sentence_but_for_capitals(role: str, words: str) -> None:
    assert in_words(role) == Role(role=role).words == words
