"""Pages for anybody: what the school keeps and for how long, a form to ask, and the answer by a code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from gatepost.incidents.keeping_time.asked import rules_of
from gatepost.people.access import person_at
from gatepost.people.models import School
from gatepost.people.rules import NotPossible
from gatepost.rights.asked import in_law, terms_at
from gatepost.rights.forms import AskForm
from gatepost.rights.keeping.table import lines_of
from gatepost.rights.models import Request
from gatepost.rights.models.requests import TOLD
from gatepost.rights.public.receiving import receive, request_of, write_more


@never_cache
@require_safe
def your_data(request: HttpRequest, slug: str) -> HttpResponse:
    """What the school keeps, for how long, and what people can ask."""
    school = get_object_or_404(School, slug=slug)
    on = school.day_of(timezone.now())
    shown = {
        "lines": lines_of(school),
        "cases": rules_of(school),
        "terms": terms_at(school, on=on),
        "law": in_law(
            "rights-request-clock", "limits-of-erasure", "data-complaint-acknowledged",
            "complaints-way-in", "kept-no-longer-than-needed", on=on,
        ),
    }  # fmt: skip
    return render(request, "rights/public/your_data.html", _frame(request, school) | shown)


@never_cache
@sensitive_post_parameters()
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody asks: words alone, whatever a browser sends beside them."""
    school, at = get_object_or_404(School, slug=slug), timezone.now()
    form = AskForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form, "terms": terms_at(school, on=school.day_of(at))}
    if request.method == "POST" and form.is_valid():
        try:
            shown["code"] = receive(school, form.wanted, at=at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    status = 400 if request.method == "POST" and "code" not in shown else 200
    return render(request, "rights/public/ask.html", _frame(request, school) | shown, status=status)


@never_cache
@sensitive_post_parameters()
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """How a request stands. The code is posted, never part of an address, and nothing is kept of who asks."""
    school = get_object_or_404(School, slug=slug)
    shown: dict[str, object] = {}
    if request.method == "POST":
        code = request.POST.get("code", "")[:60]
        found = request_of(school, code)
        if found is None:
            shown["problem"] = "There is no request with this code. Compare it with what you wrote down."  # fmt: skip
        else:
            _written(request, found)
            steps, terms = (
                list(found.steps.all()),
                terms_at(school, on=school.day_of(timezone.now())),
            )
            told = [one for one in steps if one.kind in TOLD]
            shown |= {
                "asked": found,
                "code": code,
                "steps": told,
                "due": found.due_on(steps, terms=terms),
            }
    status = 400 if "problem" in shown else 200
    return render(request, "rights/public/answer.html", _frame(request, school) | shown, status=status)  # fmt: skip


def _written(request: HttpRequest, found: Request) -> None:
    words = request.POST.get("words", "")[:4000].strip()
    if not words:
        return
    try:
        write_more(found, words, at=timezone.now())
        messages.success(request, "It has been passed on.")
    except NotPossible as problem:
        messages.warning(request, str(problem))


def _frame(request: HttpRequest, school: School) -> dict[str, object]:
    return {"school": school, "person": person_at(request, school.slug), "here": "your-data"}
