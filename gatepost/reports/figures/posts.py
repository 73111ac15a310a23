"""What went out, and what the gate stopped."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.people.models import Person
from gatepost.policies.models import Refusal
from gatepost.posts.models import Emergency, Outlet, Post, SentBack, TakeDown
from gatepost.posts.models.posts import PostQuerySet
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """Each way in which a post can end, and each refusal."""
    emergencies = Emergency.objects.filter(post__school=term.school, **term.during("at"))
    outlets = Outlet.objects.filter(post__school=term.school, **term.during("published_at"))
    expired = Post.objects.filter(school=term.school, **term.during("expired_at"))
    sent_back = SentBack.objects.filter(post__school=term.school, **term.during("at"))
    refused = Refusal.objects.filter(school=term.school, **term.during("at"))
    about_posts = refused.filter(subject_kind=Post._meta.label_lower)
    down = TakeDown.objects.filter(outlet__post__school=term.school, **term.during("opened_at"))
    consent = down.filter(why=TakeDown.Why.CONSENT)
    yield Figure("out", outlets.count())
    yield Figure("expired", expired.count())
    yield Figure("emergencies", emergencies.count())
    yield Figure("unsettled", emergencies.filter(settled_at=None).count())
    yield Figure("sent-back", sent_back.count())
    yield Figure("refused-posts", about_posts.count())
    yield Figure("refused-other", refused.exclude(pk__in=about_posts.values("pk")).count())
    yield Figure("down-consent", consent.count())
    yield Figure("down-other", down.exclude(why=TakeDown.Why.CONSENT).count())


def rows(term: Term, person: Person) -> PostQuerySet:
    """The posts that went out, as far as somebody may see them."""
    out = Outlet.objects.filter(post__school=term.school, **term.during("published_at"))
    found = Post.objects.visible_to(person).filter(pk__in=out.values("post_id"))
    return found.select_related("school").order_by("pk")
