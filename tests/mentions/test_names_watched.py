"""What is looked for: names of the school alone, each with a purpose, as the policy proposes, assessed and open to all."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.mentions.models import Assessment, Watched
from gatepost.mentions.waiting import waiting_for
from gatepost.mentions.watching.forms import QUESTIONS
from gatepost.mentions.watching.stating import digest_of, proposed, stated
from gatepost.people.models import Person, Pupil
from gatepost.people.rules import NotPossible
from gatepost.policies.packs import bundled_pack
from gatepost.records.door import history
from tests.conftest import make_cast, make_school
from tests.mentions.public_words import AT, ON, PURPOSE, place, watched
from tests.policies.rounds import files_with, files_without, put_in_force

SignIn = Callable[[Person], Client]
NOW = timezone.now()
NAMES = "/schools/ashlands/mentions/names/"
ASSESSMENT = "/schools/ashlands/mentions/assessment/"
TOLD = "/schools/ashlands/mentions/told-to-everybody/"


@pytest.fixture
def pupil(cast: SimpleNamespace) -> Pupil:
    """A child who is called something else than the register says."""
    return Pupil.objects.create(
        school=cast.school, given_name="Theodora", preferred_name="Teddy", family_name="Osei-Mensah"
    )


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Hazel Dunn", "name"), ("hazel  dunn", "name"), ("Dunn, Hazel", "name"), ("Mrs Dunn", "name"),
        ("MISS DUNN", "name"), ("Ashlands Primary Hazel Dunn", "name"), ("Willow Lane", "name"),
        ("@hazeldunn", "handle"), ("hazel_dunn", "handle"), ("hazel-dunn.example", "domain"),
        ("hazeldunn.example", "domain"), ("Teddy Osei-Mensah", "name"), ("Theodora Mensah", "name"),
        ("Häzel Dünn", "name"),
    ],
)  # fmt: skip
def test_the_name_of_a_person_is_refused_however_it_is_written(
    cast: SimpleNamespace, pupil: Pupil, words: str, kind: str
) -> None:
    with pytest.raises(NotPossible, match="never for a person’s"):
        watched(cast, words, kind=kind)

    assert not Watched.objects.exists()


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        ("the school", "name", "too many texts"), ("Ash", "name", "too many"), ("!!!!!", "name", "too many"),
        ("not a website", "domain", "such as ashlands.example"), ("javascript:alert(1)", "domain", "such as"),
        ("two words", "handle", "such as @school"),
    ],
)  # fmt: skip
def test_a_name_that_says_too_little_or_is_none_is_refused(
    cast: SimpleNamespace, words: str, kind: str, says: str
) -> None:
    with pytest.raises(NotPossible, match=says):
        watched(cast, words, kind=kind)


def test_a_school_that_is_called_after_somebody_may_look_for_its_own_name(
    cast: SimpleNamespace,
) -> None:
    cast.school.name = "Hazel Dunn School"
    cast.school.save()
    cast.head.school.refresh_from_db()

    assert watched(cast, "Hazel Dunn School").words == "Hazel Dunn School"
    with pytest.raises(NotPossible, match="never for a person’s"):
        watched(cast, "Hazel Dunn")


def test_each_name_has_a_purpose_somebody_who_answers_for_it_and_an_end(
    cast: SimpleNamespace,
) -> None:
    name = watched(cast, keep_days=30)
    assert (name.purpose, name.entered_by, name.keep_days) == (PURPOSE, cast.head, 30)
    with pytest.raises(NotPossible, match="already"):
        watched(cast, "ashlands primary school")

    name.end(by=cast.administrator, at=AT)
    name.end(by=cast.head, at=AT)

    name.refresh_from_db()
    assert name.ended_by == cast.administrator
    assert sorted(one.event for one in history(name)) == ["watch.began", "watch.ended"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Watched.objects.create(
            school=cast.school, kind="name", words="X", purpose="", entered_by=cast.head, entered_at=AT
        )  # fmt: skip


@pytest.mark.clause("ASH-160")
def test_the_policys_clause_proposes_the_schools_name_and_without_it_nothing_is(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    says = bundled_pack("ashlands").by_id["look-for-public-posts"].says
    page = unescape(sign_in(cast.head).get(NAMES).text)
    assert says in page
    assert "Look for “Ashlands Primary School”" in page

    watched(cast)
    assert proposed(cast.school, on=ON) == []
    Watched.objects.all().delete()
    without = files_without("ashlands", "look-for-public-posts", "public-posts-are-watched")
    put_in_force(cast.school, without, on=timezone.localdate())

    page = unescape(sign_in(cast.head).get(NAMES).text)
    assert "Your policy does not speak of this. The school decides" in page
    assert "Look for “Ashlands" not in page


def test_the_names_that_a_clause_speaks_of_are_those_that_are_proposed(db: None) -> None:
    cast = make_cast(make_school("model", name="Elm Park Academy"))
    Channel.enter(
        network="bluesky", name="Bluesky", handle="elmpark.example", url="", by=cast.administrator, at=AT
    )  # fmt: skip
    on = timezone.localdate()
    both = [("name", "Elm Park Academy"), ("handle", "elmpark.example")]
    assert proposed(cast.school, on=on) == both

    names = '["school-name", "school-handles"]'
    put_in_force(cast.school, files_with("model", names, '["school-handles", "Elm Trust"]'), on=on)

    assert proposed(cast.school, on=on) == [both[1], ("name", "Elm Trust")]


@pytest.mark.clause("ASH-017")
def test_everybody_can_read_how_the_school_looks_and_the_clause_that_promises_it(
    cast: SimpleNamespace, client: Client
) -> None:
    assert "does not look for it" in client.get(TOLD).text
    watched(cast)
    place(cast, "feed", "https://news.example/secret-token")

    page = unescape(client.get(TOLD).text)
    assert "“Ashlands Primary School”, in order to: to put right what is wrong" in page
    assert "deleted after 90 days" in page and "No name of a person" in page
    assert "secret-token" not in page
    says = bundled_pack("ashlands").by_id["public-posts-are-watched"].says
    assert says in page

    without = files_without("ashlands", "public-posts-are-watched")
    put_in_force(cast.school, without, on=timezone.localdate())
    assert says not in unescape(client.get(TOLD).text)


def answers() -> dict[str, str]:
    return {key: f"Our answer about {key}." for key in QUESTIONS}


def test_the_assessment_is_for_just_what_is_looked_for_and_is_asked_for_again_when_that_changes(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    on = timezone.localdate()
    assert waiting_for(cast.head, on=on) == []
    watched(cast)
    (wants,) = waiting_for(cast.head, on=on)
    assert "Sign the data protection assessment" in wants.says
    page = sign_in(cast.data_officer)
    assert "“Ashlands Primary School”, in order to" in unescape(page.get(ASSESSMENT).text)

    seen = digest_of(stated(cast.school))
    assert page.post(ASSESSMENT, {**answers(), "seen": "other"}).status_code == 400
    assert page.post(ASSESSMENT, {"seen": seen}).status_code == 400
    assert page.post(ASSESSMENT, {**answers(), "seen": seen}).status_code == 302

    signed = Assessment.objects.get()
    assert (signed.by, signed.answers["risks"]) == (cast.data_officer, "Our answer about risks.")
    assert waiting_for(cast.head, on=on) == []
    assert "Signed by Laurel Knapp" in page.get(ASSESSMENT).text
    place(cast, "bluesky")
    assert "has changed since" in page.get(ASSESSMENT).text
    assert len(waiting_for(cast.head, on=on)) == 1


def test_names_places_and_looks_are_kept_on_pages_by_those_who_lead(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(cast.head)
    told = {"words": "Ashlands Primary School", "kind": "name", "purpose": PURPOSE, "keep_days": 90}
    places = "/schools/ashlands/mentions/places/"
    assert page.post(NAMES, {**told, "words": "Hazel Dunn"}).status_code == 400
    assert "never for a person’s" in unescape(page.post(NAMES, {**told, "words": "Mr Cole"}).text)
    assert page.post(NAMES, told).status_code == 302
    assert "enter it as https" in page.post(places, {"kind": "feed"}).text
    assert page.post(places, {"kind": "feed", "address": "javascript:x"}).status_code == 400
    assert page.post(places, {"kind": "feed", "address": "https://news.example/f"}).status_code == 302  # fmt: skip
    assert "looked at already" in page.post(places, {"kind": "feed", "address": "https://news.example/f"}).text  # fmt: skip

    name, search = Watched.objects.get(), cast.school.searches.get()
    assert "It has not been looked at yet" in page.get(f"{places}{search.pk}/").text
    for path in (f"{NAMES}{name.pk}/end/", f"{places}{search.pk}/again/", f"{places}{search.pk}/end/"):  # fmt: skip
        assert page.post(path).status_code == 302

    assert not Watched.objects.open().exists() and not cast.school.searches.filter(ended_at=None)
    closed = page.get("/schools/ashlands/mentions/no-way-in/").text
    assert "Facebook groups" in closed and "WhatsApp" in closed
    assert sign_in(cast.writer).get(NAMES).status_code == 404
