"""Pages on which the office brings contacts in from a table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.consents.cannot import CannotDo
from gatepost.consents.importing.planning import CHANGED, NEW
from gatepost.consents.importing.reading import EXAMPLE, read_contacts
from gatepost.consents.models import ContactImport
from gatepost.consents.models.contacts import KEEPS
from gatepost.consents.models.imports import ChangedMeanwhile
from gatepost.consents.office.forms import UploadForm
from gatepost.consents.shown import page
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.importing.contents import FileRefused
from gatepost.people.importing.uploads import check_size


@require_http_methods(["GET", "HEAD", "POST"])
@at_school(*KEEPS)
def imports(request: SignedInRequest) -> HttpResponse:
    """Choose a table of contacts."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, at = form.cleaned_data["file"], timezone.now()
        try:
            check_size(file.size, name=file.name)
            table, sha256 = read_contacts(file.read(), name=file.name)
            taken = ContactImport.keep(
                table, sha256=sha256, school=request.school, by=request.person, at=at
            )
        except FileRefused as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("consents:import", request.school.slug, taken.pk)
    waiting = ContactImport.objects.visible_to(request.person, on=timezone.localdate())
    return page(
        request,
        "office/imports",
        form=form,
        status=400 if form.errors else 200,
        waiting=waiting.waiting(timezone.now()).select_related("by"),
    )


@require_safe
@never_cache
@at_school(*KEEPS)
def dry_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """What bringing it in would do."""
    return _dry_run(request, _waiting(request, pk))


@require_POST
@at_school(*KEEPS)
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring it in, if it is still what was shown."""
    taken = _waiting(request, pk)
    try:
        seen = request.POST.get("seen", "")
        plan = taken.apply(seen=seen, by=request.person, at=timezone.now())
    except ChangedMeanwhile:
        return _dry_run(request, taken, is_changed=True, status=409)
    except CannotDo as why:
        messages.warning(request, str(why))
        return redirect("consents:imports", request.school.slug)
    says = f"{len(plan.of(NEW))} contacts brought in, {len(plan.of(CHANGED))} changed."
    messages.success(request, f"{says} Now confirm those whom you have checked.")
    return redirect("consents:confirmations", request.school.slug)


@require_safe
@at_school(*KEEPS)
def example(request: SignedInRequest) -> HttpResponse:
    """Our own table, to be filled in; the mark at its start tells Excel that it is UTF-8."""
    response = HttpResponse("\ufeff" + EXAMPLE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="contacts.csv"'
    return response


def _waiting(request: SignedInRequest, pk: int) -> ContactImport:
    here = ContactImport.objects.visible_to(request.person, on=timezone.localdate())
    found = here.waiting(timezone.now()).select_related("school")
    return get_object_or_404(found, pk=pk)


def _dry_run(
    request: SignedInRequest, taken: ContactImport, *, is_changed: bool = False, status: int = 200
) -> HttpResponse:
    plan = taken.plan(on=request.school.day_of(timezone.now()))
    shown = {"taken": taken, "plan": plan, "is_changed": is_changed}
    shown |= {"new": len(plan.of(NEW)), "changed": len(plan.of(CHANGED))}
    return page(request, "office/dry_run", status=status, **shown)
