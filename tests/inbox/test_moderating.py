"""Hiding, deleting, blocking and reporting: by a clause and with a reason, kept first, once, undone and looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.test import Client

from gatepost.inbox.models import Item, Moderation, Review
from gatepost.inbox.moderating import explaining
from gatepost.inbox.moderating.beginning import alarm_first, grounds_of
from gatepost.inbox.moderating.carrying_out import carry_out
from gatepost.inbox.moderating.explaining import explain, gives_away, leave_unexplained, wanted
from gatepost.inbox.moderating.waiting import waiting_for
from gatepost.incidents.holds import Frozen
from gatepost.networks.arriving import Act
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.cited import cited
from gatepost.policies.door import NotYours
from gatepost.posts.models import Outlet
from gatepost.records.door import history
from tests.conftest import make_cast, make_school
from tests.inbox.desk import account, arrived
from tests.inbox.moderated import ABUSE, WORDS, comment_on, have, page_on
from tests.networks.facebook_fake import PAGE, Graph, facebook
from tests.policies.rounds import files_with, put_in_force
from tests.posts.desk import hand_in, work

AT = datetime(2026, 11, 21, 19, tzinfo=UTC)  # a Saturday evening
BLOCK_REPORT_DELETE = "ashlands/block-report-delete"
State = Moderation.State
SignIn = Callable[[Person], Client]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Graph]]:
    with facebook() as (address, graph):
        yield address, graph


@pytest.fixture
def graph(server: tuple[str, Graph], settings: LazySettings) -> Graph:
    settings.NETWORKS_ON_LOOPBACK = True
    graph = server[1]
    graph.posts.clear()
    graph.comments.clear()
    graph.blocked.clear()
    return graph


@pytest.fixture
def item(cast: SimpleNamespace, server: tuple[str, Graph], graph: Graph) -> Item:
    return comment_on(graph, page_on(cast, server[0], at=AT), at=AT)


@pytest.fixture
def model_cast(db: None) -> SimpleNamespace:
    return make_cast(make_school("hill", policy="model"))


@pytest.fixture
def model_item(model_cast: SimpleNamespace, server: tuple[str, Graph], graph: Graph) -> Item:
    return comment_on(graph, page_on(model_cast, server[0], at=AT), at=AT)


def do_due(*, at: datetime) -> None:
    work(at=at, kinds=("inbox.moderate", "inbox.end-moderation"))


@pytest.mark.clause("ASH-116")
def test_what_the_clause_names_comes_first_and_goes_by_that_clause(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    grounds = grounds_of(item, ABUSE, by=cast.writer, at=AT)
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)

    do_due(at=AT)

    assert [act.value for act in grounds.proposed] == ["block", "report", "delete", "hide"]
    made.refresh_from_db()
    item.refresh_from_db()
    assert item.key not in graph.comments
    assert (made.state, item.settled_as) == (State.DONE, Item.Settled.MODERATED)
    assert [one.id for one in cited([made.clause], item.school)] == ["block-report-delete"]
    done = history(made).get(event="moderation.done")
    assert made.clause in done.body


def test_what_stands_there_is_read_and_kept_before_anything_is_done(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    graph.comments[item.key]["message"] = "Edited a moment ago"
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)

    do_due(at=AT)

    made.refresh_from_db()
    assert made.version is not None
    said = made.version.said
    assert (said.text, said.author_id) == ("Edited a moment ago", "7001")
    assert [one.said.text for one in item.versions.all()] == [WORDS, "Edited a moment ago"]


def test_a_reason_and_the_clause_behind_it_are_wanted(cast: SimpleNamespace, item: Item) -> None:
    with pytest.raises(NotPossible, match="Write why"):
        have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT, reason=" ")
    with pytest.raises(NotPossible, match="Choose the clause"):
        have(item, Act.DELETE, "ashlands/say-why", by=cast.writer, at=AT)

    assert not Moderation.objects.exists()


def test_the_reason_is_in_no_table_as_plain_text_and_not_in_the_ledger(
    cast: SimpleNamespace, item: Item
) -> None:
    from django.db import connection

    made = have(item, Act.HIDE, "law-england/unlawful-comments-go", by=cast.writer, at=AT)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM inbox_moderation WHERE id = %s", [made.pk])
        (kept,) = cursor.fetchone()
    assert "insults" not in str(bytes(kept) if isinstance(kept, memoryview) else kept)
    assert all("insults" not in one.body for one in history(made))


def test_a_worker_that_died_in_the_middle_is_followed_by_one_that_does_it_again(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    Moderation.objects.filter(pk=made.pk).update(state=State.DOING)
    del graph.comments[item.key]  # it had got so far

    carry_out(at=AT, moderation=made.pk)
    carry_out(at=AT, moderation=made.pk)

    made.refresh_from_db()
    assert made.state == State.DONE
    assert history(made).filter(event="moderation.done").count() == 1


def test_hiding_is_undone_and_what_cannot_be_undone_says_so(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    hidden = have(item, Act.HIDE, "law-england/unlawful-comments-go", by=cast.writer, at=AT)
    do_due(at=AT)
    assert graph.comments[item.key]["is_hidden"]
    hidden.refresh_from_db()
    hidden.undo(by=cast.head, at=AT)
    do_due(at=AT)
    deleted = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    assert not graph.comments[item.key]["is_hidden"]
    do_due(at=AT)
    deleted.refresh_from_db()

    with pytest.raises(NotPossible, match="gone for good"):
        deleted.undo(by=cast.head, at=AT)

    item.refresh_from_db()
    hidden.refresh_from_db()
    assert (hidden.state, item.is_hidden) == (State.UNDONE, False)


def test_what_the_network_does_not_let_us_do_is_done_there_by_a_person(
    cast: SimpleNamespace, item: Item
) -> None:
    made = have(item, Act.REPORT, BLOCK_REPORT_DELETE, by=cast.writer, at=AT, report_as="abuse")

    assert made.state == State.BY_HAND
    assert any("Do it on the network" in one.says for one in waiting_for(cast.writer, on=AT.date()))
    made.done_by_hand(by=cast.writer, at=AT)
    made.network_answered("Case 4711: removed.", by=cast.writer, at=AT + timedelta(days=2))
    assert (made.state, made.done_by, made.network_says) == (
        State.DONE,
        cast.writer,
        "Case 4711: removed.",
    )


def test_a_network_that_does_not_let_us_in_is_asked_again(
    cast: SimpleNamespace, item: Item, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    monkeypatch.setattr("tests.networks.facebook_fake.TOKEN", "another")
    do_due(at=AT)
    made.refresh_from_db()
    assert made.state == State.DOING
    assert made.problem

    monkeypatch.undo()
    connection = item.channel.connection()
    assert connection is not None
    item.channel.connect(
        server=connection.server,
        identifier=PAGE,
        secret=dict(connection.secret),
        expires_at=None,
        by=cast.administrator,
        at=AT,
    )
    do_due(at=AT + timedelta(hours=2))

    made.refresh_from_db()
    assert made.state == State.DONE


@pytest.mark.clause("ASH-117")
def test_the_audience_is_told_why_in_neutral_words_under_the_same_post(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    assert wanted(made) == []  # not before it is done
    do_due(at=AT)
    made.refresh_from_db()
    assert wanted(made) == ["audience"]
    assert any("Say why" in one.says for one in waiting_for(cast.writer, on=AT.date()))
    words = explaining.neutral_words(made)[0].text

    told = explain(made, words, to="audience", by=cast.writer, at=AT)

    assert told.post is not None
    hand_in(told.post, by=cast.writer, at=AT)
    work(at=AT)
    assert told.post.outlets.get().state == Outlet.State.PUBLISHED
    (there,) = [one for one in graph.comments.values() if one["from"]["id"] == PAGE]
    assert (there["message"], there["post"]) == (words, item.under)
    assert "block, report or remove" in words
    assert wanted(made) == []


def test_an_explanation_names_nobody_quotes_nothing_and_tells_nobody_who_attends(
    cast: SimpleNamespace, item: Item
) -> None:
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)

    quoted = gives_away(made, "Somebody wrote: useless idiots in that office.", at=AT)
    named = gives_away(made, "We have removed what 7001 wrote.", at=AT)
    attends = gives_away(made, "We have spoken to your son in Year 4 about it.", at=AT)

    assert ["repeats" in " ".join(quoted), "names whoever" in " ".join(named)] == [True, True]
    assert attends
    do_due(at=AT)
    with pytest.raises(NotPossible, match="repeats"):
        explain(made, "It said useless idiots in that office", to="audience", by=cast.writer, at=AT)


def test_nothing_is_said_only_with_a_reason(cast: SimpleNamespace, item: Item) -> None:
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    do_due(at=AT)

    with pytest.raises(NotPossible, match="why nothing is said"):
        leave_unexplained(made, "", to="audience", by=cast.writer, at=AT)
    leave_unexplained(made, "Nobody had seen it.", to="audience", by=cast.writer, at=AT)

    made.refresh_from_db()
    assert wanted(made) == []


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"material": ("indecent-image-of-child",)}, "sexual-image"),
        ({"serious": ("safeguarding",)}, "child-at-risk"),
    ],
)
def test_an_alarm_goes_first_hides_it_and_takes_no_reason(
    cast: SimpleNamespace, item: Item, graph: Graph, facts: dict[str, tuple[str, ...]], kind: str
) -> None:
    with pytest.raises(NotPossible, match="first"):
        have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT, facts=facts)

    alarm_first(item, facts, by=cast.writer, at=AT)
    do_due(at=AT)

    item.refresh_from_db()
    assert item.case is not None
    assert (item.case.kind.key, item.is_hidden) == (kind, True)
    assert graph.comments[item.key]["is_hidden"]
    made = Moderation.objects.get(item=item)
    assert not Moderation.objects.visible_to(cast.writer, on=AT.date()).exists()
    assert {one.chain for one in history(made)} == {item.case.ledger_chain}
    assert wanted(made) == []


def test_in_a_case_hiding_never_waits_and_deleting_may(cast: SimpleNamespace, item: Item) -> None:
    alarm_first(item, {"serious": ("safeguarding",)}, by=cast.writer, at=AT)
    item.refresh_from_db()
    image = arrived(item.channel, "A picture", at=AT, id="9_9", who="7001")
    alarm_first(image, {"material": ("indecent-image-of-child",)}, by=cast.writer, at=AT)
    image.refresh_from_db()

    with pytest.raises(Frozen):
        have(image, Act.DELETE, "", by=cast.safeguarding_lead, at=AT)

    assert image.moderations.get().what == Act.HIDE


def test_whoever_was_moderated_can_have_somebody_else_look_and_it_is_undone(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    made = have(item, Act.BLOCK, BLOCK_REPORT_DELETE, by=cast.approver, at=AT)
    do_due(at=AT)
    assert graph.blocked == {"7001"}
    made.refresh_from_db()
    look = Review.ask(made, "I was quoting.", why=Review.Why.AUTHOR, by=cast.writer, at=AT)

    with pytest.raises(NotPossible, match="Somebody else"):
        look.decide(upheld=True, words="Fine.", ends_on=None, by=cast.approver, at=AT)
    with pytest.raises(NotPossible, match="Somebody else"):
        look.decide(upheld=True, words="Fine.", ends_on=None, by=cast.writer, at=AT)
    look.decide(upheld=False, words="They were quoting.", ends_on=None, by=cast.head, at=AT)
    do_due(at=AT)

    made.refresh_from_db()
    assert (made.state, graph.blocked) == (State.UNDONE, set())


def test_the_model_policy_has_every_block_looked_at_in_five_working_days_and_it_ends(
    model_cast: SimpleNamespace, model_item: Item, graph: Graph
) -> None:
    made = have(model_item, Act.BLOCK, "model/abuse-goes", by=model_cast.writer, at=AT)
    hidden = have(model_item, Act.HIDE, "model/abuse-goes", by=model_cast.writer, at=AT)
    do_due(at=AT)

    look = made.reviews.get()
    assert (look.why, look.role) == (Review.Why.POLICY, "senior-leader")
    assert look.due_at is not None
    assert model_item.school.day_of(look.due_at) == date(2026, 11, 27)
    assert not hidden.reviews.exists()
    assert any("Look at it again" in one.says for one in waiting_for(model_cast.head, on=AT.date()))
    assert not any("Look" in one.says for one in waiting_for(model_cast.writer, on=AT.date()))
    look.decide(
        upheld=True, words="A month.", ends_on=date(2026, 12, 21), by=model_cast.head, at=AT
    )
    do_due(at=AT + timedelta(days=28))
    assert graph.blocked == {"7001"}
    do_due(at=AT + timedelta(days=31))
    assert graph.blocked == set()


def test_the_model_policy_tells_whoever_wrote_it_and_nobody_in_public(
    model_cast: SimpleNamespace, model_item: Item
) -> None:
    made = have(model_item, Act.HIDE, "model/abuse-goes", by=model_cast.writer, at=AT)
    do_due(at=AT)
    made.refresh_from_db()

    told = explain(
        made, "We hid it by our rules. Ask the office.", to="writer", by=model_cast.writer, at=AT
    )

    assert (told.post, wanted(made)) == (None, [])


def test_what_no_clause_speaks_for_is_done_with_a_reason_and_looked_at_by_somebody_else(
    model_cast: SimpleNamespace, model_item: Item
) -> None:
    facts = {"manner": ("critical",)}

    made = have(
        model_item, Act.HIDE, "", by=model_cast.writer, at=AT, facts=facts, reason="Off topic."
    )

    assert (made.departs, made.clause) == (True, "")
    assert made.reviews.get().why == Review.Why.DEPARTS


def test_a_school_without_such_clauses_moderates_and_cites_nothing_of_its_own(
    graph: Graph, server: tuple[str, Graph], db: None
) -> None:
    quiet = make_cast(make_school("quiet", policy="corpus-christi"))
    item = comment_on(graph, page_on(quiet, server[0], at=AT), at=AT)
    facts = {"manner": ("respectful",)}

    made = have(item, Act.HIDE, "", by=quiet.writer, at=AT, facts=facts)
    do_due(at=AT)

    made.refresh_from_db()
    assert (made.state, made.departs, made.told) == (State.DONE, False, [])


def test_the_pages_lead_from_what_it_is_to_what_is_done(
    cast: SimpleNamespace, other_cast: SimpleNamespace, item: Item, sign_in: SignIn
) -> None:
    page = f"/schools/ashlands/inbox/{item.pk}/moderate/"
    mine = sign_in(cast.writer)

    first = mine.get(page).content.decode()
    second = mine.get(f"{page}?asked=yes&manner=offensive").content.decode()
    refused = mine.post(page, {"asked": "yes", "manner": "offensive", "what": "delete"})
    sent = mine.post(
        page,
        {
            "asked": "yes",
            "manner": "offensive",
            "what": "delete",
            "delete-clause": BLOCK_REPORT_DELETE,
            "delete-reason": "It insults people.",
        },
    )

    assert "How would a fair-minded reader describe it?" in first
    assert second.index("Block whoever wrote it") < second.index("Hide it")
    assert "Facebook takes no reports from programs" in second
    assert (refused.status_code, sent.status_code) == (400, 302)
    made = Moderation.objects.get()
    shown = mine.get(made.get_absolute_url())
    assert "It insults people." in shown.content.decode()
    assert mine.post(made.get_absolute_url()).status_code == 405
    assert sign_in(other_cast.head).get(made.get_absolute_url()).status_code == 404
    assert sign_in(cast.governor).get(made.get_absolute_url()).status_code == 404


def test_an_alarm_has_a_page_of_its_own_with_one_button(
    cast: SimpleNamespace, item: Item, sign_in: SignIn
) -> None:
    page = f"/schools/ashlands/inbox/{item.pk}/moderate/"
    mine = sign_in(cast.writer)

    shown = mine.get(f"{page}?asked=yes&manner=offensive&material=indecent-image-of-child")
    sent = mine.post(f"{page}first/", {"material": "indecent-image-of-child"})

    words = shown.content.decode()
    assert "Pass it on and hide it now" in words
    assert "Delete it" not in words
    assert (sent.status_code, mine.get(page).status_code) == (302, 404)


def test_an_account_that_gatepost_does_not_read_is_moderated_by_hand(
    cast: SimpleNamespace,
) -> None:
    channel = account(cast, at=AT, network="x", name="X")
    item = arrived(channel, WORDS, at=AT, id="by-hand/1")

    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    made.done_by_hand(by=cast.writer, at=AT)
    made.undo(by=cast.head, at=AT)

    assert made.state == State.UNDO_BY_HAND
    made.done_by_hand(by=cast.head, at=AT)
    assert made.state == State.UNDONE


def test_what_only_people_can_judge_waits_for_a_second_person(
    cast: SimpleNamespace, item: Item, graph: Graph
) -> None:
    heading = 'heading = "Handling abuse"'
    judged = (
        'id = "looked-at-first"\nsays = "Nobody removes what is only rude."\nstrength = "must-not"\n'
        'when = { act = "moderate", manner = "offensive" }\ncaution = "human-decides"\n'
    )
    files = files_with("ashlands", heading, f"{heading}\n\n[[clause]]\n{judged}")
    put_in_force(cast.school, files, on=AT.date() - timedelta(days=1), at=AT - timedelta(days=2))

    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    do_due(at=AT)
    assert (made.state, item.key in graph.comments) == (State.ASKED, True)
    with pytest.raises(NotYours):
        made.judge(allowed=True, reason="It is.", by=cast.writer, at=AT)
    made.ask(cast.approver, fact="", by=cast.writer, at=AT)
    assert any("judgement" in one.says for one in waiting_for(cast.approver, on=AT.date()))
    made.judge(allowed=True, reason="It is abuse.", by=cast.approver, at=AT)
    do_due(at=AT)

    made.refresh_from_db()
    assert (made.state, item.key in graph.comments) == (State.DONE, False)


def test_whoever_sees_the_case_hides_what_came_in_without_a_question(
    cast: SimpleNamespace, item: Item, sign_in: SignIn
) -> None:
    alarm_first(item, {"serious": ("safeguarding",)}, by=cast.writer, at=AT)
    Moderation.objects.update(state=State.UNDONE)
    page = f"/schools/ashlands/inbox/{item.pk}/moderate/"

    shown = sign_in(cast.safeguarding_lead).get(page).content.decode()
    sent = sign_in(cast.safeguarding_lead).post(page, {"what": "hide"})

    assert "By which clause" not in shown
    assert sent.status_code == 302
    assert Moderation.objects.filter(what=Act.HIDE, state=State.WANTED, clause="").exists()


def test_an_explanation_that_was_withdrawn_is_owed_again(cast: SimpleNamespace, item: Item) -> None:
    made = have(item, Act.DELETE, BLOCK_REPORT_DELETE, by=cast.writer, at=AT)
    do_due(at=AT)
    told = explain(made, "We have a rule.", to="audience", by=cast.writer, at=AT)
    assert told.post is not None
    made.refresh_from_db()
    assert wanted(made) == []

    told.post.withdraw(by=cast.writer, at=AT)

    assert wanted(Moderation.objects.get(pk=made.pk)) == ["audience"]
