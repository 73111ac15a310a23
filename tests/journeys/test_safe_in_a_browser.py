"""The safe of an account in a real browser: its pages, and one look at a password and at a code without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gatepost.channels.models import Channel, Runner
from gatepost.channels.models.secrets import suspect
from gatepost.people.models import School
from tests.channels.safes import account_of, put_in
from tests.conftest import make_cast
from tests.journeys.looking import DESK, PHONE, At, Looker, look_at, session_of

HERE = "/schools/ashlands/accounts"
SAFE = {
    "account-with-safe": At(f"{HERE}/{{channel}}/", by="administrator"),
    "account-of-runner": At(f"{HERE}/{{channel}}/", by="assistant"),
    "safe-empty": At(f"{HERE}/{{empty}}/safe/", by="head"),
    "safe": At(f"{HERE}/{{channel}}/safe/", by="administrator"),
    "safe-of-runner": At(f"{HERE}/{{channel}}/safe/", by="assistant"),
    "safe-to-change": At(f"{HERE}/{{known}}/safe/", by="head"),
    "safe-enter": At(f"{HERE}/{{channel}}/safe/enter/passwords/", by="administrator"),
    "safe-enter-seed": At(f"{HERE}/{{channel}}/safe/enter/second-factor/", by="administrator"),
    "safe-enter-lines": At(f"{HERE}/{{channel}}/safe/enter/details/", by="administrator"),
    "safe-change": At(f"{HERE}/{{channel}}/safe/{{secret}}/change/", by="administrator"),
}


@pytest.fixture
def desk(site: str) -> SimpleNamespace:
    """Three accounts: with a full safe, with an empty one, and with one that others may know."""
    school, at = School.objects.get(slug="ashlands"), timezone.now()
    cast = make_cast(school)
    full = account_of(cast, at=at)
    secrets = put_in(full, by=cast.administrator, at=at)
    empty, known = (
        Channel.enter(network="x", name=name, handle=name, url="", by=cast.administrator, at=at)
        for name in ("Year 3", "Choir")
    )
    runs = known.appoint(cast.writer, by=cast.administrator, at=at)
    put_in(known, by=cast.administrator, at=at)
    Runner.objects.get(pk=runs.pk).stop(by=cast.administrator, at=at)
    suspect(known, note="A phone was lost on the bus.", by=cast.head, at=at)
    cast.numbers = {"channel": full.pk, "empty": empty.pk, "known": known.pk}
    cast.numbers["secret"] = secrets["passwords"].pk
    return cast


def test_pages_of_a_safe_are_accessible_and_in_width(
    desk: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(SAFE, desk.everybody, **desk.numbers)

    assert not faults, faults


@pytest.mark.parametrize("look", [PHONE, DESK])
def test_a_runner_sees_the_password_and_a_code_without_a_script(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str, look: object
) -> None:
    page = open_page(look, session=session_of(desk.assistant), javascript=False)
    page.goto(f"{site}{HERE}/{desk.numbers['channel']}/")
    page.get_by_role("link", name="What opens this account").click()

    page.get_by_label("What do you need it for? Password").fill("The network asks for it.")
    page.get_by_role("button", name=re.compile("Show it once.*Password")).click()
    value = page.get_by_label("Kept since")
    assert value.input_value().strip() == "Kestrel over wet slate 41"
    assert "Kestrel" not in page.url
    page.get_by_role("link", name="Done").click()
    assert "Kestrel" not in page.content()

    page.get_by_label("What do you need it for? Second step").fill("To sign in.")
    page.get_by_role("button", name="Show the code of this moment").click()
    assert page.locator("main code").inner_text().isdigit()
    page.get_by_role("button", name="Show the next code").click()
    assert page.locator("main code").inner_text().isdigit()


def test_what_one_look_shows_is_accessible_and_in_width(
    desk: SimpleNamespace, open_page: Callable[..., Page], site: str
) -> None:
    page = open_page(PHONE, session=session_of(desk.administrator))

    for kind in ("Password", "Recovery codes", "Second step"):
        page.goto(f"{site}{HERE}/{desk.numbers['channel']}/safe/")
        page.get_by_label(f"What do you need it for? {kind}").fill("To sign in.")
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile(f"Show.*{kind}")).click()
        for size in (PHONE, DESK):
            page.set_viewport_size({"width": size.width, "height": size.height})
            assert not look_at(page, f"safe-seen-{kind.lower().replace(' ', '-')}")
        page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
