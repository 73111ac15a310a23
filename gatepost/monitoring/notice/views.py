"""Pages of the notice and of the assessment behind it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.monitoring.frames import done, frame
from gatepost.monitoring.models import ImpactAssessment, NetworkNotice
from gatepost.monitoring.notice.forms import AssessmentForm, DetailsForm, questions
from gatepost.monitoring.notice.printing import printed
from gatepost.monitoring.notice.reading import readers_of
from gatepost.monitoring.notice.standing import assessment_of, compose, has_read, latest
from gatepost.monitoring.readers import SEES, SIGNS, WRITES
from gatepost.people.access import SignedInRequest, at_school, person_at
from gatepost.people.models import School
from gatepost.people.rules import NotPossible
from gatepost.policies.register.printing import NoPrinter

asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice, for everybody; whoever works at the school says here that they have read it."""
    school = get_object_or_404(School, slug=slug)
    on = school.day_of(timezone.now())
    shown = _notice(school, on=on)
    person = person_at(request, slug)
    last = shown["last"]
    if person and isinstance(last, NetworkNotice):
        shown |= {"has_read": has_read(person, last)}
    may_write = person is not None and person.holds(*WRITES, on=on)
    more = {"person": person, "may_write": may_write, "here": "school"}
    return render(request, "monitoring/notice.html", shown | more)


@require_safe
def notice_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice for the wall."""
    school = get_object_or_404(School, slug=slug)
    try:
        pdf = printed(_notice(school, on=school.day_of(timezone.now())))
    except NoPrinter as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="network-notice-{school.slug}.pdf"'
    return response


def _notice(school: School, *, on: date) -> dict[str, object]:
    last = latest(school)
    shown = compose(school, last.said if last else None, on=on)
    return {
        "school": school,
        "last": last,
        "shown": shown,
        "is_current": last is not None and last.seen == shown.digest,
        "assessment": assessment_of(school),
        "on": on,
    }


@require_POST
@at_school()
def acknowledging(request: SignedInRequest) -> HttpResponse:
    """Somebody has read it."""
    last = latest(request.school)
    try:
        if last is not None:
            seen = request.POST.get("seen", "")
            last.acknowledge(seen=seen, by=request.person, at=timezone.now())
            messages.success(request, "Thank you. It is on record that you have read this.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("monitoring:notice", request.school.slug)


@asked
@at_school(*WRITES)
def writing(request: SignedInRequest) -> HttpResponse:
    """What the school says of its watching, published as the next version."""
    last = latest(request.school)
    initial = last.details if last else None
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and done(
        form, lambda: NetworkNotice.publish(form.said(), by=request.person, at=timezone.now())
    ):
        messages.success(request, "It is published. Everybody who works here is asked to read it.")
        return redirect("monitoring:notice", request.school.slug)
    said = compose(request.school, last.said if last else None, on=_today(request))
    shown = frame(request) | {"form": form, "last": last, "shown": said}
    status = 400 if form.errors else 200
    return render(request, "monitoring/notice_writing.html", shown, status=status)


@require_safe
@at_school(*SEES, "administrator")
def readers(request: SignedInRequest) -> HttpResponse:
    """Who has read the notice, and who has not."""
    last = latest(request.school)
    shown = {"last": last, "register": readers_of(last, on=_today(request)) if last else None}
    return render(request, "monitoring/notice_readers.html", frame(request) | shown)


@require_safe
@at_school(*SEES, "governors")
def assessment(request: SignedInRequest) -> HttpResponse:
    """The newest version, who has signed it, and those before."""
    written = list(
        ImpactAssessment.objects.filter(school=request.school)
        .select_related("by")
        .prefetch_related("signatures__by")[:20]
    )
    newest = written[0] if written else None
    on = _today(request)
    may_sign = newest is not None and any(
        request.person.holds(role, on=on) for role in newest.waits_for
    )
    shown = {
        "newest": newest,
        "answers": _answers(newest),
        "earlier": written[1:],
        "on": on,
        "seen": newest.content_hash() if newest else "",
        "may_sign": may_sign,
        "may_write": request.person.holds(*WRITES, on=on),
    }
    return render(request, "monitoring/assessment.html", frame(request) | shown)


@asked
@at_school(*WRITES)
def assessing(request: SignedInRequest) -> HttpResponse:
    """Write the next version."""
    last = ImpactAssessment.objects.filter(school=request.school).first()
    initial = last.answers if last else None
    form = AssessmentForm(request.POST if request.method == "POST" else None, initial=initial)

    def write() -> None:
        ImpactAssessment.write(
            form.answers(),
            review_on=form.cleaned_data["review_on"],
            by=request.person,
            at=timezone.now(),
        )

    if request.method == "POST" and done(form, write):
        messages.success(request, "It is kept. Now it waits to be signed.")
        return redirect("monitoring:assessment", request.school.slug)
    status = 400 if form.errors else 200
    return render(
        request, "monitoring/assessing.html", frame(request) | {"form": form}, status=status
    )


@require_POST
@at_school(*SIGNS)
def signing(request: SignedInRequest, assessment: int) -> HttpResponse:
    """Sign a version."""
    mine = ImpactAssessment.objects.filter(school=request.school)
    found = get_object_or_404(mine, pk=assessment)
    try:
        found.sign(seen=request.POST.get("seen", ""), by=request.person, at=timezone.now())
        messages.success(request, "Your signature is on record.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("monitoring:assessment", request.school.slug)


def _answers(newest: ImpactAssessment | None) -> list[tuple[str, str]]:
    if newest is None:
        return []
    return [(one["asks"], newest.answers.get(key, "")) for key, one in questions().items()]


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())
