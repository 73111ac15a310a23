"""Pages for whoever publishes, for the safeguarding leads, and for the data protection officer."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.consents.asked import terms_at
from gatepost.consents.cannot import CannotDo
from gatepost.consents.forms import ReasonForm
from gatepost.consents.lights import Board
from gatepost.consents.models import Answer, Contact, Erasure, Listing, ListReview, PaperForm
from gatepost.consents.models.answers import SEES_FORMS
from gatepost.consents.models.contacts import SEES_ANSWERS
from gatepost.consents.models.listings import SAFEGUARDS
from gatepost.consents.shown import attempt, form_page, page, words_of
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Pupil
from gatepost.people.numbers import number_of
from gatepost.vault.papers import ENDINGS

ON_A_PAGE = 50
asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@at_school()
def lights(request: SignedInRequest) -> HttpResponse:
    """Search for a child or class: a light for each use, and nothing more."""
    if not request.person.is_employed:
        raise Http404
    on, words = timezone.localdate(), words_of(request)
    found = Pupil.objects.visible_to(request.person).current(on).named_like(words)
    pages = Paginator(found if words else Pupil.objects.none(), ON_A_PAGE)
    some = pages.get_page(request.GET.get("page"))
    board = Board.of(list(some), on=on)
    rows = [
        (pupil, [(use.words.title, board.light(pupil, use.key)) for use in board.asked])
        for pupil in some
    ]
    return page(request, "lights", page=some, rows=rows, q=words, query=_query(words))


@require_safe
@never_cache
@at_school(*SAFEGUARDS)
def never(request: SignedInRequest) -> HttpResponse:
    """The children who are never shown, with the reasons."""
    on, words = timezone.localdate(), words_of(request)
    pupils = Pupil.objects.filter(school=request.school).current(on).named_like(words)
    entries = Listing.objects.visible_to(request.person, on=on).select_related("pupil", "made_by")
    return page(
        request,
        "never",
        listings=entries.standing(),
        lifted=entries.exclude(lifted_at=None).select_related("lifted_by"),
        found=pupils.exclude(listings__in=entries.standing())[:ON_A_PAGE] if words else (),
        q=words,
        terms=terms_at(request.school, on=on),
        reviewed=ListReview.objects.filter(school=request.school).select_related("by").first(),
    )


@asked
@never_cache
@at_school(*SAFEGUARDS)
def listing(request: SignedInRequest) -> HttpResponse:
    """Put a child on the list."""
    here = Pupil.objects.filter(school=request.school).current(timezone.localdate())
    pupil = get_object_or_404(here, pk=number_of(request.GET.get("child", "")))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        attempt(form, lambda: Listing.make(pupil, by=request.person, at=at, **form.cleaned_data))
        if form.is_valid():
            messages.success(request, f"{pupil} is shown nowhere from now on.")
            return redirect("consents:never", request.school.slug)
    return form_page(
        request, form, title="Never show this child", caption=str(pupil), button="Never show them",
        says="From this moment every light for the child is red, whatever the family has said. Only you and the other "
        "safeguarding leads can read why.", back="consents:never",
    )  # fmt: skip


@asked
@never_cache
@at_school(*SAFEGUARDS)
def lifting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a child off the list."""
    entries = Listing.objects.visible_to(request.person, on=timezone.localdate()).standing()
    entry = get_object_or_404(entries.select_related("pupil__school"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        attempt(form, lambda: entry.lift(by=request.person, at=at, **form.cleaned_data))
        if form.is_valid():
            messages.success(request, f"{entry.pupil} is off the list.")
            return redirect("consents:never", request.school.slug)
    return form_page(
        request, form, title="Take this child off the list", caption=str(entry.pupil),
        button="Take them off the list", back="consents:never",
        says="The child can be shown again as far as everybody who decides has said yes.",
    )  # fmt: skip


@require_POST
@at_school(*SAFEGUARDS)
def review(request: SignedInRequest) -> HttpResponse:
    """Somebody went through the list."""
    terms = terms_at(request.school, on=timezone.localdate())
    because = terms.references(terms.lists)
    ListReview.keep(request.school, by=request.person, at=timezone.now(), because=because)
    messages.success(request, "It is kept that you went through the list today.")
    return redirect("consents:never", request.school.slug)


@require_safe
@never_cache
@at_school(*SEES_ANSWERS)
def history(request: SignedInRequest) -> HttpResponse:
    """Search for a child, those who left included; and what was erased."""
    words = words_of(request)
    here = Pupil.objects.filter(school=request.school)
    pages = Paginator(here.named_like(words) if words else here.none(), ON_A_PAGE)
    return page(
        request,
        "history",
        page=pages.get_page(request.GET.get("page")),
        q=words,
        query=_query(words),
        erased=Erasure.objects.filter(school=request.school).select_related("by")[:ON_A_PAGE],
    )


@require_safe
@never_cache
@at_school(*SEES_ANSWERS)
def child_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that was ever answered for a child."""
    pupil = get_object_or_404(Pupil.objects.filter(school=request.school), pk=pk)
    answers = Answer.objects.visible_to(request.person, on=timezone.localdate())
    newest: dict[tuple[int, int], Answer] = {}
    found = list(answers.filter(contact__pupil=pupil).whole().select_related("noted_by", "form"))
    for answer in found:
        newest[answer.contact_id, answer.use_id] = answer
    return page(
        request,
        "child_history",
        pupil=pupil,
        contacts=Contact.objects.filter(pupil=pupil).select_related("confirmed_by"),
        answers=[(one, newest[one.contact_id, one.use_id] == one) for one in reversed(found)],
        has_left=pupil.left_on is not None and pupil.left_on < timezone.localdate(),
    )


@asked
@never_cache
@at_school(*SEES_ANSWERS)
def setting_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an answer was entered by mistake, or no longer binds."""
    own = Answer.objects.visible_to(request.person, on=timezone.localdate()).whole()
    answer = get_object_or_404(own.select_related("contact__pupil__school"), pk=pk)
    pupil, form = answer.contact.pupil, ReasonForm(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        attempt(form, lambda: answer.set_aside(by=request.person, at=at, **form.cleaned_data))
        if form.is_valid():
            messages.success(request, "It is set aside, and stays in the history.")
            return redirect("consents:child-history", request.school.slug, pupil.pk)
    return form_page(
        request, form, title="Set an answer aside", caption=f"{answer.contact}, for {pupil}: {answer.wording.title}",
        says="It no longer counts, as if nothing had been said. Nobody is shown because of it.",
        button="Set it aside", back="consents:child-history", back_pk=pupil.pk,
    )  # fmt: skip


@asked
@at_school(*SEES_ANSWERS)
def erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Erase everything about consent to the pictures of a child who has left."""
    pupil = get_object_or_404(
        Pupil.objects.filter(school=request.school).select_related("school"), pk=pk
    )
    if request.method == "POST":
        try:
            Erasure.of(pupil, by=request.person, at=timezone.now())
            messages.success(request, "It is erased. A row without a name says that it was.")
            return redirect("consents:history", request.school.slug)
        except CannotDo as why:
            messages.warning(request, str(why))
            return redirect("consents:child-history", request.school.slug, pk)
    return page(request, "erasure", pupil=pupil)


@require_safe
@never_cache
@at_school(*SEES_FORMS)
def form_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """A paper form: saved, never opened within these pages."""
    here = PaperForm.objects.filter(contact__pupil__school=request.school).select_related("file")
    form = get_object_or_404(here, pk=pk)
    response = HttpResponse(form.file.chunks(), content_type=form.file.content_type)
    ending = ENDINGS.get(form.file.content_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="form-{form.pk}.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _query(words: str) -> str:
    return urlencode({"q": words}) if words else ""
