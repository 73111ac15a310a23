"""A hand-over follows the last day, is seen to by whom the policy names, step by step, and ends as the policy lets it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels.handing_over.following import follow
from gatepost.channels.handing_over.needed import need_of
from gatepost.channels.handing_over.steps import ways_out
from gatepost.channels.models import Channel, Handover, Runner, Secret
from gatepost.channels.waiting import waiting_for
from gatepost.networks.known import NETWORKS
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed
from gatepost.policies.packs import bundled_pack
from gatepost.posts.models import Outlet
from gatepost.records.models import Entry
from tests.conftest import make_cast, make_person, make_school
from tests.policies.rounds import files_with, files_without, put_in_force
from tests.posts.desk import post_by

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = timezone.localdate()
LAST_DAY = TODAY + timedelta(days=20)
WORDS = ("secrets-changed", "access-removed")
# Nobody has to be trained or to have read anything before they count.
NO_CONDITIONS = ("two-runners", "runners-have-read-policy", "runners-are-trained")


@pytest.fixture
def stage(cast: SimpleNamespace) -> SimpleNamespace:
    """A policy without a number of runners, an account, and Fern who runs it alone."""
    put_in_force(cast.school, files_without("ashlands", *NO_CONDITIONS), on=TODAY)
    return with_account(cast)


def with_account(cast: SimpleNamespace, *, network: str = "bluesky") -> SimpleNamespace:
    """An account that Fern runs alone."""
    cast.fern = make_person(cast.school, "Fern Hale", actors=["teacher"])
    cast.account = Channel.enter(
        network=network, name="Bluesky", handle="school", url="", by=cast.administrator, at=NOW
    )
    cast.runner = cast.account.appoint(cast.fern, by=cast.administrator, at=NOW)
    return cast


def leaving(stage: SimpleNamespace, *, days: int = 20) -> Handover:
    """Fern's last day is entered, and a worker has been by."""
    on = TODAY + timedelta(days=days)
    stage.fern.leave(on=on, by=stage.administrator, at=NOW)
    follow(at=NOW)
    return Handover.objects.get(runner__channel=stage.account, ended_at=None)


def all_but_the_end(handover: Handover, stage: SimpleNamespace) -> None:
    """Everything is done before the account is passed on."""
    handover.name(stage.approver, by=stage.administrator, at=NOW)
    handover.end_running(by=stage.administrator, at=NOW)
    for step in WORDS:
        handover.take(step, by=stage.administrator, at=NOW)


def test_it_moves_with_the_last_day_and_those_who_see_to_it_are_told_again(
    stage: SimpleNamespace,
) -> None:
    handover = leaving(stage)
    before = Notice.objects.filter(key__startswith=f"handover-{handover.pk}-").count()
    stage.fern.leave(on=LAST_DAY - timedelta(days=7), by=stage.administrator, at=NOW)

    assert [follow(at=NOW) for _ in range(2)] == [1, 0]

    handover.refresh_from_db()
    assert handover.due_on == LAST_DAY - timedelta(days=7)
    assert Notice.objects.filter(key__startswith="handover-").count() == 2 * before
    assert Entry.objects.filter(event="handover.moved").count() == 1


def test_a_last_day_that_is_taken_back_ends_it_and_a_new_one_opens_another(
    stage: SimpleNamespace,
) -> None:
    handover = leaving(stage)
    stage.fern.stay(by=stage.administrator, at=NOW)
    with pytest.raises(Closed, match="has ended"):
        handover.take("access-removed", by=stage.administrator, at=NOW)

    assert follow(at=NOW) == 1
    handover.refresh_from_db()
    assert (handover.ended_in, handover.ended_by) == ("not-needed", None)

    assert leaving(stage).pk != handover.pk


