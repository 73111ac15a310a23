"""Writes gallery.html: every part of ours with realistic content, from the templates that the app itself uses."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string

HERE = Path(__file__).resolve().parent
STATIC = "../gatepost/web/static/"


def clause(number: str, says: str, strength: str, **more: object) -> SimpleNamespace:
    name = number.replace(".", "-")
    about = {
        "severity": "",
        "flags": [],
        "marks": [],
        "against": [],
        "note": [],
        "source": "",
    } | more
    details = SimpleNamespace(
        carries=[], source=about.pop("source"), holds_from=None, holds_until=None, to_check=False
    )
    return SimpleNamespace(
        id=name,
        number=number,
        url=f"#clause-{name}",
        says=says,
        strength=strength,
        clause=details,
        **about,
    )


def lives(says: str, state: str = "live") -> list[SimpleNamespace]:
    return [SimpleNamespace(state=state, says=says)]


def question(
    fact: str, text: str, choices: list[tuple[str, str]], chosen: str = "", **more: object
) -> SimpleNamespace:
    listed = [
        SimpleNamespace(
            id=f"id_{fact}" + (f"-{place}" if place else ""),
            value=value,
            label=label,
            is_chosen=value == chosen,
        )
        for place, (value, label) in enumerate(choices)
    ]
    about = {"hint": "", "error": "", "is_several": False} | more
    return SimpleNamespace(fact=fact, question=text, choices=listed, **about)


WHO = [
    ("pupil", "A pupil at this school"),
    ("former-pupil", "A former pupil"),
    ("pupil-relative", "A parent or relative of a pupil"),
    ("colleague", "A colleague"),
    ("unknown", "I don’t know"),
]
CONTENT = {
    "school": SimpleNamespace(name="Hollins Lane Primary School"),
    "messages": [Message(constants.SUCCESS, "Sent to Dana Okoro to check.")],
    "friend": [
        clause(
            "9.1",
            "Staff do not follow, friend or accept a current pupil from an account of their own.",
            "must-not",
        ),
        clause(
            "9.4",
            "A pupil’s request is mentioned to the designated safeguarding lead, so that somebody else knows of it.",
            "should",
        ),
    ],
    "news": [
        clause(
            "4.2",
            "A colleague reads every post before it goes out on an account of the school.",
            "must",
        ),
        clause(
            "4.3",
            "The writer’s line manager agrees to it.",
            "must",
            flags=[
                (
                    "unfilled",
                    "The policy does not name the manager for the office. Ask Priya Nair, headteacher.",
                )
            ],
        ),
    ],
    "former": [
        clause(
            "9.6",
            "Staff are advised not to connect with former pupils, at whatever age.",
            "should-not",
            flags=[
                (
                    "defective",
                    "One sentence says “advised”, the next says “never”. We answer with the advice until the school has worded it.",
                )
            ],
        )
    ],
    "lunch": [clause("6.5", "Reasonable private use in a break is allowed.", "may")],
    "sections": [
        (
            "1",
            "What this policy is for",
            [
                clause(
                    "1.1",
                    "The policy covers what staff, governors and volunteers do on social media, for the school and for themselves, where the school can be recognised.",
                    "states",
                    marks=lives("Published text"),
                ),
                clause(
                    "1.2",
                    "Private posts that neither name the school nor touch it are outside the policy.",
                    "outside",
                    marks=lives("“Can I…?” answers so"),
                ),
            ],
        ),
        (
            "2",
            "New accounts",
            [
                clause(
                    "2.1",
                    "Whoever wants an account in the school’s name first gives the senior leadership team a written case: its aim, its readers, how it will be made known and who will run it.",
                    "must",
                    marks=lives("Asked for by the form for new accounts"),
                ),
                clause(
                    "2.2",
                    "At least two members of staff run every account.",
                    "should",
                    marks=lives("Checked each night"),
                ),
                clause(
                    "2.3",
                    "Accounts are watched at weekends and in the holidays too.",
                    "should",
                    marks=lives("Nothing shows this yet: the holiday rota is empty", "not-yet"),
                ),
            ],
        ),
        (
            "3",
            "Pictures",
            [
                clause(
                    "3.1",
                    "No picture of a child on the do-not-publish list is ever shown.",
                    "must-not",
                    severity="grave",
                    marks=lives("Every picture is checked before it goes out"),
                ),
                clause(
                    "3.2",
                    "Pictures are stored under the Data Protection Act 1998.",
                    "must",
                    marks=lives("Published text"),
                    flags=[
                        (
                            "outdated",
                            "That Act was replaced on 25 May 2018. The UK GDPR and the Data Protection Act 2018 hold now.",
                        )
                    ],
                ),
                clause(
                    "3.3",
                    "Nothing is published that could discredit the school.",
                    "must-not",
                    marks=lives("Sent to a second person"),
                    flags=[
                        (
                            "human-decides",
                            "Whether criticism discredits the school is for people to weigh, never for a machine.",
                        )
                    ],
                ),
            ],
        ),
    ],
    "choices": [
        ("Accept a friend request", "From a pupil, a parent, a former pupil, a colleague"),
        ("Put up a photo", "On the school’s account or your own"),
        ("Post something for the school", "News, an event, a thank-you"),
        ("Say where I work", "Naming the school on your own profile"),
        ("Use my phone at work", "In a lesson, in a break, on a trip"),
        ("Message a pupil or parent", "By text, e-mail, app or game"),
        ("Open a new account", "For a class, a club, the whole school"),
        ("Answer a comment or complaint", "On one of the school’s accounts"),
        ("Report something", "A worry, a breach, abuse of staff, a picture"),
    ],
    "other": question("other", "Who has sent you the friend request?", WHO, "former-pupil"),
    "account": question(
        "account", "Which account is it?", WHO, error="Choose the account the request came to"
    ),
    "about": question(
        "about",
        "Whom is it about?",
        WHO,
        "colleague",
        is_several=True,
        hint="Think of everybody who is named.",
    ),
}


def write_gallery() -> None:
    django.setup()
    page = render_to_string("gallery.template.html", CONTENT)
    (HERE / "gallery.html").write_text(page.replace('"/static/', f'"{STATIC}'), encoding="utf-8")


if __name__ == "__main__":
    folders = [HERE, HERE.parent / "gatepost/web/templates"]
    settings.configure(
        STATIC_URL="/static/",
        INSTALLED_APPS=["django.contrib.staticfiles"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": folders}],
    )
    write_gallery()
