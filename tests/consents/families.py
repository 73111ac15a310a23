"""Invented families, for tests."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client

from gatepost.consents.answering import Heard, answer_by_link, note, seen_of, take_form
from gatepost.consents.asking import open_round, send_link
from gatepost.consents.details import ContactDetails
from gatepost.consents.importing.reading import EXAMPLE, read_contacts
from gatepost.consents.links import path_of
from gatepost.consents.models import Answer, Contact, ContactImport, Link, Listing, Use
from gatepost.consents.setting_up import keep_uses
from gatepost.people.models import Person, Pupil, School

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
ON = AT.date()
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
BORN = date(2018, 5, 4)
NUMBERS = iter(range(10_000, 99_999))


def make_pupil(school: School, name: str = "Robin Reed", **more: Any) -> Pupil:
    """A child of eight, with a number."""
    given, _, family = name.partition(" ")
    kept = {"born_on": BORN, "form": "Oak", "source_id": f"A8204321{next(NUMBERS)}", **more}
    return Pupil.objects.create(school=school, given_name=given, family_name=family, **kept)


def make_contact(
    pupil: Pupil, name: str = "Sorrel Reed", *, by: Person, at: datetime = AT, **more: Any
) -> Contact:
    """A parent who may decide and whom the school has confirmed."""
    is_confirmed = more.pop("is_confirmed", True)
    email = f"{name.replace(' ', '.').lower()}@home.example"
    kept: dict[str, Any] = {"kind": "parent", "email": email, "may_decide": True, **more}
    contact = Contact.enter(pupil, ContactDetails(name=name, **kept), by=by, at=at)
    if is_confirmed:
        contact.confirm(by=by, at=at)
    return contact


def uses(school: School, *, at: datetime = AT) -> list[Use]:
    """What families are asked about."""
    keep_uses(school, at=at)
    return list(Use.objects.filter(school=school).asked().with_words())


def link_to(contact: Contact, *, by: Person, at: datetime = AT) -> Link:
    """A link of theirs."""
    return send_link(contact, by=by, at=at)


def say(
    contact: Contact, is_yes: bool, *, by: Person, at: datetime = AT, only: str = ""
) -> list[Answer]:
    """They answer by link: to every use, or to one by its key."""
    asked = uses(contact.pupil.school, at=at)
    link = contact.links.standing().first() or link_to(contact, by=by, at=at)
    said = {use.pk: is_yes for use in asked if only in ("", use.key)}
    return answer_by_link(link, said, seen=seen_of(use.words for use in asked), at=at)


def sign(
    contact: Contact, is_yes: bool, *, by: Person, signed_on: date = ON, at: datetime = AT
) -> list[Answer]:
    """They sign a form for every use, which a colleague enters."""
    said = {use.pk: is_yes for use in uses(contact.pupil.school, at=at)}
    return take_form(contact, said, file=io.BytesIO(PDF), heard=Heard(signed_on, by, at))


def tell(contact: Contact, is_yes: bool, *, by: Person, at: datetime = AT) -> list[Answer]:
    """They say it to a colleague."""
    said = {use.pk: is_yes for use in uses(contact.pupil.school, at=at)}
    return note(contact, said, heard=Heard(at.date(), by, at))


def list_child(pupil: Pupil, cast: SimpleNamespace, *, at: datetime = AT) -> Listing:
    """The safeguarding lead puts a child on the list."""
    return Listing.make(pupil, reason="A court has ordered it.", by=cast.safeguarding_lead, at=at)


def green_child(cast: SimpleNamespace, name: str = "Robin Reed", *, at: datetime = AT) -> Pupil:
    """A child whose one parent has said yes to everything."""
    pupil = make_pupil(cast.school, name)
    parent = make_contact(
        pupil, f"Sorrel {name.rsplit(maxsplit=1)[-1]}", by=cast.administrator, at=at
    )
    say(parent, True, by=cast.administrator, at=at)
    return pupil


def open_with(client: Client, link: Link, *, born_on: date = BORN) -> Any:
    """Somebody follows a link and gives a date."""
    date_typed = {"day": born_on.day, "month": born_on.month, "year": born_on.year}
    return client.post(path_of(link), date_typed)


def shown(response: Any) -> str:
    """A page without what is different each time."""
    text = response.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def family_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """One record of each kind at a school, by the name under which addresses have it."""
    pupil, by = make_pupil(cast.school), cast.administrator
    contact = make_contact(pupil, by=by, at=at, email="")
    link = link_to(contact, by=by, at=at)
    answer, *_ = sign(contact, False, by=by, signed_on=cast.school.day_of(at), at=at)
    row = EXAMPLE.splitlines()[0] + f"\n{pupil.source_id},Bram Reed,Father,,,Yes\n"
    table, sha256 = read_contacts(row.encode(), name="contacts.csv")
    due_on = cast.school.day_of(at) + timedelta(days=14)
    return {
        "child.pk": pupil.pk,
        "contact.pk": contact.pk,
        "link.pk": link.pk,
        "consent.pk": answer.pk,
        "form.pk": answer.form_id,
        "use.pk": answer.use_id,
        "listing.pk": list_child(pupil, cast, at=at).pk,
        "round.pk": open_round(cast.school, due_on=due_on, by=by, at=at).pk,
        "contact-import.pk": ContactImport.keep(
            table, sha256=sha256, school=cast.school, by=by, at=at
        ).pk,
    }


LATER = AT + timedelta(days=1)
