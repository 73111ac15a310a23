"""Second factors: who needs one, what it guards, and what happens when it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from gatepost.notices.models import Notice
from gatepost.people.access import at_school, fresh_second_factor
from gatepost.people.models import Account, EmergencyLink, Invitation, Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from gatepost.records.models import Entry

pytestmark = pytest.mark.once  # the first factor's tests run on both

PASSWORD = "otters-mend-violins"
OTHER = "lanterns-over-gravel"
NOW = datetime.now(UTC)


@at_school("headteacher")
@fresh_second_factor(5)
def safe(request: HttpRequest, **more: Any) -> HttpResponse:
    """Something that only opens to whoever has just shown their second factor."""
    return HttpResponse(f"{request.method} opened")


urlpatterns = [
    path("schools/<slug:slug>/safe/", safe),
    path("", include("gatepost.web.urls")),
]
SAFE = "/schools/ashlands/safe/"


def code_of(account: Account, *, steps: int = 0) -> str:
    """What somebody's app shows now, or some half minutes from now."""
    secret = decrypt(Authenticator.objects.get(user=account, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_app(person: Person) -> Account:
    """A password, and an app that shows codes."""
    account = person.account
    assert account
    account.set_password(PASSWORD)
    account.save()
    account.authenticator_set.all().delete()
    TOTP.activate(account, generate_totp_secret())
    return account


@pytest.fixture
def head(cast: SimpleNamespace) -> Account:
    return give_app(cast.head)


def try_to(client: Client, account: Account) -> Any:
    """The first half of signing in."""
    return client.post("/account/login/", {"login": account.email, "password": PASSWORD})


def show(client: Client, code: str) -> Any:
    """The second half."""
    return client.post("/account/2fa/authenticate/", {"code": code})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_password_alone_does_not_open(client: Client, head: Account) -> None:
    answer = try_to(client, head)

    assert answer["location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/schools/ashlands/today/").status_code == 302


def test_a_code_opens_once(client: Client, head: Account) -> None:
    code = code_of(head)
    try_to(client, head)
    answer = show(client, code)
    elsewhere = Client()
    try_to(elsewhere, head)

    again = show(elsewhere, code)

    assert answer["location"] == "/schools/ashlands/today/"
    assert "That code is not right." in again.content.decode()
    assert not is_signed_in(elsewhere)


def test_codes_cannot_be_tried_out(client: Client, head: Account) -> None:
    try_to(client, head)
    right = code_of(head)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        show(client, wrong)

    answer = show(client, right)

    assert "There were too many attempts." in answer.content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_opens_once(client: Client, head: Account) -> None:
    code = RecoveryCodes.activate(head).get_unused_codes()[0]
    try_to(client, head)
    show(client, code)
    elsewhere = Client()
    try_to(elsewhere, head)

    show(elsewhere, code)

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_the_secret_of_an_app_is_encrypted_in_the_database(head: Account) -> None:
    kept = Authenticator.objects.get(user=head).data["secret"]

    assert kept.startswith("gp1.")
    assert decrypt(kept) not in kept


@pytest.mark.parametrize(
    "who", ["head", "safeguarding_lead", "deputy_lead", "administrator", "technician", "chair"]
)
def test_some_roles_open_nothing_without_a_second_factor(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client], who: str
) -> None:
    person = cast.everybody[who]
    client = sign_in(person)
    before = client.get("/schools/ashlands/today/").status_code

    person.account.authenticator_set.all().delete()

    assert before == 200
    for page in ("today", "menu"):
        answer = client.get(f"/schools/ashlands/{page}/")
        assert answer["location"] == "/account/second-factor/"


def test_other_roles_may_do_without(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    cast.writer.account.authenticator_set.all().delete()

    assert sign_in(cast.writer).get("/schools/ashlands/today/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    cast.head.account.authenticator_set.all().delete()
    RecoveryCodes.activate(cast.head.account)

    answer = sign_in(cast.head).get("/schools/ashlands/today/")

    assert answer["location"] == "/account/second-factor/"


def test_setting_up_an_app_asks_for_the_password_and_gives_recovery_codes(
    client: Client, cast: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    head = give_app(cast.head)
    head.authenticator_set.all().delete()
    try_to(client, head)
    activate = "/account/2fa/totp/activate/"

    asked = client.get(activate)
    client.post(f"/account/reauthenticate/?next={activate}", {"password": PASSWORD})
    page = client.get(activate)
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(activate, {"code": code})

    assert asked["location"].startswith("/account/reauthenticate/")
    assert secret in page.content.decode()
    assert answer["location"] == "/account/2fa/recovery-codes/"
    assert "10 of 10 are left" in client.get(answer["location"]).content.decode()
    assert client.get("/schools/ashlands/today/").status_code == 200
    assert Notice.objects.filter(kind="sign-in-changed", to=head.email).exists()


@pytest.mark.urls(__name__)
def test_what_needs_a_fresh_second_factor_asks_for_one(client: Client, head: Account) -> None:
    try_to(client, head)
    show(client, code_of(head))
    at_once = client.get(SAFE)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 5 * 60
    session.save()

    late = client.get(SAFE)
    client.post(f"{late['location']}", {"code": code_of(head, steps=1)})

    assert at_once.content == b"GET opened"
    assert late["location"] == "/account/2fa/reauthenticate/?next=%2Fschools%2Fashlands%2Fsafe%2F"
    assert client.get(SAFE).content == b"GET opened"


@pytest.mark.urls(__name__)
def test_the_password_is_no_fresh_second_factor(client: Client, head: Account) -> None:
    client.force_login(head, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.get(client.get(SAFE)["location"])

    assert "With your password" not in page.content.decode()
    assert client.get(SAFE).status_code == 302


@pytest.mark.urls(__name__)
def test_what_was_posted_too_late_goes_back_to_its_page(client: Client, head: Account) -> None:
    client.force_login(head, backend="allauth.account.auth_backends.AuthenticationBackend")

    own = client.post(SAFE, headers={"referer": "http://testserver/schools/ashlands/menu/?a=b"})
    foreign = client.post(SAFE, headers={"referer": "https://elsewhere.example/"})

    assert own["location"].endswith("?next=%2Fschools%2Fashlands%2Fmenu%2F%3Fa%3Db")
    assert foreign["location"].endswith("?next=%2Fschools%2Fashlands%2Fsafe%2F")


@pytest.mark.urls(__name__)
def test_without_any_second_factor_one_is_set_up_first(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    cast.head.account.authenticator_set.all().delete()

    assert sign_in(cast.head).get(SAFE)["location"] == "/account/second-factor/"


def run(*arguments: str) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_school_is_founded_with_an_administrator_who_comes_in_by_the_printed_link(
    client: Client, db: None
) -> None:
    told = run(
        "found_school", "Hazel Bank School", "--administrator", "office@hazel-bank.example",
        "--given", "Olive", "--family", "Grant",
    )  # fmt: skip
    link = next(line.strip() for line in told.splitlines() if "/invitations/" in line)
    client.post(link, {"password": PASSWORD, "again": PASSWORD})

    person = Person.objects.get(email="office@hazel-bank.example")
    assert person.school.slug == "hazel-bank-school"
    assert person.name == "Olive Grant"
    assert person.account
    assert "administrator" in person.held_roles(on=person.school.day_of(NOW))
    assert [entry.event for entry in Entry.objects.of_chain(person.school.ledger_chain)] == [
        "school.founded",
        "person.joined",
        "role.given",
        "invitation.sent",
        "invitation.accepted",
    ]
    assert "no mail server yet" in told
    assert client.get("/schools/hazel-bank-school/today/")["location"] == "/account/second-factor/"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Ashlands", "--administrator", "a@b.example"], "There is a school “ashlands” already."),
        (["New", "--administrator", "nobody"], "“nobody” is no e-mail address"),
        (["New", "--slug", "a b", "--administrator", "a@b.example"], "cannot be a part of an"),
        ([" ", "--administrator", "a@b.example"], "The school needs a name."),
    ],
)
def test_a_school_that_cannot_be_leaves_nothing_behind(
    school: School, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("found_school", *arguments)

    assert list(School.objects.all()) == [school]
    assert not Invitation.objects.exists()


def link_in(told: str) -> str:
    return next(line.strip() for line in told.splitlines() if "/emergency/" in line)


NEW = {"password": OTHER, "again": OTHER}


def test_an_administrator_who_has_lost_everything_comes_back_in(
    client: Client, cast: SimpleNamespace
) -> None:
    account = give_app(cast.administrator)
    link = link_in(run("administrator", account.email))

    page = client.get(link)
    client.post(link, {**NEW, "second_factor_lost": "on"})

    account.refresh_from_db()
    assert "Get back in" in page.content.decode()
    assert is_signed_in(client)
    assert account.check_password(OTHER)
    assert not account.authenticator_set.exists()
    assert client.get("/schools/ashlands/today/")["location"] == "/account/second-factor/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_the_emergency_is_on_record_and_told_to_the_head(
    client: Client, cast: SimpleNamespace
) -> None:
    give_app(cast.administrator)
    link = link_in(run("administrator", cast.administrator.email))
    client.post(link, {**NEW, "second_factor_lost": "on"})

    made = EmergencyLink.objects.get()
    notice = Notice.objects.get(kind="administrator-let-in")
    assert history(made).get().event == "emergency-link.made"
    used = history(cast.administrator).get()
    assert used.event == "account.signed-in-as-administrator"
    assert f'"emergency_link":{made.pk}' in used.body
    assert notice.to == cast.head.email
    assert made.link == ""
    assert link.split("/")[-2] not in str(EmergencyLink.objects.values().get())


def test_where_the_head_is_let_in_the_chair_is_told(cast: SimpleNamespace) -> None:
    run("administrator", cast.head.email)

    assert Notice.objects.get().to == cast.chair.email


def test_with_the_second_factor_at_hand_it_is_still_asked_for(
    client: Client, cast: SimpleNamespace
) -> None:
    account = give_app(cast.administrator)
    link = link_in(run("administrator", account.email))

    answer = client.post(link, NEW)

    assert answer["location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)
    show(client, code_of(account))
    assert is_signed_in(client)


def test_an_emergency_link_works_once_and_for_a_quarter_of_an_hour(
    client: Client, cast: SimpleNamespace
) -> None:
    give_app(cast.administrator)
    first = EmergencyLink.make(cast.administrator, at=NOW - timedelta(minutes=15, seconds=1))
    late = client.post(first.link, NEW)
    second = link_in(run("administrator", cast.administrator.email))
    client.post(second, {**NEW, "second_factor_lost": "on"})

    again = Client().post(second, NEW)
    older = client.get(first.link)

    assert (late.status_code, "has expired" in late.content.decode()) == (410, True)
    assert (again.status_code, "has been used" in again.content.decode()) == (410, True)
    assert (older.status_code, "was withdrawn" in older.content.decode()) == (410, True)
    assert client.get("/emergency/nonsense/").status_code == 404
    assert client.put(second).status_code == 405


def test_a_weak_password_leaves_the_emergency_link_open(
    client: Client, cast: SimpleNamespace
) -> None:
    give_app(cast.administrator)
    link = link_in(run("administrator", cast.administrator.email))

    answer = client.post(link, {"password": "short", "again": "short"})

    assert "This password is too short." in answer.content.decode()
    assert EmergencyLink.objects.get().used_at is None


def test_an_emergency_link_is_for_administrators_only(cast: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match=r"Nobody signs in with .* administrator"):
        run("administrator", cast.writer.email)
    with pytest.raises(CommandError, match="at the school “nowhere”"):
        run("administrator", cast.administrator.email, "--school", "nowhere")
    with pytest.raises(NotPossible, match="is no administrator"):
        EmergencyLink.make(cast.writer, at=NOW)

    assert not EmergencyLink.objects.exists()


def test_an_administrator_of_two_schools_says_which(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    Person.objects.filter(pk=other_cast.administrator.pk).update(account=cast.administrator.account)

    with pytest.raises(CommandError, match=r"ashlands, corpus-christi\. Say which"):
        run("administrator", cast.administrator.email)

    told = run("administrator", cast.administrator.email, "--school", "corpus-christi")
    assert "Corpus Christi School" in told


def signed_in_with_code(person: Person) -> Client:
    """Somebody's browser, the second factor shown a moment ago."""
    browser = Client()
    account = give_app(person)
    try_to(browser, account)
    show(browser, code_of(account))
    return browser


def lost(person: Person) -> str:
    return f"/schools/{person.school.slug}/people/{person.pk}/lost/"


def test_an_administrator_helps_somebody_who_has_lost_their_telephone(
    cast: SimpleNamespace,
) -> None:
    on_the_telephone = signed_in_with_code(cast.safeguarding_lead)
    browser = signed_in_with_code(cast.administrator)

    page = browser.get(lost(cast.safeguarding_lead))
    answer = browser.post(lost(cast.safeguarding_lead))

    account = cast.safeguarding_lead.account
    assert "Be sure that it is really Sage who asks" in page.content.decode()
    assert answer.status_code == 302
    assert not account.authenticator_set.exists()
    assert on_the_telephone.get("/account/").status_code == 302
    assert [entry.event for entry in history(cast.safeguarding_lead)] == [
        "account.second-factor-removed"
    ]
    assert Notice.objects.get(kind="sign-in-changed").to == account.email


def test_helping_takes_a_fresh_second_factor(
    cast: SimpleNamespace, sign_in: Callable[[Person], Client]
) -> None:
    answer = sign_in(cast.administrator).post(lost(cast.safeguarding_lead))

    assert answer["location"].startswith("/account/2fa/reauthenticate/")
    assert cast.safeguarding_lead.account.authenticator_set.exists()


def test_nobody_helps_themselves_or_where_nothing_is_lost(cast: SimpleNamespace) -> None:
    browser = signed_in_with_code(cast.administrator)
    cast.writer.account.authenticator_set.all().delete()

    own = browser.post(lost(cast.administrator))
    nothing = browser.post(lost(cast.writer))

    assert (own.status_code, "Nobody does this for themselves" in own.content.decode()) == (
        409,
        True,
    )
    assert (nothing.status_code, "has no second factor" in nothing.content.decode()) == (409, True)
    assert cast.administrator.account.authenticator_set.exists()


@pytest.mark.parametrize("who", ["writer", "approver", "safeguarding_lead", "chair", "technician"])
def test_only_keepers_of_people_help(cast: SimpleNamespace, who: str) -> None:
    browser = signed_in_with_code(cast.everybody[who])

    assert browser.post(lost(cast.deputy_lead)).status_code == 404
    assert cast.deputy_lead.account.authenticator_set.exists()


def test_nobody_helps_at_another_school(cast: SimpleNamespace, other_cast: SimpleNamespace) -> None:
    browser = signed_in_with_code(cast.administrator)
    foreign = f"/schools/ashlands/people/{other_cast.writer.pk}/lost/"

    assert browser.post(foreign).status_code == 404
    assert browser.post(lost(other_cast.writer)).status_code == 404
    assert browser.put(lost(cast.writer)).status_code == 405
    assert other_cast.writer.account.authenticator_set.exists()
