"""A directory keeps the list of staff: what Entra ID sends, by the pages' own verbs, and errors in the standard's words."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gatepost.people.models import Person
from gatepost.records.door import history
from tests.api.callers import token_of

pytestmark = pytest.mark.django_db
NEW = {
    "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "fern.moss@ashlands.example",
    "active": True,
    "emails": [{"primary": True, "type": "work", "value": "fern.moss@ashlands.example"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Fern Moss", "familyName": "Moss", "givenName": "Fern"},
    "roles": [],
}
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """What speaks to a school's list."""

    def __init__(self, person: Person, **more: Any) -> None:
        token = token_of(person, **{"scopes": ["scim"], **more})
        self.client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {token}"})

    def send(self, method: str, path: str, body: object = None, slug: str = "ashlands") -> Any:
        """One request."""
        sent = "" if body is None else json.dumps(body)
        answer: HttpResponse = self.client.generic(
            method, f"/scim/v2/{slug}/{path}", sent, content_type="application/scim+json"
        )
        return answer

    def patch(self, pk: object, *operations: dict[str, Any]) -> Any:
        """A change as Entra writes it."""
        return self.send("PATCH", f"Users/{pk}", {"schemas": [PATCH], "Operations": operations})


@pytest.fixture
def directory(cast: SimpleNamespace) -> Directory:
    """The directory of the school of the suite."""
    return Directory(cast.administrator)


def test_entra_looks_for_somebody_enters_them_and_finds_them_again(directory: Directory) -> None:
    find = 'Users?filter=userName eq "Fern.Moss@ashlands.example"'

    before = directory.send("GET", find).json()
    made = directory.send("POST", "Users", NEW)
    after = directory.send("GET", find).json()

    assert (before["totalResults"], after["totalResults"]) == (0, 1)
    assert made.status_code == 201 and made.headers["Content-Type"] == "application/scim+json"
    assert made.json() == after["Resources"][0]
    assert made.json()["externalId"] == NEW["externalId"]
    person = Person.objects.get(pk=made.json()["id"])
    assert (person.name, person.email) == ("Fern Moss", "fern.moss@ashlands.example")
    assert [one.event for one in history(person)] == ["person.joined"]
    by_id = directory.send("GET", f'Users?filter=externalId eq "{NEW["externalId"]}"').json()
    assert by_id["Resources"][0]["id"] == made.json()["id"]


def test_entering_somebody_twice_is_a_conflict(directory: Directory) -> None:
    directory.send("POST", "Users", NEW)

    again = directory.send("POST", "Users", NEW)

    assert again.status_code == 409
    assert again.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert again.json()["status"] == "409"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "value": {"active": "False"}},
        {"op": "Replace", "path": "active", "value": [{"$ref": None, "value": "False"}]},
    ],
)
def test_whoever_is_switched_off_leaves_today_and_stays_on_record(
    directory: Directory, cast: SimpleNamespace, operation: dict[str, Any]
) -> None:
    answer = directory.patch(cast.assistant.pk, operation)

    cast.assistant.refresh_from_db()
    assert answer.status_code == 200 and answer.json()["active"] is False
    assert cast.assistant.left_on == timezone.localdate()
    assert history(cast.assistant)[0].event == "person.left"
    back = directory.patch(cast.assistant.pk, {"op": "Replace", "path": "active", "value": "True"})
    assert back.json()["active"] is True


def test_entra_changes_names_and_addresses_by_paths_and_without(
    directory: Directory, cast: SimpleNamespace
) -> None:
    pk = cast.assistant.pk

    answer = directory.patch(
        pk,
        {"op": "Replace", "path": "name.familyName", "value": "Birch-Reed"},
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "ash@ashlands.example"},
        {"op": "Add", "value": {"title": "Caretaker", "name.givenName": "Asha"}},
        {"op": "Replace", "path": "userName", "value": "asha@ashlands.example"},
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "0"},
    )

    assert answer.status_code == 200, answer.content
    person = Person.objects.get(pk=pk)
    assert (person.name, person.job_title) == ("Asha Birch-Reed", "Caretaker")
    assert person.email == "asha@ashlands.example"
    assert person.actors == ["support-staff"]


