"""A worker process for the tests: publishes on networks on this machine, and may die at a given statement."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def main(*, lease: float, dies_at: str) -> None:
    """Work until SIGTERM; without a word where the first statement comes that holds `dies_at`."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from gatepost.jobs.worker import Work
    from gatepost.posts.publishing import looking, outcomes
    from gatepost.web.recurring import ONCE

    settings.NETWORKS_ON_LOOPBACK = True
    # Half a minute in a school; here nobody waits so long.
    outcomes.LOOK_AFTER = looking.LOOK_AFTER = timedelta(seconds=0.15)
    stopped: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

    def dies(execute: Callable[..., Any], sql: str, params: Any, *more: Any) -> Any:
        if sql.startswith('UPDATE "posts_outlet"') and dies_at in map(str, params or ()):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, *more)

    if dies_at:
        connection.execute_wrappers.append(dies)
    print("ready", flush=True)
    Work(
        f"worker-{os.getpid()}",
        [],
        ONCE,
        now=lambda: datetime.now(tz=UTC),
        should_stop=lambda: bool(stopped),
        lease=timedelta(seconds=lease),
        pause=0.03,
    ).run()


if __name__ == "__main__":
    main(lease=float(sys.argv[1]), dies_at=sys.argv[2] if len(sys.argv) > 2 else "")
