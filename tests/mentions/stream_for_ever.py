"""A process for the tests: reads a stream on this machine, at a brisk pace, until it is killed or asked to stop."""

from __future__ import annotations

import sys


def main() -> None:
    """Read."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from gatepost.mentions.stream import reading

    settings.NETWORKS_ON_LOOPBACK, settings.JETSTREAM = True, sys.argv[1]
    brisk = reading.Pace(names=0.5, together=0.01, keep=0.05, step=0.02, first_wait=0.02)
    reading.Reading.__init__.__kwdefaults__["pace"] = brisk
    call_command("watch_stream")


if __name__ == "__main__":
    main()
