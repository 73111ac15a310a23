"""Pages of a school's policy: the document, Can I…?, and what would change under another policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.core.policy import Pack, SituationError, vocabulary
from gatepost.core.policy.vocabulary import Act
from gatepost.people.access import person_at
from gatepost.people.models import School
from gatepost.policies import comparing, packs, search
from gatepost.policies import questions as asking
from gatepost.policies.answers import Answer, Link
from gatepost.policies.can_i import Inquiry, NotAnswered, Page, Query, everyday
from gatepost.policies.comparing import Other
from gatepost.policies.facts import Asked, offers_for
from gatepost.policies.models import Version
from gatepost.policies.none_yet import NoPolicyYet
from gatepost.policies.reading import Paper, paper
from gatepost.policies.register.pages import Standing
from gatepost.policies.register.printing import NoPrinter, printed

CHANGES_ON_A_PAGE = 20


@dataclass(frozen=True)
class _Place:
    """A school with the policy that is in force there today."""

    school: School
    version: Version
    paper: Paper

    @property
    def pack(self) -> Pack:
        return self.paper.pack

    def shows(self, here: str, **more: Any) -> dict[str, Any]:
        """What every page of a school shows, and more; `here` is its place in the navigation."""
        return {
            "school": self.school,
            "version": self.version,
            "paper": self.paper,
            "here": here,
            **more,
        }


def _place(slug: str) -> _Place:
    school = get_object_or_404(School, slug=slug)
    today = timezone.localdate()
    version = Version.objects.in_force(school, on=today)
    if version is None:
        raise NoPolicyYet(school)
    url = reverse("policies:policy", args=[slug])
    return _Place(school, version, paper(version.pack.on(today), url))


@require_safe
def school(request: HttpRequest, slug: str) -> HttpResponse:
    """A school's front page."""
    place = _place(slug)
    return render(request, "policies/school.html", place.shows("front", everyday=everyday()))


@require_safe
def accent(request: HttpRequest, slug: str) -> HttpResponse:
    """The style sheet with a school's colour."""
    colour = get_object_or_404(School, slug=slug).accent
    return HttpResponse(f":root{{--gatepost-accent:{colour}}}\n", content_type="text/css")


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """A school's policy as a document."""
    place = _place(slug)
    standing = Standing(place.version, timezone.localdate())
    return render(request, "policies/policy.html", place.shows("policy", standing=standing))


@require_safe
def policy_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The policy in force, to print and to keep."""
    place = _place(slug)
    return _pdf(request, place.version, back=reverse("policies:policy", args=[slug]))


@require_safe
def earlier(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version that is or was in force; each stays readable at its own address."""
    place, today = _place(slug), timezone.localdate()
    begun = Version.objects.filter(school=place.school).begun(on=today).whole()
    shown = place.shows("policy", standings=[Standing(version, today) for version in begun])
    return render(request, "policies/versions.html", shown)