def test_the_page_and_today_know_a_moved_day_before_any_worker(
    stage: SimpleNamespace, sign_in: SignIn
) -> None:
    handover = leaving(stage)
    stage.fern.leave(on=TODAY + timedelta(days=40), by=stage.administrator, at=NOW)

    text = sign_in(stage.administrator).get(handover.get_absolute_url()).text
    (line,) = [
        one for one in waiting_for(stage.administrator, on=TODAY) if one.says.startswith("Hand ")
    ]

    day = TODAY + timedelta(days=40)
    assert f"{day:%A} {day.day} {day:%B %Y}" in text
    assert line.due_on == day


def test_who_stops_leaves_a_hand_over_only_where_too_few_remain(cast: SimpleNamespace) -> None:
    needs = ("runners-have-read-policy", "runners-are-trained")
    put_in_force(cast.school, files_without("ashlands", *needs), on=TODAY)  # two people are wanted
    with_account(cast)
    cast.account.appoint(cast.writer, by=cast.administrator, at=NOW)
    cast.account.appoint(cast.approver, by=cast.administrator, at=NOW)

    cast.account.runners.get(person=cast.approver).stop(by=cast.administrator, at=NOW)
    assert follow(at=NOW) == 0
    later = NOW + timedelta(days=2)
    cast.account.runners.get(person=cast.writer).stop(by=cast.administrator, at=later)
    assert follow(at=later) == 1

    # Whoever stopped while enough were left is not asked about.
    handover = Handover.objects.get()
    assert (handover.leaver, handover.why) == (cast.writer, "stopped")
    assert handover.due_on == TODAY + timedelta(days=2)
    assert follow(at=later + timedelta(days=2)) == 0


def test_who_stopped_and_runs_it_again_needs_no_hand_over(stage: SimpleNamespace) -> None:
    stage.runner.stop(by=stage.administrator, at=NOW)
    follow(at=NOW)
    later = NOW + timedelta(days=2)

    stage.account.appoint(stage.fern, by=stage.administrator, at=later)
    follow(at=later)

    assert Handover.objects.get().ended_in == "not-needed"


def test_whoever_follows_is_somebody_else_who_stays(stage: SimpleNamespace) -> None:
    handover = leaving(stage)
    leaves_too = make_person(stage.school, "Reed Oakes", actors=["teacher"], left_on=LAST_DAY)

    for person, why in ((stage.fern, "somebody else"), (leaves_too, "somebody who stays")):
        with pytest.raises(NotPossible, match=why):
            handover.name(person, by=stage.administrator, at=NOW)
    handover.name(stage.approver, by=stage.administrator, at=NOW)

    assert [one.person for one in stage.account.runners.all()] == [stage.fern, stage.approver]
    step = handover.steps.get()
    assert (step.step, step.person, step.by) == ("named", stage.approver, stage.administrator)


def test_whoever_is_not_ready_does_not_count_as_a_follower(cast: SimpleNamespace) -> None:
    with_account(cast)  # the whole policy: two people, trained, who have read it
    handover = leaving(cast)
    handover.name(cast.approver, by=cast.administrator, at=NOW)

    (first, *_) = handover.missing_to_transfer(on=TODAY)

    assert first == "First 2 other people have to be ready to run it after Fern Hale."


