"""What families are asked about where a school has written nothing of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gatepost.consents.asked import terms_at
from gatepost.consents.models import Use
from gatepost.consents.models.uses import Words
from gatepost.people.models import School

WEBSITE = Words(
    "On the school’s website",
    "Everybody in the world can look at the website, and copy what is on it.",
    ("website",),
)
WEBSITE_AND_BLOGS = Words(
    "On the school’s website and blogs",
    "Everybody in the world can look at these pages, and copy what is on them.",
    ("website", "blog"),
)
BLOGS = Words(
    "On the school’s blogs",
    "Everybody in the world can look at a blog, and copy what is on it.",
    ("blog",),
)
SOCIAL = Words(
    "On the school’s social media",
    "Many people can see the school’s pages there, pass pictures on and comment on them. The firm that runs the network keeps a copy.",
    ("social-media",),
)
NEWSLETTER = Words(
    "In the newsletter that families get",
    "Families and staff receive it by e-mail or on paper, and may pass it on.",
    ("email",),
)
PRESS = Words(
    "In newspapers and other print",
    "What is printed cannot be called back, and newspapers have websites of their own.",
)
DISPLAYS = Words(
    "On the walls of the school",
    "Pupils, staff and visitors see it inside the building.",
    ("in-person",),
)
EACH = {
    "website": WEBSITE,
    "blog": BLOGS,
    "social-media": SOCIAL,
    "newsletter": NEWSLETTER,
    "press": PRESS,
    "displays": DISPLAYS,
}
TOGETHER = {
    "website": WEBSITE_AND_BLOGS,
    "social-media": SOCIAL,
    "newsletter": NEWSLETTER,
    "press": PRESS,
    "displays": DISPLAYS,
}


def keep_uses(school: School, *, at: datetime) -> None:
    """Have something to ask about: where a school has no uses yet, the usual ones, one by one where its policy says so."""
    if Use.objects.filter(school=school).exists():
        return
    each = terms_at(school, on=school.day_of(at)).is_one_use_each
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=school.pk)
        if Use.objects.filter(school=school).exists():
            return
        for key, words in (EACH if each else TOGETHER).items():
            Use.add(school, words, key=key, by=None, at=at)
