"""The pages of the daily look at accounts, in a real browser."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import timezone

from gatepost.channels.models import AccountLook, Channel
from gatepost.channels.models.checks import Seen
from tests.conftest import make_cast, make_school
from tests.journeys.looking import At, Looker

HERE = "/schools/staff-and-governors"
LOOKED_AT = {
    "account-looked": At(f"{HERE}/accounts/{{well}}/looked/", by="administrator"),
    "account-changed": At(f"{HERE}/accounts/{{changed}}/looked/", by="administrator"),
    "account-alarm": At(f"{HERE}/accounts/{{taken}}/looked/", by="administrator"),
    "account-changed-page": At(f"{HERE}/accounts/{{changed}}/", by="head"),
    "account-alarm-page": At(f"{HERE}/accounts/{{taken}}/", by="head"),
    "account-alarm-read": At(f"{HERE}/accounts/{{taken}}/looked/", by="writer"),
    "account-not-seen": At(f"{HERE}/accounts/{{silent}}/looked/", by="administrator"),
    "accounts-public-looked": At(f"{HERE}/our-accounts/"),
}
LONG = "Ashlands-Primary-School-and-Nursery-of-the-whole-county-and-beyond." * 3
FOUND = {
    "there": "yes",
    "id": "did:plc:abcdefghijklmnopqrstuvwx",
    "handle": "school.bsky.social",
    "name": "Ashlands Primary School",
    "bio": "A school between two rivers.\nTelephone the office.",
    "picture": "bafkreia",
    "link": "https://www.school.example/",
}


def account(cast: SimpleNamespace, name: str, **then: str) -> int:
    """An account that was looked at twice: the second time it said something else, where `then` says what."""
    at = timezone.now()
    made = Channel.enter(
        network="bluesky", name=name, handle=name, url="https://bsky.example/school",
        by=cast.administrator, at=at,
    )  # fmt: skip
    AccountLook.objects.create(channel=made, next_at=at)
    links = [{"url": FOUND["link"], "verified": ""}]
    for found in (FOUND, {**FOUND, **then}):
        look = AccountLook.objects.claim(at=at)
        assert look is not None
        look.saw(Seen(found, links, is_let_in=True), at=at)
        look.look_soon(at=at)
    look.look_soon(at=at.replace(year=at.year + 1))
    return made.pk


def silent(cast: SimpleNamespace) -> int:
    """An account at which nobody could look."""
    made = account(cast, "Silent")
    at = timezone.now()
    AccountLook.objects.filter(channel=made).update(failing_since=at, problem="Nobody answers.")
    return made


def test_pages_of_the_daily_look_are_accessible_and_in_width(site: str, faults_on: Looker) -> None:
    cast = make_cast(make_school("staff-and-governors"))
    numbers = {
        "well": account(cast, "Well"),
        "changed": account(cast, "Changed", bio=f"<b>Buy coins!</b>\u202e {LONG}", picture=""),
        "taken": account(cast, "Taken", handle="free-coins.example", link=f"https://{LONG}"),
        "silent": silent(cast),
    }

    faults = faults_on(LOOKED_AT, cast.everybody, **numbers)

    assert not faults, faults