def test_replacing_and_removing_use_the_same_verbs(
    directory: Directory, cast: SimpleNamespace
) -> None:
    made = directory.send("POST", "Users", NEW).json()

    replaced = directory.send("PUT", f"Users/{made['id']}", NEW | {"title": "Art"})
    removed = directory.send("DELETE", f"Users/{made['id']}")

    assert replaced.json()["title"] == "Art"
    assert (removed.status_code, removed.content) == (204, b"")
    kept = directory.send("GET", f"Users/{made['id']}").json()
    assert kept["active"] is False


def test_rules_of_the_page_hold_for_a_directory(
    directory: Directory, cast: SimpleNamespace
) -> None:
    last = directory.patch(
        cast.administrator.pk, {"op": "Replace", "path": "active", "value": "False"}
    )

    assert last.status_code == 409
    assert cast.administrator.is_current(timezone.localdate())


def test_a_list_comes_by_pages_from_one(directory: Directory, cast: SimpleNamespace) -> None:
    first = directory.send("GET", "Users?startIndex=1&count=5").json()
    second = directory.send("GET", "Users?startIndex=6&count=5").json()

    assert first["itemsPerPage"] == 5 and first["totalResults"] == len(cast.everybody)
    ids = [one["id"] for one in first["Resources"] + second["Resources"]]
    assert len(set(ids)) == 10
    assert directory.send("GET", "Users?count=0").json()["Resources"] == []


def test_nothing_of_another_school(
    directory: Directory, cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = NEW if method == "PUT" else {"Operations": [{"op": "replace", "path": "title", "value": "x"}]}  # fmt: skip
        assert directory.send(method, f"Users/{other_cast.writer.pk}", body).status_code == 404
    assert directory.send("GET", "Users", slug="corpus-christi").status_code == 403
    assert "corpus" not in directory.send("GET", "Users").content.decode().lower()


def test_roles_are_given_by_people(directory: Directory) -> None:
    assert directory.send("GET", "Groups").json()["totalResults"] == 0
    assert directory.send("POST", "Groups", {"displayName": "DSLs"}).status_code == 501


def test_only_a_token_for_the_directory_of_somebody_who_keeps_the_list(
    cast: SimpleNamespace,
) -> None:
    for one in (Directory(cast.administrator, scopes=["people:write"]), Directory(cast.writer)):
        assert one.send("GET", "Users").status_code == 403


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (("GET", "Users?filter=name co x", None), (400, "invalidFilter")),
        (("POST", "Users", {}), (400, "invalidValue")),
        (("POST", "Users", []), (400, "invalidSyntax")),
        (("POST", "Users", NEW | {"active": "perhaps"}), (400, "invalidValue")),
        (("POST", "Users", NEW | {"userName": {"a": 1}}), (400, "invalidValue")),
        (("PATCH", "Users/{pk}", {"Operations": []}), (400, "invalidSyntax")),
        (("PATCH", "Users/{pk}", {"Operations": [{"op": "move"}]}), (400, "invalidSyntax")),
        (("PATCH", "Users/{pk}", {"Operations": [{"op": "add", "path": 7}]}), (400, "invalidPath")),
        (("PATCH", "Users/{pk}", {"Operations": [{"op": "add", "value": 7}]}), (400, "noTarget")),
        (("PATCH", "Users/{pk}", {"Operations": [None]}), (400, "invalidSyntax")),
        (("GET", "Users/x", None), (404, "")),
        (("GET", "Nothing", None), (404, "")),
        (("DELETE", "Users", None), (405, "")),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_the_standards_words(
    directory: Directory, cast: SimpleNamespace, sent: tuple[str, str, object], says: tuple[int, str]
) -> None:  # fmt: skip
    method, path, body = sent

    answer = directory.send(method, path.format(pk=cast.assistant.pk), body)

    assert (answer.status_code, answer.json().get("scimType", "")) == says, answer.content


def test_it_says_what_it_can_do(directory: Directory) -> None:
    assert directory.send("GET", "ServiceProviderConfig").json()["patch"] == {"supported": True}
    for path in ("ResourceTypes", "Schemas"):
        assert directory.send("GET", path).json()["totalResults"] == 1
