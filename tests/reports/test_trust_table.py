"""The trust's table: what issued reports tell, for whoever works for the trust and for nobody else."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gatepost.people.models import Account, Person, School, Trust, TrustOfficer
from gatepost.records.models import Entry
from gatepost.reports.models import Issue, TermReport
from gatepost.reports.trust.lines import SORTS, table_of
from tests.reports.known_term import AT, FIRST, LAST, a_term, report_of, trust_of

pytestmark = pytest.mark.django_db
URL = "/trusts/elm/"


def rows_of(client: Client, url: str) -> list[dict[str, str]]:
    text = client.get(url).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_only_who_works_for_the_trust_today_with_a_second_factor_sees_its_table(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client
) -> None:
    trust, account = trust_of(cast)
    others, strange = Trust.objects.create(slug="oak", name="Oak"), "team@oak.example"
    TrustOfficer.enter(others, email=strange, name="Oak", on=FIRST, at=AT)

    assert client.get(URL).status_code == 302
    for who in (cast.head.account, cast.administrator.account, Account.objects.get(email=strange)):
        client.force_login(who)
        for url in (URL, f"{URL}schools.csv"):
            assert client.get(url).status_code == 404
    client.force_login(account)
    assert client.get(URL).status_code == 200
    assert client.get("/trusts/oak/").status_code == client.get("/trusts/none/").status_code == 404
    assert client.post(URL).status_code == 405
    assert client.get(f"/schools/{cast.school.slug}/governors-reports/").status_code == 404
    account.authenticator_set.all().delete()
    assert client.get(URL).headers["Location"] == "/account/second-factor/"
    trust.officers.get().end(on=LAST, at=AT)
    assert client.get(URL).status_code == 404


def test_the_table_says_what_the_issued_reports_say_and_nothing_else(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client
) -> None:
    _trust, account = trust_of(cast, other_cast)
    a_term(cast)
    made = report_of(cast)
    report_of(other_cast, issued=False)
    client.force_login(account)

    page, (one, two) = client.get(URL).text, rows_of(client, f"{URL}schools.csv")

    assert made.name in page and "Cases are not shown" in page
    assert "70 %" in page  # six of twenty have not read it
    assert "80 to 100 %" in page  # fewer than five of twenty are overdue
    assert (one["Not read, at least"], one["Asked"]) == ("6", "20")
    assert (one["Overdue with training, at least"], one["Overdue with training, at most"]) == (
        "0",
        "4",
    )
    assert (one["In time"], one["Late"], one["Looks missed"]) == ("6", "3", "8")
    assert (two["School"], two["Reports"], two["Asked"]) == ("Corpus Christi School", "0", "")
    assert not {"incidents", "cases", "departures"} & {key.lower() for key in one}


def test_the_table_asks_for_no_row_of_a_school_but_its_reports(
    cast: SimpleNamespace, client: Client
) -> None:
    _, account = trust_of(cast)
    a_term(cast)
    report_of(cast)
    client.force_login(account)

    for url in (URL, f"{URL}schools.csv", f"{URL}?sort=read&year=2025"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200

        said = " ".join(one["sql"] for one in asked)
        assert not [name for name in ("incidents_", "declarations_", "policies_", "inbox_", "training_", "figures") if name in said]  # fmt: skip


def test_a_school_that_leaves_takes_its_reports_along(
    cast: SimpleNamespace, other_cast: SimpleNamespace, client: Client
) -> None:
    trust, account = trust_of(cast, other_cast)
    a_term(cast)
    report_of(cast)
    client.force_login(account)
    trust.let_go(cast.school, at=AT)

    page = client.get(URL).text

    assert cast.school.name not in page and "No school has issued" in page
    events = Entry.objects.about(cast.school).filter(event__startswith="trust.")
    assert [one.event for one in events] == ["trust.school-left", "trust.school-joined"]


@pytest.mark.once
def test_a_hundred_and_twenty_schools_are_sorted_with_few_queries(
    cast: SimpleNamespace, client: Client
) -> None:
    trust, account = trust_of(cast)
    many(trust, cast.head, number=119)
    client.force_login(account)

    for sort in (*SORTS, "nonsense"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"{URL}?sort={sort}")

        assert page.status_code == 200 and page.text.count("<tr") == 121
        assert len(asked) < 15


def many(trust: Trust, head: Person, *, number: int) -> None:
    """Schools with a report each, some of which have nothing to say."""
    schools = School.objects.bulk_create(
        School(slug=f"s{one}", name=f"School {one}", trust=trust) for one in range(number)
    )
    told = {
        "unread": [0, 4],
        "asked": [40, 40],
        "overdue": None,
        "trained": None,
        "review": "2027-04-01",
    }
    reports = TermReport.objects.bulk_create(
        TermReport(
            school=school, name="Summer", first_on=FIRST, last_on=LAST, year=2025, figures=[],
            prepared_by=head, prepared_at=AT, sha256="", gist={**told, "hours": school.pk % 40, "late": 1},
        )
        for school in schools[::2]
    )  # fmt: skip
    Issue.objects.bulk_create(
        Issue(report=one, by=head, at=AT, entry=1, head="", public_key="", signature="")
        for one in reports
    )


def test_the_sum_of_a_trust_is_no_more_exact_than_its_schools(cast: SimpleNamespace) -> None:
    trust, _ = trust_of(cast)
    many(trust, cast.head, number=4)

    table = table_of(trust, year=None, sort="name")

    assert (table.unread.words, table.asked.words) == ("fewer than 9", "80")
    assert table_of(trust, year=1999, sort="name").year == 2025


def test_whoever_works_for_a_trust_finds_it_on_the_front_page(
    cast: SimpleNamespace, client: Client
) -> None:
    _, account = trust_of(cast)
    client.force_login(account)

    assert f'href="{URL}"' in client.get("/").text


def test_the_command_makes_a_trust_and_says_what_is_wrong(cast: SimpleNamespace) -> None:
    def call(*given: str) -> None:
        call_command("trust", "elm", *given, stdout=io.StringIO())

    with pytest.raises(CommandError, match="Give its --name"):
        call()
    call("--name", "Elm Trust", "--school", cast.school.slug)
    with pytest.raises(CommandError, match="looked after by Elm Trust already"):
        call("--school", cast.school.slug)
    with pytest.raises(CommandError, match="There is no school"):
        call("--school", "nowhere")
    with pytest.raises(CommandError, match="--officer-name"):
        call("--officer", "ivy@elm.example")
    call("--officer", "ivy@elm.example", "--officer-name", "Ivy Elm")
    call("--officer-ends", "ivy@elm.example", "--without", cast.school.slug)

    office = TrustOfficer.objects.get()
    assert office.until_on is not None and not Trust.objects.get().schools.exists()
    assert Entry.objects.filter(chain=office.ledger_chain).count() == 2


def test_a_report_of_a_year_before_is_chosen_by_its_year(
    cast: SimpleNamespace, client: Client
) -> None:
    trust, account = trust_of(cast)
    many(trust, cast.head, number=2)
    later = TermReport.objects.get()
    TermReport.objects.filter(pk=later.pk).update(
        year=2024, first_on=FIRST - timedelta(days=365), last_on=LAST - timedelta(days=365)
    )
    report_of(cast)
    client.force_login(account)

    newest, before = client.get(URL).text, client.get(f"{URL}?year=2024").text

    assert "that began in 2025: 1 of 3" in newest
    assert "that began in 2024: 1 of 3" in before
