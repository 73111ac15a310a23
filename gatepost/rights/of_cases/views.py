"""The page on which somebody who sees the whole of a case gives a piece of it. Everybody else finds nothing here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.rights.asked import in_law
from gatepost.rights.forms import GiveForm
from gatepost.rights.of_cases.giving import cases_for, give, offered, open_for


@never_cache
@sensitive_post_parameters()
@at_school()
def pieces(request: SignedInRequest, data_request: int) -> HttpResponse:
    """The pieces that could be given, of each case about the person that one sees the whole of."""
    at = timezone.now()
    on = request.school.day_of(at)
    found = next((one for one in open_for(request.person, on=on) if one.pk == data_request), None)
    cases = cases_for(found, request.person, at=at) if found else []
    if found is None or not cases:
        raise Http404
    form = GiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        case = next((one for one in cases if one.key == said["case"]), None)
        try:
            if case is None:
                raise NotPossible("There is no such case any more.")
            give(found, case, said["key"], reason=said["reason"], by=request.person, at=at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "This piece is given now.")
            return redirect("rights:of-cases", request.school.slug, found.pk)
    shown = {
        "asked": found, "form": form, "school": request.school, "person": request.person, "here": "school",
        "cases": [(case, [(held, is_given, _form(case.key, held.key, number)) for number, (held, is_given) in enumerate(offered(found, case))]) for case in cases],
        "law": in_law("child-protection-withheld", "inquiries-withheld", on=on),
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "rights/of_cases.html", shown, status=status)


def _form(case: str, key: str, number: int) -> GiveForm:
    return GiveForm(initial={"case": case, "key": key}, auto_id=f"{case}{number}_%s")
