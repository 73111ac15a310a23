"""The page on which somebody looks at their own public profile. The text is read once and kept nowhere."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.core.policy import Pack, Situation, decide, vocabulary
from gatepost.joining.asked import CHECKLIST
from gatepost.joining.own_profile.forms import ProfileForm
from gatepost.joining.own_profile.looking import Seen, look
from gatepost.joining.own_profile.privacy import guides
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable

AGAINST = ("must-not", "only-if", "should-not")


@sensitive_post_parameters("text")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def own_profile(request: SignedInRequest) -> HttpResponse:
    """Paste a text, see what stands in it. Neither the text nor what was found is written down."""
    form = ProfileForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(
            request, "joining/own_profile.html", _frame(request) | {"form": form}, status=status
        )
    shown = {"form": ProfileForm(), "looked": True, "rows": _rows(request, form)}
    return render(request, "joining/own_profile.html", _frame(request) | shown)


@require_safe
@at_school()
def privacy(request: SignedInRequest) -> HttpResponse:
    """How to make one's own pages private, network by network."""
    on = request.school.day_of(timezone.now())
    pack = policy_at(request.school, on=on)
    asked = [
        one
        for one in (pack.clauses if pack else ())
        if one.live.get("by") == CHECKLIST
        and any("let-see-own-pages" in table.get("act", ()) for table in one.when)
    ]
    shown = {"guides": guides(), "clauses": readable(asked, school=request.school, on=on)}
    return render(request, "joining/privacy.html", _frame(request) | shown)


@sensitive_variables("form", "seen")
def _rows(request: SignedInRequest, form: ProfileForm) -> list[tuple[Seen, list[Readable]]]:
    on = request.school.day_of(timezone.now())
    pack = policy_at(request.school, on=on)
    seen = look(form.cleaned_data["text"], school=request.school.name)
    return [(one, _against(one, pack, person=request.person, on=on)) for one in seen]


def _against(seen: Seen, pack: Pack | None, *, person: Person, on: date) -> list[Readable]:
    """What the policy has against it, where it has anything."""
    facts = dict(seen.kind.facts)
    act = facts.pop("act", "")
    if pack is None or not act:
        return []
    implied = vocabulary().acts[act].implies
    given = {fact: (value,) for fact, value in {**implied, **facts}.items()}
    decision = decide(pack, Situation(act, {"actor": tuple(person.actors), **given}))
    asked = [one for one in decision.clauses if one.live.get("by") == CHECKLIST]
    cited = decision.bearing if decision.verdict in AGAINST else asked
    return readable(cited, school=person.school, on=on)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "joining"}
