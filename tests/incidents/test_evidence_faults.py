"""Killed, or on a full disk, while evidence comes in or goes out: nothing half kept, nothing lost that was said to be kept."""

from __future__ import annotations

import os
import random
import signal
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, installation, server_of, wait_for
from tests.networks.sites import site

SCRIPT = str(Path(__file__).parent / "evidence_for_ever.py")
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
FILLED = """
from django.utils import timezone
from tests.conftest import make_cast, make_school
from tests.incidents.desk import report
from tests.incidents.kept_things import item_in
cast = make_cast(make_school("ashlands"))
case = report(cast, "something-else", by=cast.assistant, at=timezone.now())
for number in range(4):
    item_in(case, by=cast.head, at=timezone.now(), content=bytes([65 + number]) * 300_000, media_type="text/plain")
"""
# Every item has its file, whole, under the hash that the case's chain holds; numbers run on; the chain is sound.
WHOLE = """
import hashlib
from gatepost.incidents.models import CaptureAsked, Case, Evidence, EvidenceExport
from gatepost.records.door import history
from gatepost.records.exporting import check
case = Case.objects.get()
items = list(case.evidence.order_by("number"))
assert [one.number for one in items] == list(range(1, len(items) + 1))
entries = {one.number: one.details for one in history(case).filter(event="evidence.kept")}
assert len(entries) == len(items)
for one in items:
    content = b"".join(one.file.chunks())
    assert hashlib.sha256(content).hexdigest() == one.file.sha256 == entries[one.ledger_entry]["sha256"]
assert check(case.ledger_chain).is_sound
exports = history(case).filter(event="evidence.exported").count()
assert exports == EvidenceExport.objects.count()
done = CaptureAsked.objects.exclude(ended_at=None).count()
print(len(items), exports, done)
"""


@pytest.fixture
def made(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    with installation(tmp_path, server=server_of(pytestconfig), holding=FILLED) as one:
        yield one


def counts(made: Installation) -> tuple[int, int, int]:
    """How many items, exports and captures there are, once all of them were seen to be whole."""
    items, exports, captures = made.python(WHOLE).split()
    return int(items), int(exports), int(captures)


def killed(made: Installation, what: str, address: str = "") -> int:
    """Kill it at some moment after the first was done; how many were said to be done."""
    process = made.start(SCRIPT, what, address or "-")
    said = [process.stdout.readline()]
    time.sleep(random.uniform(0.05, 0.6))
    os.kill(process.pid, signal.SIGKILL)
    said += process.communicate(timeout=60)[0].splitlines(keepends=True)
    assert said[0] == "0\n"
    return len([line for line in said if line.endswith("\n")])


@pytest.mark.parametrize("_", range(TIMES))
def test_uploads_that_are_killed_are_whole_or_not_there(made: Installation, _: int) -> None:
    done = killed(made, "upload")

    items, _exports, _captures = counts(made)

    assert (items - 4) % 3 == 0  # all three files of a hand-over, or none
    assert done * 3 <= items - 4 <= (done + 1) * 3


@pytest.mark.parametrize("_", range(TIMES))
def test_captures_that_are_killed_are_whole_or_not_there(made: Installation, _: int) -> None:
    with site() as web:
        done = killed(made, "capture", web.page("/post", "<p>A comment that hurts."))

    items, _exports, captures = counts(made)

    assert done <= captures <= done + 1
    assert items - 4 == captures * 2  # the archive and the text of each


@pytest.mark.parametrize("_", range(TIMES))
def test_exports_that_are_killed_leave_nothing_on_the_disk(made: Installation, _: int) -> None:
    done = killed(made, "export")

    _items, exports, _captures = counts(made)

    assert done <= exports <= done + 1
    clear = b"A" * 1000
    files = [path for path in made.data.rglob("*") if path.is_file()]
    assert not [path for path in files if clear in path.read_bytes()]


@pytest.mark.parametrize("what", ["upload", "export"])
def test_a_full_disk_stops_it_with_a_sentence_and_keeps_nothing_by_halves(
    made: Installation, what: str, pytestconfig: pytest.Config
) -> None:
    if not server_of(pytestconfig) and what == "upload":
        made.ask("PRAGMA wal_checkpoint(TRUNCATE)")
    before = counts(made)
    files = sorted(path.name for path in (made.data / "files").rglob("*") if path.is_file())
    # Smaller than a file of evidence or a bundle; on SQLite the database itself may not grow far either.
    done = made.run(SCRIPT, what, "-", largest_file=100_000)

    assert done.returncode != 0
    if server_of(pytestconfig):
        assert "Make room on the server" in done.stderr
    assert counts(made) == before
    assert files == sorted(path.name for path in (made.data / "files").rglob("*") if path.is_file())


def test_a_backup_holds_every_file_but_the_sealed_one_and_no_word_of_the_evidence(
    made: Installation,
) -> None:
    name = made.python(
        "from django.utils import timezone\nfrom gatepost.incidents.evidence.sealing import seal\n"
        "from gatepost.incidents.models import Evidence\nfrom gatepost.people.models import Person\n"
        "one = Evidence.objects.get(number=2)\n"
        "seal(one, by=Person.objects.get(given_name='Hazel'), at=timezone.now())\nprint(one.file.name)"
    ).strip()

    made.done("backup", "backup.zip")

    with zipfile.ZipFile(made.folder / "backup.zip") as backup:
        files = {one for one in backup.namelist() if one.startswith("files/")}
        everything = b"".join(backup.read(one) for one in backup.namelist())
    assert len(files) == 3 and f"files/{name}" not in files
    # The rows of every table are in it, so that it shows what a dump of the database would.
    assert b"incidents_evidence" in everything
    for word in (b"heron", b"last Tuesday", b"screen.png", b"AAAA" * 50):
        assert word not in everything
    assert (made.data / "files" / name[:2] / name).exists()


def test_a_worker_that_is_killed_in_a_capture_leaves_it_to_the_next(made: Installation) -> None:
    with site() as web:
        address = web.page("/post", "<p>A comment that hurts.")
        made.python(
            "from django.utils import timezone\nfrom gatepost.incidents.evidence.capturing import ask\n"
            "from gatepost.incidents.models import Case\nfrom gatepost.people.models import Person\n"
            f"ask(Case.objects.get(), {address!r}, what='x', by=Person.objects.get(given_name='Hazel'), at=timezone.now())"
        )
        process = made.start(SCRIPT, "capture", address)
        wait_for(lambda: web.asked)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)

    assert made.ask("SELECT count(*) FROM jobs_job WHERE kind = 'incidents.capture' AND done_at IS NULL") == [1]  # fmt: skip
    counts(made)
