"""The list of people: who sees it, finding somebody, their page, joining, changing and leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.details import Details
from gatepost.people.models import Person, Pupil, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import history

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ON = date(2026, 11, 20)
LIST = "/schools/ashlands/people/"
SignIn = Callable[[Person], Client]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def join(cast: SimpleNamespace, name: str, **more: object) -> Person:
    given, _, family = name.partition(" ")
    details = Details(given, family, **more)  # type: ignore[arg-type]
    joined: Person = cast.school.welcome(details, by=cast.administrator, at=AT)
    return joined


@pytest.mark.parametrize("who", ["administrator", "head", "approver"])
def test_those_who_lead_the_school_see_the_list(
    cast: SimpleNamespace, sign_in: SignIn, who: str
) -> None:
    shown = page(sign_in(cast.everybody[who]), LIST)

    assert "Wren Abbott" in shown
    assert "Willow Lane" not in shown  # has left
    assert ("Enter somebody" in shown) == (who != "approver")
    assert ("Bring in a file" in shown) == (who == "administrator")


@pytest.mark.parametrize(
    "who",
    [
        "writer",
        "assistant",
        "safeguarding_lead",
        "technician",
        "governor",
        "chair",
        "data_officer",
        "leaver",
    ],
)
def test_everybody_else_finds_no_list(cast: SimpleNamespace, sign_in: SignIn, who: str) -> None:
    client = sign_in(cast.everybody[who])

    for path in (
        "",
        "new/",
        "away/",
        f"{cast.writer.pk}/",
        f"{cast.writer.pk}/details/",
        "imports/",
    ):
        assert client.get(LIST + path).status_code == 404


def test_an_outsider_finds_nothing_of_another_school(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(other_cast.administrator)

    for path in ("", f"{cast.writer.pk}/", f"{cast.writer.pk}/details/", "away/"):
        assert client.get(LIST + path).status_code == 404
    for path in ("", "details/", "leaving/", "roles/"):
        strange = f"/schools/corpus-christi/people/{cast.writer.pk}/{path}"
        assert client.get(strange).status_code == 404
    assert "Ashlands" not in page(client, "/schools/corpus-christi/people/")


def test_whoever_is_not_signed_in_is_asked_to(cast: SimpleNamespace, client: Client) -> None:
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("path", ["invitations/", "{pk}/invitation/", "{pk}/leaving/undone/"])
def test_an_act_is_not_done_by_looking(cast: SimpleNamespace, sign_in: SignIn, path: str) -> None:
    client = sign_in(cast.administrator)

    assert client.get(LIST + path.format(pk=cast.writer.pk)).status_code == 405


def test_a_list_is_not_posted_to(cast: SimpleNamespace, sign_in: SignIn) -> None:
    assert sign_in(cast.administrator).post(LIST).status_code == 405


@pytest.mark.parametrize(
    ("query", "found", "missed"),
    [
        ("q=wren+abb", "Wren Abbott", "Ash Birch"),
        ("q=ASH.BIRCH@ashlands.example", "Ash Birch", "Wren Abbott"),
        ("kind=governor", "Linden Ives", "Wren Abbott"),
        ("role=dsl", "Sage Ellery", "Wren Abbott"),
        ("state=left", "Willow Lane", "Wren Abbott"),
        ("role=slt&q=alder", "Alder Cole", "Hazel Dunn"),
    ],
)
def test_somebody_is_found(
    cast: SimpleNamespace, sign_in: SignIn, query: str, found: str, missed: str
) -> None:
    shown = page(sign_in(cast.administrator), f"{LIST}?{query}")

    assert found in shown
    assert missed not in shown


def test_a_governor_who_is_a_parent_is_found_as_both(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    join(cast, "Cedar Moss", actors=["governor", "parent"])
    client = sign_in(cast.administrator)

    assert "Cedar Moss" in page(client, f"{LIST}?kind=governor")
    assert "Cedar Moss" in page(client, f"{LIST}?kind=parent")
    assert "Cedar Moss" not in page(client, f"{LIST}?kind=teacher")


@pytest.mark.parametrize("query", ["q=%25", "q='", "role=nobody", "state=x&page=99", "kind=%00"])
def test_an_odd_search_finds_nobody_and_breaks_nothing(
    cast: SimpleNamespace, sign_in: SignIn, query: str
) -> None:
    assert "Nobody fits" in page(sign_in(cast.head), f"{LIST}?{query}") or "page=99" in query


def test_a_new_person_is_entered_and_on_record(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    answer = client.post(
        f"{LIST}new/",
        {
            "given_name": " Cedar ",
            "family_name": "Moss",
            "email": "",
            "actors": ["volunteer"],
            "job_title": "",
            "started_on": "1 September 2026",
        },
    )

    joined = Person.objects.get(family_name="Moss")
    assert answer["Location"] == f"{LIST}{joined.pk}/"
    assert (joined.given_name, joined.email, joined.actors) == ("Cedar", "", ["volunteer"])
    assert joined.started_on == date(2026, 9, 1)
    entry = history(joined).get()
    assert (entry.event, entry.by) == ("person.joined", f"people.person:{cast.administrator.pk}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"given_name": ""}, "Write the first name."),
        ({"family_name": "=HYPERLINK(1)"}, "begins with “=”"),
        ({"email": "wren at school"}, "is no e-mail address"),
        ({"actors": []}, "Choose at least one."),
        ({"started_on": "13/13/2026"}, "is no day of the calendar"),
    ],
)
def test_what_is_filled_in_wrongly_is_said(
    cast: SimpleNamespace, sign_in: SignIn, wrong: dict[str, object], says: str
) -> None:
    filled = {"given_name": "Cedar", "family_name": "Moss", "actors": ["teacher"], **wrong}

    answer = sign_in(cast.administrator).post(f"{LIST}new/", filled)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Person.objects.filter(given_name="Cedar").exists()


def test_an_address_belongs_to_one_person(cast: SimpleNamespace, sign_in: SignIn) -> None:
    filled = {
        "given_name": "Cedar",
        "family_name": "Moss",
        "actors": ["teacher"],
        "email": "WREN.abbott@ashlands.example",
    }

    answer = sign_in(cast.administrator).post(f"{LIST}new/", filled)

    assert answer.status_code == 409
    assert "Wren Abbott has the e-mail address" in answer.content.decode()


def test_details_are_changed_and_on_record(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.head)
    address = f"{LIST}{cast.writer.pk}/details/"

    assert 'value="Abbott"' in page(client, address)
    answer = client.post(
        address,
        {
            "given_name": "Wren",
            "family_name": "Abbott-Moss",
            "email": cast.writer.email,
            "actors": ["teacher", "parent"],
        },
    )

    cast.writer.refresh_from_db()
    assert answer.status_code == 302
    assert (cast.writer.family_name, cast.writer.actors) == ("Abbott-Moss", ["teacher", "parent"])
    assert [entry.event for entry in history(cast.writer)] == ["person.changed"]


def test_the_only_administrator_cannot_be_made_to_begin_later(cast: SimpleNamespace) -> None:
    details = Details("Olive", "Grant", cast.administrator.email, started_on=date(2027, 1, 1))

    with pytest.raises(NotPossible, match="only administrator"):
        cast.administrator.change(details, by=cast.head, at=AT)


def test_leaving_ends_roles_and_is_on_record(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    client.post(f"{LIST}{cast.approver.pk}/leaving/", {"left_on": "18.12.26"})

    cast.approver.refresh_from_db()
    assert cast.approver.left_on == date(2026, 12, 18)
    assert cast.approver.roles.get().until_on == date(2026, 12, 18)
    assert [entry.event for entry in history(cast.approver)] == ["person.left"]


def test_a_role_of_a_leaver_who_comes_back_does_not_come_back(cast: SimpleNamespace) -> None:
    cast.approver.leave(on=ON, by=cast.head, at=AT)

    cast.approver.stay(by=cast.head, at=AT + timedelta(days=400))

    later = date(2027, 12, 25)
    assert cast.approver.is_current(later)
    assert not cast.approver.holds("slt", on=later)


def test_nobody_enters_their_own_leaving(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="Nobody enters their own leaving"):
        cast.head.leave(on=ON, by=cast.head, at=AT)


def test_nobody_leaves_before_they_joined(cast: SimpleNamespace) -> None:
    with pytest.raises(NotPossible, match="cannot be before the first"):
        cast.writer.leave(on=date(2019, 1, 1), by=cast.head, at=AT)


@pytest.mark.parametrize("who", ["approver", "writer", "governor"])
def test_only_keepers_change_the_list(cast: SimpleNamespace, who: str) -> None:
    by = cast.everybody[who]

    for act in (
        lambda: cast.school.welcome(Details("A", "B"), by=by, at=AT),
        lambda: cast.assistant.change(Details("A", "B"), by=by, at=AT),
        lambda: cast.assistant.leave(on=ON, by=by, at=AT),
        lambda: cast.assistant.stay(by=by, at=AT),
    ):
        with pytest.raises(NotPossible, match="Only the administrator and the headteacher"):
            act()


def test_a_page_tells_roles_cover_and_history(cast: SimpleNamespace, sign_in: SignIn) -> None:
    today = timezone.localdate()
    cast.approver.give_role(
        "dsl",
        by=cast.head,
        at=timezone.now(),
        from_on=today,
        until_on=today + timedelta(days=30),
        covers=cast.safeguarding_lead,
    )
    client = sign_in(cast.administrator)

    covering = page(client, cast.approver.get_absolute_url())
    away = page(client, cast.safeguarding_lead.get_absolute_url())

    assert "covers for Sage Ellery" in covering
    assert "Hazel Dunn gave a role: Designated safeguarding lead, from" in covering
    assert "While Sage Ellery is away" in away
    assert "Alder Cole</a> covers" in away


def test_ones_own_page_offers_no_role(cast: SimpleNamespace, sign_in: SignIn) -> None:
    shown = page(sign_in(cast.administrator), cast.administrator.get_absolute_url())

    assert "Nobody gives themselves a role" in shown
    assert "Enter the last day" not in shown


def test_one_person_is_invited(cast: SimpleNamespace, sign_in: SignIn) -> None:
    joined = join(cast, "Cedar Moss", email="cedar.moss@ashlands.example")
    client = sign_in(cast.administrator)

    assert "Not invited yet" in page(client, joined.get_absolute_url())
    client.post(f"{LIST}{joined.pk}/invitation/")

    assert joined.invitations.count() == 1
    assert "Invited on" in page(client, joined.get_absolute_url())


def test_somebody_without_an_address_is_not_invited(cast: SimpleNamespace, sign_in: SignIn) -> None:
    joined = join(cast, "Cedar Moss")

    answer = sign_in(cast.administrator).post(f"{LIST}{joined.pk}/invitation/", follow=True)

    assert "There is no e-mail address for Cedar Moss" in answer.content.decode()


def test_everybody_without_an_account_is_invited_once(
    cast: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    joined = join(cast, "Cedar Moss", email="cedar.moss@ashlands.example")
    join(cast, "Elder Nash")  # has no address
    elsewhere = other_cast.school.welcome(Details("Fern", "Oakes", "f@o.example"), by=None, at=AT)
    client = sign_in(cast.administrator)

    assert "1 person has an e-mail address and cannot sign in yet" in page(client, LIST)
    first = client.post(f"{LIST}invitations/", follow=True)
    second = client.post(f"{LIST}invitations/", follow=True)

    assert "1 invitation is on the way." in first.content.decode()
    assert "There is nobody left to invite." in second.content.decode()
    assert joined.invitations.count() == 1
    assert not elsewhere.invitations.exists()


@pytest.fixture
def pupils(school: School, other_school: School) -> None:
    Pupil.objects.create(
        school=school, given_name="Finch", family_name="Reed", year_group="3", form="Oak"
    )
    Pupil.objects.create(school=other_school, given_name="Heron", family_name="Sedge")


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize("who", ["writer", "assistant", "head", "administrator"])
def test_whoever_works_here_sees_the_pupils_of_this_school(
    cast: SimpleNamespace, sign_in: SignIn, who: str
) -> None:
    client = sign_in(cast.everybody[who])

    shown = page(client, "/schools/ashlands/pupils/?q=finch+oak")

    assert "Finch Reed" in shown
    assert "Heron" not in shown
    assert ("Bring in a file" in shown) == (who == "administrator")
    assert client.post("/schools/ashlands/pupils/").status_code == 405


def test_an_odd_search_for_pupils_breaks_nothing(cast: SimpleNamespace, sign_in: SignIn) -> None:
    assert "No pupil" in page(sign_in(cast.head), "/schools/ashlands/pupils/?q=%00%25_%27&page=x")


@pytest.mark.usefixtures("pupils")
@pytest.mark.parametrize("who", ["governor", "chair", "data_officer", "leaver"])
def test_whoever_does_not_work_here_sees_no_pupils(
    cast: SimpleNamespace, sign_in: SignIn, who: str
) -> None:
    assert sign_in(cast.everybody[who]).get("/schools/ashlands/pupils/").status_code == 404


def test_a_long_list_comes_in_pages(cast: SimpleNamespace, sign_in: SignIn) -> None:
    Person.objects.bulk_create(
        Person(school=cast.school, given_name=f"N{n}", family_name="Moss", actors=["teacher"])
        for n in range(120)
    )

    shown = page(sign_in(cast.head), f"{LIST}?q=moss&page=2")

    assert "120 people" in shown
    assert "Page 2 of 3" in shown
    assert "?q=moss&amp;page=3" in shown
