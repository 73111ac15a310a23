"""Pages of the office: one child's contacts and what they answered to, links, letters, forms, and rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.consents.answering import Heard, note, take_form
from gatepost.consents.asked import terms_at
from gatepost.consents.asking import open_links, open_round, send_link, to_ask, why_not_asked
from gatepost.consents.cannot import CannotDo
from gatepost.consents.forms import AnswersForm
from gatepost.consents.lights import Board
from gatepost.consents.links import path_of
from gatepost.consents.models import Contact, Link, Round, Use
from gatepost.consents.models.contacts import KEEPS
from gatepost.consents.office.forms import (
    ContactForm,
    PaperFormForm,
    RoundForm,
    SaidForm,
)
from gatepost.consents.setting_up import keep_uses
from gatepost.consents.shown import attempt, form_page, page, status_of, words_of
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Pupil
from gatepost.people.numbers import numbers_of
from gatepost.policies.campaigns.letters import code_of

ON_A_PAGE = 50
asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@at_school(*KEEPS)
def overview(request: SignedInRequest) -> HttpResponse:
    """Which contacts have answered; not what."""
    on = timezone.localdate()
    keep_uses(request.school, at=timezone.now())
    words = words_of(request)
    found = Pupil.objects.filter(school=request.school).current(on)
    some = Paginator(found.named_like(words), ON_A_PAGE).get_page(request.GET.get("page"))
    board = Board.of(list(some), on=on)
    here = Contact.objects.at(request.school).of_pupils_here(on)
    return page(
        request,
        "office/overview",
        page=some,
        rows=[(pupil, _standings(board, pupil)) for pupil in some],
        q=words,
        query=urlencode({"q": words}) if words else "",
        to_confirm=here.to_confirm().count(),
        without=found.exclude(contacts__in=here.kept().filter(may_decide=True)).count(),
        running=Round.objects.running().filter(school=request.school).first(),
        terms=terms_at(request.school, on=on),
    )


@require_safe
@never_cache
@at_school(*KEEPS)
def child(request: SignedInRequest, pk: int) -> HttpResponse:
    """One child's contacts, and what can be done for each."""
    on = timezone.localdate()
    keep_uses(request.school, at=timezone.now())
    pupil = _pupil(request, pk)
    board = Board.of([pupil], on=on)
    contacts = [
        (contact, words, why_not_asked(contact, on=on), list(contact.links.standing()[:3]))
        for contact, words in _standings(board, pupil)
    ]
    return page(request, "office/child", pupil=pupil, contacts=contacts)


@asked
@at_school(*KEEPS)
def new_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter somebody for a child."""
    pupil, form = _pupil(request, pk), ContactForm(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        if attempt(form, lambda: Contact.enter(pupil, form.details, by=request.person, at=at)):
            messages.success(request, "Entered. Confirm them once you are sure who they are.")
            return redirect("consents:child", request.school.slug, pk)
    return form_page(request, form, pupil=pupil, title="Enter a contact", button="Enter them")


@asked
@at_school(*KEEPS)
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what is known of a contact."""
    found = _contact(request, pk)
    initial = {name: getattr(found, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=initial)
    if form.is_valid():
        at = timezone.now()
        attempt(form, lambda: found.change(form.details, by=request.person, at=at))
        if form.is_valid():
            messages.success(request, "The changes are kept.")
            return redirect("consents:child", request.school.slug, found.pupil_id)
    return form_page(
        request, form, pupil=found.pupil, title=f"Change {found}", button="Keep the changes",
        says="With another e-mail address, or another right to decide, they have to be confirmed again, and links that they have close.",
    )  # fmt: skip


@require_POST
@at_school(*KEEPS)
def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The school is sure who this is."""
    found, at = _contact(request, pk), timezone.now()
    return _act(request, found, lambda: found.confirm(by=request.person, at=at), "Confirmed.")


@require_POST
@at_school(*KEEPS)
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """They are no longer a contact."""
    found, at = _contact(request, pk), timezone.now()
    says = f"{found} is no longer a contact. If they have said no, that stands."
    return _act(request, found, lambda: found.end(by=request.person, at=at), says)


@require_POST
@at_school(*KEEPS)
def sending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a link, or make one for a letter."""
    found = _contact(request, pk)
    try:
        link = send_link(found, by=request.person, at=timezone.now())
    except CannotDo as why:
        messages.warning(request, str(why))
        return redirect("consents:child", request.school.slug, found.pupil_id)
    if not found.email:
        return redirect("consents:letter", request.school.slug, link.pk)
    messages.success(request, f"A link is on its way to {found}.")
    return redirect("consents:child", request.school.slug, found.pupil_id)


@require_POST
@at_school(*KEEPS)
def link_closing(request: SignedInRequest, pk: int) -> HttpResponse:
    """A link opens nothing any more."""
    link, at = _link(request, pk), timezone.now()
    says = "The link is closed."
    return _act(request, link.contact, lambda: link.close(by=request.person, at=at), says)


@require_safe
@never_cache
@at_school(*KEEPS)
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """A letter for somebody without an e-mail address; nobody else's link is ever shown here."""
    link = get_object_or_404(_links(request).filter(contact__email="", closed_at=None), pk=pk)
    address = settings.ADDRESS.rstrip("/") + path_of(link)
    shown = {"link": link, "address": address, "is_whole": bool(settings.ADDRESS)}
    return page(request, "office/letter", code=code_of(address), **shown)


@asked
@at_school(*KEEPS)
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a form that was signed on paper."""
    found, on, at = _contact(request, pk), timezone.localdate(), timezone.now()
    uses = _uses(request)
    form = PaperFormForm(request.POST or None, request.FILES or None, uses=uses, on=on)
    if form.is_valid():
        said = form.cleaned_data
        heard = Heard(said["said_on"], request.person, at, said["until_on"])
        if attempt(form, lambda: take_form(found, form.said, file=said["file"], heard=heard)):
            messages.success(request, "The form is kept, and so is what it says.")
            return redirect("consents:child", request.school.slug, found.pupil_id)
    title = "Enter a form on paper"
    return _said(request, form, found, title=title, is_paper=True)


@asked
@at_school(*KEEPS)
def word(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what somebody said in person."""
    found, on, at = _contact(request, pk), timezone.localdate(), timezone.now()
    form = SaidForm(request.POST or None, uses=_uses(request), on=on, initial={"said_on": on})
    if form.is_valid():
        heard = Heard(form.cleaned_data["said_on"], request.person, at, form.cleaned_data["until_on"])  # fmt: skip
        if attempt(form, lambda: note(found, form.said, heard=heard)):
            messages.success(request, "Noted.")
            return redirect("consents:child", request.school.slug, found.pupil_id)
    return _said(request, form, found, title="Note what was said in person")


@asked
@never_cache
@at_school(*KEEPS)
def confirmations(request: SignedInRequest) -> HttpResponse:
    """Confirm several contacts that the school has checked."""
    on, at = timezone.localdate(), timezone.now()
    waiting = Contact.objects.visible_to(request.person, on=on).to_confirm().of_pupils_here(on)
    found = waiting.select_related("pupil__school").order_by(
        "pupil__family_name", "pupil__given_name", "name"
    )
    if request.method == "POST":
        ticked = numbers_of(request.POST.getlist("contact"))
        done, refused = 0, ""
        for one in found.filter(pk__in=ticked):
            try:
                one.confirm(by=request.person, at=at)
                done += 1
            except CannotDo as why:
                refused = str(why)
        messages.success(request, f"{done} confirmed.") if done else None
        if refused or not done:
            messages.warning(request, refused or "Tick those whom you have checked.")
        return redirect("consents:confirmations", request.school.slug)
    some = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "office/confirmations", page=some)


