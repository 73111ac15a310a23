"""Pages of what is said about the school: the list, each item with its process, its letters, and telling by hand."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.mentions.becoming import make_case
from gatepost.mentions.forms import (
    CaseForm,
    CloseForm,
    JudgeForm,
    LetterForm,
    ReportedForm,
    TellForm,
)
from gatepost.mentions.models import (
    WATCHERS,
    Judged,
    Letter,
    Mention,
    MentionConcerned,
    NetworkReport,
    Outcome,
    StepTaken,
)
from gatepost.mentions.processes import UNKNOWN, known
from gatepost.mentions.standing import process_of
from gatepost.mentions.suggesting import suggestion_for
from gatepost.mentions.watching.stating import is_unassessed
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.rules import NotPossible
from gatepost.policies.in_force import readable

asked = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 50


@never_cache
@require_safe
@at_school(*WATCHERS)
def mentions(request: SignedInRequest) -> HttpResponse:
    """What is said, what nobody has judged yet first."""
    on = request.school.day_of(timezone.now())
    seen = Mention.objects.visible_to(request.person, on=on).select_related("search", "school")
    is_closed = request.GET.get("show") == "closed"
    rows = seen.exclude(closed_at=None) if is_closed else seen.open()
    shown = _frame(request) | {
        "page": Paginator(rows.order_by("-alarm", "-found_at", "-pk"), A_PAGE).get_page(request.GET.get("page")),
        "new": 0 if is_closed else seen.open().filter(kind="").count(),
        "is_closed": is_closed,
        "classes": known().classes,
        "unassessed": is_unassessed(request.school),
    }  # fmt: skip
    return render(request, "mentions/mentions.html", shown)


@never_cache
@asked
@sensitive_post_parameters()
@at_school()
def tell(request: SignedInRequest) -> HttpResponse:
    """Anybody at the school tells of something that is said where no program may look."""
    at = timezone.now()
    people = Person.objects.at(request.school).current(request.school.day_of(at))
    form = TellForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        about = [one.pk for one in told["about"]]
        Mention.tell(
            words=told["words"], url=told["url"], handle=told["handle"], about=about,
            by=request.person, at=at,
        )  # fmt: skip
        messages.success(request, "Thank you. Somebody looks at it. Do not answer it yourself.")
        return redirect("mentions:tell", request.school.slug)
    status = 400 if request.method == "POST" else 200
    shown = _frame(request) | {"form": form, "watches": request.person.holds(*WATCHERS, on=request.school.day_of(at))}  # fmt: skip
    return render(request, "mentions/tell.html", shown, status=status)


@never_cache
@require_safe
@at_school(*WATCHERS)
def mention(request: SignedInRequest, mention: int) -> HttpResponse:
    """One item, with what is to be done about it."""
    return _shown(request, _visible(request, mention))


@never_cache
@require_POST
@at_school(*WATCHERS)
def judging(request: SignedInRequest, mention: int) -> HttpResponse:
    """Say what it is and who wrote it."""
    found, form = _visible(request, mention), JudgeForm(request.POST)
    return _taken(
        request, found, form, "judge", "It is on record.",
        lambda: Judged.say(found, **form.cleaned_data, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school(*WATCHERS)
def step(request: SignedInRequest, mention: int) -> HttpResponse:
    """Put down that a step was taken."""
    found, sent = _visible(request, mention), request.POST
    return _done(
        request, found, "It is on record.",
        lambda: StepTaken.take(
            found, sent.get("step", ""), note=sent.get("note", "")[:2000],
            by=request.person, at=timezone.now(),
        ),
    )  # fmt: skip


@never_cache
@asked
@sensitive_post_parameters()
@at_school(*WATCHERS)
def letter(request: SignedInRequest, mention: int, letter_text: str) -> HttpResponse:
    """Word a letter, begun from a text of ours."""
    found = _visible(request, mention)
    if (template := known().letters.get(letter_text)) is None:
        raise Http404
    begun = {"words": template.begun(request.school.name)}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            made = Letter.write(found, letter_text, words, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error("words", str(problem))
        else:
            messages.success(request, "The letter is kept. Print it or copy it.")
            return redirect("mentions:written", request.school.slug, found.pk, made.pk)
    shown = _frame(request) | {"mention": found, "template": template, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "mentions/letter.html", shown, status=status)


@never_cache
@require_safe
@at_school(*WATCHERS)
def written(request: SignedInRequest, mention: int, written_letter: int) -> HttpResponse:
    """A letter, to print."""
    found = _visible(request, mention)
    one = get_object_or_404(Letter, mention=found, pk=written_letter)
    return render(request, "mentions/written.html", _frame(request) | {"mention": found, "letter": one})  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school(*WATCHERS)
def reported(request: SignedInRequest, mention: int) -> HttpResponse:
    """Put down a report to the network."""
    found, form = _visible(request, mention), ReportedForm(request.POST)
    return _taken(
        request, found, form, "report", "The report is on record.",
        lambda: NetworkReport.put_down(
            found, form.cleaned_data, by=request.person, at=timezone.now()
        ),
    )  # fmt: skip


@never_cache
@require_POST
@at_school(*WATCHERS)
def concerned(request: SignedInRequest, mention: int) -> HttpResponse:
    """It is about somebody of the school."""
    found = _visible(request, mention)
    others = Person.objects.at(request.school).current(request.school.day_of(timezone.now()))
    person = get_object_or_404(others, pk=number_of(request.POST.get("person", "")))
    return _done(
        request, found, "They see nothing of it from now on.",
        lambda: MentionConcerned.add(found, person, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@asked
@sensitive_post_parameters()
@at_school(*WATCHERS)
def case(request: SignedInRequest, mention: int) -> HttpResponse:
    """Make it a case."""
    found = _visible(request, mention)
    initial = {"kind": request.GET.get("kind", "")}
    form = CaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _done(
            request, found, "It is a case now, and seen by those alone who see the case.",
            lambda: make_case(found, form.cleaned_data, by=request.person, at=timezone.now()),
        )  # fmt: skip
    shown = _frame(request) | {"mention": found, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "mentions/case.html", shown, status=status)


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school(*WATCHERS)
def closing(request: SignedInRequest, mention: int) -> HttpResponse:
    """Close it with what came of it."""
    found, form = _visible(request, mention), CloseForm(request.POST)
    return _taken(
        request, found, form, "close", "It is closed.",
        lambda: Outcome.close(found, **form.cleaned_data, by=request.person, at=timezone.now()),
    )  # fmt: skip


def _visible(request: SignedInRequest, pk: int) -> Mention:
    on = request.school.day_of(timezone.now())
    rows = Mention.objects.visible_to(request.person, on=on).select_related("school", "search")
    return get_object_or_404(rows, pk=pk)


def _taken(
    request: SignedInRequest, found: Mention, form: Form, name: str, says: str,
    verb: Callable[[], object],
) -> HttpResponse:  # fmt: skip
    """Do what a form asks for; else the item with what is to be put right."""
    if form.is_valid():
        return _done(request, found, says, verb)
    return _shown(request, found, **{name: form})


def _done(
    request: SignedInRequest, found: Mention, says: str, verb: Callable[[], object]
) -> HttpResponse:
    """Do something and say so, or say why it cannot be; then back to the item, if it can still be seen."""
    try:
        verb()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    on = request.school.day_of(timezone.now())
    still = Mention.objects.visible_to(request.person, on=on).filter(pk=found.pk).exists()
    return redirect(found) if still else redirect("mentions:mentions", request.school.slug)


def _shown(request: SignedInRequest, found: Mention, **forms: Form) -> HttpResponse:
    on = request.school.day_of(timezone.now())
    process = process_of(found, on=on)
    people = Person.objects.at(request.school).current(on).exclude(pk=request.person.pk)
    reports = list(found.reports.select_related("by"))
    suggested = None if found.kind else suggestion_for(found)
    shown = _frame(request) | {
        "mention": found,
        "open": found.closed_at is None and found.case_id is None,
        "class": known().classes.get(found.kind),
        "who": known().who.get(found.who, ""),
        "process": process,
        "clauses": readable(process.clauses, school=request.school, on=on),
        "taken": found.steps.select_related("by"),
        "letters": found.letters.select_related("by"),
        "reports": reports,
        "has_log": bool(reports) or any(one.log for one in process.steps),
        "helpline": known().helpline,
        "is_overdue": any(one.look_on and one.look_on <= on for one in reports),
        "outcome": Outcome.objects.filter(mention=found).select_related("by").first(),
        "suggested": suggested,
        "suggested_class": known().classes.get(suggested.kind) if suggested else None,
        "judged": found.judgements.select_related("by").last(),
        "others": people.exclude(pk__in=found.concerned.values("person")),
        "concerned": found.concerned.select_related("person"),
        "form": next(iter(forms.values()), None),
        "judge": forms.get("judge") or JudgeForm(initial={"kind": found.kind or (suggested.kind if suggested else ""), "who": found.who or UNKNOWN}),
        "report": forms.get("report") or ReportedForm(initial={"reported_on": on}),
        "close": forms.get("close") or CloseForm(),
    }  # fmt: skip
    return render(request, "mentions/mention.html", shown, status=400 if forms else 200)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
