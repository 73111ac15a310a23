"""Where a sexual picture of a child may be, nothing that a browser sends is read: not into memory, a file or a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.incidents.evidence import sealing
from gatepost.incidents.evidence.handing_in.links import files_link
from gatepost.incidents.models import Access, Case, Evidence
from gatepost.incidents.reporting import digest_of
from gatepost.people.models import Person
from gatepost.records.door import history
from gatepost.vault.models import SealedFile
from tests.incidents.desk import report
from tests.incidents.kept_things import FORM, item_in, png, upload
from tests.web.places import routes

SignIn = Callable[[Person], Client]
NOW = timezone.now()


class Counting(TemporaryFileUploadHandler):
    """What Django would write a file down with; it counts."""

    begun = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        Counting.begun += 1
        super().new_file(*args, **kwargs)


@pytest.fixture
def counted(settings: LazySettings) -> type[Counting]:
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Counting"]
    Counting.begun = 0
    return Counting


def given(cast: SimpleNamespace, *, kind: str = "something-else", answer: str = "no") -> Case:
    """A case of the assistant's own that they see as well, with a code as if they had no account."""
    case = report(cast, kind, by=cast.assistant, at=NOW, child_image=answer)
    Access.objects.create(case=case, person=cast.assistant, given_at=NOW)
    Case.objects.filter(pk=case.pk).update(receipt=digest_of("code-of-" + case.key))
    return Case.objects.get(pk=case.pk)


def addresses(case: Case) -> dict[str, str]:
    """Every address of reports and cases that takes something in, filled in."""
    values: dict[str, Any] = {
        "slug": case.school.slug, "case": case.key, "report": case.key, "number": 1, "duty": 1, "access": 1,
    }  # fmt: skip
    found = {}
    for route in routes():
        if route.name == "incidents:answers-files":
            found[route.name] = files_link(case)
        elif route.name.startswith("incidents:"):
            found[route.name] = reverse(
                route.name, kwargs={key: values[key] for key in route.kwargs}
            )
    return found


TAKE_FILES = ("incidents:add-evidence", "incidents:mine-files", "incidents:answers-files")


def send(client: Client, url: str) -> Any:
    return client.post(url, {**FORM, "file": upload()})


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_files_are_refused_unread_with_the_clause_and_the_attempt_is_on_record(
    cast: SimpleNamespace, sign_in: SignIn, counted: type[Counting], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:  # fmt: skip
    case, client = given(cast, answer=answer), sign_in(cast.assistant)
    hashed: list[object] = []
    real = hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda *of, **how: hashed.append(of) or real(*of, **how))

    for name in TAKE_FILES:
        before = history(case).filter(event="case.attempt-refused").count()
        response = send(client, addresses(case)[name])

        assert response.status_code == 403, name
        assert response["Connection"] == "close"
        text = response.content.decode()
        assert "is or may be a sexual picture of a child" in text
        assert "Nobody copies, prints, photographs or screenshots it" in text
        assert history(case).filter(event="case.attempt-refused").count() == before + 1

    assert counted.begun == 0
    assert not any(png() in repr(of).encode() for of in hashed)
    assert not Evidence.objects.exists() and not SealedFile.objects.exists()


def test_no_address_of_reports_and_cases_reads_a_file_where_such_a_picture_may_be(
    cast: SimpleNamespace, sign_in: SignIn, counted: type[Counting]
) -> None:
    case, client = given(cast, answer="unsure"), sign_in(cast.assistant)

    for url in addresses(case).values():
        send(client, url)

    assert counted.begun == 0
    assert not SealedFile.objects.exists()


def test_files_never_reach_a_file_in_clear_where_they_are_taken_either(
    cast: SimpleNamespace, sign_in: SignIn, counted: type[Counting]
) -> None:
    case, client = given(cast), sign_in(cast.assistant)

    for name in TAKE_FILES:
        assert send(client, addresses(case)[name]).status_code == 302, name

    assert counted.begun == 0
    assert [one.by for one in Evidence.objects.all()].count(None) == 1
    assert Evidence.objects.count() == len(TAKE_FILES)


def test_the_counter_would_count_a_file_that_is_read(
    cast: SimpleNamespace, sign_in: SignIn, counted: type[Counting]
) -> None:
    send(sign_in(cast.assistant), reverse("posts:new-picture", args=[cast.school.slug]))

    assert counted.begun == 1


def test_a_forged_request_is_refused_although_the_address_is_checked_first(
    cast: SimpleNamespace,
) -> None:
    case, client = given(cast), Client(enforce_csrf_checks=True)
    client.force_login(cast.assistant.account)

    assert send(client, addresses(case)["incidents:add-evidence"]).status_code == 403
    assert not Evidence.objects.exists()


def test_pages_show_no_way_to_send_a_file_where_none_may_be_sent(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    case, client = given(cast, answer="yes"), sign_in(cast.assistant)
    urls = addresses(case)
    pages = [client.get(urls[f"incidents:{name}"]) for name in ("case", "mine", "evidence")]
    pages.append(client.post(urls["incidents:answers"], {"code": "code-of-" + case.key}))
    pages += [client.get(urls[name]) for name in TAKE_FILES]

    for page in pages:
        text = page.content.decode()
        assert 'type="file"' not in text
        assert "evidence/add/" not in text and "/files/" not in text


def test_an_item_that_is_sealed_shuts_every_way_in(
    cast: SimpleNamespace, sign_in: SignIn, counted: type[Counting]
) -> None:
    case, client = given(cast), sign_in(cast.assistant)
    sealing.seal(item_in(case, by=cast.assistant, at=NOW), by=cast.assistant, at=NOW)

    for name in TAKE_FILES:
        assert send(client, addresses(case)[name]).status_code == 403, name

    assert counted.begun == 0
    assert Evidence.objects.count() == 1


def test_an_address_for_files_of_another_case_or_an_old_one_opens_nothing(
    cast: SimpleNamespace, client: Client
) -> None:
    link = files_link(given(cast))

    assert client.get(link.replace("answers/files/", "answers/files/x")).status_code == 404
    named = Case.objects.get()
    Case.objects.filter(pk=named.pk).update(receipt="")
    assert client.get(link).status_code == 404
