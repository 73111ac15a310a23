"""Pages on which comments and messages are read, taken, answered and passed on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gatepost.inbox import letters
from gatepost.inbox.alarms import Passed, hand_on
from gatepost.inbox.answering import answer, no_answer
from gatepost.inbox.forms import AnswerForm, FoundForm, HandOnForm, LetterForm
from gatepost.inbox.models import Holder, Item, Note
from gatepost.inbox.moderating.pages import Part as Moderated
from gatepost.inbox.nudges import nudged
from gatepost.inbox.pages import ItemPage, channels_of, queue_of
from gatepost.inbox.press.pages import Part as Press
from gatepost.inbox.saved_replies import reply_for, saved_replies
from gatepost.inbox.taking_in import Found, keep_found
from gatepost.people.access import SignedInRequest, at_school, person_at
from gatepost.people.models import Person, School
from gatepost.people.numbers import number_of
from gatepost.people.once import reading_once
from gatepost.people.rules import NotPossible
from gatepost.policies.door import NotYours, Refused
from gatepost.policies.models.proposed import Closed


@never_cache
@require_safe
@at_school()
def queue(request: SignedInRequest) -> HttpResponse:
    """What came in and waits, what needs a person first and what is due first."""
    at = timezone.now()
    chosen = request.GET.get("show", "")[:20]
    shown = {
        "queue": queue_of(request.person, chosen=chosen, page=_page_asked(request), at=at),
        "channels": channels_of(request.person, at=at).select_related("reading"),
        "chosen": chosen,
        "at": at,
    }
    return render(request, "inbox/queue.html", _frame(request) | shown)


@never_cache
@require_safe
@at_school()
def item(request: SignedInRequest, item: int) -> HttpResponse:
    """One item: what it says, why it stands where it stands, and what can be done."""
    return _page(request, _visible(request, item))


@require_POST
@at_school()
def take(request: SignedInRequest, item: int) -> HttpResponse:
    """Take it, or take it over from whoever had it when the page was opened."""
    found, at = _visible(request, item), timezone.now()
    had = number_of(request.POST.get("from", ""))
    return _does(
        request,
        found,
        lambda: Holder.give(found, request.person, by=request.person, at=at, from_whom=had),
        "You have it. Nobody else answers it meanwhile.",
    )


@require_POST
@at_school()
def give_back(request: SignedInRequest, item: int) -> HttpResponse:
    """Leave it to others."""
    found, at = _visible(request, item), timezone.now()
    return _does(
        request,
        found,
        lambda: Holder.give_back(found, by=request.person, at=at),
        "You do not have it any more.",
    )


@require_POST
@at_school()
def give(request: SignedInRequest, item: int) -> HttpResponse:
    """Give it to somebody else who sees it."""
    found, at = _visible(request, item), timezone.now()
    people = Person.objects.at(request.school).current(request.school.day_of(at))
    to = get_object_or_404(people, pk=number_of(request.POST.get("person", "")))
    had = number_of(request.POST.get("from", ""))
    return _does(
        request,
        found,
        lambda: Holder.give(found, to, by=request.person, at=at, from_whom=had),
        f"{to} has it now, and is told.",
    )


@require_POST
@at_school()
def note(request: SignedInRequest, item: int) -> HttpResponse:
    """Write something for the others of the school."""
    found = _visible(request, item)
    words = request.POST.get("words", "")[:5000].strip()
    if not words:
        return _page(request, found, problem="Write something.", status=400)
    Note.write(found, words, by=request.person, at=timezone.now())
    return redirect(found)


@require_POST
@at_school()
def answering(request: SignedInRequest, item: int) -> HttpResponse:
    """Answer it. A public answer is a post: it goes where the policy sends posts before they are out."""
    found, at = _visible(request, item), timezone.now()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    is_acknowledgement = form.cleaned_data["kind"] == "acknowledgement"
    words = form.cleaned_data["words"]
    try:
        made = answer(found, words, is_acknowledgement=is_acknowledgement, by=request.person, at=at)
    except NotPossible as problem:
        found.refresh_from_db()
        return _page(request, found, form=form, problem=str(problem), status=409)
    if made.post is None:
        messages.success(request, "It is on record as answered.")
        return redirect(found)
    try:
        made.post.hand_in(by=request.person, at=at)
    except (NotPossible, NotYours, Closed, Refused):
        messages.info(
            request, "Your answer is kept. Before it can go out, it needs what you see here."
        )
        return redirect(made.post)
    messages.success(
        request, "Your answer is handed in. It goes out as soon as everybody who has to has agreed."
    )
    return redirect(found)


@require_POST
@at_school()
def leaving_it(request: SignedInRequest, item: int) -> HttpResponse:
    """It needs no answer."""
    found, at = _visible(request, item), timezone.now()
    reason = request.POST.get("reason", "")[:5000]
    return _does(
        request,
        found,
        lambda: no_answer(found, reason=reason, by=request.person, at=at),
        "It is settled.",
    )


@sensitive_post_parameters()
@at_school()
def passing_on(request: SignedInRequest, item: int) -> HttpResponse:
    """Pass it on as a report: from then on those alone see it who have the case."""
    found, at = _visible(request, item), timezone.now()
    form = HandOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_on(found, Passed(**form.cleaned_data), by=request.person, at=at)
        except NotPossible as problem:
            found.refresh_from_db()
            return _page(request, found, problem=str(problem), status=409)
        messages.success(request, "Thank you. It has been passed on to those who have to know.")
        return redirect("inbox:queue", request.school.slug)
    shown = _frame(request) | {"form": form, "item": found}
    status = 400 if request.method == "POST" else 200
    return render(request, "inbox/hand_on.html", shown, status=status)


@at_school()
def found(request: SignedInRequest) -> HttpResponse:
    """Enter what a person found on an account that Gatepost does not read."""
    at = timezone.now()
    form = FoundForm(request.POST or None, channels=channels_of(request.person, at=at))
    if request.method == "POST" and form.is_valid():
        made = keep_found(Found(**form.cleaned_data), by=request.person, at=at)
        if made is None:
            messages.success(request, "Thank you. It has been passed on to those who have to know.")
            return redirect("inbox:queue", request.school.slug)
        return redirect(made)
    status = 400 if request.method == "POST" else 200
    return render(request, "inbox/found.html", _frame(request) | {"form": form}, status=status)


@never_cache
@sensitive_post_parameters()
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody writes to the school on its own page: words alone, whatever a browser sends beside them."""
    school = get_object_or_404(School, slug=slug)
    page, at = letters.page_of(school), timezone.now()
    form = LetterForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form, "page": page}
    if page is not None and request.method == "POST" and form.is_valid():
        try:
            shown["code"] = letters.write(page, **form.cleaned_data, at=at)
        except NotPossible as problem:
            shown["problem"] = str(problem)
    status = 400 if request.method == "POST" and "code" not in shown else 200
    frame = {"school": school, "person": person_at(request, slug), "here": "write"}
    return render(request, "inbox/letter.html", frame | shown, status=status)


