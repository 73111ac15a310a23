"""Pages of phones: one's own, lost ones for whoever helps, and what the school has given out."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.joining.asked import CHECKLIST
from gatepost.joining.devices.forms import IssuedForm, LookForm, PhoneForm
from gatepost.joining.devices.phones import HELPERS
from gatepost.joining.models import Issued, OwnPhone
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable

asked = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@asked
@at_school()
def phones(request: SignedInRequest) -> HttpResponse:
    """One's own phones, and what one has from the school."""
    on = _today(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        OwnPhone.note(**form.cleaned_data, by=request.person, at=timezone.now())
        messages.success(request, "The number is kept, encrypted. Nobody but you sees it.")
        return redirect("joining:phones", request.school.slug)
    pack = policy_at(request.school, on=on)
    clauses = [
        one
        for one in (pack.clauses if pack else ())
        if one.live.get("by") == CHECKLIST and "imei" in str(one.live["item"]).lower()
    ]
    shown = {
        "form": form,
        "phones": request.person.own_phones.kept().prefetch_related("looks__by"),
        "issued": request.person.issued.out(),
        "clauses": readable(clauses, school=request.school, on=on),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "joining/phones.html", _frame(request) | shown, status=status)


@require_POST
@at_school()
def phone(request: SignedInRequest, phone: int) -> HttpResponse:
    """One's own phone is lost, found or no longer used."""
    found = get_object_or_404(request.person.own_phones.kept(), pk=phone)
    verbs = {"lost": found.lose, "found": found.find, "away": found.put_away}
    verb = verbs.get(request.POST.get("what", ""))
    try:
        if verb:
            verb(by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("joining:phones", request.school.slug)


@require_safe
@at_school(*HELPERS)
def lost(request: SignedInRequest) -> HttpResponse:
    """Phones that their owners say are lost."""
    found = OwnPhone.objects.lost_to(request.person, on=_today(request))
    shown = {"phones": found.select_related("person")}
    return render(request, "joining/lost_phones.html", _frame(request) | shown)


@never_cache
@asked
@at_school(*HELPERS)
def lost_phone(request: SignedInRequest, phone: int) -> HttpResponse:
    """The number of a lost phone, once the reason is on record."""
    seen = OwnPhone.objects.lost_to(request.person, on=_today(request))
    found = get_object_or_404(seen.select_related("person__school"), pk=phone)
    form = LookForm(request.POST if request.method == "POST" else None)
    imei = ""
    if request.method == "POST" and form.is_valid():
        imei = found.look_up(why=form.cleaned_data["why"], by=request.person, at=timezone.now())
    shown = {"phone": found, "form": form, "imei": imei}
    status = 400 if form.errors else 200
    return render(request, "joining/lost_phone.html", _frame(request) | shown, status=status)


@asked
@at_school(*KEEPERS)
def issued(request: SignedInRequest) -> HttpResponse:
    """What the school has given out, and one thing more."""
    on = _today(request)
    people = Person.objects.visible_to(request.person).current(on)
    form = IssuedForm(
        request.POST if request.method == "POST" else None,
        people=list(people.order_by("family_name", "given_name")),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        to = form.people[said["person"]]
        Issued.give(said["kind"], said["what"], to=to, by=request.person, at=timezone.now())
        messages.success(request, f"It is on record that {to} has it.")
        return redirect("joining:issued", request.school.slug)
    rows = Issued.objects.visible_to(request.person, on=on).out().select_related("person")
    shown = {"form": form, "rows": rows}
    status = 400 if request.method == "POST" else 200
    return render(request, "joining/issued.html", _frame(request) | shown, status=status)


@require_POST
@at_school(*KEEPERS)
def issued_back(request: SignedInRequest, issued: int) -> HttpResponse:
    """Something has come back."""
    seen = Issued.objects.visible_to(request.person, on=_today(request))
    found = get_object_or_404(seen.select_related("person__school"), pk=issued)
    try:
        found.take_back(by=request.person, at=timezone.now())
        messages.success(request, "It is on record that it is back.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    if request.POST.get("from") == "leaver" and found.person.left_on:
        return redirect("joining:leaver", request.school.slug, found.person.pk)
    return redirect("joining:issued", request.school.slug)


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "joining"}
