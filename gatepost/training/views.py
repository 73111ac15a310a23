"""Pages of courses: one's own, those that are arranged, and what people show of their own study."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.policies.campaigns.spreadsheet import as_csv
from gatepost.training.forms import CourseForm, EvidenceForm, LookForm, NewCourseForm, SessionForm
from gatepost.training.models import Course, SelfStudy
from gatepost.training.models.courses import LOOKS_AFTER, SEES_REGISTER, CannotDo
from gatepost.training.register import CourseRegister, lines, registers
from gatepost.training.setting_up import missing, set_up
from gatepost.training.standing import STATUS_WORDS, standings_of
from gatepost.vault.papers import ENDINGS


@require_safe
@at_school()
def mine(request: SignedInRequest) -> HttpResponse:
    """The courses that somebody has to do, and what they have shown."""
    on = timezone.localdate()
    found = standings_of(request.person, on=on)
    shown = {
        "standings": [(one, one.status(on=on), STATUS_WORDS[one.status(on=on)]) for one in found],
        "studies": SelfStudy.objects.filter(person=request.person).select_related("course"),
        "sees_register": request.person.holds(*SEES_REGISTER, on=on),
    }
    return render(request, "training/mine.html", _frame(request, **shown))


@require_safe
@at_school(*SEES_REGISTER)
def courses(request: SignedInRequest) -> HttpResponse:
    """All courses with how many have done each."""
    on = timezone.localdate()
    shown = {
        "registers": registers(request.school, on=on),
        "missing": missing(request.school, on=on),
        "looks_after": request.person.holds(*LOOKS_AFTER, on=on),
        "to_look_at": SelfStudy.objects.open().for_looking_at(request.person, on=on).count(),
    }
    return render(request, "training/courses.html", _frame(request, **shown))


@require_POST
@at_school(*LOOKS_AFTER)
def setting_up(request: SignedInRequest) -> HttpResponse:
    """Make what the policy asks for and is not there."""
    made = set_up(request.school, by=request.person, at=timezone.now())
    text = (
        f"{made} course{'s were' if made != 1 else ' was'} set up."
        if made
        else "All of it is there already."
    )
    messages.success(request, text)
    return redirect("training:courses", request.school.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school(*LOOKS_AFTER)
def new_course(request: SignedInRequest) -> HttpResponse:
    """A course of the school's own."""
    form = NewCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            course = Course.add(
                request.school, by=request.person, at=timezone.now(), **form.cleaned_data
            )
        except CannotDo as why:
            form.add_error("topic", str(why))
        else:
            messages.success(request, "The course is set up.")
            return redirect("training:course", request.school.slug, course.pk)
    return _page(request, "new_course", form=form)


@require_safe
@at_school(*SEES_REGISTER)
def course(request: SignedInRequest, pk: int) -> HttpResponse:
    """One course: who has done it, when it was held, how long it counts."""
    return _course_page(request, _register(request, pk))


@require_POST
@at_school(*LOOKS_AFTER)
def changing(request: SignedInRequest, pk: int) -> HttpResponse:
    """How long it counts, and for whom beside the policy."""
    register, form = _register(request, pk), CourseForm(request.POST)
    if not form.is_valid():
        return _course_page(request, register, change=form)
    register.wanted.course.change(by=request.person, at=timezone.now(), **form.cleaned_data)
    messages.success(request, "Changed.")
    return redirect("training:course", request.school.slug, pk)


@require_POST
@at_school(*LOOKS_AFTER)
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    """A course was held."""
    register = _register(request, pk)
    form = SessionForm(request.POST, people=_people(request))
    if form.is_valid():
        try:
            register.wanted.course.hold(by=request.person, at=timezone.now(), **form.cleaned_data)
        except CannotDo as why:
            form.add_error("on", str(why))
        else:
            messages.success(request, "Entered.")
            return redirect("training:course", request.school.slug, pk)
    return _course_page(request, register, session=form)