def test_nobody_sees_to_their_own_and_no_other_school_to_any(
    stage: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    stage.account.appoint(stage.administrator, by=stage.head, at=NOW)
    make_person(stage.school, "Ivy Nash", actors=["office-staff"], roles=["administrator"])
    stage.administrator.leave(on=LAST_DAY, by=stage.head, at=NOW)
    follow(at=NOW)
    own = Handover.objects.get(runner__person=stage.administrator)

    with pytest.raises(NotPossible, match="their own"):
        own.take("access-removed", by=stage.administrator, at=NOW)
    for person in (stage.writer, stage.approver, other_cast.administrator):
        with pytest.raises(NotPossible, match="whom the policy names"):
            own.take("access-removed", by=person, at=NOW)
    own.take("access-removed", by=stage.head, at=NOW)


@pytest.mark.clause("ASH-053")
def test_whom_the_clause_names_sees_to_it(stage: SimpleNamespace, sign_in: SignIn) -> None:
    url = leaving(stage).get_absolute_url()
    lead = stage.safeguarding_lead
    assert sign_in(lead).get(url).status_code == 404

    named = 'by = "channels.handover", by-whom = "dsl"'
    old = 'by = "channels.handover", by-whom = "administrator"'
    put_in_force(stage.school, files_with("ashlands", old, named), on=TODAY)

    assert "I have taken them off" in unescape(sign_in(lead).get(url).text)
    says = [one.says for one in waiting_for(lead, on=TODAY)]
    assert "Hand Bluesky over from Fern Hale" in says


@pytest.mark.clause("ASH-053", "ASH-054")
@pytest.mark.parametrize("clause", ["lead-leaves", "close-or-transfer"])
def test_its_page_and_the_ledger_name_the_clause_and_do_not_without_it(
    stage: SimpleNamespace, sign_in: SignIn, clause: str
) -> None:
    handover = leaving(stage)
    page = sign_in(stage.administrator)
    wanted = bundled_pack("ashlands").by_id[clause]
    whole = unescape(page.get(handover.get_absolute_url()).text)
    put_in_force(stage.school, files_without("ashlands", clause), on=TODAY)
    cut = unescape(page.get(handover.get_absolute_url()).text)

    handover.take("access-removed", by=stage.administrator, at=NOW)

    assert wanted.says in whole
    assert wanted.says not in cut
    assert f"/{clause}" in Entry.objects.get(event="handover.opened").body
    assert f"/{clause}" not in Entry.objects.get(event="handover.step-taken").body


@pytest.mark.clause("ASH-054")
@pytest.mark.parametrize("end", ["closed", "transferred"])
def test_it_ends_only_as_the_clause_lets_it(
    stage: SimpleNamespace, sign_in: SignIn, end: str
) -> None:
    handover = leaving(stage)
    all_but_the_end(handover, stage)
    both = 'ends-in = ["closed", "transferred"]'
    put_in_force(stage.school, files_with("ashlands", both, f'ends-in = ["{end}"]'), on=TODAY)
    ends = {"transferred": handover.transfer, "closed": handover.close}
    text = unescape(sign_in(stage.administrator).get(handover.get_absolute_url()).text)

    (other,) = set(ends) - {end}
    with pytest.raises(NotPossible, match="does not let"):
        ends[other](by=stage.administrator, at=NOW)

    assert ("Pass it on" in text) == (end == "transferred")
    assert ("What the leaver knows" in text) == (end == "transferred")
    assert ("Close the account" in text) == (end == "closed")


@pytest.mark.parametrize("policy", ["coates-lane", "corpus-christi", "staff-and-governors"])
def test_where_the_policy_is_silent_both_ends_are_open_and_nothing_is_cited(
    db: None, sign_in: SignIn, policy: str
) -> None:
    stage = with_account(make_cast(make_school(policy)))
    handover = leaving(stage)

    text = sign_in(stage.administrator).get(handover.get_absolute_url()).text
    all_but_the_end(handover, stage)
    handover.transfer(by=stage.administrator, at=NOW)

    assert "Pass it on" in text and "Or close it" in text
    assert "gp-clause" not in text
    assert handover.ended_in == "transferred"


def test_what_the_policy_wants_before_closing_comes_first(db: None) -> None:
    stage = with_account(make_cast(make_school("model")))
    handover = leaving(stage)
    with pytest.raises(NotPossible, match="its readers were told"):
        handover.close(by=stage.administrator, at=NOW)
    handover.take("readers-told", note="A last post.", by=stage.administrator, at=NOW)
    with pytest.raises(NotPossible, match="a copy of what was published"):
        handover.close(by=stage.administrator, at=NOW)

    last = ', before-closing = ["readers-told", "archived"]'
    put_in_force(stage.school, files_with("model", last, ""), on=TODAY)
    handover.close(by=stage.administrator, at=NOW)

    assert Channel.objects.get().closed_at == NOW


def test_what_the_leaver_knows_is_changed_once_they_run_it_no_longer(
    stage: SimpleNamespace,
) -> None:
    handover = leaving(stage)
    handover.name(stage.approver, by=stage.administrator, at=NOW)
    secret = {"kind": "passwords", "name": "", "by": stage.administrator, "at": NOW}
    Secret.enter(stage.account, value="one two three", **secret)

    with pytest.raises(NotPossible, match="runs it still"):
        handover.take("secrets-changed", by=stage.administrator, at=NOW)
    handover.end_running(by=stage.administrator, at=NOW)
    with pytest.raises(NotPossible, match="Change in the safe first"):
        handover.take("secrets-changed", by=stage.administrator, at=NOW)
    Secret.enter(stage.account, value="four five six", **secret)
    handover.take("secrets-changed", by=stage.administrator, at=NOW)
    handover.take("access-removed", by=stage.administrator, at=NOW)
    assert handover.missing_to_transfer(on=TODAY) == []

    handover.transfer(by=stage.administrator, at=NOW)
    assert handover.ended_in == "transferred"


def test_a_second_click_changes_nothing(stage: SimpleNamespace) -> None:
    handover = leaving(stage)
    all_but_the_end(handover, stage)
    with pytest.raises(NotPossible, match="on record already"):
        handover.take("access-removed", by=stage.administrator, at=NOW)
    with pytest.raises(NotPossible, match="no longer"):
        handover.end_running(by=stage.administrator, at=NOW)

    handover.transfer(by=stage.administrator, at=NOW)
    with pytest.raises(Closed):
        handover.transfer(by=stage.administrator, at=NOW)
    with pytest.raises(NotPossible, match="nothing to hand over"):
        Handover.begin(handover.runner, by=stage.administrator, at=NOW)

    assert Entry.objects.filter(event="handover.ended").count() == 1
    assert Handover.objects.count() == 1


def test_an_account_that_is_closed_elsewhere_ends_it(stage: SimpleNamespace) -> None:
    handover = leaving(stage)
    stage.account.close(by=stage.administrator, at=NOW)

    follow(at=NOW)

    handover.refresh_from_db()
    assert (handover.ended_in, handover.ended_by) == ("closed", None)
    assert need_of(Runner.objects.get(pk=stage.runner.pk), on=TODAY) is None


def test_an_account_that_is_being_handed_over_is_closed_by_its_hand_over_alone(
    stage: SimpleNamespace, sign_in: SignIn
) -> None:
    handover = leaving(stage)

    answer = sign_in(stage.administrator).post(f"{stage.account.get_absolute_url()}close/")

    assert answer["Location"] == handover.get_absolute_url()
    stage.account.refresh_from_db()
    assert stage.account.closed_at is None


def test_the_news_page_needs_no_word_about_passwords(stage: SimpleNamespace) -> None:
    stage.account.close(by=stage.administrator, at=NOW)
    stage.account = Channel.enter(
        network="own", name="News", handle="", url="", by=stage.administrator, at=NOW
    )
    stage.account.appoint(stage.fern, by=stage.administrator, at=NOW)
    handover = leaving(stage)

    handover.name(stage.approver, by=stage.administrator, at=NOW)
    handover.end_running(by=stage.administrator, at=NOW)

    assert handover.missing_to_transfer(on=TODAY) == []


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_says_how_somebody_is_taken_off(network: str) -> None:
    assert ways_out(network)


def test_it_is_begun_from_the_page_of_the_account_before_any_worker(
    stage: SimpleNamespace, sign_in: SignIn
) -> None:
    stage.fern.leave(on=LAST_DAY, by=stage.administrator, at=NOW)
    page = sign_in(stage.administrator)
    assert "Begin to hand it over" in page.get(stage.account.get_absolute_url()).text

    begins = f"{stage.account.get_absolute_url()}runners/{stage.runner.pk}/hand-over/"
    answer = page.post(begins)

    assert answer["Location"] == Handover.objects.get().get_absolute_url()
    assert page.post(begins)["Location"] == stage.account.get_absolute_url()
    assert Handover.objects.count() == 1


def test_the_whole_way_by_its_page(stage: SimpleNamespace, sign_in: SignIn) -> None:
    url = leaving(stage).get_absolute_url()
    page = sign_in(stage.administrator)
    assert page.post(f"{url}transfer/").status_code == 409
    assert page.post(f"{url}steps/", {"step": "archived"}).status_code == 400

    page.post(f"{url}runners/", {"person": stage.approver.pk})
    page.post(f"{url}running/")
    for step in WORDS:
        assert page.post(f"{url}steps/", {"step": step, "note": "Here."}).status_code == 302
    assert page.post(f"{url}transfer/").status_code == 302

    text = unescape(page.get(url).text)
    assert "Passed on" in text and "“Here.”" in text
    assert page.post(f"{url}transfer/").status_code == 409


def test_who_may_open_it(
    stage: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    url = leaving(stage).get_absolute_url()
    theirs = url.replace("/ashlands/", "/corpus-christi/")

    answers = {
        name: sign_in(person).get(url).status_code
        for name, person in {**stage.everybody, "fern": stage.fern}.items()
    }

    assert {name for name, status in answers.items() if status == 200} == {
        "administrator", "head", "approver",
    }  # fmt: skip
    assert set(answers.values()) == {200, 404}
    assert sign_in(stage.approver).post(f"{url}transfer/").status_code == 404
    assert sign_in(other_cast.administrator).get(url).status_code == 404
    assert sign_in(other_cast.administrator).get(theirs).status_code == 404


def test_the_copy_holds_what_went_out_and_nothing_that_runs(
    stage: SimpleNamespace, sign_in: SignIn
) -> None:
    handover = leaving(stage)
    bad = "<script>alert(1)</script> & “quotes”"
    for text in (bad, "Taken down.", "Never published."):
        post_by(stage.writer, stage.account, at=NOW, text=text)
    out = {"published_at": NOW, "url": "https://bsky.example/1"}
    Outlet.objects.filter(post__text=bad).update(state=Outlet.State.PUBLISHED, **out)
    Outlet.objects.filter(post__text="Taken down.").update(state=Outlet.State.TAKEN_DOWN, **out)
    url = f"/schools/ashlands/posts/archive/{stage.account.pk}/"

    answer = sign_in(stage.administrator).post(url)

    with ZipFile(io.BytesIO(answer.content)) as file:
        told, page = json.loads(file.read("posts.json")), file.read("posts.html").decode()
    assert [(one["text"], one["is_up"]) for one in told["posts"]] == [
        (bad, True),
        ("Taken down.", False),
    ]
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "Taken down since." in page and "Never published" not in page
    assert f"account-{stage.account.pk}-{TODAY}.zip" in answer["Content-Disposition"]
    assert handover.steps.get().step == "archived"
    assert Entry.objects.filter(event="channel.archived").count() == 1


def test_the_copy_is_for_those_who_see_to_hand_overs_at_the_school(
    stage: SimpleNamespace, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    url = f"/schools/ashlands/posts/archive/{stage.account.pk}/"
    elsewhere = url.replace("ashlands", "corpus-christi")

    assert sign_in(stage.writer).post(url).status_code == 404
    assert sign_in(other_cast.administrator).post(url).status_code == 404
    assert sign_in(other_cast.administrator).post(elsewhere).status_code == 404
    assert sign_in(stage.head).get(url).status_code == 405
    assert not Entry.objects.filter(event="channel.archived").exists()
