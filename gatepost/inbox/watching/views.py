"""Pages of who looks at accounts and when, and of pictures in what came in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.models import Channel
from gatepost.inbox.models import HolidayNotice, Item, Looked, NotMe, PictureSaid, Shift, Swap
from gatepost.inbox.models.looks import may_watch
from gatepost.inbox.models.rotas import KEEP_ROTA
from gatepost.inbox.watching import pages
from gatepost.inbox.watching.forms import LaterForm, NoticeForm, ShiftForm, SwapForm
from gatepost.inbox.watching.holidays import proposed
from gatepost.inbox.watching.pictures import fetch, pictures_of, say
from gatepost.inbox.watching.today import accounts_of, channels_of
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.numbers import number_of, numbers_of
from gatepost.people.rules import NotPossible

_WHERE = {"today": "today", "queue": "inbox:queue"}
_SAYS = {
    "nothing": "Thank you. It is on record that you looked and nothing had come in.",
    "dealt": "Thank you. It is on record that you looked and saw to what had come in.",
}


@never_cache
@require_safe
@at_school()
def watch(request: SignedInRequest) -> HttpResponse:
    """The accounts that somebody sees: who looks today, who has looked, and what the policy wants."""
    on = _today(request)
    shown = {
        "accounts": accounts_of(request.person, on=on),
        "clauses": pages.clauses_of(request.school, on=on),
        "on": on,
    }
    return render(request, "inbox/watching/watch.html", _frame(request) | shown)


@require_POST
@at_school()
def looked(request: SignedInRequest) -> HttpResponse:
    """“I have looked”, at several accounts at once, with one press."""
    at, how = timezone.now(), request.POST.get("how", "")
    chosen = numbers_of(request.POST.getlist("channel"))
    channels = Channel.objects.visible_to(request.person).open().filter(pk__in=chosen)
    found = 0 if how == "nothing" else None
    where = _WHERE.get(request.POST.get("back", ""), "inbox:watch")
    if how not in _SAYS or not channels:
        messages.warning(request, "Choose the accounts that you looked at.")
        return redirect("inbox:watch", request.school.slug)
    try:
        Looked.put_down(channels, found=found, note="", by=request.person, at=at)
        messages.success(request, _SAYS[how])
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect(where, request.school.slug)


@never_cache
@require_safe
@at_school()
def month(request: SignedInRequest, channel: int) -> HttpResponse:
    """A month of an account: who looked, who was on the rota, and the gaps."""
    return _month(request, _channel(request, channel), LaterForm())


@require_POST
@at_school()
def later(request: SignedInRequest, channel: int) -> HttpResponse:
    """Enter a look on a day that is over; it shows as entered later."""
    found, form = _channel(request, channel), LaterForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            Looked.enter_later(
                found, on=said["on"], note=said["note"], by=request.person, at=timezone.now()
            )
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is entered, and shown as entered later.")
            return redirect("inbox:watch-month", request.school.slug, found.pk)
    return _month(request, found, form)


@never_cache
@at_school()
def rota(request: SignedInRequest) -> HttpResponse:
    """Who looks when in the next weeks; whoever keeps the rota can put people on it."""
    on = _today(request)
    keeps = request.person.holds(*KEEP_ROTA, on=on)
    form = _shift_form(request) if keeps else None
    if request.method == "POST" and form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            Shift.enter(
                said["person"], said["channel"], days=form.days, weekdays="".join(said["weekdays"]),
                by=request.person, at=timezone.now(),
            )  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{said['person']} is on the rota, and is told.")
            return redirect("inbox:rota", request.school.slug)
    return _rota(request, form=form)


@require_POST
@at_school(*KEEP_ROTA)
def shift_end(request: SignedInRequest, shift: int) -> HttpResponse:
    """Take somebody off the rota from today on."""
    found = get_object_or_404(Shift.objects.filter(school=request.school), pk=shift)
    says = f"{found.person} is off the rota from today on."
    return _does(
        request, lambda: found.end(by=request.person, at=timezone.now()), says, "inbox:rota"
    )


@require_POST
@at_school()
def swap(request: SignedInRequest) -> HttpResponse:
    """Ask a colleague to take days."""
    form = SwapForm(request.POST, people=_people(request))
    if form.is_valid():
        other, at = form.cleaned_data["other"], timezone.now()
        try:
            Swap.ask(other, days=form.days, back=form.back, by=request.person, at=at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{other} is asked. Until they agree, the days stay yours.")
            return redirect("inbox:rota", request.school.slug)
    return _rota(request, swap_form=form)


@require_POST
@at_school()
def swap_answer(request: SignedInRequest, swap: int) -> HttpResponse:
    """Agree to a swap, or decline it."""
    found = get_object_or_404(Swap.objects.filter(school=request.school), pk=swap)
    agrees = request.POST.get("answer") == "yes"
    says = "Thank you. The rota shows it." if agrees else "The days stay as they were."
    at = timezone.now()
    return _does(
        request, lambda: found.answer(agrees=agrees, by=request.person, at=at), says, "inbox:rota"
    )


@never_cache
@at_school()
def notice(request: SignedInRequest, channel: int) -> HttpResponse:
    """Words for a holiday notice on an account, and that somebody has put them up."""
    found, on = _channel(request, channel), _today(request)
    holiday = pages.next_holiday(request.school, on=on)
    initial = (
        {
            "first_on": holiday.first_on,
            "last_on": holiday.last_on,
            "words": proposed(found, holiday),
        }
        if holiday
        else {}
    )
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            HolidayNotice.put_up(
                found, days=(said["first_on"], said["last_on"]), words=said["words"],
                by=request.person, at=timezone.now(),
            )  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is on record that the notice is up.")
            return redirect("inbox:holiday-notice", request.school.slug, found.pk)
    shown = _frame(request) | {
        "channel": found,
        "form": form,
        "notices": found.holiday_notices.filter(last_on__gte=pages.a_year_before(on)).select_related("by", "down_by").order_by("-first_on"),
        "on": on,
    }  # fmt: skip
    return render(request, "inbox/watching/notice.html", shown, status=_status(form))


@require_POST
@at_school()
def notice_down(request: SignedInRequest, notice: int) -> HttpResponse:
    """A notice is not there any more."""
    rows = HolidayNotice.objects.filter(channel__school=request.school)
    found = get_object_or_404(rows.select_related("channel__school"), pk=notice)
    at = timezone.now()
    return _does(
        request, lambda: found.take_down(by=request.person, at=at),
        "It is on record that the notice is down.", "inbox:holiday-notice", found.channel_id,
    )  # fmt: skip


@never_cache
@require_safe
@at_school()
def pictures(request: SignedInRequest, item: int) -> HttpResponse:
    """The pictures of an item: the question first; after “no” they are shown blurred, in grey."""
    found = _item(request, item)
    shown = {"item": found, "pictures": pictures_of(found), "version": found.versions.last()}
    return render(request, "inbox/watching/pictures.html", _frame(request) | shown)


@require_POST
@at_school()
def pictures_said(request: SignedInRequest, item: int) -> HttpResponse:
    """Answer the question about children."""
    found, at = _item(request, item), timezone.now()
    answer, seen = request.POST.get("answer", ""), number_of(request.POST.get("seen", ""))
    if answer not in PictureSaid.Answer.values:
        messages.warning(request, "Say yes, no, or that you are not sure.")
        return redirect("inbox:pictures", request.school.slug, found.pk)
    try:
        case = say(found, answer, by=request.person, at=at, seen=seen)
    except NotPossible as problem:
        messages.warning(request, str(problem))
        return redirect("inbox:pictures", request.school.slug, found.pk)
    if case is None:
        return redirect("inbox:pictures", request.school.slug, found.pk)
    messages.success(
        request,
        "Thank you. It has been passed on to those who have to know. Do not look at it, copy it or send it on.",
    )
    return redirect("inbox:queue", request.school.slug)


@never_cache
@require_safe
@at_school()
def picture(request: SignedInRequest, item: int, position: int) -> HttpResponse:
    """One picture, encoded anew and kept nowhere; only after somebody said that it is of no such kind."""
    found = _item(request, item)
    try:
        content = fetch(found, position + 1, by=request.person, at=timezone.now())
    except NotPossible as problem:
        return HttpResponse(str(problem), status=409, content_type="text/plain; charset=utf-8")
    safe = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(content, content_type="image/jpeg", headers=safe)


@require_POST
@at_school()
def not_me(request: SignedInRequest, item: int) -> HttpResponse:
    """Leave something to others, without a reason."""
    found, at = _item(request, item), timezone.now()
    says = "It is left to others. Nobody asks why."
    return _does(request, lambda: NotMe.say(found, by=request.person, at=at), says, "inbox:queue")


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())


def _channel(request: SignedInRequest, pk: int) -> Channel:
    rows = Channel.objects.visible_to(request.person).select_related("school")
    return get_object_or_404(rows, pk=pk)


def _item(request: SignedInRequest, pk: int) -> Item:
    rows = Item.objects.visible_to(request.person, on=_today(request))
    return get_object_or_404(rows.select_related("school", "channel", "case"), pk=pk)


def _people(request: SignedInRequest) -> pages.People:
    return pages.able_people(request.school, on=_today(request))


def _shift_form(request: SignedInRequest) -> ShiftForm:
    data = request.POST if request.method == "POST" else None
    channels = Channel.objects.open().filter(school=request.school)
    initial = {"weekdays": list("0123456"), "from_on": _today(request)}
    return ShiftForm(data, people=_people(request), channels=channels, initial=initial)


def _month(request: SignedInRequest, channel: Channel, form: LaterForm) -> HttpResponse:
    on = _today(request)
    span = pages.month_asked(request.GET.get("month", ""), today=on)
    shown = _frame(request) | {
        "channel": channel,
        "month": pages.month_page(channel, span, today=on),
        "form": form,
        "may_enter": may_watch(request.person, channel, on=on) and channel.closed_at is None,
    }
    return render(request, "inbox/watching/month.html", shown, status=_status(form))


def _rota(
    request: SignedInRequest, *, form: ShiftForm | None = None, swap_form: SwapForm | None = None
) -> HttpResponse:
    on = _today(request)
    keeps = request.person.holds(*KEEP_ROTA, on=on)
    if form is None and keeps:
        form = ShiftForm(people=_people(request), channels=Channel.objects.open().filter(school=request.school), initial={"weekdays": list("0123456"), "from_on": on})  # fmt: skip
    swap_form = swap_form or SwapForm(people=_people(request))
    channels = channels_of(request.person, on=on) if keeps else list(Channel.objects.open().filter(school=request.school).select_related("school"))  # fmt: skip
    shown = _frame(request) | {
        "rota": pages.rota_page(request.school, channels, on=on),
        "swaps": pages.swaps_of(request.person, on=on),
        "form": form,
        "swap_form": swap_form,
        "wrong": form if form is not None and form.errors else swap_form,
        "keeps": keeps,
        "on": on,
    }
    status = max(_status(form), _status(swap_form))
    return render(request, "inbox/watching/rota.html", shown, status=status)


def _does(
    request: SignedInRequest, do: Callable[[], object], says: str, where: str, *more: int
) -> HttpResponse:
    try:
        do()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect(where, request.school.slug, *more)


def _status(form: ShiftForm | SwapForm | NoticeForm | LaterForm | None) -> int:
    return 400 if form is not None and form.is_bound and form.errors else 200


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "inbox"}