@asked
@at_school(*KEEPS)
def rounds(request: SignedInRequest) -> HttpResponse:
    """Ask everybody whose answer is missing or runs out."""
    on, at = timezone.localdate(), timezone.now()
    form = RoundForm(request.POST or None, on=on)
    if form.is_valid():
        due_on = form.cleaned_data["due_on"]
        opened = attempt(
            form, lambda: open_round(request.school, due_on=due_on, by=request.person, at=at)
        )
        if opened:
            messages.success(request, f"{opened.links.count()} people are asked.")
            return redirect("consents:round", request.school.slug, opened.pk)
    here = Round.objects.visible_to(request.person, on=on)
    keep_uses(request.school, at=at)
    return page(
        request,
        "office/rounds",
        status=status_of(form),
        form=form,
        rounds=here,
        running=here.running().first(),
        people=len(to_ask(request.school, on=on, due_on=on)),
    )


@require_safe
@never_cache
@at_school(*KEEPS)
def round_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was asked and has not answered."""
    on = timezone.localdate()
    one = get_object_or_404(Round.objects.visible_to(request.person, on=on), pk=pk)
    waiting = open_links(one, on=on)
    return page(request, "office/round", round=one, waiting=waiting, people=one.links.count())


@require_POST
@at_school(*KEEPS)
def round_closing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody is reminded any more."""
    on = timezone.localdate()
    one = get_object_or_404(Round.objects.visible_to(request.person, on=on), pk=pk)
    try:
        one.close(by=request.person, at=timezone.now())
        messages.success(request, "The round is closed.")
    except CannotDo as why:
        messages.warning(request, str(why))
    return redirect("consents:round", request.school.slug, pk)


def _standings(board: Board, pupil: Pupil) -> list[tuple[Contact, str]]:
    """Each contact with how far they have answered, in words; never with what."""
    return [
        (contact, _words(board, contact))
        for contact in board.contacts.get(pupil.pk, ())
        if contact.ended_at is None
    ]


def _words(board: Board, contact: Contact) -> str:
    missing = len(board.missing(contact))
    if not contact.decides(on=board.on):
        return "Is not asked"
    if contact.confirmed_at is None:
        return "To be confirmed"
    if not missing:
        return "Has answered"
    return "Has not answered" if missing == len(board.asked) else "Has answered in part"


def _pupil(request: SignedInRequest, pk: int) -> Pupil:
    return get_object_or_404(
        Pupil.objects.filter(school=request.school).select_related("school"), pk=pk
    )


def _contact(request: SignedInRequest, pk: int) -> Contact:
    here = Contact.objects.visible_to(request.person, on=timezone.localdate()).kept()
    return get_object_or_404(here.select_related("pupil__school"), pk=pk)


def _links(request: SignedInRequest) -> Any:
    return Link.objects.whole().filter(contact__pupil__school=request.school)


def _link(request: SignedInRequest, pk: int) -> Link:
    found: Link = get_object_or_404(_links(request), pk=pk)
    return found


def _uses(request: SignedInRequest) -> list[Use]:
    return list(Use.objects.filter(school=request.school).asked().with_words())


def _act(
    request: SignedInRequest, found: Contact, act: Callable[[], object], says: str
) -> HttpResponse:
    """An act of one button: what came of it is said on the child's page."""
    try:
        act()
        messages.success(request, says)
    except CannotDo as why:
        messages.warning(request, str(why))
    return redirect("consents:child", request.school.slug, found.pupil_id)


def _said(request: SignedInRequest, form: AnswersForm, found: Contact, **shown: Any) -> HttpResponse:  # fmt: skip
    on = timezone.localdate()
    shown |= {"form": form, "contact": found, "terms": terms_at(request.school, on=on)}
    return page(request, "office/said", status=status_of(form), **shown)
