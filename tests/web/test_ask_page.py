"""The pages of Can I…?: search, questions, the answer card."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core.policy import decide, situation, vocabulary
from gatepost.core.policy.vocabulary import RANK
from gatepost.core.policy.words import VERDICT_WORDS
from gatepost.people.models import School
from gatepost.policies.packs import bundled_pack, law
from tests.conftest import make_school

CARD = re.compile(r'<article class="gp-answer gp-answer--([a-z-]+)"')


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response
    return html.unescape(response.content.decode())


def verdict_of(text: str) -> str:
    found = CARD.search(text)
    assert found, "there is no answer on this page"
    return found[1]


def go_on(client: Client, address: str, values: dict[str, str]) -> str:
    """Answer pages as a form would, with some values and else the first choice, until the answer comes; its address."""
    for _ in range(20):
        response = client.get(address, follow=True)
        text = html.unescape(response.content.decode())
        if response.redirect_chain:
            address = response.redirect_chain[-1][0]
        if CARD.search(text):
            return address
        pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)"', text)
        for fact in dict.fromkeys(name for kind, name in pairs_of_questions(text)):
            given = [v for v in chosen_values(text, fact)]
            pairs += [(fact, v) for v in ([values[fact]] if fact in values else given)]
        path = urlsplit(address).path
        address = f"{path}?{'&'.join(f'{name}={value}' for name, value in pairs)}"
    raise AssertionError("the questions do not end")


def pairs_of_questions(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<input class="govuk-\w+__input" type="(\w+)" name="([^"]+)"', text)


def chosen_values(text: str, fact: str) -> list[str]:
    """What is chosen already, else the first choice."""
    boxes = re.findall(rf'name="{fact}" value="([^"]+)" id="[^"]+"( checked)?', text)
    return [value for value, checked in boxes if checked] or [boxes[0][0]]


@pytest.mark.parametrize("act", list(vocabulary().acts))
def test_every_act_ends_in_a_card_with_the_verdict_of_its_address(
    client: Client, school: School, act: str
) -> None:
    address = go_on(client, f"/schools/ashlands/can-i/{act}/", {})

    facts = {
        "act": act,
        **vocabulary().acts[act].implies,
        **parse_qs(urlsplit(address).query),
    }
    policy = decide(bundled_pack("ashlands"), situation(facts)).verdict
    law_says = decide(law(on=timezone.localdate()), situation(facts)).verdict
    shown = verdict_of(text_of(client, address))
    assert shown == (law_says if shown != policy else policy)
    assert RANK[shown] >= RANK[policy]


def test_a_pupils_friend_request_is_refused_with_the_clauses(
    client: Client, school: School
) -> None:
    address = go_on(
        client, "/schools/ashlands/can-i/connect/", {"actor": "support-staff", "other": "pupil"}
    )
    text = text_of(client, address)

    assert verdict_of(text) == "must-not"
    assert "/schools/ashlands/policy/#clause-no-following-pupils" in text
    assert bundled_pack("ashlands").by_id["no-following-pupils"].says in text


def test_a_link_that_is_sent_on_gives_the_same_answer(client: Client, school: School) -> None:
    address = go_on(client, "/schools/ashlands/can-i/open-account/", {"actor": "teacher"})
    text = text_of(client, address)
    found = re.search(r'id="link"[^>]*value="([^"]+)"', text)

    assert found and found[1].startswith("http://testserver/")
    assert text_of(client, found[1]) == text


def test_the_address_is_put_in_order(client: Client, school: School) -> None:
    response = client.get("/schools/ashlands/can-i/connect/?other=pupil&actor=teacher")

    assert response.status_code == 302
    assert response.headers["Location"] == (
        "/schools/ashlands/can-i/connect/?actor=teacher&other=pupil"
    )


def test_what_is_needed_first_can_be_supposed(client: Client, school: School) -> None:
    start = "/schools/ashlands/can-i/open-account/?actor=teacher"
    text = text_of(client, start)
    assert verdict_of(text) == "only-if"
    assert "Suppose it is refused" in text

    refused = text_of(client, f"{start}&slt-approval=refused")
    assert verdict_of(refused) == "must-not"
    assert "Take this back" in refused

    everything = (
        "&business-case=complete&runners=2-or-more&policy-read=yes&trained=yes&slt-approval=given"
    )
    assert verdict_of(text_of_following(client, f"{start}{everything}")) == "may"


def text_of_following(client: Client, address: str) -> str:
    return html.unescape(client.get(address, follow=True).content.decode())


def test_an_approver_who_asks_for_themselves_is_told_whom_to_turn_to(
    client: Client, db: None
) -> None:
    make_school("corpus-christi")
    address = go_on(
        client,
        "/schools/corpus-christi/can-i/give-contact-details/",
        {"actor": "headteacher", "other": "pupil"},
    )

    assert "The chair of governors" in text_of(client, address)


def test_the_law_comes_first_where_it_is_stricter(client: Client, school: School) -> None:
    text = text_of_following(
        client,
        "/schools/ashlands/can-i/handle-found-material/?actor=teacher"
        "&material=indecent-image-of-child&step=copy",
    )

    assert verdict_of(text) == "must-not"
    assert "The law forbids it, whatever the policy says." in text
    assert text.index("If a child is in danger now, ring 999") < text.index("gp-answer__head")
    assert text.count("gp-grave__call") == 1
    grave = bundled_pack("law-england").by_id["images-found-not-copied"]
    assert text.count(grave.says) == 1


def test_silence_says_whom_to_ask(client: Client, school: School) -> None:
    address = go_on(client, "/schools/ashlands/can-i/leave-school/", {"actor": "governor"})
    text = text_of(client, address)

    assert verdict_of(text) == "silent"
    assert "Ask a senior leader before you act." in text


def test_what_is_not_known_is_shown_as_a_range(client: Client, school: School) -> None:
    address = go_on(
        client, "/schools/ashlands/can-i/connect/", {"other": "unknown", "actor": "teacher"}
    )
    text = text_of(client, address)

    assert "other=unknown" in address
    assert "Unless one of the things you do not know" in text
    assert "You do not know: Whom does it concern?" in text


def test_a_clause_that_a_person_has_to_judge_says_so(client: Client, school: School) -> None:
    address = go_on(
        client, "/schools/ashlands/can-i/connect/", {"other": "former-pupil", "actor": "teacher"}
    )

    assert "A person has to decide this" in text_of(client, address)


def test_a_form_that_comes_back_empty_is_shown_again_with_what_to_do(
    client: Client, school: School
) -> None:
    text = text_of(client, "/schools/ashlands/can-i/connect/?answer=other", 400)

    assert "There is something to put right" in text
    assert 'href="#id_other"' in text


def test_an_answer_can_be_changed_and_the_others_stay(client: Client, school: School) -> None:
    page = "/schools/ashlands/can-i/connect/"
    text = text_of(client, f"{page}?actor=teacher&other=pupil&account=personal&ask=other")
    assert 'value="pupil" id="id_other-1" checked' in text
    assert '<input type="hidden" name="actor" value="teacher">' in text

    response = client.get(
        f"{page}?actor=teacher&account=personal&answer=other&change=yes&other=colleague"
    )
    assert "other=colleague" in response.headers["Location"]
    assert "answer" not in response.headers["Location"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("other=pupl", "Did you mean “pupil”?"),
        ("othr=pupil", "Did you mean “other”?"),
        ("other=", "has no value “”"),
        ("other=pupil&other=colleague", "can have one value only"),
        ("actor=teacher&actor=unknown", "either unknown or known"),
        ("ask=nothing", "There is no question “nothing”."),
        ("answer=nothing", "There is no question “nothing”."),
        ("utm_source=mail", "There is no fact “utm_source”."),
        ("act=post", "There is no fact “act”."),
        ("other=%3Cscript%3E", "has no value"),
        ("other=%00", "has no value"),
    ],
)
def test_an_address_that_cannot_be_understood_is_told_in_one_sentence(
    client: Client, school: School, query: str, sentence: str
) -> None:
    text = text_of(client, f"/schools/ashlands/can-i/connect/?{query}", 400)

    assert sentence in text


def test_an_act_that_does_not_exist_is_not_found(client: Client, school: School) -> None:
    text_of(client, "/schools/ashlands/can-i/fly/", 404)


@pytest.mark.parametrize(
    ("query", "act"),
    [
        ("friend request from a pupil", "connect"),
        ("photo of sports day on my own facebook", "post-image"),
        ("tweet", "post"),
        ("password", "share-login"),
        ("a reporter rang", "speak-to-press"),
        ("block a troll", "moderate"),
        ("nude", "handle-found-material"),
        ("babysitting", "have-social-contact"),
        ("LinkedIn", "display-employer"),
    ],
)
def test_a_search_finds_the_act_that_is_meant(
    client: Client, school: School, query: str, act: str
) -> None:
    text = text_of(client, f"/schools/ashlands/can-i/?q={query}")

    first = re.search(r'class="gp-found__act" href="([^"]+)"', text)
    assert first and first[1] == f"/schools/ashlands/can-i/{act}/"
    assert "gp-found__why" in text


def test_a_search_that_finds_nothing_offers_the_nearest_and_all(
    client: Client, school: School
) -> None:
    text = text_of(client, "/schools/ashlands/can-i/?q=fotograph")

    assert "Nothing fits “fotograph”" in text
    assert '<a class="govuk-link" href="?q=photograph">' in text
    for act in vocabulary().acts.values():
        assert act.label in text


def test_a_search_is_never_taken_for_markup(client: Client, school: School) -> None:
    response = client.get("/schools/ashlands/can-i/", {"q": '"><script>alert(1)</script>' * 30})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_every_verdict_has_words() -> None:
    assert set(vocabulary().verdicts) == set(VERDICT_WORDS)
