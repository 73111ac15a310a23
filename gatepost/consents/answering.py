"""Taking in what somebody says about a child's pictures: by their link, on paper, or in person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from django.db import transaction

from gatepost.consents.asked import Terms, terms_at
from gatepost.consents.cannot import CannotDo
from gatepost.consents.models import Answer, Contact, Link, PaperForm, Use, Wording
from gatepost.consents.models.contacts import is_old_enough
from gatepost.consents.own_child import check_is_not
from gatepost.people.models import Person
from gatepost.records.door import record

Said = Mapping[int, bool]  # the key of a use: yes or no; what is not in it was not said

EVENTS = {
    Answer.Kind.GIVEN: "consent.given",
    Answer.Kind.REFUSED: "consent.refused",
    Answer.Kind.WITHDRAWN: "consent.withdrawn",
}


class WordsChanged(CannotDo):
    """What is asked was worded anew while somebody read it."""


@dataclass(frozen=True)
class Heard:
    """How the school's people came to know what somebody said."""

    said_on: date
    by: Person
    at: datetime
    until_on: date | None = None


def seen_of(wordings: Iterable[Wording]) -> str:
    """What stands for all the words that somebody was shown."""
    asked = "\n".join(f"{one.use_id} {one.sha256}" for one in wordings)
    return hashlib.sha256(asked.encode()).hexdigest()


def answer_by_link(link: Link, said: Said, *, seen: str, at: datetime) -> list[Answer]:
    """Keep what somebody answered at their link, if the words are still those that they saw."""
    with transaction.atomic(durable=True):
        contact = _locked(link.contact_id)
        fresh = Link.objects.whole().get(pk=link.pk)
        if not fresh.is_open(at=at):
            raise CannotDo("This link was closed meanwhile. Ask the school office for a new one.")
        wordings = _asked(contact)
        if seen_of(wordings.values()) != seen:
            raise WordsChanged("The school has changed its questions since you opened this page. Look at them again, then answer.")  # fmt: skip
        how = {"how": Answer.How.LINK, "said_at": at, "at": at, "link": link}
        kept = _keep(contact, said, wordings, terms=_terms(contact, at), how=how)
    return kept


def take_form(contact: Contact, said: Said, *, file: BinaryIO, heard: Heard) -> list[Answer]:
    """Keep what somebody signed on paper, and the form itself as a sealed file."""
    with transaction.atomic(durable=True):
        locked = _checked(contact, said, heard)
        form = PaperForm.keep(
            file, contact=locked, signed_on=heard.said_on, by=heard.by, at=heard.at
        )
        kept = _heard(locked, said, heard, how=Answer.How.PAPER, form=form)
    return kept


def note(contact: Contact, said: Said, *, heard: Heard) -> list[Answer]:
    """Keep what somebody said in person. Where the policy wants it in writing, a yes said like this does not count."""
    with transaction.atomic(durable=True):
        locked = _checked(contact, said, heard)
        terms = _terms(locked, heard.at)
        if terms.is_written and any(said.values()):
            raise CannotDo(
                "The policy wants a yes in writing: send a link, or enter the form. A no can be noted at any time."
            )
        kept = _heard(locked, said, heard, how=Answer.How.IN_PERSON)
    return kept


def _heard(contact: Contact, said: Said, heard: Heard, **how: Any) -> list[Answer]:
    common = {"at": heard.at, "noted_by": heard.by, "until_on": heard.until_on, **how}
    yes = {use: True for use, is_yes in said.items() if is_yes}
    no = {use: False for use, is_yes in said.items() if not is_yes}
    wordings, terms = _asked(contact), _terms(contact, heard.at)
    first, last = _bounds(contact, heard)
    return [
        *_keep(contact, yes, wordings, terms=terms, how={**common, "said_at": first}),
        *_keep(contact, no, wordings, terms=terms, how={**common, "until_on": None, "said_at": last}),
    ]  # fmt: skip


def _bounds(contact: Contact, heard: Heard) -> tuple[datetime, datetime]:
    """A day is all that a form tells: a yes counts from its beginning and a no to its end, so that the no outlasts it."""
    zone = contact.pupil.school.clock_zone
    first = datetime.combine(heard.said_on, time.min, zone)
    last = first + timedelta(days=1) - timedelta(microseconds=1)
    return min(first, heard.at), min(last, heard.at)


def _keep(
    contact: Contact, said: Said, wordings: Mapping[int, Wording], *, terms: Terms,
    how: dict[str, Any],
) -> list[Answer]:  # fmt: skip
    """Add a row for each use, and a line in the ledger for each row."""
    if not set(said) <= set(wordings):
        raise CannotDo("One of these questions is no longer asked. Look at them again.")
    kept = []
    for use, is_yes in said.items():
        kind = Answer.Kind.GIVEN if is_yes else _kind_of_no(contact, use)
        row = Answer.objects.create(
            contact=contact, use_id=use, wording=wordings[use], kind=kind, **how
        )
        record(
            EVENTS[kind], subject=row, by=how.get("noted_by") or contact, at=how["at"],
            because=terms.references(terms.permission), pupil=contact.pupil_id,
            contact=contact.pk, wording=wordings[use].pk, words=wordings[use].sha256,
            how=str(how["how"]), said_at=how["said_at"],
        )  # fmt: skip
        kept.append(row)
    return kept


def _kind_of_no(contact: Contact, use: int) -> Answer.Kind:
    """A no after a yes takes it back."""
    before = contact.answers.filter(use=use).order_by("-said_at", "-pk").first()
    was_yes = before is not None and before.kind == Answer.Kind.GIVEN
    return Answer.Kind.WITHDRAWN if was_yes else Answer.Kind.REFUSED


def _checked(contact: Contact, said: Said, heard: Heard) -> Contact:
    """The contact, locked, if a colleague can enter this for them."""
    locked = _locked(contact.pk)
    check_is_not(heard.by, locked.pupil.contacts.all(), "enter this")
    today = locked.pupil.school.day_of(heard.at)
    if heard.said_on > today:
        raise CannotDo("That day is yet to come. Enter the day on which it was said or signed.")
    if heard.until_on is not None and heard.until_on < heard.said_on:
        raise CannotDo("It cannot end before it begins. Enter a later last day, or leave it blank.")
    may = locked.may_decide and locked.ended_at is None and locked.confirmed_at is not None
    if any(said.values()) and not may:
        raise CannotDo(
            "A yes counts only from somebody who may decide and whom the school has confirmed. "
            "Confirm the contact first. A no can be entered at any time."
        )
    if locked.is_pupil and any(said.values()) and not is_old_enough(locked.pupil, on=today):
        raise CannotDo("A younger pupil’s yes does not count. A no can be entered at any age.")
    return locked


def _locked(pk: int) -> Contact:
    found = Contact.objects.select_for_update(of=("self",)).select_related("pupil__school")
    return found.get(pk=pk)


def _asked(contact: Contact) -> dict[int, Wording]:
    """What is asked now, by the key of the use."""
    uses = Use.objects.filter(school=contact.pupil.school_id).asked().with_words()
    return {use.pk: use.words for use in uses}


def _terms(contact: Contact, at: datetime) -> Terms:
    school = contact.pupil.school
    return terms_at(school, on=school.day_of(at))
