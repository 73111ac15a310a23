"""Asking families: one link, or a round for everybody whose answer is missing or runs out; reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from gatepost import notices
from gatepost.consents.asked import terms_at
from gatepost.consents.cannot import CannotDo
from gatepost.consents.lights import Board
from gatepost.consents.links import path_of
from gatepost.consents.models import Answer, Contact, Link, LinkReminder, Round
from gatepost.consents.models.contacts import is_old_enough
from gatepost.consents.own_child import check_is_not
from gatepost.consents.setting_up import keep_uses
from gatepost.people.models import Person, Pupil, School
from gatepost.records.door import record

AHEAD = timedelta(days=60)  # whose yes runs out so soon after the day of a round is asked with it
REMINDED = (-7, 0, 7)  # days from the day on which an answer is due
AT_MOST_EVERY = timedelta(days=5)


def send_link(contact: Contact, *, by: Person, at: datetime) -> Link:
    """Send somebody a link of their own, or make one for a letter where there is no address."""
    keep_uses(contact.pupil.school, at=at)
    with transaction.atomic(durable=True):
        locked = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        why = why_not_asked(locked, on=locked.pupil.school.day_of(at))
        if why:
            raise CannotDo(why)
        check_is_not(by, [locked], "send this link")
        link = _make(locked, by=by, at=at)
    return link


def why_not_asked(contact: Contact, *, on: date) -> str:
    """Why somebody cannot be sent a link; nothing where they can."""
    if contact.ended_at is not None or not contact.may_decide:
        return f"{contact} may not decide about this child’s pictures, so there is nothing to ask."
    if contact.confirmed_at is None:
        return f"Confirm {contact} first: links go only to contacts whom the school has confirmed."
    if contact.pupil.born_on is None:
        return "The child’s birthday is not known, and a link opens only with it. Enter the birthday first."
    if contact.is_pupil and not is_old_enough(contact.pupil, on=on):
        return "A pupil of this age is not asked by link. What they say in person can be noted."
    return ""


def open_round(school: School, *, due_on: date, by: Person, at: datetime) -> Round:
    """Ask everybody who may decide and whose answer is missing or runs out soon."""
    on = school.day_of(at)
    if due_on <= on:
        raise CannotDo("Give families until a day that is yet to come.")
    keep_uses(school, at=at)
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=school.pk)
        if Round.objects.running().filter(school=school).exists():
            raise CannotDo("A round is running already. Close it first.")
        one = Round.objects.create(school=school, opened_at=at, opened_by=by, due_on=due_on)
        asked = [_make(contact, by=by, at=at, round=one) for contact in to_ask(school, on=on, due_on=due_on)]  # fmt: skip
        terms = terms_at(school, on=on)
        record(
            "consent-round.opened", subject=one, by=by, at=at,
            because=terms.references(terms.permission), people=len(asked),
        )  # fmt: skip
    return one


def to_ask(school: School, *, on: date, due_on: date) -> list[Contact]:
    """Who is asked in a round: no answer, or one that no longer counts some weeks after it is due."""
    contacts = Contact.objects.at(school).deciding().of_pupils_here(on)
    here = [c for c in contacts.select_related("pupil__school") if not why_not_asked(c, on=on)]
    then = Board.of(_pupils(here), on=due_on + AHEAD)
    return [contact for contact in here if then.missing(contact)]


def open_links(one: Round, *, on: date) -> list[Link]:
    """The links of a round whose people still owe an answer: none given, or none that goes on counting."""
    links = list(one.links.standing().whole().prefetch_related("reminders"))
    here = [
        link
        for link in links
        if link.contact.decides(on=on) and (link.contact.pupil.left_on or on) >= on
    ]
    board = Board.of(_pupils(link.contact for link in here), on=on)
    answered = set(
        Answer.objects.filter(contact__in=[link.contact_id for link in here], at__gte=one.opened_at)
        .exclude(kind=Answer.Kind.SET_ASIDE)
        .values_list("contact_id", flat=True)
    )
    return [link for link in here if link.contact_id not in answered or board.missing(link.contact)]


def remind(*, at: datetime) -> int:
    """Send their link once more to those who have not answered: a week before, on the day, a week after."""
    return sum(_remind(one, at=at) for one in Round.objects.running().select_related("school"))


def _remind(one: Round, *, at: datetime) -> int:
    on = one.school.day_of(at)
    stages = [days for days in REMINDED if on >= one.due_on + timedelta(days=days)]
    if not stages or at < one.opened_at + AT_MOST_EVERY:
        return 0
    with transaction.atomic(durable=True):
        locked = Round.objects.select_for_update().get(pk=one.pk)
        if locked.closed_at is not None:
            return 0
        sent = sum(_send_again(link, stage=stages[-1], at=at) for link in open_links(one, on=on))
        if sent:
            record("consent-round.reminded", subject=one, by=None, at=at, people=sent)
    return sent


def _send_again(link: Link, *, stage: int, at: datetime) -> bool:
    if not link.contact.email:
        return False
    _, is_new = LinkReminder.objects.get_or_create(link=link, stage=stage, defaults={"at": at})
    if is_new:
        _tell(link, "consent-reminder", key=f"reminder{stage}", at=at)
    return is_new


def _make(contact: Contact, *, by: Person, at: datetime, round: Round | None = None) -> Link:
    link = Link.objects.create(contact=contact, round=round, sent_at=at, sent_by=by)
    record("consent-link.sent", subject=link, by=by, at=at, contact=contact.pk)
    if contact.email:
        _tell(link, "consent-asked", key="asked", at=at)
    return link


def _tell(link: Link, kind: str, *, key: str, at: datetime) -> None:
    """A notice with the link: no name, and not what it is about."""
    address = link.contact.email
    notices.send(kind, to=address, link=path_of(link), at=at, key=f"consent/{link.pk}/{key}")


def _pupils(contacts: Iterable[Contact]) -> list[Pupil]:
    return list({contact.pupil_id: contact.pupil for contact in contacts}.values())
