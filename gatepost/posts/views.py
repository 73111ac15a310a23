"""Pages on which posts are written, looked at by others, and followed on their way out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.core.policy import vocabulary
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.once import reading_once
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.forms import Reason
from gatepost.policies.can_i import NotAnswered, answers
from gatepost.policies.door import NotYours
from gatepost.policies.models.proposed import Closed
from gatepost.posts import again, asked
from gatepost.posts.forms import Note, WordsForm, initial_of
from gatepost.posts.models import Post
from gatepost.posts.pages import PostPage, listed
from gatepost.posts.publishing import emergencies
from gatepost.posts.publishing.pausing import let_go

CHANGED = "It has been changed since you opened it. Read it again."


@require_safe
@at_school()
def posts(request: SignedInRequest) -> HttpResponse:
    """What is being written, what waits and what went out."""
    shown = {"lists": listed(request.person)}
    return render(request, "posts/posts.html", _frame(request) | shown)


@at_school()
def new_post(request: SignedInRequest) -> HttpResponse:
    """Begin a post."""
    form = WordsForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        made = Post.draft(form.words(), by=request.person, at=timezone.now())
        return redirect(made)
    status = 400 if request.method == "POST" else 200
    return render(request, "posts/words.html", _frame(request) | {"form": form}, status=status)


@require_safe
@at_school()
def post(request: SignedInRequest, post: int) -> HttpResponse:
    """One post: what would go out, what was found in it, what it needs, and how far it is."""
    return _page(request, _visible(request, post))


@at_school()
def words(request: SignedInRequest, post: int) -> HttpResponse:
    """Change words, accounts or the hour."""
    found = get_object_or_404(request.person.posts, pk=post)
    form = WordsForm(request.POST or None, school=request.school, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        return _does(
            request,
            found,
            lambda: found.write(form.words(), by=request.person, at=timezone.now()),
            "Saved.",
        )
    shown = {"form": form, "post": found}
    status = 400 if request.method == "POST" else 200
    return render(request, "posts/words.html", _frame(request) | shown, status=status)


@at_school()
def questions(request: SignedInRequest, post: int) -> HttpResponse:
    """What its author says of it: the questions whose answers matter under this policy."""
    found = get_object_or_404(request.person.posts, pk=post)
    at, problem = timezone.now(), None
    if request.method == "POST":
        try:
            facts = answers(
                vocabulary().acts[found.act],
                asked.facts_asked(found, at=at),
                dict(request.POST.lists()),
            )
        except NotAnswered as not_answered:
            problem = not_answered
        else:
            return _does(
                request,
                found,
                lambda: found.answer(facts, by=request.person, at=at),
                "Your answers are kept.",
            )
    shown = {"post": found, "questions": asked.questions_of(found, at=at, error=problem)}
    status = 400 if problem else 200
    return render(request, "posts/questions.html", _frame(request) | shown, status=status)


@require_POST
@at_school()
def copy(request: SignedInRequest, post: int) -> HttpResponse:
    """Begin a new post with the words and pictures of another."""
    made = _visible(request, post).copy(by=request.person, at=timezone.now())
    messages.success(request, "This is a copy. Choose when it goes out.")
    return redirect(made)


@require_POST
@at_school()
def hand_in(request: SignedInRequest, post: int) -> HttpResponse:
    """Put it before the others, or on its way where nobody is asked."""
    found = get_object_or_404(request.person.posts, pk=post)
    reason = request.POST.get("reason", "")[:2000]
    return _does(
        request,
        found,
        lambda: found.hand_in(
            by=request.person, at=timezone.now(), reason=reason, answers=request.POST.dict()
        ),
        "It is handed in.",
    )


@require_POST
@at_school()
def withdrawal(request: SignedInRequest, post: int) -> HttpResponse:
    """Take one's own post back before it has gone out."""
    found = get_object_or_404(request.person.posts, pk=post)
    return _does(
        request,
        found,
        lambda: found.withdraw(by=request.person, at=timezone.now()),
        "It is withdrawn, and does not go out.",
    )


@require_POST
@at_school()
def asking(request: SignedInRequest, post: int) -> HttpResponse:
    """Ask somebody for a yes, or for their judgement."""
    found = get_object_or_404(request.person.posts, pk=post)
    others = Person.objects.visible_to(request.person)
    of = get_object_or_404(others, pk=number_of(request.POST.get("of", "")))
    return _does(
        request,
        found,
        lambda: found.ask(of, fact=_fact(request), by=request.person, at=timezone.now()),
        f"{of.name} has been asked.",
    )


