"""ask, explain, lint, test, diff, due, screen and coverage: what a policy says, from the command line; and verify."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gatepost.cli import shapes, texts
from gatepost.core.policy import (
    Decision,
    Pack,
    Situation,
    SituationError,
    bundled,
    decide,
    load_pack,
    situation,
)

LAW = "law-england"
OK, AT_FAULT, USAGE = 0, 1, 2


class InputError(Exception):
    """A file that a command cannot work with; the message is a clear sentence."""


@dataclass
class Answer:
    """What a command has found: a shape for --json, lines for people, and the exit status."""

    shape: dict[str, Any]
    lines: Iterable[str]
    status: int = OK
    complaints: list[str] = field(default_factory=list)


def parse_situation(words: Iterable[str]) -> Situation:
    """A situation from words like act=connect; several values as about=pupils,families or by naming the fact twice."""
    facts: dict[str, list[str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name or not value:
            raise SituationError(
                f"“{word}” is not a fact. Write fact=value, for instance act=connect."
            )
        facts.setdefault(name, []).extend(value.split(","))
    if len(facts.get("act", [])) > 1:
        raise SituationError("A situation has one act.")
    return situation(
        {name: values[0] if len(values) == 1 else values for name, values in facts.items()}
    )


def ask(options: argparse.Namespace) -> Answer:
    """What a policy says of a situation, and what the law says."""
    answer, law = _decide(options)
    return Answer(shapes.ask_shape(answer, law), texts.ask_text(answer, law))


def explain(options: argparse.Namespace) -> Answer:
    """Every clause that was considered, and why it spoke or did not."""
    from gatepost.core.policy.explain import explain as consider

    answer, _ = _decide(options)
    considered = consider(answer.pack, answer.situation)

    def lines() -> Iterator[str]:
        yield f"{answer.pack.slug}: {answer.verdict}"
        for one in considered:
            yield f"{'+' if one.speaks else '-'} {one.clause.number} {one.clause.id}: {one.because}"

    return Answer(shapes.explain_shape(answer.pack, answer.verdict, considered), lines())


def lint(options: argparse.Namespace) -> Answer:
    """Check packs: whether they can be used, what they say against themselves, what their authors may have overlooked."""
    from gatepost.core.policy.lint import contradictions, oversights

    found, lines = [], []
    for pack in _packs(options.packs):
        against, overlooked = contradictions(pack), oversights(pack)
        found.append(shapes.lint_shape(pack, against, overlooked))
        lines.append(
            f"{pack.slug}: {len(pack.clauses)} clauses, {len(against)} contradictions, {len(overlooked)} oversights"
        )
        for one in against:
            where = " ".join(f"{fact}={value}" for fact, value in one.facts.items())
            lines += [
                f"  These two contradict each other where {where}; the stricter holds meanwhile:"
            ]
            lines += [
                f"  {line}"
                for clause in (one.allows, one.forbids)
                for line in texts.clause_lines(clause)
            ]
        lines += [f"  {one.clause.number} {one.clause.id} {one.what}" for one in overlooked]
    return Answer({"packs": found}, lines)


def test(options: argparse.Namespace) -> Answer:
    """Run the examples of packs."""
    from gatepost.core.examples import run_examples

    found, lines, failed = [], [], 0
    for pack in _packs(options.packs):
        failures = run_examples(pack)
        failed += len(failures)
        found.append(shapes.test_shape(pack, failures))
        lines += [
            f"  {pack.slug}/examples.toml:{one.example.line}: {one.example.name}: {one.what}"
            for one in failures
        ]
        lines.append(
            f"{pack.slug}: {len(pack.examples)} examples, {len({one.example.name for one in failures})} failed"
        )
    return Answer({"packs": found}, lines, AT_FAULT if failed else OK)


def diff(options: argparse.Namespace) -> Answer:
    """What changes for whom from one policy to another."""
    from gatepost.core.policy.compare import compare
    from gatepost.core.policy.words import change_words

    old, new = load_pack(options.old), load_pack(options.new)
    found = compare(old, new, enough=None) if options.all else compare(old, new)

    def lines() -> Iterator[str]:
        yield f"{len(found.changes)} changes from {old.slug} to {new.slug}"
        if found.departures is not None:
            yield f"  These are all the changes with up to {found.departures} facts out of the ordinary; there are more (--all lists every one)."
        for change in found.changes:
            yield f"  {change_words(change, old, new)}"
            cited = [
                ", ".join(clause.id for clause in side.clauses) or "-"
                for side in (change.old, change.new)
            ]
            yield f"      {cited[0]} → {cited[1]}"

    return Answer(shapes.diff_shape(found), lines())


def due(options: argparse.Namespace) -> Answer:
    """When a message that came in on an official account has to be answered."""
    from gatepost.core.clock import Calendar
    from gatepost.core.replies import reply_due

    pack = load_pack(options.policy)
    try:
        received = datetime.fromisoformat(options.received)
    except ValueError:
        raise SituationError(
            f"“{options.received}” is not a date and time. Write it as 2026-11-20T18:00."
        ) from None
    try:
        zone = ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SituationError(
            f"There is no time zone “{options.timezone}”. Write it as Europe/London."
        ) from None
    try:
        closes = time.fromisoformat(options.closes)
    except ValueError:
        raise SituationError(
            f"“{options.closes}” is not a time of day. Write it as 17:00."
        ) from None
    reply = reply_due(pack, received, Calendar(zone=zone, nation=options.nation, closes_at=closes))
    if reply.due is None:
        lines = [f"{pack.slug} sets no deadline for answers."]
    else:
        cited = ", ".join(clause.id for clause in reply.clauses)
        enough = f"; {reply.enough} is enough" if reply.enough else ""
        lines = [f"Due {reply.due:%A} {reply.due.day} {reply.due:%B %Y, %H:%M} ({cited}){enough}"]
    return Answer(shapes.due_shape(pack, reply), lines)


def coverage(options: argparse.Namespace) -> Answer:
    """Which clause carries each entry of an inventory, how it is live, and which tests show it."""
    from gatepost.core.policy.coverage import coverage as cover
    from gatepost.core.policy.coverage import marked_tests, read_inventory, strangers

    entries = read_inventory(Path(options.inventory))
    if options.policy:
        packs = [load_pack(options.policy)]
    else:
        packs = [load_pack(slug) for slug in dict.fromkeys(entry.policy for entry in entries)]
    for pack in packs:
        if pack.slug not in {entry.policy for entry in entries}:
            raise SituationError(f"The inventory has no entries for the policy “{pack.slug}”.")
    tests = Path(options.tests)
    marked = marked_tests(tests) if tests.is_dir() else {}
    covered, complaints = [], []
    for pack in packs:
        own = [entry for entry in entries if entry.policy == pack.slug]
        covered += cover(pack, own, marked=marked)
        complaints += [
            f"{pack.slug} carries “{entry}”, which is not in the inventory."
            for entry in strangers(pack, entries)
        ]
    complaints += [
        f"{one.entry.id} is carried by no clause of {one.entry.policy}."
        for one in covered
        if one.state == "missing"
    ]

    def lines() -> Iterator[str]:
        for one in covered:
            yield f"{one.entry.id}\t{one.state}\t{', '.join(clause.id for clause in one.clauses)}\t{one.live}\t{len(one.tests)} tests"
        states = [one.state for one in covered]
        yield f"{len(covered) - states.count('missing')} of {len(covered)} carried: " + ", ".join(
            f"{states.count(state)} {state}"
            for state in ("live", "published", "not-yet", "missing")
        )

    return Answer(
        shapes.coverage_shape(covered), lines(), AT_FAULT if complaints else OK, complaints
    )


def verify(options: argparse.Namespace) -> Answer:
    """Check an exported ledger or a bundle of evidence, without a database."""
    from gatepost.cli import verifying, verifying_evidence
    from gatepost.core.evidence import BundleError, is_bundle
    from gatepost.core.ledger import ExportError, Known, verify_export

    known = Known(options.key, dict(options.head), options.since or "")
    try:
        with open(options.export, "rb") as file:
            if file.seekable() and is_bundle(file):
                return Answer(*verifying_evidence.checked(file, options))
            verifying_evidence.refuse_for_a_ledger(options)
            report = verify_export(file, known=known, thorough=options.thorough)
    except (ExportError, BundleError) as error:
        raise InputError(f"{options.export}: {error}") from None
    except OSError as error:
        raise InputError(f"{options.export} cannot be read: {error.strerror}.") from None
    status = OK if report.is_sound else AT_FAULT
    return Answer(verifying.shape(report), verifying.lines(report, known), status)


def screen(options: argparse.Namespace) -> Answer:
    """Look through a draft's words and pictures: what was found, and which clauses speak of it."""
    from gatepost.cli import screening

    facts = (
        options.facts
        if any(word.startswith("act=") for word in options.facts)
        else ["act=post", *options.facts]
    )
    situation = parse_situation(facts)
    on = _day(options.on)
    policy = load_pack(options.policy).on(on)
    try:
        findings, questions = screening.screened(
            options, packs=(policy, load_pack(LAW).on(on)), facts=situation
        )
    except screening.Unreadable as problem:
        raise InputError(str(problem)) from None
    return Answer(
        screening.shape(policy, findings, questions), screening.lines(policy, findings, questions)
    )


def _decide(options: argparse.Namespace) -> tuple[Decision, Decision]:
    facts = parse_situation(options.facts)
    pack = load_pack(options.policy)
    on = _day(options.on)
    law = load_pack(LAW)
    return decide(pack.on(on), facts), decide(law.on(on), facts)


def _day(written: str | None) -> date:
    """The day as of which the law is asked. A command may read the clock; the core may not."""
    if written is None:
        return date.today()  # noqa: DTZ011
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise SituationError(f"“{written}” is not a date. Write it as 2026-11-21.") from None


def _packs(names: list[str]) -> Iterator[Pack]:
    for name in names or bundled():
        yield load_pack(name)


def render(answer: Answer, *, as_json: bool) -> str:
    """The text of an answer."""
    if as_json:
        return json.dumps(answer.shape, ensure_ascii=False, indent=2)
    return "\n".join(answer.lines)
