"""Pages by which filters get their files: by hand, or from a secret address that a filter asks by itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.core.blocking import FORMATS, table
from gatepost.core.blocking.formats import Format, Written
from gatepost.monitoring.blocking.forms import FilterForm
from gatepost.monitoring.blocking.standing import Network, local
from gatepost.monitoring.frames import done, frame
from gatepost.monitoring.groups import GROUPS
from gatepost.monitoring.models import BlockExport, FilterAddress
from gatepost.monitoring.readers import KEEPS
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible

asked = require_http_methods(["GET", "HEAD", "POST"])
QUIET = timedelta(
    days=2
)  # a filter that has not asked for so long has stopped, or was never set up


@never_cache
@asked
@at_school(*KEEPS)
def filters(request: SignedInRequest) -> HttpResponse:
    """The files, the addresses that were made, and one more. The secret of a new one is shown this once."""
    form = FilterForm(request.POST if request.method == "POST" else None)
    made: list[str] = []

    def make() -> None:
        said = form.cleaned_data
        _, secret = FilterAddress.make(
            said["name"], group=said["group"], form=said["format"], by=request.person, at=timezone.now()
        )  # fmt: skip
        made.append(request.build_absolute_uri(reverse("monitoring:filter-file", args=[secret])))

    if request.method == "POST":
        done(form, make)
    network = Network(request.school, _today(request))
    shown = {
        "form": FilterForm() if made else form,
        "new": made[0] if made else "",
        "addresses": FilterAddress.objects.filter(school=request.school, revoked_at=None),
        "exports": BlockExport.objects.filter(school=request.school).select_related("address", "by")[:10],
        "formats": FORMATS.values(),
        "groups": [GROUPS[key] for key in network.groups()],
        "table": table(),
        "silent_since": timezone.now() - QUIET,
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "monitoring/filters.html", frame(request) | shown, status=status)


@require_POST
@at_school(*KEEPS)
def revoking(request: SignedInRequest, address: int) -> HttpResponse:
    """An address opens nothing any more."""
    mine = FilterAddress.objects.filter(school=request.school)
    try:
        get_object_or_404(mine, pk=address).revoke(by=request.person, at=timezone.now())
        messages.success(request, "It opens nothing any more.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("monitoring:filters", request.school.slug)


@require_POST
@at_school(*KEEPS)
def by_hand(request: SignedInRequest) -> HttpResponse:
    """One file, to put into a filter by hand."""
    group, form = request.POST.get("group", ""), request.POST.get("format", "")
    if group not in GROUPS or form not in FORMATS:
        raise Http404
    at = timezone.now()
    network = Network(request.school, _today(request))
    written = FORMATS[form].write(network.plan(group), at=local(request.school, at))
    BlockExport.by_hand(
        written, group=group, form=form, table_on=table().checked_on, by=request.person, at=at
    )
    response = _file(FORMATS[form], written)
    response["Content-Disposition"] = f'attachment; filename="{FORMATS[form].file}"'
    return response


@require_safe
def filter_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file of whoever has the address: no account, nothing to change, and 304 where it has it already."""
    address = FilterAddress.of(token)
    if address is None:
        raise Http404
    at = timezone.now()
    school = address.school
    form = FORMATS[address.format]
    plan = Network(school, school.day_of(at)).plan(address.group)
    written = form.write(plan, at=local(school, at))
    address.was_asked(written, table_on=table().checked_on, at=at)
    known = request.headers.get("If-None-Match", "")
    response: HttpResponse = _file(form, written)
    if f'"{written.tag}"' in [one.strip().removeprefix("W/") for one in known.split(",")]:
        response = HttpResponseNotModified()
    response["ETag"] = f'"{written.tag}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _file(form: Format, written: Written) -> HttpResponse:
    return HttpResponse(written.text, content_type=f"{form.media_type}; charset=utf-8")


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())
