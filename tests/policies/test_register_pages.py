"""The pages of the register: who opens them, what each act answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from gatepost.people.models import Person
from gatepost.policies.models import Commencement, Version
from gatepost.policies.register import writing
from tests.policies.drafts import PACK, agree, draft, draft_of, fresh, put_in_force

SignIn = Callable[[Person], Client]
BASE = "/schools/ashlands/register/"
KEEPERS = {"approver", "head", "administrator", "chair", "governor"}
WRITERS = {"approver", "head", "administrator"}

# Each act: its address below a version's, what is sent, and who may.
ACTS: dict[str, tuple[str, dict[str, str], set[str]]] = {
    "filling": ("filling/media-policy/", {"text": "See the office."}, WRITERS),
    "wording": ("wording/this-policy/", {"text": "Ours."}, WRITERS),
    "document": ("document/media-policy/", {"ask": "the office"}, WRITERS),
    "model": ("model/", {"answers": "yes"}, WRITERS),
    "presentation": ("presentation/", {}, WRITERS),
    "approval": ("approval/governors/", {"met_on": "2026-01-09", "minute": "4"}, {"chair", "administrator"}),
    "withdrawal": ("withdrawal/", {"reason": "Not needed."}, WRITERS | {"chair"}),
}  # fmt: skip


@pytest.fixture
def version(cast: SimpleNamespace) -> Version:
    """A draft of a policy that asks for an approval."""
    return draft(cast.school, "ashlands", by=cast.administrator, at=timezone.now())


def send(client: Client, version: Version, act: str, **more: str) -> Any:
    address, data, _ = ACTS[act]
    sent = {**data, "seen": fresh(version).seen, **more}
    return client.post(f"{BASE}{version.number}/{address}", sent)


@pytest.mark.parametrize("page", ["", "new/", "2/", "2/open/", "2/signature/"])
def test_whoever_is_not_signed_in_is_asked_to(client: Client, version: Version, page: str) -> None:
    response = client.get(f"{BASE}{page}")

    assert response.status_code == 302 and "/login/" in response.url  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", ["", "2/", "2/open/"])
def test_only_those_who_keep_the_policy_see_drafts(
    cast: SimpleNamespace, version: Version, sign_in: SignIn, page: str
) -> None:
    for name, person in cast.everybody.items():
        response = sign_in(person).get(f"{BASE}{page}")
        assert response.status_code == (200 if name in KEEPERS else 404), name


def test_another_schools_people_find_nothing(
    cast: SimpleNamespace, other_cast: SimpleNamespace, version: Version, sign_in: SignIn
) -> None:
    for page in ("", "new/", "2/", "2/open/", "2/signature/"):
        assert sign_in(other_cast.head).get(f"{BASE}{page}").status_code == 404
    for act in ACTS:
        assert send(sign_in(other_cast.head), version, act).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_for_some_and_404_for_the_others(
    cast: SimpleNamespace, version: Version, sign_in: SignIn, act: str
) -> None:
    allowed = ACTS[act][2]
    for name, person in cast.everybody.items():
        if name not in allowed:
            assert send(sign_in(person), version, act).status_code == 404, name

    response = send(sign_in(cast.everybody[sorted(allowed)[0]]), version, act)

    assert response.status_code == 302


@pytest.mark.parametrize("act", [*ACTS, "beginning", "review", "news", "declining", "upkeep/x"])
def test_acts_are_posted(
    cast: SimpleNamespace, version: Version, sign_in: SignIn, act: str
) -> None:
    address = ACTS[act][0] if act in ACTS else f"{act}/"

    assert sign_in(cast.head).get(f"{BASE}2/{address}").status_code == 405


@pytest.mark.parametrize("page", ["", "2/", "2/open/"])
def test_pages_are_read(
    cast: SimpleNamespace, version: Version, sign_in: SignIn, page: str
) -> None:
    assert sign_in(cast.head).post(f"{BASE}{page}").status_code == 405


def test_a_draft_can_be_started_from_a_bundled_policy_or_an_earlier_version(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.approver)

    for source in ("bundled:model", "version:1"):
        assert client.post(f"{BASE}new/", {"source": source}).status_code == 302

    assert set(Version.objects.values_list("origin", "number")) == {
        ("bundled", 1),
        ("bundled", 2),
        ("earlier", 3),
    }


@pytest.mark.parametrize("source", ["", "bundled:law-england", "bundled:../x", "version:x"])
def test_what_cannot_be_started_from_is_a_sentence(
    cast: SimpleNamespace, sign_in: SignIn, source: str
) -> None:
    response = sign_in(cast.approver).post(f"{BASE}new/", {"source": source})

    assert response.status_code == 400
    assert "Choose what the new version starts from." in response.content.decode()


@pytest.mark.parametrize("number", ["99", "9" * 9])
def test_a_version_that_is_none_is_not_found(
    cast: SimpleNamespace, sign_in: SignIn, number: str
) -> None:
    assert sign_in(cast.head).get(f"{BASE}{number}/").status_code == 404
    started = sign_in(cast.head).post(f"{BASE}new/", {"source": f"version:{number}"})
    assert started.status_code == 404


def test_the_whole_way_from_draft_to_signed_and_in_force(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    version = draft(cast.school, "coates-lane", by=cast.administrator, at=timezone.now())
    address = f"{BASE}{version.number}/"

    for person, role in ((cast.chair, "chair-of-governors"), (cast.head, "headteacher")):
        client = sign_in(person)
        text = client.get(f"{address}signature/").content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', text)
        assert seen and all(escape(clause.says) in text for clause in version.pack.clauses)
        signed = client.post(f"{address}signature/", {"role": role, "seen": seen[1], "read": "on"})
        assert signed.status_code == 302
    begun = client.post(f"{address}beginning/", {"from_on": timezone.localdate().isoformat()})

    assert begun.status_code == 302
    assert "This version is in force." in client.get(address).content.decode()
    page = client.get("/schools/ashlands/policy/").content.decode()
    assert "Signed by Linden Ives on" in page and "Hazel Dunn" in page


def test_a_draft_is_compared_with_what_is_in_force_and_the_first_with_nothing(
    cast: SimpleNamespace, sign_in: SignIn, version: Version
) -> None:
    client, address = sign_in(cast.head), f"{BASE}{version.number}/"
    compared = f"{reverse('policies:changes', args=['ashlands'])}?to=version-{version.number}"
    later = client.get(address).content.decode()

    Commencement.objects.all().delete()
    first = client.get(address).content.decode()

    assert compared in later
    assert compared not in first


def test_a_refusal_names_the_clauses_that_ask_for_signatures(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    version = draft(cast.school, "coates-lane", by=cast.administrator, at=timezone.now())

    response = sign_in(cast.head).post(
        f"{BASE}{version.number}/beginning/", {"from_on": timezone.localdate().isoformat()}
    )

    text = response.content.decode()
    assert response.status_code == 409
    assert "It has not been signed by the chair of governors and the headteacher." in text
    assert "The chair of governors signs the policy." in text
    assert not fresh(version).begun


def test_without_the_tick_nothing_is_signed(cast: SimpleNamespace, sign_in: SignIn) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head, at=timezone.now())

    response = sign_in(cast.head).post(
        f"{BASE}2/signature/", {"role": "headteacher", "seen": version.seen}
    )

    assert response.status_code == 400
    assert "Tick the box" in response.content.decode()
    assert not version.signatures.exists()


def test_a_changed_version_is_not_signed_by_an_old_page(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head, at=timezone.now())
    seen = version.seen
    writing.word(version, "the-document", text="Ours.", by=cast.approver, at=timezone.now())

    response = sign_in(cast.head).post(
        f"{BASE}2/signature/", {"role": "headteacher", "seen": seen, "read": "on"}
    )

    assert response.status_code == 409
    assert "has changed since you opened it" in response.content.decode()


def test_whoever_is_not_asked_to_sign_finds_no_place_to(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    draft(cast.school, "coates-lane", by=cast.head, at=timezone.now())

    for person in (cast.administrator, cast.governor, cast.writer):
        assert sign_in(person).get(f"{BASE}2/signature/").status_code == 404


def test_declining_needs_a_reason(cast: SimpleNamespace, sign_in: SignIn) -> None:
    version = draft(cast.school, "coates-lane", by=cast.head, at=timezone.now())
    client, address = sign_in(cast.head), f"{BASE}2/declining/"

    without = client.post(address, {"role": "headteacher"})
    with_reason = client.post(address, {"role": "headteacher", "reason": "Section 9."})

    assert (without.status_code, with_reason.status_code) == (400, 302)
    assert version.declinings.get().by == cast.head
    assert "Section 9." in client.get(f"{BASE}2/").content.decode()


def test_review_and_news_are_recorded_on_the_version_in_force(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    reviewed = sign_in(cast.chair).post(
        f"{BASE}1/review/", {"outcome": "keep", "reason": "It still fits."}
    )
    news = sign_in(cast.governor).post(f"{BASE}1/news/", {"reason": "A new network."})
    refused = sign_in(cast.governor).post(f"{BASE}1/review/", {"outcome": "keep", "reason": "X"})

    assert (reviewed.status_code, news.status_code, refused.status_code) == (302, 302, 404)
    text = sign_in(cast.head).get(f"{BASE}1/").content.decode()
    assert "It still fits." in text and "A new network." in text


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("beginning", {"from_on": "soon"}),
        ("withdrawal", {"reason": " "}),
        ("approval/governors", {"met_on": "", "minute": ""}),
        ("review", {"outcome": "maybe", "reason": ""}),
        ("news", {"reason": "x" * 2001}),
        ("filling/media-policy", {"text": "", "url": "nowhere at all"}),
        ("document/media-policy", {}),
    ],
)
def test_what_is_not_filled_in_as_it_should_be_is_said_and_kept_on_the_page(
    cast: SimpleNamespace, version: Version, sign_in: SignIn, act: str, data: dict[str, str]
) -> None:
    response = sign_in(cast.administrator).post(f"{BASE}2/{act}/", data)

    assert response.status_code == 400
    assert "There is something to put right" in response.content.decode()


def test_every_open_thing_has_its_form_and_the_count_is_right(
    cast: SimpleNamespace, version: Version, sign_in: SignIn
) -> None:
    from gatepost.policies.register.open import open_in

    text = sign_in(cast.administrator).get(f"{BASE}2/open/").content.decode()

    found = open_in(version)
    assert f"{found.total} things in version 2" in text
    assert text.count('class="gp-small-form"') == found.total
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_governors_see_what_is_open_without_forms(
    cast: SimpleNamespace, version: Version, sign_in: SignIn
) -> None:
    text = sign_in(cast.governor).get(f"{BASE}2/open/").content.decode()

    assert 'class="gp-small-form"' not in text and "Blanks to fill in" in text


def test_a_wording_is_shown_on_the_page_of_the_policy(
    cast: SimpleNamespace, version: Version, sign_in: SignIn
) -> None:
    writing.word(version, "this-policy", text="<b>Ours</b>.", by=cast.head, at=timezone.now())
    put_in_force(version, cast, on=timezone.localdate(), at=timezone.now())

    text = Client().get("/schools/ashlands/policy/").content.decode()

    assert "&lt;b&gt;Ours&lt;/b&gt;." in text and "The school’s wording" in text


def test_older_versions_stay_readable_by_anybody_and_drafts_are_not(
    cast: SimpleNamespace, client: Client
) -> None:
    put_in_force(
        draft_of(cast.school, PACK, by=cast.head, at=timezone.now()),
        cast,
        on=timezone.localdate(),
        at=timezone.now(),
    )
    draft_of(cast.school, PACK, by=cast.head, at=timezone.now())

    old, new, hidden = (
        client.get(f"/schools/ashlands/policy/versions/{number}/") for number in (1, 2, 3)
    )
    text = client.get("/schools/ashlands/policy/versions/").content.decode()

    assert (old.status_code, new.status_code, hidden.status_code) == (200, 200, 404)
    assert "no longer in force" in old.content.decode()
    assert "Version 1: no longer in force" in text and "Version 2: in force" in text
    assert "Version 3" not in text


def test_a_draft_is_read_and_compared_by_those_who_keep_the_policy_alone(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    draft(cast.school, "coates-lane", by=cast.head, at=timezone.now())

    for person, status in ((cast.governor, 200), (cast.writer, 404)):
        client = sign_in(person)
        assert client.get("/schools/ashlands/policy/versions/2/").status_code == status
        assert client.get("/schools/ashlands/changes/?to=version-2").status_code == status


def test_the_policys_page_says_which_version_it_is_and_who_agreed(
    cast: SimpleNamespace, client: Client
) -> None:
    version = agree(draft(cast.school, "ashlands", by=cast.head, at=timezone.now()), cast)
    put_in_force(version, cast, on=timezone.localdate(), at=timezone.now())

    text = client.get("/schools/ashlands/policy/").content.decode()

    assert "2, in force from" in text and version.reference in text
    assert "minute 7" in text and "Overdue" in text


def test_a_document_with_an_address_is_linked_where_the_policy_names_it(
    cast: SimpleNamespace, version: Version, sign_in: SignIn
) -> None:
    sign_in(cast.head).post(
        f"{BASE}2/document/media-policy/", {"url": "https://ashlands.example/media"}
    )

    text = Client().get("/schools/ashlands/policy/").content.decode()

    assert 'href="https://ashlands.example/media"' in text
    assert "the school has not said where it is: ask the office" in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/"])
def test_an_address_that_is_no_web_page_is_refused(
    cast: SimpleNamespace, version: Version, sign_in: SignIn, url: str
) -> None:
    response = sign_in(cast.head).post(f"{BASE}2/document/media-policy/", {"url": url})

    assert response.status_code == 400
    assert "Write a web address" in response.content.decode()
