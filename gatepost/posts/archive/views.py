"""The copy of what was published on an account, as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from gatepost.channels.handing_over.asked import may_see_to_it
from gatepost.channels.models import Channel
from gatepost.people.access import SignedInRequest, at_school
from gatepost.posts.archive.making import archive_of, name_of


@require_POST
@at_school()
def archive(request: SignedInRequest, channel: int) -> HttpResponse:
    """Every post that went out there, for those who see to hand-overs; also of an account that is closed."""
    at = timezone.now()
    if not may_see_to_it(request.person, on=request.school.day_of(at)):
        raise Http404
    found = get_object_or_404(Channel.objects.visible_to(request.person), pk=channel)
    return HttpResponse(
        archive_of(found, by=request.person, at=at),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name_of(found, at=at)}"'},
    )
