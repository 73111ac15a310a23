"""What posts hold about those who write, check and publish them, and about whoever is shown or named in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from gatepost.people.subjects import Held, Rows, Subject, fields, rows_about
from gatepost.posts.models import (
    Checklist,
    Emergency,
    JudgedFinding,
    LookAgain,
    Pause,
    Picture,
    Post,
    PostFile,
    PostRow,
    Release,
    SentBack,
    StartingText,
    TakeDown,
)

POSTS, PICTURES = "posts", "pictures"
TABLES = (
    Rows(Checklist, POSTS, "at", {"by": "A checklist that you filled in"}),
    Rows(SentBack, POSTS, "at", {"by": "A post that you sent back", "post__author": "A post of yours that was sent back"}, text=fields("note")),
    Rows(JudgedFinding, POSTS, "at", {"by": "A finding of the checks that you judged"}, text=fields("reason")),
    Rows(Emergency, POSTS, "at", {"by": "An emergency post that you sent", "settled_by": "An emergency post that you signed off afterwards"}, text=fields("reason")),
    Rows(LookAgain, POSTS, "at", {"by": "A post that you wanted looked at again"}),
    Rows(Pause, POSTS, "at", {"by": "A pause of everything, by you", "ended_by": "A pause that you ended"}, text=fields("reason")),
    Rows(Release, POSTS, "at", {"by": "A post that you let go during a pause"}),
    Rows(Picture, PICTURES, "added_at", {"added_by": "A picture that you added", "adults": "A picture in which you are named"}, {"pupils": "A picture in which the child is named"}, text=fields("alt", "credit")),
    Rows(Post, POSTS, "made_at", {"author": "A post that you wrote"}, text=fields("text", "reason")),
    Rows(PostFile, POSTS, "created_at", {"by": "A table of posts that you brought in"}),
    Rows(PostRow, POSTS, "file__created_at", {"by": "A row of a table of posts"}),
    Rows(StartingText, POSTS, "made_at", {"made_by": "A starting text that you made"}, text=fields("name", "text")),
    Rows(TakeDown, POSTS, "opened_at", {"opened_by": "A post that you wanted taken down", "done_by": "A post that you took down"}, text=fields("note")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "posts.Copy": "what a post said when it was handed in: the post itself is given",
    "posts.Outlet": "where a post went: the post itself is given",
    "posts.Attempt": "when a network was tried",
    "posts.Placed": "which pictures stand in a post: the pictures are given",
    "posts.EmergencySwitch": "a setting of the school",
}
FORGETTINGS = ()  # what was published is taken down, and stays the school's record of what it said


def held_about(subject: Subject) -> Iterator[Held]:
    """Everything written, checked and shown; and posts in which the name stands."""
    yield from rows_about(subject, TABLES)
    words = Q()
    for one in subject.words:
        words |= Q(text__icontains=one)
    if words:
        others = Post.objects.filter(words, school=subject.school).exclude(author=subject.person)
        for post in others.exclude(handed_in_at=None):
            yield Held(f"posts.post:{post.pk}:text", POSTS, "A post in which the name stands", post.made_at, post.text)  # fmt: skip
