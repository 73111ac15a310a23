"""No page of the table of addresses is left out of the journeys."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from django.urls import resolve

from gatepost.people.signing_in.urls import urlpatterns as signing_in
from tests.journeys.looking import At
from tests.web.places import routes

# Addresses at which a browser shows no page of its own, each with why. What only takes forms is found out by itself.
NO_PAGE = {
    "policies:accent": "a style sheet",
    "policies:policy-pdf": "a file",
    "policies:version-pdf": "a file",
    "reports:report-csv": "a file",
    "reports:report-json": "a file",
    "reports:report-pdf": "a file",
    "reports:trust-csv": "a file",
    "policies:campaign-csv": "a file",
    "consents:example": "a file",
    "consents:form-file": "a file",
    "people:example": "a file",
    "people:pupil-example": "a file",
    "channels:code": "a picture",
    "channels:genuine-feed": "a file",
    "inbox:item-picture": "a picture",
    "inbox:webhook": "for networks",
    "monitoring:filter-file": "a file",
    "monitoring:notice-pdf": "a file",
    "posts:feed": "a file",
    "posts:pack": "a file",
    "posts:picture-file": "a file",
    "posts:posts-file-example": "a file",
    "posts:story-picture": "a file",
    "reports:self-review-pdf": "a file",
    "training:course-csv": "a file",
    "training:evidence-file": "a file",
    "mfa_download_recovery_codes": "a file",
    "told:manifest": "a file",
    "told:service-worker": "a script",
    "policies:reading-acknowledgement": "takes a form alone",
    "policies:reading-link-acknowledgement": "takes a form alone",
    "mfa_authenticate": "looked at on the way in, by password and code",
    "mfa_login_webauthn": "what a script asks for",
    "openid_connect_callback": "leads on to where one was going",
    "socialaccount_login_error": "shown in place of another page, by openid_connect_login",
}


def pages_looked_at() -> Iterator[At]:
    """Every page that some journey's table names."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.journeys.{file.stem}")
        for table in vars(module).values():
            if isinstance(table, dict):
                yield from (at for at in table.values() if isinstance(at, At))


def names_looked_at() -> set[str]:
    """The names of their addresses."""
    found = set()
    for at in pages_looked_at():
        path = re.sub(r"{\w+}", "1", at.ends_at or at.filled(_Anything()))
        if at.status in (200, 401):
            found.add(resolve(path.partition("?")[0], urlconf="tests.journeys.addresses").view_name)
    return found


class _Anything(dict[str, object]):
    """Leaves every number as it is."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def test_every_page_of_the_table_of_addresses_is_in_a_journey(client: Client, db: None) -> None:
    paths = {route.name: "/" + re.sub(r"<\w+:\w+>", "1", route.path) for route in routes()}
    seen, known = names_looked_at(), paths.keys() | {one.name for one in signing_in}

    # Whoever is not signed in is sent to sign in, or told at once that only a form may come here.
    unseen = [
        name
        for name in known - seen - NO_PAGE.keys()
        if name not in paths or client.get(paths[name]).status_code != 405
    ]
    needless = NO_PAGE.keys() & seen | NO_PAGE.keys() - known

    assert not unseen, f"add to a journey, or to NO_PAGE: {sorted(unseen)}"
    assert not needless, f"take out of NO_PAGE: {sorted(needless)}"
