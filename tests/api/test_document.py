"""The OpenAPI document: valid, complete, and every call names a page and a scope that there are."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from gatepost.api.api import api
from gatepost.api.areas.sent import Sent
from gatepost.api.calls import DECLARED
from gatepost.api.pages import roles_of_pages
from gatepost.api.scopes import SCOPES

pytestmark = pytest.mark.once


def test_the_document_is_open_api_and_every_reference_in_it_leads_somewhere(
    client: Client,
) -> None:
    document = client.get("/api/v1/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    names = set(document["components"]["schemas"])
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    written = json.dumps(document)
    used = {part.split('"')[0] for part in written.split("#/components/schemas/")[1:]}
    assert used <= names
    calls = [call for path in document["paths"].values() for call in path.values()]
    assert len({call["operationId"] for call in calls}) == len(calls) == len(DECLARED)
    assert all(call["security"] for call in calls)


def test_every_call_names_a_page_and_a_scope_that_there_are() -> None:
    pages = roles_of_pages()

    for call in DECLARED.values():
        assert call.page in pages, call
        assert call.scope in SCOPES, call
        assert call.changes or call.method == "GET" or call.name == "ask_policy", call


def test_no_call_knows_a_case() -> None:
    document = json.dumps(api.get_openapi_schema(), default=str).lower()

    assert "/cases" not in document
    assert [one for one in DECLARED if "case" in one] == []


def test_no_two_kinds_of_things_have_one_name_in_the_document() -> None:
    """The library would write one over the other."""
    made = [one for kind in (BaseModel, Sent) for one in kind.__subclasses__()]
    names = [one.__name__ for one in made if one.__module__.startswith("gatepost.api.areas.")]

    assert sorted(names) == sorted(set(names))
