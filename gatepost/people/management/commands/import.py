"""Brings staff or pupils of a school in from a file; shows what would happen unless told to do it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gatepost.people.importing.contents import PUPILS, STAFF, FileRefused
from gatepost.people.importing.planning import FATES, UNCHANGED, Plan
from gatepost.people.importing.receiving import receive
from gatepost.people.importing.uploads import check_size
from gatepost.people.models import Import, School
from gatepost.people.rules import NotPossible


class Command(BaseCommand):
    """`gatepost import`."""

    help = "Show what bringing in a file of staff (or pupils) would do; with --apply, do it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The school, its files, and what to do with them."""
        parser.add_argument("school", help="the school's slug, as in its addresses")
        parser.add_argument("files", nargs="+", type=Path, help="CSV, OneRoster, or CTF for pupils")
        parser.add_argument("--pupils", action="store_true", help="the file holds pupils")
        parser.add_argument("--apply", action="store_true", help="bring it in, not only show it")
        parser.add_argument(
            "--others-have-left",
            action="store_true",
            help="mark those who are not in the file as having left",
        )
        parser.add_argument("--json", action="store_true", help="print what a program can read")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, and perhaps bring in."""
        at = timezone.now()
        taken = self._taken(options)
        try:
            if options["others_have_left"]:
                taken.wish({}, others_have_left=True)
            plan = taken.plan(at=at, by=None)
            if options["apply"]:
                taken.apply(seen=plan.digest, by=None, at=timezone.now())
        except NotPossible as reason:
            raise CommandError(str(reason)) from None
        finally:
            # Nothing of a file stays behind that was only looked at.
            Import.objects.filter(pk=taken.pk, applied_at=None).delete()
        self._tell(plan, is_applied=options["apply"], as_json=options["json"])

    def _taken(self, options: dict[str, Any]) -> Import:
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(f"There is no school “{options['school']}”.")
        kind = PUPILS if options["pupils"] else STAFF
        try:
            files = {path.name: _content(path) for path in options["files"]}
            taken = receive(files, school=school, kind=kind, by=None, at=timezone.now())
        except FileRefused as problem:
            raise CommandError(str(problem)) from None
        if taken.contents is None:
            taken.delete()
            raise CommandError(_unrecognised(kind))
        return taken

    def _tell(self, plan: Plan, *, is_applied: bool, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_as_json(plan, is_applied=is_applied)))
            return
        for fate in FATES:
            if plan.counts[fate]:
                self.stdout.write(f"{fate:<12}{plan.counts[fate]:>7,}")
        for one in plan.fates:
            if one.kind != UNCHANGED:
                says = one.says or "; ".join(
                    f"{change.label}: {change.was} → {change.becomes}" for change in one.changes
                )
                where = f"row {one.row}" if one.row else "not in the file"
                column = f"{one.column}: " if one.column else ""
                self.stdout.write(f"{one.kind}: {where}: {one.name}  {column}{says}".rstrip())
        if plan.hindrance:
            self.stdout.write(plan.hindrance)
        self.stdout.write(
            "Brought in." if is_applied else "Nothing was changed. With --apply it is brought in."
        )


def _content(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size, name=path.name)
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None


def _unrecognised(kind: str) -> str:
    from gatepost.people.importing.example import TABLES

    return (
        "Its headings do not tell which column holds the names. Bring it in on the page of imports, "
        f"where you can say so, or give it these headings: {TABLES[kind][0]}"
    )


def _as_json(plan: Plan, *, is_applied: bool) -> dict[str, Any]:
    return {
        "applied": is_applied,
        "counts": {fate: plan.counts[fate] for fate in FATES},
        "hindrance": plan.hindrance,
        "rows": [
            {
                "fate": one.kind,
                "row": one.row,
                "name": one.name,
                "says": one.says,
                "column": one.column,
                "changes": [
                    {"column": c.column, "before": c.before, "after": c.after} for c in one.changes
                ],
            }
            for one in plan.fates
        ],
    }
