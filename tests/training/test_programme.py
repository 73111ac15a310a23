"""What pupils are taught and parents told: planned, delivered, and shown to parents; where help is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.records.door import history
from gatepost.training.models import ProgrammeItem, Resource
from gatepost.training.models.courses import CannotDo
from gatepost.training.programme.pages import for_audience, topics
from gatepost.training.setting_up import keep_resources
from gatepost.training.waiting import waiting_for
from tests.policies.rounds import files_without, put_in_force
from tests.training.kit import AT, ON

SignIn = Callable[[Person], Client]
HOME = "/schools/ashlands/"
PARENTS = f"{HOME}online-safety/"


def plan(cast: SimpleNamespace, audience: str, topic: str) -> ProgrammeItem:
    return ProgrammeItem.plan(
        cast.school, by=cast.head, at=AT, audience=audience, topic=topic, planned_on=ON
    )


@pytest.mark.parametrize(
    ("clause", "audience", "topic"),
    [
        pytest.param("pupils-taught-safety", "pupils", "Using social media safely"),
        pytest.param("pupils-taught-responsibility", "pupils", "Using social media responsibly"),
        pytest.param("parents-told-the-rules", "parents", "The rules of the learning platform"),
        pytest.param("parents-programme", "parents", "Using social media safely and well"),
    ],
)
@pytest.mark.clause("ASH-147", "ASH-148", "ASH-152", "ASH-153")
def test_each_topic_of_the_policy_waits_to_be_planned_as_long_as_its_clause_is_there(
    cast: SimpleNamespace, clause: str, audience: str, topic: str
) -> None:
    def waits() -> bool:
        lines = [one.says for one in waiting_for(cast.head, on=ON)]
        shown = {(one.audience, one.topic) for one in topics(cast.school, on=ON)}
        told = f"Plan “{topic}” for {audience} this school year" in lines
        assert told == ((audience, topic) in shown)
        return told

    assert waits()
    put_in_force(cast.school, files_without("ashlands", clause))
    assert not waits()


def test_what_is_planned_no_longer_waits_and_names_its_clause(cast: SimpleNamespace) -> None:
    item = plan(cast, "pupils", "Using social media safely")

    says = [one.says for one in waiting_for(cast.head, on=ON)]
    assert not any("Using social media safely” for pupils" in one for one in says)
    (line,) = history(item)
    assert line.event == "programme.planned" and "pupils-taught-safety" in line.body


def test_next_school_year_it_has_to_be_planned_anew(cast: SimpleNamespace) -> None:
    plan(cast, "pupils", "Using social media safely")
    september = ON.replace(year=ON.year + 1, month=9, day=1)

    def told(on: object) -> bool:
        lines = waiting_for(cast.head, on=on)  # type: ignore[arg-type]
        return any(one.says.startswith("Plan “Using social media safely” for pup") for one in lines)

    assert [told(september - timedelta(days=1)), told(september)] == [False, True]


def test_a_day_that_has_passed_asks_whether_it_took_place(cast: SimpleNamespace) -> None:
    item = plan(cast, "parents", "Games at home")
    question = "Say whether “Games at home” has taken place"
    later = ON + timedelta(days=1)
    assert question in [one.says for one in waiting_for(cast.safeguarding_lead, on=later)]

    item.deliver(on=ON, notes="", by=cast.head, at=AT)

    assert question not in [one.says for one in waiting_for(cast.safeguarding_lead, on=later)]
    assert "programme.delivered" in {line.event for line in history(item)}
    with pytest.raises(CannotDo, match="entered already"):
        item.deliver(on=ON, notes="", by=cast.head, at=AT)


def test_nothing_is_delivered_before_its_day(cast: SimpleNamespace) -> None:
    with pytest.raises(CannotDo, match="yet to come"):
        plan(cast, "parents", "Games").deliver(
            on=ON + timedelta(days=1), notes="", by=cast.head, at=AT
        )


@pytest.mark.clause("ASH-152", "ASH-153")
def test_parents_see_what_took_place_without_signing_in(
    cast: SimpleNamespace, client: Client, sign_in: SignIn
) -> None:
    today = timezone.localdate().isoformat()
    head = sign_in(cast.head)
    posted = {"audience": "parents", "topic": "The rules of the learning platform"}
    assert head.post(f"{HOME}programme/new/", {**posted, "planned_on": today}).status_code == 302
    item = ProgrammeItem.objects.get()
    assert "pupils" not in item.audience and item.clauses[0].endswith("/parents-told-the-rules")
    head.post(f"{HOME}programme/{item.pk}/delivery/", {"on": today, "notes": "Sent home."})
    client.logout()

    page = client.get(PARENTS)

    assert page.status_code == 200
    assert "The rules of the learning platform" in page.text and "Sent home." in page.text
    assert cast.head.name not in page.text
    assert client.post(PARENTS).status_code == 405


@pytest.mark.clause("ASH-154", "ASH-163", "ASH-164")
@pytest.mark.parametrize(
    ("clause", "named"),
    [
        ("parents-website", "https://www.ashlands.example/online"),
        ("ceop-link", "https://www.ceop.police.uk/safety-centre"),
        ("nspcc-link", "https://learning.nspcc.org.uk/"),
    ],
)
def test_a_link_is_in_view_as_long_as_the_policy_names_it(
    cast: SimpleNamespace, client: Client, clause: str, named: str
) -> None:
    now = timezone.now()
    keep_resources(cast.school, at=now)
    website = Resource.objects.get(url="")
    website.enter_address(
        title="Our website", url="https://www.ashlands.example/online", by=cast.head, at=now
    )
    assert named in client.get(PARENTS).text

    put_in_force(cast.school, files_without("ashlands", clause), on=timezone.localdate(), at=now)

    assert named not in client.get(PARENTS).text


@pytest.mark.clause("ASH-154")
def test_an_address_that_the_policy_leaves_to_the_school_waits_to_be_entered(
    cast: SimpleNamespace,
) -> None:
    keep_resources(cast.school, at=AT)
    line = "Enter the address of “The school's website”, which the policy names"
    assert line in [one.says for one in waiting_for(cast.head, on=ON)]

    Resource.objects.get(url="").enter_address(
        title="Our website", url="https://www.ashlands.example/", by=cast.head, at=AT
    )

    assert not any("Enter the address" in one.says for one in waiting_for(cast.head, on=ON))


def test_a_dead_link_is_not_shown_to_parents_and_waits_for_somebody(
    cast: SimpleNamespace,
) -> None:
    keep_resources(cast.school, at=AT)
    link = Resource.objects.get(url__contains="ceop")

    link.looked("The page is gone.", at=AT)
    assert link in for_audience(cast.school, "parents", on=ON)  # it may be back tomorrow
    link.looked("The page is gone.", at=AT + timedelta(days=1))

    tomorrow = ON + timedelta(days=1)
    assert link not in for_audience(cast.school, "parents", on=tomorrow)
    assert any("leads nowhere" in one.says for one in waiting_for(cast.head, on=tomorrow))
    link.looked("", at=AT + timedelta(days=2))
    assert link in for_audience(cast.school, "parents", on=ON + timedelta(days=2))


def test_own_links_are_entered_and_taken_away(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.safeguarding_lead)
    posted = {"title": "Talk", "url": "https://talk.example/", "audiences": ["parents"]}
    assert client.post(f"{HOME}resources/new/", posted).status_code == 302
    link = Resource.objects.get(title="Talk")
    assert "https://talk.example/" in client.get(PARENTS).text

    client.post(f"{HOME}resources/{link.pk}/removal/")

    assert "https://talk.example/" not in client.get(PARENTS).text
    assert {line.event for line in history(link)} == {"resource.entered", "resource.taken-away"}


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://a.example/", "no address"])
def test_an_address_that_is_none_is_refused(
    cast: SimpleNamespace, sign_in: SignIn, url: str
) -> None:
    posted = {"title": "Talk", "url": url, "audiences": ["parents"]}

    answer = sign_in(cast.head).post(f"{HOME}resources/new/", posted)

    assert answer.status_code == 400 and not Resource.objects.filter(title="Talk").exists()


def test_a_link_that_the_policy_names_cannot_be_taken_away(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    keep_resources(cast.school, at=timezone.now())
    link = Resource.objects.get(url__contains="ceop")

    assert sign_in(cast.head).post(f"{HOME}resources/{link.pk}/removal/").status_code == 404


def test_who_may_plan(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client, sign_in: SignIn
) -> None:
    item = plan(cast, "parents", "Games")
    keep_resources(cast.school, at=AT)
    link = Resource.objects.get(url__contains="ceop")
    for page in ("programme/", "resources/"):
        assert client.get(HOME + page).status_code == 302
    posts = [f"programme/{item.pk}/delivery/", "programme/new/", "resources/new/"]
    posts += [f"resources/{link.pk}/address/", f"resources/{link.pk}/removal/"]

    for person in (cast.writer, cast.governor, other_cast.head):
        there = sign_in(person)
        assert {there.get(HOME + page).status_code for page in ("programme/", "resources/")} == {
            404
        }
        assert {there.post(HOME + page).status_code for page in posts} == {404}
    assert {sign_in(cast.head).get(HOME + page).status_code for page in posts} == {405}
    there = sign_in(other_cast.head)
    elsewhere = "/schools/corpus-christi/"
    assert there.post(f"{elsewhere}programme/{item.pk}/delivery/").status_code == 404
    assert there.post(f"{elsewhere}resources/{link.pk}/address/").status_code == 404
