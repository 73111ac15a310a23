"""A process for the tests: writes pairs of rows, each pair in one transaction, until it is killed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def main() -> None:
    """Write, and say so after each pair."""
    import django

    django.setup()
    from django.db import transaction

    from gatepost.jobs import later
    from gatepost.notices import send

    for number in count():
        with transaction.atomic(durable=True):
            later("tests.pair", key=f"pair-{number}", due_at=AT)
            send("review-due", to="head@ashlands.example", link="/", at=AT, key=f"pair-{number}")
        print(number, flush=True)


if __name__ == "__main__":
    main()
