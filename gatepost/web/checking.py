"""What is missing or unsafe in an installation, one sentence each, with what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gatepost import notices
from gatepost.jobs.models import Job, Worker
from gatepost.notices.models import Notice
from gatepost.people.models import School
from gatepost.records import guards
from gatepost.vault import rotation
from gatepost.web import keys
from gatepost.web.backups import key_box
from gatepost.web.backups.making import last_made_at
from gatepost.web.keys import missing

LIVING = timedelta(minutes=5)
BACKUP_EVERY = timedelta(days=7)
LITTLE_ROOM = 1_000_000_000
OWN_MACHINE = {"localhost", "127.0.0.1", "[::1]", "::1", ".localhost"}
SECONDS_TO_ANSWER = 5

Findings = Iterator[str]


def findings(*, at: datetime) -> Findings:
    """Everything that wants doing. It goes on where a part cannot be asked."""
    for look in (addresses, folders, key_files, mail, pdf):
        yield from look()
    yield from backups(at=at)
    yield from in_database(at=at)


def addresses() -> Findings:
    """How people reach the server."""
    if settings.DEBUG:
        yield "GATEPOST_DEBUG is on: error pages show what nobody else may see. Leave it out."
    if "*" in settings.ALLOWED_HOSTS:
        yield "GATEPOST_ALLOWED_HOSTS lets in every name. List the names under which people reach this server."
    is_https = urlsplit(settings.ADDRESS).scheme == "https"
    if is_https and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield (
            "People reach this server through a web server that does the encryption, and GATEPOST_PROXIES does not say so: "
            "everybody’s attempts to sign in are counted together. Set GATEPOST_PROXIES=1."
        )
    if is_public() and not is_https:
        yield (
            "GATEPOST_ADDRESS does not begin with https://, though other machines reach this server. "
            "Put a web server with a certificate in front and give its address."
        )


def is_public() -> bool:
    """Whether other machines can reach the server."""
    return bool(set(settings.ALLOWED_HOSTS) - OWN_MACHINE)


def folders() -> Findings:
    """Who can look into them, and whether there is room."""
    for name, folder in (("data", settings.DATA), ("keys", settings.KEYS)):
        if folder.is_dir() and _others_can_read(folder):
            yield f"Others on this machine can look into the folder of {name}. Run: chmod 700 {folder}"
    free = shutil.disk_usage(_there(settings.DATA)).free
    if free < LITTLE_ROOM:
        yield f"The disk has {free // 1_000_000} MB left. Make room before it is full; until then nothing is lost."


def _others_can_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _there(path: Path) -> Path:
    return path if path.exists() else _there(path.parent)


def key_files() -> Findings:
    """Whether the keys are there, and for their owner alone."""
    try:
        if lost := missing(settings.KEYS):
            yield (
                f"The keys {', '.join(lost)} are not in {settings.KEYS}. The first start makes them; "
                "if there was one, put them back from your copy."
            )
        yield from (
            f"Others on this machine can read the key {path}. Run: chmod 600 {path}"
            for path in sorted(settings.KEYS.rglob("*"))
            if path.is_file() and _others_can_read(path)
        )
    except ImproperlyConfigured as problem:
        yield str(problem)


def mail() -> Findings:
    """Whether messages can go out."""
    if not notices.is_configured():
        yield "There is no mail server, so messages wait. Set GATEPOST_SMTP_URL, GATEPOST_MAIL_FROM and GATEPOST_ADDRESS."
        return
    server = get_connection(timeout=SECONDS_TO_ANSWER)
    try:
        server.open()
    except Exception as problem:  # whatever it is, messages do not go out
        yield f"The mail server of GATEPOST_SMTP_URL does not let us in ({type(problem).__name__}). Check the setting and the server."
    else:
        server.close()


def pdf() -> Findings:
    """Whether documents can be made."""
    try:
        with redirect_stdout(StringIO()):  # it prints advice of its own
            import weasyprint  # noqa: F401
    except (ImportError, OSError):
        yield "PDF documents cannot be made: the library Pango is missing. On Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def backups(*, at: datetime) -> Findings:
    """Whether there is a recent one."""
    made_at = last_made_at()
    if made_at is None:
        yield "There was no backup yet. Run: gatepost backup FILE"
    elif at - made_at > BACKUP_EVERY:
        yield f"The last backup is {(at - made_at).days} days old. Run: gatepost backup FILE"


def in_database(*, at: datetime) -> Findings:
    """Whatever only the database knows."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database is not up to date. Run: gatepost migrate"
            return
        for look in (ledger, vault, demo_data):
            yield from look()
        yield from background(at=at)
    except (DatabaseError, OSError) as problem:
        yield f"The database cannot be asked ({type(problem).__name__}). See to it that it runs, then check again."
    finally:
        connection.close()


def ledger() -> Findings:
    """Whether the database guards it."""
    if lost := guards.missing():
        yield f"The database does not guard the ledger ({', '.join(lost)}). Run: gatepost migrate"


def vault() -> Findings:
    """Whether everything encrypted can be opened."""
    known = key_box.vault_ids(key_box.keys_in(settings.KEYS))
    if count := rotation.strangers(known):
        yield (
            f"{count} encrypted values need a key that is not in {settings.KEYS / keys.VAULT}. "
            "Put it back from your copy; without it nobody can ever read them."
        )


def demo_data() -> Findings:
    """Whether schools that do not exist are shown to the world."""
    if is_public() and School.objects.filter(is_demo=True).exists():
        yield "There are demonstration schools on a server that others reach. Use an installation of its own for them."


def background(*, at: datetime) -> Findings:
    """Whether somebody does the background work, and what went wrong with it."""
    if not Worker.objects.all().seen_since(at - LIVING).exists():
        yield "No worker is running, so nothing is sent or reminded. Start `gatepost serve`, or `gatepost worker` beside it."
    if count := Job.objects.all().given_up().count():
        errors = ", ".join(
            sorted(set(Job.objects.all().given_up().values_list("last_error", flat=True)))
        )
        yield f"{count} background jobs were given up ({errors}). Look into the log, then run: gatepost worker --again"
    for job in Job.objects.all().open().filter(is_recurring=True).exclude(last_error=""):
        yield f"The recurring job {job.kind} fails ({job.last_error}). Look into the log; it is tried again by itself."
    if count := Notice.objects.by_mail().failed().exclude(to="").count():
        yield f"{count} messages could not be sent. Run: gatepost worker --again, once the reasons are mended."
