"""Parses the command line of the commands that need no database, and runs them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from gatepost.cli import commands, screening, verifying

COMMANDS = ("ask", "explain", "lint", "test", "diff", "due", "screen", "coverage", "verify")


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="gatepost", description="A school's social media policy, made to run."
    )
    # Every command prints for people or, with --json, for programs.
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print the answer as JSON")
    subs = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, **words: str) -> argparse.ArgumentParser:
        function = getattr(commands, name)
        sub = subs.add_parser(
            name, help=function.__doc__, description=function.__doc__, parents=[shared]
        )
        sub.set_defaults(run=function)
        return sub

    for name in ("ask", "explain"):
        sub = add(name)
        sub.add_argument(
            "--policy", required=True, metavar="PACK", help="the policy: a slug or a pack's folder"
        )
        sub.add_argument("--on", metavar="DATE", help="ask as of this day (default: today)")
        sub.add_argument(
            "facts",
            nargs="+",
            metavar="FACT=VALUE",
            help="act=… and any facts; unknown where nobody knows",
        )
    for name in ("lint", "test"):
        add(name).add_argument(
            "packs",
            nargs="*",
            metavar="PACK",
            help="slugs or folders (default: all that come with Gatepost)",
        )
    sub = add("diff")
    sub.add_argument("old", metavar="OLD")
    sub.add_argument("new", metavar="NEW")
    sub.add_argument(
        "--all", action="store_true", help="every changed region, also where there are thousands"
    )
    sub = add("due")
    sub.add_argument("--policy", required=True, metavar="PACK")
    sub.add_argument(
        "--received", required=True, metavar="MOMENT", help="ISO 8601; local where it has no offset"
    )
    sub.add_argument("--timezone", default="Europe/London")
    sub.add_argument(
        "--nation",
        default="england-and-wales",
        choices=("england-and-wales", "scotland", "northern-ireland"),
    )
    sub.add_argument(
        "--closes", default="17:00", metavar="HH:MM", help="when the school's business ends"
    )
    screening.add_arguments(add("screen"))
    sub = add("coverage")
    sub.add_argument("--policy", metavar="PACK", help="one policy only")
    sub.add_argument(
        "--inventory",
        required=True,
        metavar="FILE",
        help="tab-separated, with the columns id and policy slug",
    )
    sub.add_argument(
        "--tests",
        default="tests",
        metavar="FOLDER",
        help="tests that name entries (default: tests)",
    )
    verifying.add_arguments(add("verify"))
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command. Exit status: 0 answered, 1 the input is at fault, 2 usage."""
    from gatepost.core.clock import ClockError
    from gatepost.core.policy import PackError, SituationError

    options = parser().parse_args(list(arguments))
    try:
        answer = options.run(options)
        print(commands.render(answer, as_json=options.json))
        sys.stdout.flush()
    except (PackError, SituationError, ClockError, commands.InputError) as error:
        print(error, file=sys.stderr)
        return commands.AT_FAULT
    except BrokenPipeError:
        # Somebody closed the pipe (`| head`); nothing is wrong with the input.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return commands.OK
    for complaint in answer.complaints:
        print(complaint, file=sys.stderr)
    return int(answer.status)
