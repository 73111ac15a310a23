"""The `gatepost` command: pure commands load no Django, the rest go to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gatepost import __version__

USAGE = 2
SERVER_COMMANDS = {
    "demo": "Show an invented school, and five policies to read.",
    "serve": "Run Gatepost, with a worker beside it.",
    "worker": "Do the background work apart from `serve`.",
    "watch-stream": "Read Bluesky's stream for all schools that want it.",
    "import": "Bring in staff or pupils from a file.",
    "migrate": "Bring the database up to date.",
    "makemigrations": "Write the migrations of changed models (for developers).",
    "found-school": "Make a school and invite its administrator.",
    "administrator": "Let an administrator back in who has lost every way to sign in.",
    "check": "Say what is missing or unsafe, and what to do.",
    "backup": "Write everything into one file.",
    "restore": "Put a backup in place.",
    "export-ledger": "Write a school's ledger into a file that `verify` checks.",
    "rotate-keys": "Change the key that encrypts.",
}
# These have to work where there are no keys yet, or none any more.
MAKE_NO_KEYS = ("check", "restore", "makemigrations")


def main() -> int:
    """Run the command that was typed. Exit status: 0 done, 1 the input is at fault, 2 usage."""
    from gatepost.cli.main import COMMANDS

    arguments = sys.argv[1:]
    name = arguments[0] if arguments else "--help"
    if name in ("--help", "-h", "help"):
        print(_help())
        return 0
    if name == "--version":
        print(f"gatepost {__version__}")
        return 0
    if name in COMMANDS:
        from gatepost.cli.main import main as run

        return run(arguments)
    if name in SERVER_COMMANDS:
        return _run_django(arguments)
    return _unknown(name, [*COMMANDS, *SERVER_COMMANDS])


def _run_django(arguments: Sequence[str]) -> int:
    """Hand a command to Django once the data folder is there and the settings are sound."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
    try:
        from gatepost.web import data_folder, environment

        environment.set_demo(is_demo=arguments[0] == "demo")

        data_folder.prepare(keys=arguments[0] not in MAKE_NO_KEYS)
        import gatepost.web.settings  # noqa: F401  a bad value is told here, before anything starts
    except ImproperlyConfigured as problem:
        print(problem, file=sys.stderr)
        return 1
    command = arguments[0].replace("-", "_")  # Django's commands are modules
    execute_from_command_line(["gatepost", command, *arguments[1:]])
    return 0


def _help() -> str:
    from gatepost.cli import commands
    from gatepost.cli.main import COMMANDS

    ask = {name: (getattr(commands, name).__doc__ or "").strip() for name in COMMANDS}
    lines = ["usage: gatepost COMMAND …", "", "Ask a policy (needs no database):"]
    lines += [f"  {name:<16}{says}" for name, says in ask.items()]
    lines += ["", "Run an installation:"]
    lines += [f"  {name:<16}{says}" for name, says in SERVER_COMMANDS.items()]
    return "\n".join([*lines, "", "gatepost COMMAND --help tells more of each."])


def _unknown(name: str, known: Sequence[str]) -> int:
    from gatepost.core.policy.problems import did_you_mean

    print(f"There is no command “{name}”. {did_you_mean(name, known)}".rstrip(), file=sys.stderr)
    print("gatepost --help lists them all.", file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
