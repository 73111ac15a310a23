"""Pages of the programme, of links, and the page that parents see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import School
from gatepost.training.models import ProgrammeItem, Resource
from gatepost.training.models.courses import CannotDo
from gatepost.training.models.programme import PLANS
from gatepost.training.programme import pages
from gatepost.training.programme.forms import AddressForm, DeliveryForm, PlanForm, ResourceForm
from gatepost.training.setting_up import keep_resources


@require_safe
def online_safety(request: HttpRequest, slug: str) -> HttpResponse:
    """For parents and carers, without signing in: what the school does, and where help is found."""
    school, on = get_object_or_404(School, slug=slug), timezone.localdate()
    shown = {
        "school": school,
        "for_parents": pages.delivered(school, "parents"),
        "for_pupils": pages.delivered(school, "pupils"),
        "coming": pages.planned(school, "parents", on=on),
        "help": pages.for_audience(school, "parents", on=on),
        "help_pupils": pages.for_audience(school, "pupils", on=on),
    }
    return render(request, "training/online_safety.html", shown)


@require_safe
@at_school(*PLANS)
def programme(request: SignedInRequest) -> HttpResponse:
    """Each topic that the policy asks for, what was planned for it and what took place."""
    return _programme(request, PlanForm(school=request.school))


@require_POST
@at_school(*PLANS)
def planning(request: SignedInRequest) -> HttpResponse:
    """Plan something."""
    form = PlanForm(request.POST, school=request.school)
    if not form.is_valid():
        return _programme(request, form, status=400)
    planned = ProgrammeItem.plan(
        request.school, by=request.person, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, f"“{planned.topic}” is planned.")
    return redirect("training:programme", request.school.slug)


@require_POST
@at_school(*PLANS)
def delivery(request: SignedInRequest, pk: int) -> HttpResponse:
    """It has taken place."""
    item = get_object_or_404(ProgrammeItem.objects.visible_to(request.person), pk=pk)
    form = DeliveryForm(request.POST)
    try:
        if not form.is_valid():
            raise CannotDo(
                "Choose the day on which it took place; notes have at most 500 characters."
            )
        item.deliver(by=request.person, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"It is entered that “{item.topic}” took place.")
    except CannotDo as why:
        messages.warning(request, str(why))
    return redirect("training:programme", request.school.slug)


@require_safe
@at_school(*PLANS)
def resources(request: SignedInRequest) -> HttpResponse:
    """The links, and whether they answer."""
    keep_resources(request.school, at=timezone.now())
    return _resources(request, ResourceForm())


@require_POST
@at_school(*PLANS)
def new_resource(request: SignedInRequest) -> HttpResponse:
    """A link of the school's own."""
    form = ResourceForm(request.POST)
    if not form.is_valid():
        return _resources(request, form, status=400)
    Resource.enter(request.school, by=request.person, at=timezone.now(), **form.cleaned_data)
    messages.success(request, "The link is entered.")
    return redirect("training:resources", request.school.slug)


@require_POST
@at_school(*PLANS)
def address(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where something is found that the policy names."""
    resource = get_object_or_404(Resource.objects.visible_to(request.person), pk=pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _resources(request, form, status=400)
    resource.enter_address(by=request.person, at=timezone.now(), **form.cleaned_data)
    messages.success(request, "The address is entered.")
    return redirect("training:resources", request.school.slug)


@require_POST
@at_school(*PLANS)
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a link of the school's own away."""
    own = Resource.objects.visible_to(request.person).filter(named="")
    get_object_or_404(own, pk=pk).take_away(by=request.person, at=timezone.now())
    messages.success(request, "The link is taken away.")
    return redirect("training:resources", request.school.slug)


def _programme(request: SignedInRequest, form: PlanForm, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    shown = _frame(
        request,
        topics=pages.topics(request.school, on=on),
        links=[one for one, _ in pages.resources(request.school, on=on) if one.url],
        chosen=[str(one) for one in form["resources"].value() or []],
        form=form,
        on=on,
    )
    return render(request, "training/programme.html", shown, status=status)


def _resources(
    request: SignedInRequest, form: AddressForm | ResourceForm, status: int = 200
) -> HttpResponse:
    on = timezone.localdate()
    found = pages.resources(request.school, on=on)
    shown = _frame(
        request,
        links=[(one, clauses, one.was_dead_on(on)) for one, clauses in found],
        form=form,
        new=form if isinstance(form, ResourceForm) else ResourceForm(),
    )
    return render(request, "training/resources.html", shown, status=status)


def _frame(request: SignedInRequest, **shown: Any) -> dict[str, Any]:
    return {"school": request.school, "here": "school", **shown}
