"""What the register puts on somebody's list, and on nobody else's."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.test import Client

from gatepost.people.models import Person
from gatepost.policies.models import Commencement, Version
from gatepost.policies.register import reviewing, signing
from gatepost.policies.register.waiting import waiting_for
from tests.policies.drafts import AT, ON, agree, draft, fresh, put_in_force


def lines(person: Person) -> set[str]:
    return {one.says for one in waiting_for(person, on=ON)}


def test_a_draft_waits_for_nobody_until_it_is_put_before_them(cast: SimpleNamespace) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head)
    before = lines(cast.chair)

    signing.present(version, by=cast.head, at=AT)

    assert "Sign the social media policy" not in before
    for person, waits in ((cast.chair, True), (cast.head, True), (cast.governor, False)):
        assert ("Sign the social media policy" in lines(person)) is waits


def test_the_first_policy_waits_for_those_who_write_until_it_is_put_before_others(
    cast: SimpleNamespace,
) -> None:
    Commencement.objects.all().delete()
    Version.objects.all().delete()
    nothing = {who: lines(getattr(cast, who)) for who in ("head", "administrator", "chair")}
    version = draft(cast.school, "coates-lane", by=cast.head)
    drafted = lines(cast.head)
    signing.present(version, by=cast.head, at=AT)

    presented = lines(cast.head)

    says = "Choose the school’s policy: none is in force yet"
    assert {who for who, found in nothing.items() if says in found} == {"head", "administrator"}
    assert "Go on with version 1 of the policy: none is in force yet" in drafted
    assert not any("none is in force yet" in line for line in presented)


def test_what_is_signed_waits_no_longer_and_then_waits_to_be_put_in_force(
    cast: SimpleNamespace,
) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head)
    signing.present(version, by=cast.head, at=AT)

    agree(version, cast)

    assert "Sign the social media policy" not in lines(cast.chair)
    assert "Put version 2 of the policy in force" in lines(cast.head)


def test_an_approval_waits_for_those_who_record_it(cast: SimpleNamespace) -> None:
    version = draft(cast.school, "ashlands", by=cast.head)
    signing.present(version, by=cast.head, at=AT)

    for person, waits in ((cast.chair, True), (cast.administrator, True), (cast.governor, False)):
        assert ("Record the approval of version 2 of the policy" in lines(person)) is waits


def test_open_things_wait_for_those_who_write(cast: SimpleNamespace) -> None:
    put_in_force(draft(cast.school, "ashlands", by=cast.head), cast)

    assert any("still open in the policy" in line for line in lines(cast.administrator))
    assert not any("still open in the policy" in line for line in lines(cast.chair))


def test_a_review_on_news_waits_from_that_day(cast: SimpleNamespace) -> None:
    version = put_in_force(draft(cast.school, "staff-and-governors", by=cast.head), cast)
    before = lines(cast.head)

    reviewing.report_news(version, reason="A new network.", by=cast.governor, at=AT)

    assert "Look at the social media policy again" not in before
    assert "Look at the social media policy again" in lines(cast.head)
    assert fresh(version).news.get().at - AT == timedelta(0)


def test_teachers_and_those_who_left_have_nothing_here(
    cast: SimpleNamespace, client: Client
) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head)
    signing.present(version, by=cast.head, at=AT)

    assert lines(cast.writer) == lines(cast.leaver) == set()


def test_every_line_leads_to_a_page_that_opens(cast: SimpleNamespace, client: Client) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head)
    signing.present(version, by=cast.head, at=AT)

    for person in (cast.head, cast.chair, cast.administrator):
        assert person.account
        client.force_login(person.account)
        for line in waiting_for(person, on=ON):
            assert client.get(line.url.partition("#")[0]).status_code == 200, line
