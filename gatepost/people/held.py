"""What the list of people holds about somebody, and how an entry is taken down to a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from gatepost.notices.models import Notice
from gatepost.people.models import (
    Account,
    EmergencyLink,
    Import,
    Invitation,
    Person,
    Pupil,
    Role,
    SchoolDates,
    TrustOfficer,
)
from gatepost.people.models.telling import Device, QuietHours, Room, Wish
from gatepost.people.models.telling import Held as HeldMessage
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, fields, rows_about

STAFF, PUPILS = "staff-entries", "pupil-entries"
NOBODY, GONE = "Somebody", "whose entry was deleted"
_STAYS = ~Q(family_name=GONE)

TABLES = (
    Rows(Role, STAFF, "from_on", {"person": "A role you hold or held", "covers": "A role in which somebody stood in for you"}, text=lambda row: row.words),
    Rows(Invitation, STAFF, "sent_at", {"person": "An invitation to sign in", "by": "An invitation that you sent to a colleague"}),
    Rows(EmergencyLink, STAFF, "sent_at", {"person": "An emergency link to sign in"}),
    Rows(Wish, STAFF, "changed_at", {"person": "How you want to be told"}),
    Rows(Device, STAFF, "added_at", {"person": "A browser on which you are told"}, text=fields("name")),
    Rows(Room, STAFF, "set_up_at", {"person": "A room in which you are told", "set_up_by": "A room that you set up"}, text=fields("name")),
    Rows(HeldMessage, STAFF, "at", {"person": "A message that is kept for the message of the day"}),
    Rows(QuietHours, STAFF, "at", {"by": "Quiet hours of the school that you entered"}),
    Rows(SchoolDates, STAFF, "entered_at", {"entered_by": "Term dates that you entered"}, text=str),
    Rows(Import, STAFF, "created_at", {"by": "A file that you brought in", "applied_by": "A file whose content you took over"}),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "people.Account": "given with the entry of the person: the address and when it was last used",
    "people.Person": "given by hand below",
    "people.Pupil": "given by hand below",
    "people.School": "about a school, not a person",
    "people.Trust": "about a trust, not a person",
    "people.TrustOfficer": "given by hand below, with the account",
    "people.Person.account": "given with the entry of the person",
    "jobs.Worker": "a program, not a person",
    "vault.SealedFile": "given with what each file belongs to",
    "notices.Notice": "given by hand below, by address; blanked by itself",
}


def held_about(subject: Subject) -> Iterator[Held]:
    """The entry itself, and what goes with it."""
    if subject.person is not None:
        yield _entry(subject.person)
        yield from _signing_in(subject.person)
        for notice in Notice.objects.filter(to=subject.person.email).exclude(to=""):
            yield Held(f"notices.notice:{notice.pk}", "messages", "A message that was sent to you", notice.created_at, notice.kind)  # fmt: skip
    if subject.pupil is not None:
        yield _pupil(subject.pupil)
    yield from rows_about(subject, TABLES)


def _entry(person: Person) -> Held:
    said = {
        "Name": person.name,
        "E-mail": person.email,
        "At school as": person.actor_words,
        "Job": person.job_title,
        "First day": person.started_on,
        "Last day": person.left_on,
        "Number in the staff file": person.source_id,
    }
    return Held(f"people.person:{person.pk}", STAFF, "Your entry on the list of staff and governors", person.started_on, _lines(said))  # fmt: skip


def _signing_in(person: Person) -> Iterator[Held]:
    account = person.account
    if account is None:
        return
    said = {"Address": account.email, "Signed in last": account.last_login}
    yield Held(f"people.account:{account.pk}", STAFF, "How you sign in", account.created_at, _lines(said))  # fmt: skip
    for office in TrustOfficer.objects.filter(account=account):
        yield Held(f"people.trustofficer:{office.pk}", STAFF, "Your office at the trust", office.from_on, str(office))  # fmt: skip


def _pupil(pupil: Pupil) -> Held:
    said = {
        "Given name": pupil.given_name,
        "Family name": pupil.family_name,
        "Called": pupil.preferred_name,
        "Born": pupil.born_on,
        "Year": pupil.year_group,
        "Class": pupil.form,
        "Last day": pupil.left_on,
        "Pupil number": pupil.source_id,
    }
    return Held(f"people.pupil:{pupil.pk}", PUPILS, "The entry on the list of pupils", None, _lines(said))  # fmt: skip


def _lines(said: Mapping[str, object]) -> str:
    return "\n".join(f"{name}: {_written(value)}" for name, value in said.items() if value)


def _written(value: object) -> str:
    """A day as people write it."""
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value)


def blank_people(rows: models.QuerySet[Any]) -> Counter[str]:
    """Leave numbers where names were: the ledger and others’ records go on pointing to an entry that tells nobody."""
    keys = list(rows.values_list("pk", flat=True))
    accounts = list(Person.objects.filter(pk__in=keys).exclude(account=None).values_list("account", flat=True))  # fmt: skip
    for model in (Invitation, EmergencyLink, Wish, Device, Room, HeldMessage):
        model._default_manager.filter(person__in=keys).delete()
    addresses = Person.objects.filter(pk__in=keys).exclude(email="").values_list("email", flat=True)
    Notice.objects.filter(to__in=list(addresses), sent_at=None).delete()
    Notice.objects.filter(to__in=list(addresses)).update(to="", link="", reason="")
    Person.objects.filter(pk__in=keys).update(
        given_name=NOBODY, family_name=GONE, email="", job_title="", source="", source_id="",
        account=None,
    )  # fmt: skip
    unused = Account.objects.filter(pk__in=accounts, people=None, trust_offices=None)
    gone = unused.delete()[1].get("people.Account", 0)
    return Counter({"people.Person": len(keys), "people.Account": gone})


def blank_pupils(rows: models.QuerySet[Any]) -> Counter[str]:
    """The same for pupils."""
    gone = rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        given_name=NOBODY, family_name=GONE, preferred_name="", born_on=None, year_group="",
        form="", source_id="",
    )  # fmt: skip
    return Counter({"people.Pupil": gone})


FORGETTINGS = (
    Forgetting(STAFF, Person, "left_on", person="pk", only=_STAYS, remove=blank_people),
    Forgetting(PUPILS, Pupil, "left_on", pupil="pk", only=_STAYS, remove=blank_pupils),
)
