"""A worker process for the tests: reads an account on this machine again and again, in short turns."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta


def main(lease: float) -> None:
    """Read until somebody kills it."""
    import django

    django.setup()
    from django.conf import settings

    from gatepost.inbox.models import readings
    from gatepost.inbox.taking_in import read_accounts

    settings.NETWORKS_ON_LOOPBACK = True
    readings.EVERY = timedelta(seconds=0.02)
    readings.FIRST_WAIT = readings.LONGEST_WAIT = timedelta(seconds=0.05)
    readings.LEASE = timedelta(seconds=lease)
    print("ready", flush=True)
    while True:
        read_accounts(at=datetime.now(tz=UTC))
        time.sleep(0.02)


if __name__ == "__main__":
    main(float(sys.argv[1]))
