"""Pictures in what came in: nothing is fetched before somebody has said that it is no sexual picture of a child."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gatepost.channels.models import Channel
from gatepost.inbox.models import Holder, Item, NotMe, PictureSaid
from gatepost.inbox.watching.escalating import escalate
from gatepost.inbox.watching.pictures import fetch, is_withheld, pictures_of, say
from gatepost.inbox.watching.stepping_in import clauses_for
from gatepost.incidents.models import Case
from gatepost.networks.arriving import Media
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.inbox.desk import account, arrived, comes_in, said
from tests.inbox.watches import adopts
from tests.networks.sites import Site, site
from tests.posts.desk import jpeg
from tests.web.places import routes

SignIn = Callable[[Person], Client]
AT = timezone.now()


@pytest.fixture(scope="module")
def serving() -> Iterator[Site]:
    """One server for the module; each test looks at what it was asked for since."""
    with site() as running:
        yield running


@pytest.fixture
def server(serving: Site, settings: Any) -> Site:
    """The server of others, which tests alone may speak to, with a picture."""
    settings.NETWORKS_ON_LOOPBACK = True
    serving.asked.clear()
    serving.page("/one.jpg", jpeg(), Content_Type="image/jpeg")
    return serving


@pytest.fixture
def page(cast: SimpleNamespace) -> Channel:
    return account(cast, at=AT)


@pytest.fixture
def item(page: Channel, server: Site) -> Item:
    """A comment with a picture that lies on the server, and an address of its own there."""
    media = (Media(f"{server.address}/one.jpg", "A field"),)
    return arrived(page, "Look at this!", at=AT, media=media, url=f"{server.address}/comment")


def answer(item: Item, what: str, by: Person) -> Case | None:
    version = item.versions.last()
    assert version is not None
    return say(item, what, by=by, at=AT, seen=version.pk)


def pages_about(item: Item) -> list[str]:
    """Every address of the inbox, filled in with the item."""
    given = {"slug": item.school.slug, "item": item.pk, "channel": item.channel_id, "position": 0}
    return [
        reverse(one.name, kwargs={key: given.get(key, 1) for key in one.kwargs})
        for one in routes()
        if one.name.startswith("inbox:")
    ]


def visit(client: Client, item: Item, server: Site) -> None:
    """Open every page and press every button that leads somewhere, and find no address of the picture."""
    for url in pages_about(item):
        for got in (client.get(url), client.post(url)):
            text = b"" if got.streaming else got.content
            assert b"one.jpg" not in text, url
            assert server.address.encode() not in text or b"/comment" in text, url


@pytest.mark.once
def test_before_the_answer_no_way_leads_to_a_picture(
    cast: SimpleNamespace, item: Item, server: Site, sign_in: SignIn
) -> None:
    for person in (cast.writer, cast.safeguarding_lead):
        visit(sign_in(person), item, server)
        with pytest.raises(NotPossible, match="Say first"):
            fetch(item, 1, by=person, at=AT)
    escalate(at=AT)

    assert server.asked == []


@pytest.mark.parametrize("what", ["yes", "unsure"])
def test_yes_and_not_sure_close_it_for_good_and_make_it_a_case(
    cast: SimpleNamespace, item: Item, server: Site, sign_in: SignIn, what: str
) -> None:
    url = reverse("inbox:pictures-said", args=[cast.school.slug, item.pk])
    seen = item.versions.get().pk

    answered = sign_in(cast.writer).post(url, {"answer": what, "seen": seen})

    assert answered["Location"] == reverse("inbox:queue", args=[cast.school.slug])
    item.refresh_from_db()
    assert item.case is not None
    assert (item.case.kind.key, item.case.report.child_image) == ("sexual-image", what)
    assert item.settled_as == Item.Settled.HANDED_ON
    assert server.address not in str(item.case.told)
    assert sign_in(cast.writer).get(item.get_absolute_url()).status_code == 404
    client = sign_in(cast.safeguarding_lead)
    shown = client.get(item.get_absolute_url())
    assert shown.status_code == 200
    assert server.address.encode() not in shown.content
    if what == "unsure":  # once is enough: every page knows only that it stays closed
        visit(client, item, server)
    for again in ("no", "unsure"):
        with pytest.raises(NotPossible, match="Nobody opens"):
            answer(item, again, cast.safeguarding_lead)
    assert server.asked == []


def test_not_even_a_no_that_was_said_before_opens_it_again(
    cast: SimpleNamespace, item: Item, server: Site
) -> None:
    answer(item, "no", cast.writer)

    answer(item, "unsure", cast.approver)

    with pytest.raises(NotPossible, match="Nobody opens"):
        fetch(item, 1, by=cast.safeguarding_lead, at=AT)
    assert is_withheld(item)
    assert server.asked == []


def test_a_case_of_that_kind_closes_it_however_it_came_about(
    cast: SimpleNamespace, item: Item, server: Site
) -> None:
    answer(item, "no", cast.writer)
    other = arrived(item.channel, "x", at=AT, media=(Media(f"{server.address}/one.jpg"),))
    case = answer(other, "yes", cast.writer)
    Item.objects.filter(pk=item.pk).update(case=case)

    with pytest.raises(NotPossible, match="Nobody opens"):
        fetch(Item.objects.get(pk=item.pk), 1, by=cast.writer, at=AT)

    assert server.asked == []


def test_after_no_it_is_shown_made_anew_blurred_and_on_record(
    cast: SimpleNamespace, item: Item, server: Site, sign_in: SignIn
) -> None:
    client, address = sign_in(cast.writer), [cast.school.slug, item.pk]
    seen = item.versions.get().pk
    client.post(reverse("inbox:pictures-said", args=address), {"answer": "no", "seen": seen})
    shown = client.get(reverse("inbox:pictures", args=address)).content.decode()
    assert server.asked == []
    assert 'class="gp-covered__clear"' in shown
    assert server.address not in shown

    picture = client.get(reverse("inbox:item-picture", args=[*address, 0]))

    assert server.asked == ["/one.jpg"]
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in picture["Cache-Control"]
    assert Image.open(io.BytesIO(picture.content)).size == (40, 30)
    assert history(item).filter(event="item.picture-seen").count() == 1
    assert client.get(reverse("inbox:item-picture", args=[*address, 7])).status_code == 409


def test_an_answer_holds_for_what_was_asked_about_alone(
    cast: SimpleNamespace, item: Item, page: Channel, server: Site
) -> None:
    seen = item.versions.get().pk
    answer(item, "no", cast.writer)
    media = (Media(f"{server.address}/two.jpg", "Another"),)
    comes_in(page, [said("Look at that!", at=AT, id=item.key, media=media)], at=AT)

    assert pictures_of(item).waits
    with pytest.raises(NotPossible, match="changed meanwhile"):
        say(item, "no", by=cast.writer, at=AT, seen=seen)
    with pytest.raises(NotPossible, match="Say first"):
        fetch(item, 1, by=cast.writer, at=AT)
    assert server.asked == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/words.jpg", "no still picture"),
        ("/gone.jpg", "does not hand this picture out"),
        ("/away.jpg", "could not be fetched safely"),
        ("/round.jpg", "does not hand this picture out"),
    ],
)
def test_what_is_no_picture_or_leads_elsewhere_is_not_shown(
    cast: SimpleNamespace, page: Channel, server: Site, path: str, says: str
) -> None:
    server.page("/words.jpg", "<script>alert(1)</script>", Content_Type="image/jpeg")
    server.answer("/away.jpg", 302, Location="http://169.254.169.254/latest/")
    server.answer("/round.jpg", 302, Location="/round.jpg")
    found = arrived(page, "x", at=AT, media=(Media(server.address + path),))
    answer(found, "no", cast.writer)

    with pytest.raises(NotPossible, match=says):
        fetch(found, 1, by=cast.writer, at=AT)

    assert len(server.asked) <= 4


def test_an_answer_that_is_none_is_not_taken(
    cast: SimpleNamespace, item: Item, other_cast: SimpleNamespace, sign_in: SignIn
) -> None:
    url = reverse("inbox:pictures-said", args=[cast.school.slug, item.pk])

    sign_in(cast.writer).post(url, {"answer": "perhaps", "seen": 1})
    assert sign_in(cast.assistant).post(url, {"answer": "no"}).status_code == 404
    assert sign_in(other_cast.head).post(url, {"answer": "no"}).status_code == 404

    assert not PictureSaid.objects.exists()


def test_not_me_please_gives_it_back_and_asks_nobody_why(
    cast: SimpleNamespace, item: Item, sign_in: SignIn
) -> None:
    Holder.give(item, cast.writer, by=cast.writer, at=AT)
    url = reverse("inbox:not-me", args=[cast.school.slug, item.pk])

    sign_in(cast.writer).post(url)

    assert item.holder() is None
    assert NotMe.objects.filter(item=item, person=cast.writer).count() == 1
    shown = sign_in(cast.writer).get(item.get_absolute_url()).content.decode()
    assert "You asked not to have this" in shown
    queue = sign_in(cast.writer).get(reverse("inbox:queue", args=[cast.school.slug]))
    assert "Look at this!" not in queue.content.decode()
    theirs = sign_in(cast.head).get(reverse("inbox:queue", args=[cast.school.slug]))
    assert "Look at this!" in theirs.content.decode()


def test_words_that_may_hurt_stay_folded_behind_a_sentence(
    cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    item = arrived(page, "You are all stupid idiots and scum, I hate you", at=AT)
    Item.objects.filter(pk=item.pk).update(is_urgent=True)

    shown = sign_in(cast.writer).get(item.get_absolute_url()).content.decode()

    assert "Show the words. It may be abuse." in shown
    assert shown.index("Show the words") < shown.index("stupid idiots and scum")


@pytest.mark.clause("ASH-082")
def test_where_it_looks_like_bullying_the_page_says_that_the_school_steps_in(
    cast: SimpleNamespace, page: Channel, sign_in: SignIn
) -> None:
    bad = arrived(page, "You are all stupid idiots and scum, I hate you", at=AT)
    kind = arrived(page, "Thank you for the lovely fair.", at=AT)
    on = cast.school.day_of(AT)

    assert [one.clause.id for one in clauses_for(bad, on=on)] == ["step-in-against-bullying"]
    assert clauses_for(kind, on=on) == []
    shown = sign_in(cast.writer).get(bad.get_absolute_url()).content.decode()
    assert "The school steps in" in shown

    comment = 'act = "receive-comment", manner = '
    adopts(cast.school, "ashlands", (f'{comment}"disrespectful"', f'{comment}"respectful"'))
    assert clauses_for(bad, on=on) == []