@require_safe
def version_text(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version as a document: what is or was in force for everybody, a draft for those who keep the policy."""
    version, today = _version(request, slug, number), timezone.localdate()
    url = reverse("policies:version-text", args=[slug, number])
    document = paper(version.pack.on(today), url)
    standing = Standing(version, today)
    shown = {"school": version.school, "paper": document, "standing": standing, "here": "policy"}
    return render(request, "policies/policy.html", shown)


@require_safe
def version_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version, to print and to keep."""
    version = _version(request, slug, number)
    return _pdf(request, version, back=reverse("policies:version-text", args=[slug, number]))


def _version(request: HttpRequest, slug: str, number: int) -> Version:
    today, person = timezone.localdate(), person_at(request, slug)
    here = Version.objects.filter(school__slug=slug)
    seen = here.visible_to(person, on=today) if person else here.begun(on=today)
    return get_object_or_404(seen.whole(), number=number)


def _pdf(request: HttpRequest, version: Version, *, back: str) -> HttpResponse:
    today = timezone.localdate()
    try:
        pdf = printed(paper(version.pack.on(today), ""), Standing(version, today))
    except NoPrinter as problem:
        shown = {"school": version.school, "sentence": str(problem), "back": back}
        return render(request, "policies/no_printer.html", shown, status=503)
    name = f"social-media-policy-{version.school.slug}-{version.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """The law of England as a document, with clauses whose time is over or yet to come."""
    return _document(request, packs.bundled_pack(packs.LAW), reverse("policies:law"))


@require_safe
def bundled(request: HttpRequest, pack: str) -> HttpResponse:
    """A policy that comes with Gatepost, whether or not a school has adopted it."""
    found = next((one for one in packs.policies() if one.slug == pack), None)
    if found is None:
        raise Http404
    return _document(request, found, reverse("policies:bundled", args=[pack]))


def _document(request: HttpRequest, pack: Pack, url: str) -> HttpResponse:
    today = timezone.localdate()
    document = paper(pack, url)
    shown = {
        "paper": document,
        "today": today,
        "is_law": pack.slug == packs.LAW,
        "is_overdue": document.is_overdue(on=today),
    }
    return render(request, "policies/policy.html", shown)


@require_safe
def can_i(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what one would like to do, or search for it."""
    place, query = _place(slug), request.GET.get("q", "").strip()
    found = search.find(place.pack, query) if query else []
    shown = place.shows(
        "can-i",
        everyday=everyday(),
        acts=vocabulary().acts.values(),
        query=query[: search.LONGEST],
        found=[(one, place.paper.by_id[one.clause.id] if one.clause else None) for one in found],
        nearest=search.nearest(query) if query and not found else [],
    )
    return render(request, "policies/can_i.html", shown)


@require_safe
def ask(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """The next question about an act, or the answer. The address holds everything that is known."""
    place = _place(slug)
    if act not in vocabulary().acts:
        raise Http404
    try:
        return _ask(request, place, vocabulary().acts[act])
    except SituationError as error:
        shown = place.shows("can-i", sentence=str(error), act=vocabulary().acts[act])
        return render(request, "policies/cannot_understand.html", shown, status=400)


def _ask(request: HttpRequest, place: _Place, act: Act) -> HttpResponse:
    query = Query.of(dict(request.GET.lists()))
    today = timezone.localdate()
    inquiry = query.inquiry(place.pack, packs.law(on=today), act)
    person = person_at(request, place.school.slug)
    if person and query.ask != "actor" and "actor" not in query.answered:
        inquiry = inquiry.asked_by(person, on=today)
    if query.answered:
        try:
            settled = query.settled(inquiry)
        except NotAnswered as error:
            page = Page(query.answered, is_checklist=len(query.answered) > 1)
            return _question(request, place, inquiry, page, error=error)
        return redirect(f"{request.path}?{settled.address()}")
    if request.META["QUERY_STRING"] != (address := inquiry.address(ask=query.ask)):
        return redirect(f"{request.path}?{address}")
    page_asked = inquiry.asked_again(query.ask) or inquiry.next_page()
    if page_asked:
        return _question(request, place, inquiry, page_asked)
    return _answer(request, place, inquiry)


def _question(
    request: HttpRequest,
    place: _Place,
    inquiry: Inquiry,
    page: Page,
    error: NotAnswered | None = None,
) -> HttpResponse:
    shown = place.shows(
        "can-i",
        act=inquiry.act,
        page=page,
        questions=asking.questions(inquiry, page, error=error),
        hidden=asking.hidden(inquiry.given, page),
        is_change=bool(set(page.facts) & set(inquiry.given)),
        so_far=asking.so_far(inquiry),
        back=_back(place, inquiry, page),
        offered=_offered(request, place, inquiry),
        error=error,
    )
    return render(request, "policies/question.html", shown, status=400 if error else 200)


def _answer(request: HttpRequest, place: _Place, inquiry: Inquiry) -> HttpResponse:
    answer = Answer(inquiry, place.paper, paper(inquiry.law, reverse("policies:law")))
    shown = place.shows(
        "can-i",
        act=inquiry.act,
        answer=answer,
        in_words=asking.as_words(inquiry),
        so_far=asking.so_far(inquiry),
        back=_back(place, inquiry, None),
        offered=_offered(request, place, inquiry),
        link=request.build_absolute_uri(),
        kept=asking.hidden(inquiry.given, Page(())),
        model_says=_model(place, inquiry),
    )
    return render(request, "policies/answer.html", shown)


def _model(place: _Place, inquiry: Inquiry) -> Answer | None:
    """What the model policy says where the school's own is silent, if the school lets it answer."""
    if inquiry.says.verdict != "silent" or not place.version.model_answers:
        return None
    model = packs.bundled_pack(packs.MODEL)
    asked = replace(inquiry, policy=model)
    url = reverse("policies:bundled", args=[packs.MODEL])
    return Answer(asked, paper(model, url), paper(inquiry.law, reverse("policies:law")))


def _offered(request: HttpRequest, place: _Place, inquiry: Inquiry) -> list[Link]:
    """What of somebody's own record their question may be about: shown to nobody else, and no part of the address."""
    person = person_at(request, place.school.slug)
    if person is None or set(inquiry.given.get("actor", person.actors)) != set(person.actors):
        return []
    today = timezone.localdate()
    asked = Asked(person, inquiry.act.name, inquiry.given, place.pack, today)
    return [
        Link(one.says, one.url or f"?{inquiry.address(one.facts)}") for one in offers_for(asked)
    ]


def _back(place: _Place, inquiry: Inquiry, page: Page | None) -> str:
    before = inquiry.page_before(page)
    if before is None:
        return reverse("policies:can-i", args=[place.school.slug])
    return f"?{inquiry.address(ask=before.name)}"


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What another policy would change: for whom and about what, then one such group at a time."""
    place = _place(slug)
    others, to = _others(request, place), request.GET.get("to", "")
    if not to:
        return render(request, "policies/changes.html", place.shows("changes", others=others))
    other = next((one for one in others if one.key == to), None)
    if other is None:
        raise Http404
    people = comparing.by_people(place.pack, other.pack)
    shown = place.shows(
        "changes",
        others=others,
        other=other,
        people=people,
        tally=comparing.tally(c for one in people for on in one.acts for c in on.verdicts),
        departures=comparing.comparison(place.pack, other.pack).departures,
    )
    if "act" not in request.GET:
        return render(request, "policies/changes.html", shown)
    return _changes_on(request, place, other, shown)


def _others(request: HttpRequest, place: _Place) -> list[Other]:
    """What the policy in force can be compared with: bundled policies, and other versions that one may see."""
    today, slug = timezone.localdate(), place.school.slug
    person = person_at(request, slug)
    here = Version.objects.filter(school=place.school).exclude(pk=place.version.pk)
    seen = here.visible_to(person, on=today) if person else here.begun(on=today)
    versions = [
        Other.of_version(version, on=today)
        for version in seen.whole().order_by("-number")
        if not version.is_withdrawn
    ]
    bundled = [pack for pack in packs.policies() if pack.slug != place.pack.slug]
    return [*versions, *(Other.of_pack(pack) for pack in bundled)]


def _changes_on(
    request: HttpRequest, place: _Place, other: Other, shown: dict[str, Any]
) -> HttpResponse:
    whom = next((one for one in shown["people"] if one.key == request.GET.get("who")), None)
    on_act = whom.on(request.GET["act"]) if whom else None
    if on_act is None:
        raise Http404
    old, new = place.paper, paper(other.pack, other.url)
    pages = Paginator([*on_act.verdicts, *on_act.requirements], CHANGES_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    come, go = comparing.duties_shown(on_act.duties, old, new)
    shown |= {
        "whom": whom,
        "on_act": on_act,
        "page": page,
        "changed": [comparing.shown(change, old, new) for change in page],
        "duties_come": come,
        "duties_go": go,
    }
    return render(request, "policies/changes_on.html", shown)
