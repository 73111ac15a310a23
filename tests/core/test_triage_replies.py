"""Replies and public explanations give nothing away; a reply that does is found."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

import gatepost
from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import STAFF, Known, Register
from gatepost.core.triage import confirms_attendance

pytestmark = pytest.mark.once

INBOX = Path(gatepost.__file__).parent / "inbox"
REGISTER = Register(
    [
        Known("Tomasz", "Kowalczyk"),
        Known("Zoë", "Osei-Mensah"),
        Known("Amber", "Whitlock"),
        Known("Daniel", "Hart", role=STAFF),
    ]
)
# Everything that the checks could mind, filled in as it would be.
FILLED = {
    "{office}": "the number on our website",
    "{complaints}": "on our website",
    "{rule}": "Everybody is treated with respect here.",
}


def texts() -> list[str]:
    found = []
    for name, key in (("saved_replies", "reply"), ("explanations", "explanation")):
        found += tomli.loads((INBOX / f"{name}.toml").read_text("utf-8"))[key]
    return [one["text"] for one in found]


@pytest.mark.parametrize("text", texts())
def test_nothing_that_the_school_starts_from_gives_a_child_away_or_fails_a_check(text: str) -> None:
    for blank, filling in FILLED.items():
        text = text.replace(blank, filling)

    assert confirms_attendance(text, REGISTER) == ()
    assert Scanner(REGISTER).scan(text) == []


def test_every_saved_reply_says_when_and_what_it_is_enough_for() -> None:
    replies = tomli.loads((INBOX / "saved_replies.toml").read_text("utf-8"))["reply"]

    assert 10 <= len(replies) <= 14
    assert all(reply["when"].endswith(".") for reply in replies)
    assert {reply["enough"] for reply in replies} == {"acknowledgement", "answer"}
    assert len({reply["name"] for reply in replies}) == len(replies)


def test_every_explanation_leaves_room_for_the_clause_and_each_act_has_one() -> None:
    explained = tomli.loads((INBOX / "explanations.toml").read_text("utf-8"))["explanation"]

    assert all("{rule}" in one["text"] for one in explained)
    assert {one["act"] for one in explained} == {"hide", "delete", "block", "report"}


GIVING_AWAY = [
    "Your son in Year 4 was collected at three.",
    "We've spoken to Mrs Lowe about Tom.",
    "We have spoken to his parents.",
    "Your daughter is safe and well.",
    "We will speak to her teacher tomorrow.",
    "He no longer attends our school.",
    "She has never been a pupil here.",
    "The boy involved has been excluded.",
    "The pupil you mention left our school in July.",
    "As one of our parents you will have had the letter.",
    "Little Amber had a lovely day.",
    "Tomasz Kowalczyk is fine.",
    "Both boys have been spoken to.",
    "The head has met with the family.",
    "He is in our nursery.",
    "Zoe was with us all morning.",
    "Their attendance is very good.",
    "We are dealing with the incident involving two children.",
    "One of our pupils was hurt and is fine now.",
    "That child is not on our roll.",
    "Your little one left her coat behind.",
    "Her key worker will ring you.",
    "Staff are working with the family.",
    "Your child's teacher has replied.",
]
GIVING_NOTHING_AWAY = [
    "We cannot talk about any child here.",
    "If you are worried about your child, please ring the office.",
    "Our school opens at nine.",
    "Parents and carers are welcome at the fair.",
    "Children bring a packed lunch to the zoo.",
    "We do not say who attends a school and who does not.",
    "Mr Hart runs the chess club on Mondays.",
    "The choir meets on Tuesdays.",
    "Please ask the office about tickets.",
    "Thank you, we will pass it on to the team.",
    "Year 6 and Year 5 sing at two o'clock.",
    "Please come and talk to us.",
    "The police can be reached on 101.",
    "We will answer when the school opens again.",
]


@pytest.mark.parametrize("reply", GIVING_AWAY)
def test_a_reply_that_tells_who_attends_is_found(reply: str) -> None:
    found = confirms_attendance(reply, REGISTER)

    assert found
    assert all(reply[one.start : one.end] == one.text and one.says.endswith(".") for one in found)


@pytest.mark.parametrize("reply", GIVING_NOTHING_AWAY)
def test_a_reply_to_everybody_is_left_alone(reply: str) -> None:
    assert confirms_attendance(reply, REGISTER) == ()
