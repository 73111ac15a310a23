"""Every page: whom it answers, with what headers, and how it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from gatepost.people.models import Person, School
from gatepost.policies.models import Commencement
from tests.conftest import make_school
from tests.web.places import routes

VALUES = {"slug": "ashlands", "pack": "ashlands", "act": "connect", "number": 1, "kind": "rss"}
OPEN_TO_SEND = {
    "channels:report-fake", "incidents:write", "incidents:answers",
    "inbox:letter", "inbox:written", "inbox:webhook",
    "rights:ask", "rights:answer",
}  # fmt: skip
PAGES = ("school", "policy", "can-i", "changes")


def every_route() -> list[str]:
    """Every address that anybody may open, filled in for the school of the suite."""
    return [
        reverse(route.name, kwargs={key: VALUES[key] for key in route.kwargs})
        for route in routes()
        if route.is_public
        and "entry" not in route.kwargs  # what was published is looked at with posts
        and "channel" not in route.kwargs  # accounts with channels
        and "token" not in route.kwargs  # for whoever has a code, with evidence
        # Open to everybody, to send as well.
        and route.name not in OPEN_TO_SEND
    ]


@pytest.mark.parametrize("route", every_route())
def test_every_route_answers_a_visitor_and_accepts_no_post(
    client: Client, school: School, route: str
) -> None:
    assert client.get(route).status_code == 200
    assert client.head(route).status_code == 200
    assert client.post(route).status_code == 405


@pytest.mark.parametrize("route", every_route())
def test_no_page_loads_anything_from_elsewhere(client: Client, school: School, route: str) -> None:
    text = client.get(route).content.decode(
        "utf-8", "ignore" if route.endswith(".pdf") else "strict"
    )

    text = re.sub(r"<a\s[^>]*>", "", text)  # a link is followed by people, not by the page
    loaded = re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?([^"'\s>)]+)""", text)

    ours = ("/", "#", "?", "http://testserver/")  # a feed gives whole addresses
    assert all(address.startswith(ours) for address in loaded), loaded
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("route", [*every_route(), "/nothing-here/"])
def test_every_response_keeps_others_out(client: Client, school: School, route: str) -> None:
    response = client.get(route)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_a_school_that_does_not_exist_is_not_found(
    client: Client, school: School, page: str
) -> None:
    response = client.get(reverse(f"policies:{page}", args=["nowhere"]))

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_school_without_a_policy_is_not_found(client: Client, db: None, page: str) -> None:
    School.objects.create(slug="new", name="New School")

    response = client.get(reverse(f"policies:{page}", args=["new"]))

    assert response.status_code == 404
    assert "No policy is in force yet" in response.content.decode()
    assert "register" not in response.content.decode()


def test_whoever_writes_the_policy_is_led_to_its_first_version(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    Commencement.objects.filter(version__school=cast.school).delete()

    text = (
        sign_in(cast.head).get(reverse("policies:can-i", args=[cast.school.slug])).content.decode()
    )

    assert f'href="{reverse("policies:register", args=[cast.school.slug])}"' in text


def test_the_front_page_names_every_school_and_the_law(
    client: Client, school: School, other_school: School
) -> None:
    text = client.get("/").content.decode()

    assert school.name in text and other_school.name in text
    assert 'href="/law/"' in text


def test_the_front_page_without_schools_says_what_to_do(client: Client, db: None) -> None:
    text = client.get("/").content.decode()

    assert "gatepost found-school" in text and "gatepost demo" in text


def test_one_school_shows_nothing_of_another(
    client: Client, school: School, other_school: School
) -> None:
    text = client.get(other_school.get_absolute_url()).content.decode()

    assert other_school.name in text and school.name not in text


def test_a_schools_colour_is_a_style_sheet(client: Client, db: None) -> None:
    make_school("ashlands", accent="#123456")

    response = client.get("/schools/ashlands/accent.css")

    assert response.headers["Content-Type"] == "text/css"
    assert response.content == b":root{--gatepost-accent:#123456}\n"


def test_a_strange_host_is_refused_in_plain_words(client: Client, school: School) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "GATEPOST_ALLOWED_HOSTS" in response.content.decode()


def test_a_fault_of_ours_is_told_in_plain_words(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("gatepost.policies.views._place", broken)
    response = Client(raise_request_exception=False).get(school.get_absolute_url())

    assert response.status_code == 500
    assert "Something is broken here" in response.content.decode()
    assert "secret detail" not in response.content.decode()