@never_cache
@sensitive_post_parameters()
def written(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer to what somebody wrote. The code is posted, never part of an address."""
    school = get_object_or_404(School, slug=slug)
    shown: dict[str, object] = {"school": school, "person": person_at(request, slug)}
    if request.method == "POST":
        found = letters.letter_of(school, request.POST.get("code", "")[:60])
        shown["letter"] = found
        if found is None:
            shown["problem"] = (
                "There is no message with this code. Compare it with what you wrote down."
            )
        else:
            shown["answers"] = found.item.answers.exclude(counted_at=None)
    status = 400 if "problem" in shown else 200
    return render(request, "inbox/written.html", shown, status=status)


@csrf_exempt
def webhook(request: HttpRequest, network: str) -> HttpResponse:
    """A network says that something came in. It is believed in nothing: the account is only asked sooner."""
    said = nudged(network, request, at=timezone.now())
    return HttpResponse(said.answer, status=said.status, content_type="text/plain; charset=utf-8")


def _visible(request: SignedInRequest, pk: int) -> Item:
    on = request.school.day_of(timezone.now())
    rows = Item.objects.visible_to(request.person, on=on).select_related("school", "channel")
    return get_object_or_404(rows, pk=pk)


def _does(
    request: SignedInRequest, found: Item, do: Callable[[], object], says: str
) -> HttpResponse:
    """Do something with an item and show it; what stands in the way is said on its page."""
    try:
        do()
    except NotPossible as problem:
        found.refresh_from_db()
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, says)
    return redirect(found)


@reading_once()
def _page(
    request: SignedInRequest,
    found: Item,
    *,
    form: AnswerForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    chosen = reply_for(request.GET.get("reply", "")[:60])
    form = form or AnswerForm(
        initial={"words": chosen.text, "kind": chosen.enough} if chosen else {}
    )
    shown = {
        "page": ItemPage(found, request.person, at),
        "item": found,
        "moderated": Moderated(found),
        "press": Press(found, request.person, at),
        "form": form,
        "saved": saved_replies(),
        "problem": problem,
    }
    return render(request, "inbox/item.html", _frame(request) | shown, status=status)


def _page_asked(request: HttpRequest) -> int:
    asked = number_of(request.GET.get("page", "")) or 0
    return min(asked, 10_000)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "inbox"}
