"""Consents in a real browser: the lights, the office's pages, and what families see by their links."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.consents.links import token_of
from gatepost.consents.models import Link
from gatepost.people.models import School
from tests.conftest import make_cast
from tests.consents.families import family_records, green_child, open_with
from tests.journeys.looking import At, Looker

LIGHTS = {
    "lights": At("consents/", by="writer"),
    "lights-found": At("consents/?q=reed", by="writer"),
    "consent-never": At("consents/never/", by="safeguarding_lead"),
    "consent-never-new": At("consents/never/new/?child={child}", by="safeguarding_lead"),
    "consent-never-lifted": At("consents/never/{listing}/lifting/", by="safeguarding_lead"),
    "consent-history": At("consents/history/", by="data_officer"),
    "consent-history-of-child": At("consents/history/{child}/", by="data_officer"),
    "consent-erasure": At("consents/history/{child}/erasure/", by="data_officer"),
    "consent-set-aside": At("consents/history/answers/{consent}/setting-aside/", by="data_officer"),
    "consent-link": At("/consent/{token}/"),
    "consent-link-answers": At("/consent/{token}/answers/", by="parent"),
    "consent-link-receipt": At("/consent/{token}/receipt/", by="parent"),
    "consent-link-wrong": At("/consent/nothing/"),
}
OFFICE = {
    "consent-office": At("consents/answers/", by="administrator"),
    "consent-child": At("consents/children/{child}/", by="administrator"),
    "consent-new-contact": At("consents/children/{child}/contacts/", by="administrator"),
    "consent-confirmations": At("consents/contacts/confirmations/", by="administrator"),
    "consent-imports": At("consents/contacts/imports/", by="administrator"),
    "consent-import": At("consents/contacts/imports/{contact_import}/", by="administrator"),
    "consent-contact": At("consents/contacts/{contact}/", by="administrator"),
    "consent-paper": At("consents/contacts/{contact}/form/", by="administrator"),
    "consent-word": At("consents/contacts/{contact}/word/", by="administrator"),
    "consent-letter": At("consents/links/{link}/letter/", by="administrator"),
    "consent-rounds": At("consents/rounds/", by="administrator"),
    "consent-round": At("consents/rounds/{round}/", by="administrator"),
    "consent-uses": At("consents/uses/", by="administrator"),
    "consent-new-use": At("consents/uses/new/", by="administrator"),
    "consent-use": At("consents/uses/{use}/", by="administrator"),
}


@pytest.fixture
def families(site: str) -> SimpleNamespace:
    """The cast of the first school, a child whose parent said yes, and a record of every kind."""
    cast = make_cast(School.objects.get(slug="ashlands"))
    now = timezone.now()
    green_child(cast, "Sorrel Marsh", at=now)
    records = family_records(cast, at=now)
    cast.numbers = {key.partition(".")[0].replace("-", "_"): pk for key, pk in records.items()}
    link = Link.objects.get(pk=records["link.pk"])
    cast.numbers["token"] = token_of(link)
    parent = Client()
    open_with(parent, link)
    cast.sessions = {"parent": parent.cookies["sessionid"].value}
    return cast


def test_pages_of_lights_history_and_links_are_accessible_and_in_width(
    families: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(LIGHTS, families.everybody, sessions=families.sessions, **families.numbers)

    assert not faults, faults


def test_pages_of_the_consent_office_are_accessible_and_in_width(
    families: SimpleNamespace, faults_on: Looker
) -> None:
    faults = faults_on(OFFICE, families.everybody, **families.numbers)

    assert not faults, faults
