"""What comments and messages hold about those who wrote them and those who dealt with them, and what goes in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from gatepost.inbox.models import (
    Answer,
    Explanation,
    Holder,
    HolidayNotice,
    Item,
    Letter,
    Looked,
    Moderation,
    Note,
    NotMe,
    PictureSaid,
    PressMark,
    Review,
    Shift,
    Swap,
    Version,
)
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, after, fields, rows_about

COMMENTS, WATCH = "comments", "rota"
_NO_CASE, _OPEN = Q(item__case=None), Q(moderation__item__case=None)
TABLES = (
    Rows(Answer, COMMENTS, "at", {"by": "An answer that you gave"}, text=fields("text"), only=_NO_CASE),
    Rows(NotMe, COMMENTS, "at", {"person": "A message that you passed on because it was about you"}, only=_NO_CASE),
    Rows(PictureSaid, COMMENTS, "at", {"by": "What you said of a picture"}, only=_NO_CASE),
    Rows(Holder, COMMENTS, "at", {"person": "A message that you took on", "by": "A message that you gave to somebody"}, only=_NO_CASE),
    Rows(Note, COMMENTS, "at", {"by": "A note that you wrote"}, text=fields("words"), only=_NO_CASE),
    Rows(Looked, WATCH, "at", {"person": "A daily look at an account"}, text=fields("note")),
    Rows(Moderation, COMMENTS, "at", {"author": "A comment that you hid, deleted, blocked or reported", "done_by": "A moderation that you did by hand"}, text=fields("reason"), only=_NO_CASE),
    Rows(PressMark, COMMENTS, "at", {"by": "A message that you marked as from the press", "ended_by": "A mark that you ended"}, text=fields("words"), only=_NO_CASE),
    Rows(Review, COMMENTS, "asked_at", {"asked_by": "A moderation that you wanted looked at", "by": "A moderation that you looked at"}, text=fields("asked_for", "words"), only=_OPEN),
    Rows(Explanation, COMMENTS, "at", {"by": "An explanation that you gave"}, text=fields("words", "why_not"), only=_OPEN),
    Rows(Shift, WATCH, "entered_at", {"person": "Days on which you look", "entered_by": "A rota that you entered"}),
    Rows(Swap, WATCH, "asked_at", {"asker": "A swap that you asked for", "other": "A swap that you were asked for"}),
    Rows(HolidayNotice, WATCH, "at", {"by": "A holiday notice that you put up", "down_by": "A holiday notice that you took down"}, text=fields("words")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "inbox.Item": "what it says stands in its versions, which are looked through for names below",
    "inbox.Version": "looked through for names below",
    "inbox.Letter": "looked through for addresses below",
    "inbox.Escalated": "when a message was passed up; names nobody",
    "inbox.Watched": "since when an account is looked at",
    "inbox.Reading": "how far an account was read",
}


def held_about(subject: Subject) -> Iterator[Held]:
    """What they did; and what they wrote or what names them. Nothing that became a case."""
    yield from rows_about(subject, TABLES)
    if not subject.words:
        return
    newest: dict[int, Version] = {}
    there = Version.objects.filter(item__school=subject.school, item__case=None)
    for version in there.select_related("item").order_by("number").iterator(chunk_size=500):
        said = version.said
        if subject.is_in(said.text, said.name, said.handle, said.author_id):
            newest[version.item_id] = version
    for version in newest.values():
        text = "\n".join(filter(None, (version.said.who, version.said.text)))
        what = "A comment or message, by you or about you"
        yield Held(f"inbox.item:{version.item_id}:said", COMMENTS, what, version.item.received_at, text)  # fmt: skip
    letters = Letter.objects.filter(item__school=subject.school, item__case=None)
    for letter in letters.select_related("item"):
        if letter.item_id not in newest and subject.is_in(letter.email):
            text = f"{letter.email}\n{letter.item.content.text}"
            yield Held(f"inbox.letter:{letter.pk}:email", COMMENTS, "A message that you sent to the school", letter.item.received_at, text)  # fmt: skip


_SETTLED = Q(case=None) & ~Q(settled_at=None)
FORGETTINGS = (
    Forgetting(COMMENTS, Item, "settled_at", only=_SETTLED, remove=after((Moderation, "item"))),
)
