"""Pages of a case, for those who may see it; everybody else gets the answer that there is no such page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gatepost.incidents import holds, outcomes
from gatepost.incidents.cases.page import Page, page_of
from gatepost.incidents.forms import OutcomeForm, StepForm
from gatepost.incidents.models import Access, Case, CaseDuty, Concerned
from gatepost.incidents.reporting import answer, who_sees
from gatepost.incidents.whole import case_for, whole_case_for
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.once import reading_once
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at


@never_cache
@require_safe
@at_school()
def cases(request: SignedInRequest) -> HttpResponse:
    """The cases that somebody was given, and what they reported themselves. Nobody learns how many others there are."""
    on = request.school.day_of(timezone.now())
    seen = Case.objects.visible_to(request.person, on=on).select_related("school")
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "school",
        "open": seen.open(),
        "closed": seen.exclude(closed_at=None),
        "reported": Case.objects.reported_by(request.person),
    }
    return render(request, "incidents/cases.html", shown)


@never_cache
@require_safe
@at_school()
def case(request: SignedInRequest, case: str) -> HttpResponse:
    """One case. That it was read is put on record."""
    found = case_for(request.person, case, at=timezone.now())
    found.was_read(by=request.person, at=timezone.now())
    return _shown(request, found)


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def step(request: SignedInRequest, case: str) -> HttpResponse:
    """Put down what was done; what has to wait is refused with its clause."""
    found, form = case_for(request.person, case, at=timezone.now()), StepForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, step_form=form, status=400)
    done = holds.Done(**form.cleaned_data)
    return _done(
        request, found, "It is on record.",
        lambda: holds.take_step(found, done, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def duty(request: SignedInRequest, case: str, duty: int) -> HttpResponse:
    """Put down that something was done."""
    found = case_for(request.person, case, at=timezone.now())
    one = get_object_or_404(CaseDuty, case=found, pk=duty)
    answer = request.POST.get("answer", "")[:2000]
    return _done(
        request, found, "It is noted as done.",
        lambda: one.do(answer, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def released(request: SignedInRequest, case: str) -> HttpResponse:
    """Put down the advice that was waited for."""
    found, sent = whole_case_for(request.person, case, at=timezone.now()), request.POST
    return _done(
        request, found, "The advice is on record.",
        lambda: holds.release(
            found, sent.get("clause", ""), source=sent.get("source", "")[:500],
            advice=sent.get("advice", "")[:5000], by=request.person, at=timezone.now(),
        ),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def message(request: SignedInRequest, case: str) -> HttpResponse:
    """Answer whoever reported it."""
    found, words = (
        case_for(request.person, case, at=timezone.now()),
        request.POST.get("words", "")[:10_000],
    )
    return _done(
        request, found, "It has been sent.",
        lambda: answer(found, words, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@at_school()
def give(request: SignedInRequest, case: str) -> HttpResponse:
    """Let somebody else see it."""
    found, person = case_for(request.person, case, at=timezone.now()), _person(request)
    before = request.POST.get("before") == "yes"
    return _done(
        request, found, f"{person.name} can see it from now on.",
        lambda: Access.give(
            found, person, sees_before=before, by=request.person, at=timezone.now()
        ),
    )  # fmt: skip


@never_cache
@require_POST
@at_school()
def take_back(request: SignedInRequest, case: str, access: int) -> HttpResponse:
    """Somebody sees it no longer."""
    found = whole_case_for(request.person, case, at=timezone.now())
    one = get_object_or_404(Access.objects.current(), case=found, pk=access)
    return _done(
        request, found, "They do not see it any more.",
        lambda: one.end(by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@at_school()
def concerned(request: SignedInRequest, case: str) -> HttpResponse:
    """It is about somebody, too."""
    found, person = whole_case_for(request.person, case, at=timezone.now()), _person(request)
    return _done(
        request, found, "They see nothing of it from now on.",
        lambda: Concerned.add(found, person, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@sensitive_post_parameters()
@at_school()
def outcome(request: SignedInRequest, case: str) -> HttpResponse:
    """Put down what came of it: the clauses that were not kept, what may follow by the policy, and the reasons."""
    found = whole_case_for(request.person, case, at=timezone.now())
    pack = policy_at(found.school, on=found.school.day_of(timezone.now()))
    broken = request.POST.getlist("broken") or request.GET.getlist("broken")
    follow = outcomes.may_follow(pack, broken)
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        broken=[(one.id, f"{one.number} {one.says}") for one in outcomes.breakable(pack)],
        outcomes=[(one.id, str(one.live.get("outcome", one.says))) for one in follow],
        initial={"broken": broken},
    )
    if request.method == "POST" and form.is_valid():
        decided = outcomes.Decided(**form.cleaned_data)
        try:
            outcomes.decide_outcome(found, decided, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is on record.")
            return redirect(found)
    status = 400 if request.method == "POST" else 200
    shown = _frame(request) | {"case": found, "form": form, "follow": follow, "broken": broken}
    return render(request, "incidents/outcome.html", shown, status=status)


@never_cache
@require_POST
@at_school()
def closing(request: SignedInRequest, case: str) -> HttpResponse:
    """End it."""
    found = whole_case_for(request.person, case, at=timezone.now())
    return _done(
        request, found, "The case is closed.",
        lambda: outcomes.close(found, by=request.person, at=timezone.now()),
    )  # fmt: skip


def _person(request: SignedInRequest) -> Person:
    others = Person.objects.at(request.school).current(request.school.day_of(timezone.now()))
    return get_object_or_404(others, pk=number_of(request.POST.get("person", "")))


def _done(
    request: SignedInRequest, case: Case, says: str, verb: Callable[[], object]
) -> HttpResponse:
    """Do something and say so, or say why it cannot be; then back to the case, if it can still be seen."""
    try:
        verb()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    on = request.school.day_of(timezone.now())
    still = Case.objects.visible_to(request.person, on=on).filter(pk=case.pk).exists()
    return redirect(case) if still else redirect("incidents:cases", request.school.slug)


@reading_once()
def _shown(
    request: SignedInRequest, case: Case, *, step_form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    page: Page = page_of(case, request.person, at=at)
    on = request.school.day_of(at)
    others = Person.objects.at(request.school).current(on).exclude(pk__in=page.concerned_pks)
    shown = _frame(request) | {
        "case": case,
        "page": page,
        "step_form": step_form or StepForm(),
        "others": others,
        "seen_by": who_sees(case, on=on),
    }
    return render(request, "incidents/case.html", shown, status=status)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
