"""Processes that change rows and write ledger lines, many at once or until they are killed; run by the tests.

appending.py together THREADS ACTS     every thread does its acts, all in one chain
appending.py killed ROUNDS             ever new processes act, each killed in the midst of it
appending.py look                      prints what the database holds
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
django.setup()

from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from gatepost.people.models import School  # noqa: E402
from gatepost.records.door import record  # noqa: E402
from gatepost.records.exporting import check, misfiled  # noqa: E402
from gatepost.records.models import Entry  # noqa: E402

CHAIN = "acts"
LONGEST_LIFE = 0.08  # seconds


def act(slug: str) -> None:
    """One change with its line: a school."""
    with transaction.atomic(durable=True):
        school = School.objects.create(slug=slug, name=slug)
        record("school.founded", subject=school, by=None, at=timezone.now(), chain=CHAIN)


def together(threads: int, acts: int) -> None:
    """Acts of several threads at once."""

    def run(thread: int) -> None:
        for number in range(acts):
            act(f"p{os.getpid()}-{thread}-{number}")
        connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def killed(rounds: int) -> None:
    """Each round a process that acts without end, killed a random time after it has begun."""
    chance = random.Random(rounds)
    begun, begins = os.pipe()
    for round_number in range(rounds):
        connections.close_all()
        child = os.fork()
        if child == 0:
            act(f"r{round_number}-first")
            os.write(begins, b".")
            for number in range(10**9):
                act(f"r{round_number}-{number}")
        os.read(begun, 1)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def look() -> None:
    """What there is."""
    entries = Entry.objects.of_chain(CHAIN)
    found = {
        "numbers": list(entries.values_list("number", flat=True)),
        "recorded": sorted(int(one) for one in entries.values_list("subject_id", flat=True)),
        "changed": sorted(School.objects.values_list("pk", flat=True)),
        "faults": [one.says for one in check(CHAIN).findings],
        "misfiled": list(misfiled(CHAIN)),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    {"together": together, "killed": killed, "look": look}[sys.argv[1]](*map(int, sys.argv[2:]))
