"""What the school's accounts hold about those who run them, and about whoever told of a fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from gatepost.channels.models import (
    AccountChange,
    Application,
    ApplicationNote,
    Connection,
    FakeReport,
    Handover,
    HandoverStep,
    Runner,
    Secret,
    SecretLook,
    SecretMark,
)
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, fields, rows_about

ACCOUNTS, FAKES = "accounts", "fake-reports"
TABLES = (
    Rows(Application, ACCOUNTS, "made_at", {"author": "An account that you applied for", "runners": "An application for an account that you would run"}, text=fields("name")),
    Rows(ApplicationNote, ACCOUNTS, "at", {"by": "A note on an application for an account"}, text=fields("note")),
    Rows(AccountChange, ACCOUNTS, "noticed_at", {"disowned_by": "A change to an account that you did not make", "settled_by": "A change to an account that you looked at"}),
    Rows(Connection, ACCOUNTS, "connected_at", {"connected_by": "An account that you connected"}, text=fields("identifier")),
    Rows(Runner, ACCOUNTS, "from_on", {"person": "An account that you run or ran"}, text=lambda row: row.channel.name),
    Rows(Secret, ACCOUNTS, "entered_at", {"entered_by": "Something that you put into the safe"}, text=fields("name")),
    Rows(SecretLook, ACCOUNTS, "at", {"person": "A look into the safe"}, text=fields("reason")),
    Rows(SecretMark, ACCOUNTS, "at", {"person": "Something in the safe was to be changed on your account", "by": "Something in the safe that you wanted changed"}, text=fields("note")),
    Rows(Handover, ACCOUNTS, "opened_at", {"runner__person": "An account that you handed over", "ended_by": "A handover that you ended"}),
    Rows(HandoverStep, ACCOUNTS, "at", {"by": "A step of a handover that you put down", "person": "A step of a handover with you"}, text=fields("note")),
    Rows(FakeReport, FAKES, "at", {"settled_by": "A report of a fake account that you settled"}, text=fields("outcome")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "channels.Channel": "an account of the school",
    "channels.AccountLook": "an account of the school",
    "channels.Listed": "addresses of the school",
}


def held_about(subject: Subject) -> Iterator[Held]:
    """Accounts, looks into the safe, handovers; reports of fakes by the contact that was given."""
    yield from rows_about(subject, TABLES)
    if subject.words:
        for one in FakeReport.objects.filter(school=subject.school).exclude(contact=""):
            if subject.is_in(one.contact):
                what = "A report of a fake account that you sent"
                text = fields("contact", "says")(one)
                yield Held(f"channels.fakereport:{one.pk}:contact", FAKES, what, one.at, text)


FORGETTINGS = (
    Forgetting(FAKES, FakeReport, "settled_at", only=~Q(settled_at=None)),
    Forgetting(
        ACCOUNTS, SecretLook, "person__left_on", school="person__school", person="person"
    ),
)  # fmt: skip
