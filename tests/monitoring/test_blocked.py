"""What is blocked at a school: by its policy, by its own rules, by the clock; and how filters get to know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.core.blocking import table
from gatepost.monitoring.blocking.standing import Network, local
from gatepost.monitoring.models import (
    AddressRange,
    BlockExport,
    FilterAddress,
    OwnSite,
    SiteRule,
)
from gatepost.monitoring.waiting import waiting_for
from gatepost.people.models import Person, SchoolDates
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.conftest import make_cast, make_school
from tests.monitoring.wires import hours

AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
LUNCH = AT.replace(hour=12, minute=30)
ON = AT.date()
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def blocked(cast: SimpleNamespace, group: str, *, at: datetime = AT) -> set[str]:
    """The sites that are blocked for a group at a moment."""
    network = Network(cast.school, cast.school.day_of(at))
    return {one.site.key for one in network.plan(group).blocked_at(local(cast.school, at))}


@pytest.mark.clause("SG-029")
def test_the_policy_has_networks_blocked_for_those_it_names(sign_in: SignIn, db: None) -> None:
    cast = make_cast(make_school("staff-and-governors"))

    assert {"facebook", "snapchat"} <= blocked(cast, "staff")
    assert "youtube" not in blocked(cast, "staff")
    assert blocked(cast, "guests") == set() == blocked(cast, "pupils-year-4")
    page = sign_in(cast.technician).get("/schools/staff-and-governors/network/blocked/")
    text = page.content.decode()
    assert "blocked at all times" in text and "(the policy, clause " in text
    assert "Certain social media sites cannot be reached" in text


def test_where_the_policy_is_silent_nothing_is_blocked_until_the_school_says_so(
    cast: SimpleNamespace,
) -> None:
    assert blocked(cast, "staff") == set()

    SiteRule.decide("staff", {"tiktok": "always"}, by=cast.technician, at=AT)

    assert blocked(cast, "staff") == {"tiktok"}
    assert blocked(cast, "pupils") == set()
    (entry,) = [one for one in history(cast.school) if one.event == "blocked-sites.decided"]
    assert entry.by == f"people.person:{cast.technician.pk}"


def test_a_year_goes_by_its_own_rule_else_its_key_stage_else_all_pupils(
    cast: SimpleNamespace,
) -> None:
    by, sites = cast.technician, {"youtube": "always", "reddit": "always"}
    SiteRule.decide("pupils", sites, by=by, at=AT)
    SiteRule.decide("pupils-key-stage-2", {"youtube": "open"}, by=by, at=AT)
    SiteRule.decide("pupils-year-6", {"reddit": "open"}, by=by, at=AT)

    assert blocked(cast, "pupils-year-2") == {"youtube", "reddit"}
    assert blocked(cast, "pupils-year-3") == {"reddit"}
    assert blocked(cast, "pupils-year-6") == set()
    SiteRule.decide("pupils-year-6", {"reddit": ""}, by=by, at=AT)
    assert blocked(cast, "pupils-year-6") == {"reddit"}
    assert SiteRule.decide("pupils-year-6", {"reddit": ""}, by=by, at=AT) == 0


def test_official_breaks_open_what_is_blocked_in_term_and_never_when_the_school_is_shut(
    cast: SimpleNamespace,
) -> None:
    term = (date(2026, 11, 2), date(2026, 12, 18))
    SchoolDates.enter("term", name="", days=term, by=cast.administrator, at=AT)
    by = cast.technician
    SiteRule.decide("staff", {"x": "but-breaks", "youtube": "sessions"}, by=by, at=AT)
    hours("break", "12:00", "13:00", by=by, at=AT)
    hours("session", "09:00", "12:00", by=by, at=AT)
    holiday = LUNCH.replace(month=12, day=22)

    assert blocked(cast, "staff") == {"x", "youtube"}
    assert blocked(cast, "staff", at=LUNCH) == set()
    assert blocked(cast, "staff", at=holiday) == {"x"}
    assert blocked(cast, "staff", at=holiday.replace(hour=10)) == {"x"}


def test_a_site_of_the_schools_own_is_blocked_for_all_until_it_is_taken_off(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.technician)
    said = {"name": "Games", "domains": "https://www.Games.example/play\nmore.example"}
    client.post("/schools/ashlands/network/blocked/own/", said)
    site = OwnSite.objects.get()

    assert site.domains == ["more.example", "www.games.example"]
    assert blocked(cast, "guests") == {site.key}
    bad = client.post("/schools/ashlands/network/blocked/own/", {**said, "domains": "a b\nacl"})
    assert bad.status_code == 400 and "is no name of a site" in bad.content.decode()

    site.end(by=cast.head, at=AT)
    assert blocked(cast, "guests") == set()


def test_a_filter_is_told_the_addresses_of_those_that_its_rules_are_for(
    cast: SimpleNamespace,
) -> None:
    by = cast.technician
    for group, range_ in (("pupils", "10.2.0.0/16"), ("pupils-year-3", "10.3.0.0/24"), ("pupils-year-6", "10.6.0.0/24")):  # fmt: skip
        AddressRange.enter(group=group, range=range_, by=by, at=AT)
    SiteRule.decide("pupils-year-6", {"x": "open"}, by=by, at=AT)

    network = Network(cast.school, ON)
    assert network.plan("pupils").clients == ("10.2.0.0/16", "10.3.0.0/24")
    assert network.plan("pupils-year-6").clients == ("10.6.0.0/24",)


def test_only_those_who_look_after_the_network_decide(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    with pytest.raises(NotPossible, match="decide what is blocked"):
        SiteRule.decide("staff", {"x": "always"}, by=cast.writer, at=AT)
    with pytest.raises(NotPossible):
        SiteRule.decide("staff", {"x": "on Sundays"}, by=cast.technician, at=AT)

    looks = sign_in(cast.data_officer)
    page = "/schools/ashlands/network/blocked/"
    assert looks.get(page).status_code == 200
    assert looks.post(page, {"x": "always"}).status_code == 404
    keeps = sign_in(cast.head)
    keeps.post(f"{page}?group=guests", {"x": "always"})
    assert blocked(cast, "guests") == {"x"}


def test_a_filter_fetches_its_file_and_is_told_when_nothing_has_changed(
    client: Client, cast: SimpleNamespace
) -> None:
    SiteRule.decide("guests", {"x": "always"}, by=cast.technician, at=AT)
    address, secret = FilterAddress.make(
        "Proxy", group="guests", form="squid", by=cast.technician, at=AT
    )
    url = f"/filter-files/{secret}/"

    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert "acl gatepost_guests_always_sites dstdomain .x.com" in first.content.decode()
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(url).status_code == 405

    SiteRule.decide("guests", {"reddit": "always"}, by=cast.technician, at=AT)
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and ".reddit.com" in changed.content.decode()
    assert BlockExport.objects.count() == 2  # once for each file that differs
    assert secret not in str(FilterAddress.objects.values().get())

    address.revoke(by=cast.head, at=AT)
    gone = client.get(url)
    assert gone.status_code == 404
    assert gone.content == client.get("/filter-files/no-such-token/").content
    assert {one.event for one in history(address)} == {
        "filter-address.made", "filter-address.revoked", "filter-file.fetched",
    }  # fmt: skip


def test_a_file_is_fetched_by_hand_and_that_is_on_record(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    said = {"group": "staff", "format": "pac"}
    answer = sign_in(cast.technician).post("/schools/ashlands/network/filters/file/", said)

    assert answer["Content-Disposition"] == 'attachment; filename="gatepost.pac"'
    assert "function FindProxyForURL" in answer.content.decode()
    assert BlockExport.objects.get().by == cast.technician


def test_a_secret_address_is_shown_once(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.technician)
    page = "/schools/ashlands/network/filters/"
    made = client.post(page, {"name": "Pi", "group": "pupils", "format": "dnsmasq"})

    assert "http://testserver/filter-files/" in made.content.decode()
    assert "http://testserver/filter-files/" not in client.get(page).content.decode()


def test_whoever_looks_after_filters_hears_that_theirs_have_an_old_table(
    cast: SimpleNamespace,
) -> None:
    says = f"Filters have an old table of sites: there is one of {table().checked_on:%-d %B %Y}"
    BlockExport.objects.create(
        school=cast.school, by=cast.head, group="staff", format="hosts", tag="-",
        table_on=table().checked_on - timedelta(days=40), at=AT,
    )  # fmt: skip
    assert says in [one.says for one in waiting_for(cast.technician, on=ON)]
    assert says not in [one.says for one in waiting_for(cast.writer, on=ON)]

    address, _ = FilterAddress.make("P", group="staff", form="hosts", by=cast.head, at=AT)
    plan = Network(cast.school, ON).plan("staff")
    from gatepost.core.blocking import FORMATS

    written = FORMATS["hosts"].write(plan, at=local(cast.school, AT))
    address.was_asked(written, table_on=table().checked_on, at=timezone.now())
    assert says not in [one.says for one in waiting_for(cast.technician, on=ON)]


def test_a_policy_that_blocks_waits_for_a_filter_that_does(db: None) -> None:
    cast = make_cast(make_school("staff-and-governors"))

    found = {one.says: one.because for one in waiting_for(cast.technician, on=ON)}

    assert found["The policy wants sites to be blocked, and no filter has the list"]


def test_another_schools_rules_do_nothing_here(cast: SimpleNamespace) -> None:
    other = make_cast(make_school("corpus-christi"))
    SiteRule.decide("staff", {"x": "always"}, by=other.technician, at=AT)
    site = OwnSite.enter(name="G", domains=["g.example"], by=other.technician, at=AT)

    assert blocked(cast, "staff") == set()
    with pytest.raises(NotPossible):
        site.end(by=cast.technician, at=AT)
