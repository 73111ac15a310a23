"""What is said is seen by the right people, goes the policy's way step by step, and is forgotten in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.incidents.models import Case
from gatepost.mentions.asked import answering
from gatepost.mentions.becoming import make_case
from gatepost.mentions.forgetting import forget
from gatepost.mentions.models import (
    Judged,
    Letter,
    Mention,
    MentionConcerned,
    NetworkReport,
    Outcome,
    StepTaken,
)
from gatepost.mentions.processes import known, placeholders_in
from gatepost.mentions.standing import steps_of
from gatepost.mentions.suggesting import suggestion_for
from gatepost.mentions.waiting import waiting_for
from gatepost.notices.models import Notice
from gatepost.people.models import Person, Pupil
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_pack
from gatepost.records.door import history
from gatepost.records.models import Entry
from gatepost.rights.keeping.deleting import look_over
from tests.conftest import make_cast, make_school
from tests.incidents.desk import seen_by as seen_by_case
from tests.mentions.public_words import AT, ON
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
A_DAY = timedelta(days=1)
WORDS = "They never answer, and they shout at everybody."


def told(cast: SimpleNamespace, words: str = WORDS, *, about: tuple[int, ...] = (), url: str = "") -> Mention:  # fmt: skip
    """Somebody tells of something by hand."""
    return Mention.tell(words=words, url=url, handle="A group", about=about, by=cast.writer, at=AT)


def judged(cast: SimpleNamespace, kind: str, who: str = "unknown", **more: object) -> Mention:
    """The same, once somebody has said what it is."""
    mention = told(cast, **more)  # type: ignore[arg-type]
    Judged.say(mention, kind=kind, who=who, by=cast.head, at=AT)
    return Mention.objects.get(pk=mention.pk)


def seen_by(cast: SimpleNamespace, mention: Mention, *, on: date = ON) -> set[str]:
    """Who of the cast sees it."""
    return {
        key
        for key, person in cast.everybody.items()
        if Mention.objects.visible_to(person, on=on).filter(pk=mention.pk).exists()
    }


WATCH = {"approver", "head", "safeguarding_lead", "deputy_lead", "administrator"}


def test_those_who_look_after_it_see_it_and_nobody_sees_what_is_about_themselves(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    assert seen_by(cast, told(cast)) == WATCH
    assert seen_by(cast, told(cast, "Mrs Dunn shouts at the gate.")) == WATCH - {"head"}
    assert seen_by(cast, told(cast, "Is Olive Grant still there?")) == WATCH - {"administrator"}
    assert seen_by(cast, told(cast, about=(cast.approver.pk,))) == WATCH - {"approver"}
    assert not Mention.objects.visible_to(other_cast.head, on=ON).exists()


def test_somebody_can_be_entered_whom_it_is_about_but_not_oneself(cast: SimpleNamespace) -> None:
    mention = told(cast)
    MentionConcerned.add(mention, cast.approver, by=cast.head, at=AT)

    with pytest.raises(NotPossible, match="Ask somebody else"):
        MentionConcerned.add(mention, cast.head, by=cast.head, at=AT)

    assert seen_by(cast, mention) == WATCH - {"approver"}


def test_what_becomes_a_case_is_seen_by_those_alone_who_see_the_case(
    cast: SimpleNamespace,
) -> None:
    mention = judged(cast, "abuse", "parent", words="Mrs Dunn should be ashamed.")
    answers = {"kind": "abuse-of-staff", "about": "nobody", "child_image": "no"}
    case = make_case(mention, answers, by=cast.approver, at=AT)

    mention.refresh_from_db()
    assert seen_by(cast, mention) == WATCH & seen_by_case(cast, case, on=ON)
    assert "head" not in seen_by_case(cast, case, on=ON)
    assert "Mrs Dunn should be ashamed." in case.report.words
    assert "A parent or carer" in case.report.words
    (line,) = history(mention).filter(event="mention.made-case")
    assert line.chain == f"case-{case.key}"
    with pytest.raises(NotPossible, match="case"):
        make_case(mention, answers, by=cast.approver, at=AT)
    with pytest.raises(NotPossible, match="case now"):
        Outcome.close(mention, kind="met", note="", by=cast.approver, at=AT)

    case.delete()
    assert not Mention.objects.exists()


def test_words_that_may_mean_danger_alarm_those_who_protect_children_without_a_word_of_them(
    cast: SimpleNamespace,
) -> None:
    mention = told(cast, "I will kill you and your family.")

    mention.refresh_from_db()
    assert mention.alarm
    sent = Notice.objects.filter(key__startswith=f"mention-{mention.pk}-")
    assert {one.to for one in sent} == {one.email for one in (cast.head, cast.safeguarding_lead, cast.deputy_lead)}  # fmt: skip
    assert not any("kill" in str(one.__dict__) for one in sent)
    assert not told(cast, "A lovely fair.").alarm


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Thank you all, what a wonderful school!", "praise"), ("What time does the fair start?", "question"),
        ("You are useless idiots", "abuse"), ("Blue", ""),
    ],
)  # fmt: skip
def test_the_rules_propose_what_it_may_be_and_say_why(
    cast: SimpleNamespace, words: str, kind: str
) -> None:
    found = suggestion_for(told(cast, words))

    assert found.kind == kind
    assert bool(found.reasons) == bool(kind)


def keys(kind: str, who: str, slug: str = "ashlands") -> list[str]:
    """The steps for something, by a bundled policy."""
    return [one.key for one in steps_of(answering(bundled_pack(slug)), kind=kind, who=who)]


def test_each_class_has_its_process_and_who_wrote_it_counts() -> None:
    assert keys("criticism", "parent") == ["leave"]
    assert keys("complaint", "parent") == ["ask-removal", "offer-meeting", "point-to-complaints", "met", "open-parent-case"]  # fmt: skip
    assert "behaviour" in keys("rumour", "pupil") and "behaviour" not in keys("rumour", "stranger")
    assert keys("rumour", "stranger") == ["put-right"]
    assert {"report-network", "care", "helpline", "tell-people"} <= set(keys("impersonation", "unknown"))  # fmt: skip
    assert "open-abuse-case" in keys("abuse", "stranger")
    assert keys("press", "stranger") == ["press-lead"]
    for kind in known().classes:
        assert all(keys(kind, who) for who in known().who), kind
    for one in known().processes:
        assert all(key in known().steps for key in one["steps"])
    for step in known().steps.values():
        assert not step.letter or step.letter in known().letters


@pytest.mark.clause("ASH-161")
def test_the_steps_are_the_policys_where_it_gives_some_and_it_is_cited(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    mention = judged(cast, "rumour", "stranger")
    address = f"/schools/ashlands/mentions/{mention.pk}/"
    clause = bundled_pack("ashlands").by_id["answer-by-a-set-process"]
    page = unescape(sign_in(cast.head).get(address).text)
    assert clause.says in page and "It gives no steps." in page
    taken = StepTaken.take(mention, "put-right", note="On our page.", by=cast.head, at=AT)
    assert [one.rpartition("/")[2] for one in taken.clauses] == [clause.id]

    old = 'live = { by = "mentions.answer" }'
    steps = 'live = { by = "mentions.answer", steps = ["Ring them.", "Write it down."] }'
    put_in_force(cast.school, files_with("ashlands", old, steps), on=timezone.localdate())
    page = unescape(sign_in(cast.head).get(address).text)
    assert "Ring them." in page and known().steps["put-right"].says not in page.split("What was done")[0]  # fmt: skip
    with pytest.raises(NotPossible, match="changed meanwhile"):
        StepTaken.take(mention, "put-right", note="", by=cast.head, at=timezone.now())

    put_in_force(cast.school, files_without("ashlands", clause.id), on=timezone.localdate())
    page = unescape(sign_in(cast.head).get(address).text)
    assert clause.says not in page and known().steps["put-right"].says in page


def test_a_policys_steps_never_push_out_the_protection_of_people() -> None:
    own = keys("rumour", "stranger", "model")
    assert own == [f"policy-{number}" for number in range(1, 6)]

    both = keys("impersonation", "unknown", "model")

    assert both[:5] == own and {"care", "report-network", "helpline"} <= set(both)


def test_letters_begin_from_words_that_name_no_child_and_are_kept_whole(
    cast: SimpleNamespace,
) -> None:
    Pupil.objects.create(school=cast.school, given_name="Theodora", family_name="Osei")
    mention = judged(cast, "complaint", "parent")
    begun = known().letters["meeting"].begun("Ashlands Primary School")
    assert "Ashlands Primary School" in begun and "{" not in begun

    with pytest.raises(NotPossible, match=r"Fill in or take out \[name\] first"):
        Letter.write(mention, "meeting", begun, by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="names a child"):
        Letter.write(mention, "meeting", "Theodora Osei is happy here.", by=cast.head, at=AT)
    with pytest.raises(NotPossible, match="whether a child"):
        Letter.write(mention, "meeting", "Your daughter is in Year 4 with us.", by=cast.head, at=AT)
    made = Letter.write(mention, "meeting", "Come on Monday.", by=cast.head, at=AT)

    assert (made.says, made.words) == ("An offer to meet", "Come on Monday.")


def test_no_text_to_begin_from_says_that_a_child_is_at_the_school() -> None:
    for one in known().letters.values():
        Letter.check_words(one.begun("Ashlands"), None)
        assert set(placeholders_in(one.text)) or one.key in ("thanks", "where-to-ask", "which-are-real", "press-holding")  # fmt: skip


def test_reports_to_networks_have_dates_and_a_next_look_that_waits_for_somebody(
    cast: SimpleNamespace,
) -> None:
    mention = judged(cast, "impersonation")
    report = {"network": "TikTok", "reported_on": ON, "reference": "T-7", "answer": "", "look_on": ON + 2 * A_DAY}  # fmt: skip
    first = NetworkReport.put_down(mention, report, by=cast.head, at=AT)

    (line,) = [one for one in waiting_for(cast.head, on=ON) if "TikTok" in one.says]
    assert line.due_on == ON + 2 * A_DAY and line.is_late(ON + 3 * A_DAY)
    again = {**report, "answer": "No violation found.", "look_on": ON + 9 * A_DAY}
    NetworkReport.put_down(mention, again, by=cast.approver, at=AT)
    first.refresh_from_db()
    assert first.look_on is None
    for wrong in ({"reported_on": ON + A_DAY}, {"look_on": ON - A_DAY}):
        with pytest.raises(NotPossible):
            NetworkReport.put_down(mention, {**report, **wrong}, by=cast.head, at=AT)

    Outcome.close(mention, kind="removed", note="Gone.", by=cast.head, at=AT)
    assert not [one for one in waiting_for(cast.head, on=ON) if "TikTok" in one.says]


def test_what_led_to_nothing_is_deleted_in_time_and_what_was_acted_on_a_year_after_its_end(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    told(cast), told(other_cast)
    criticism = judged(cast, "criticism")
    acted, still = judged(cast, "complaint", "parent"), judged(cast, "complaint")
    Outcome.close(criticism, kind="no-action", note="", by=cast.head, at=AT)
    StepTaken.take(acted, "offer-meeting", note="", by=cast.head, at=AT)
    Outcome.close(acted, kind="met", note="All well.", by=cast.head, at=AT)
    StepTaken.take(still, "point-to-complaints", note="", by=cast.head, at=AT)

    def left() -> set[Mention]:
        return set(Mention.objects.all())

    assert forget(at=AT + 89 * A_DAY) == 0
    assert forget(at=AT + 90 * A_DAY) == 3
    assert left() == {acted, still}
    assert forget(at=AT + 364 * A_DAY) == 0
    gone = look_over(at=AT + 366 * A_DAY)  # what was acted on goes by the table of spans
    assert gone == 4, "the mention, what it was said to be, the step, the outcome"
    assert left() == {still}
    chains = Entry.objects.filter(event="mentions.forgotten").values_list("chain", flat=True)
    assert sorted(chains) == sorted([f"school-{cast.school.pk}", f"school-{other_cast.school.pk}"])  # fmt: skip


def test_it_is_said_what_it_is_before_it_is_closed_and_nothing_more_after(
    cast: SimpleNamespace,
) -> None:
    mention = told(cast)
    with pytest.raises(NotPossible, match="Say first what it is"):
        Outcome.close(mention, kind="met", note="", by=cast.head, at=AT)
    Judged.say(mention, kind="praise", who="parent", by=cast.head, at=AT)
    Outcome.close(mention, kind="no-action", note="", by=cast.head, at=AT)

    for verb in (
        lambda: Judged.say(mention, kind="abuse", who="pupil", by=cast.head, at=AT),
        lambda: StepTaken.take(mention, "thank", note="", by=cast.head, at=AT),
        lambda: Letter.write(mention, "thanks", "Thanks.", by=cast.head, at=AT),
        lambda: MentionConcerned.add(mention, cast.approver, by=cast.head, at=AT),
    ):
        with pytest.raises(NotPossible, match="closed"):
            verb()


BAD = "<script>alert(1)</script> \u202egnp.exe"


def test_whoever_tells_does_not_see_it_and_hostile_words_are_shown_tame(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    teller, tell = sign_in(cast.writer), "/schools/ashlands/mentions/tell/"
    assert teller.post(tell, {"words": ""}).status_code == 400
    assert teller.post(tell, {"words": BAD, "url": "javascript:x"}).status_code == 400
    sent = {"words": BAD, "url": "https://a.example/", "handle": "A group"}
    assert teller.post(tell, sent).status_code == 302
    address = f"/schools/ashlands/mentions/{Mention.objects.get().pk}/"
    assert teller.get(address).status_code == 404

    (line,) = waiting_for(cast.head, on=timezone.localdate())
    assert "1 thing is said about the school" in line.says and "script" not in line.says
    page = sign_in(cast.head)
    for path in ("/schools/ashlands/mentions/", address):
        shown = page.get(path).text
        assert "<script>alert" not in shown and "&lt;script&gt;" in shown and "\u202e" not in shown


def test_the_whole_way_on_pages_from_what_it_is_to_its_end(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page, mention = sign_in(cast.head), told(cast)
    address = f"/schools/ashlands/mentions/{mention.pk}/"

    def answers(path: str, **sent: object) -> int:
        return int(page.post(f"{address}{path}/", sent).status_code)

    assert answers("what", kind="no-such") == 400
    assert answers("what", kind="abuse", who="stranger") == 302
    assert answers("steps", step="keep-not-answer", note="Kept.") == 302
    assert answers("letters/complaints", words="Dear [name]") == 400
    assert page.get(f"{address}letters/none/").status_code == 404
    assert answers("letters/complaints", words="Dear you") == 302
    assert "Dear you" in page.get(f"{address}written/{Letter.objects.get().pk}/").text
    assert answers("reports", network="") == 400
    assert answers("reports", network="X", reported_on="2026-11-20") == 302
    assert answers("concerned", person=cast.assistant.pk) == 302
    assert answers("case", kind="abuse-of-staff") == 400
    assert answers("close", kind="none") == 400
    assert answers("close", kind="stands", note="All was tried.") == 302

    shown = page.get(address).text
    assert "All was tried." in shown and "Ash Birch" in shown and "Kept." in shown
    assert "Nothing." in page.get("/schools/ashlands/mentions/").text
    assert address in page.get("/schools/ashlands/mentions/?show=closed").text


def test_a_case_is_made_on_a_page_with_the_question_about_a_picture_first(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    mention = judged(cast, "abuse", "pupil", about=(cast.head.pk,))
    address = f"/schools/ashlands/mentions/{mention.pk}/case/"
    sent = {"kind": "pupils-post", "about": "pupil", "child_image": "unsure"}

    assert sign_in(cast.approver).post(address, sent).status_code == 302

    case = Case.objects.get()
    assert case.may_be_image_of_child
    assert set(case.concerned.values_list("person", flat=True)) == {cast.head.pk}


def test_a_silent_school_is_asked_for_nothing(db: None) -> None:
    cast = make_cast(make_school("corpus-christi"))

    assert keys("rumour", "stranger", "corpus-christi") == ["put-right"]
    assert waiting_for(cast.head, on=ON) == []
    assert waiting_for(cast.leaver, on=ON) == []