@require_safe
@at_school(*SEES_REGISTER)
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """A course's register as a file."""
    name = f"training-{request.school.slug}-{pk}"
    return as_csv(lines(_register(request, pk)), name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def showing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a certificate of one's own study."""
    on = timezone.localdate()
    found = get_object_or_404(Course.objects.visible_to(request.person), pk=pk)
    form = EvidenceForm(request.POST or None, request.FILES or None, on=on)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "showing", form=form, course=found)
    found.show_evidence(
        form.cleaned_data["file"],
        content_type=form.kind,
        person=request.person,
        done_on=form.cleaned_data["done_on"],
        at=timezone.now(),
    )
    messages.success(request, "Thank you. It counts once a second person has looked at it.")
    return redirect("training:mine", request.school.slug)


@require_safe
@at_school(*LOOKS_AFTER)
def evidence(request: SignedInRequest) -> HttpResponse:
    """What people show, for a second person to look at."""
    found = SelfStudy.objects.for_looking_at(request.person, on=timezone.localdate())
    shown = {"studies": found.open().select_related("person", "course", "file")}
    return render(request, "training/evidence.html", _frame(request, **shown))


@require_POST
@at_school(*LOOKS_AFTER)
def looking(request: SignedInRequest, pk: int) -> HttpResponse:
    """It counts, or it does not."""
    found = SelfStudy.objects.for_looking_at(request.person, on=timezone.localdate())
    study, form = get_object_or_404(found, pk=pk), LookForm(request.POST)
    try:
        if not form.is_valid():
            raise CannotDo("Say whether it counts; if not, why, in at most 300 characters.")
        study.look_at(
            by=request.person, at=timezone.now(), accept=form.cleaned_data["answer"] == "yes",
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        messages.success(request, "Kept.")
    except CannotDo as why:
        messages.warning(request, str(why))
    return redirect("training:evidence", request.school.slug)


@require_safe
@never_cache
@at_school()
def evidence_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file itself: saved, never opened within these pages."""
    found = SelfStudy.objects.visible_to(request.person, on=timezone.localdate())
    study = get_object_or_404(found.select_related("file"), pk=pk)
    response = HttpResponse(study.file.chunks(), content_type=study.file.content_type)
    ending = ENDINGS.get(study.file.content_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="evidence-{study.pk}.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _register(request: SignedInRequest, pk: int) -> CourseRegister:
    found = registers(request.school, on=timezone.localdate())
    register = next((one for one in found if one.wanted.course.pk == pk), None)
    if register is None:
        raise Http404
    return register


def _people(request: SignedInRequest) -> list[Person]:
    return list(Person.objects.at(request.school).current(timezone.localdate()))


def _course_page(
    request: SignedInRequest,
    register: CourseRegister,
    session: SessionForm | None = None,
    change: CourseForm | None = None,
) -> HttpResponse:
    found = register.wanted.course
    initial = {"valid_for_months": found.valid_for_months, "days_to_start": found.days_to_start}
    session_form = session or SessionForm(people=_people(request))
    change_form = change or CourseForm(initial={**initial, "for_actors": found.for_actors})
    shown = {
        "register": register,
        "course": found,
        "session": session_form,
        "change": change_form,
        "form": change_form if change else session_form,
        "people": [
            (p, str(p.pk) in map(str, session_form["people"].value() or []))
            for p in _people(request)
        ],
        "chosen": change_form["for_actors"].value() or [],
        "sessions": found.sessions.prefetch_related("attendances"),
        "looks_after": request.person.holds(*LOOKS_AFTER, on=timezone.localdate()),
    }
    status = 400 if session or change else 200
    return render(request, "training/course.html", _frame(request, **shown), status=status)


def _page(request: SignedInRequest, name: str, **shown: Any) -> HttpResponse:
    status = 400 if shown["form"].errors else 200
    return render(request, f"training/{name}.html", _frame(request, **shown), status=status)


def _frame(request: SignedInRequest, **shown: Any) -> dict[str, Any]:
    return {"school": request.school, "here": "school", **shown}