@require_POST
@at_school()
def saying(request: SignedInRequest, post: int) -> HttpResponse:
    """Say yes or no to exactly what one has seen."""
    found = _visible(request, post)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    fact, yes = _fact(request), request.POST.get("answer") == "yes"
    if fact not in vocabulary().acts[found.act].gathered:
        return _page(request, found, problem="Nobody has asked for this.", status=400)
    return _does(
        request,
        found,
        lambda: found.say(fact, yes=yes, by=request.person, at=timezone.now()),
        "Your answer is on record.",
    )


@require_POST
@at_school()
def judgement(request: SignedInRequest, post: int) -> HttpResponse:
    """A second person's word on what only people can judge."""
    found, form = _visible(request, post), Reason(request.POST)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    return _does(
        request,
        found,
        lambda: found.judge(
            allowed=request.POST.get("answer") == "yes",
            reason=form.cleaned_data["reason"],
            by=request.person,
            at=timezone.now(),
        ),
        "Your judgement is on record.",
    )


@require_POST
@at_school()
def judging_finding(request: SignedInRequest, post: int) -> HttpResponse:
    """A second person says whether something that was found in it is so."""
    found, form = _visible(request, post), Note(request.POST)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    return _does(
        request,
        found,
        lambda: found.judge_finding(
            request.POST.get("kind", "")[:60],
            request.POST.get("text", "")[:20_000],
            applies=request.POST.get("is") == "so",
            reason=form.cleaned_data["note"],
            by=request.person,
            at=timezone.now(),
        ),
        "Your judgement is on record.",
    )


@require_POST
@at_school()
def sending_back(request: SignedInRequest, post: int) -> HttpResponse:
    """Give it back to its author with a note."""
    found, form = _visible(request, post), Note(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    note = form.cleaned_data["note"]
    return _does(
        request,
        found,
        lambda: found.send_back(note, by=request.person, at=timezone.now()),
        "It is back with its author.",
    )


@require_POST
@at_school("slt", "dsl")
def letting_go(request: SignedInRequest, post: int) -> HttpResponse:
    """Let one post go out that a pause holds."""
    found = _visible(request, post)
    return _does(
        request,
        found,
        lambda: let_go(found, by=request.person, at=timezone.now()),
        "It may go out.",
    )


@require_POST
@at_school()
def emergency(request: SignedInRequest, post: int) -> HttpResponse:
    """Send it out before others have agreed, where the school allows that."""
    found, form = get_object_or_404(request.person.posts, pk=post), Note(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    reason = form.cleaned_data["note"]
    return _does(
        request,
        found,
        lambda: emergencies.publish_now(
            found,
            reason=reason,
            by=request.person,
            at=timezone.now(),
            answers=request.POST.dict(),
        ),
        "It goes out now. Somebody else looks at it afterwards.",
    )


@require_POST
@at_school()
def look_again(request: SignedInRequest, post: int) -> HttpResponse:
    """Look at a published post again and let it stay."""
    found = _visible(request, post)
    return _does(
        request,
        found,
        lambda: again.look_again(found, by=request.person, at=timezone.now()),
        "It is on record that you have looked at it again.",
    )


@require_POST
@at_school()
def settling(request: SignedInRequest, post: int) -> HttpResponse:
    """Look at an emergency post afterwards."""
    found, form = _visible(request, post), Note(request.POST)
    sent = getattr(found, "emergency", None)
    if sent is None or not form.is_valid():
        return _page(request, found, form=form, status=400)
    verdict = form.cleaned_data["note"]
    return _does(
        request,
        found,
        lambda: emergencies.settle(sent, verdict=verdict, by=request.person, at=timezone.now()),
        "It is on record that you have looked at it.",
    )


def _visible(request: SignedInRequest, pk: int) -> Post:
    return get_object_or_404(
        Post.objects.visible_to(request.person).select_related("author", "school"), pk=pk
    )


def _does(
    request: SignedInRequest, post: Post, do: Callable[[], object], says: str
) -> HttpResponse:
    """Do something to a post and show it; what stands in the way is said on its page."""
    try:
        do()
    except (NotPossible, NotYours, Closed) as problem:
        post.refresh_from_db()
        return _page(request, post, problem=str(problem), status=409)
    messages.success(request, says)
    return redirect(post)


@reading_once()
def _page(
    request: SignedInRequest,
    post: Post,
    *,
    problem: str = "",
    form: Note | Reason | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "page": PostPage(post, request.person, at=timezone.now(), filled_in=request.POST.dict()),
        "post": post,
        "problem": problem,
        "form": form or Note(),
    }
    return render(request, "posts/post.html", _frame(request) | shown, status=status)


def _fact(request: SignedInRequest) -> str:
    fact = request.POST.get("fact", "")
    return fact if fact in vocabulary().facts else ""


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "posts"}
