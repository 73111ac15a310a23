"""Reads the clauses of a pack and notes what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gatepost.core.checks.kinds import kinds
from gatepost.core.policy.groups import Tables
from gatepost.core.policy.mechanisms import mechanisms
from gatepost.core.policy.pack import FLAGS, STRENGTHS, Clause, Duty, Table
from gatepost.core.policy.problems import did_you_mean
from gatepost.core.policy.reading import Document
from gatepost.core.policy.vocabulary import vocabulary

SPAN = re.compile(r"[1-9]\d{0,3} (hour|day|working day|school day|week|month|year)s?")
MOMENTS = (
    "immediately",
    "as soon as possible",
    "before",
    "afterwards",
    "on joining",
    "on leaving",
    "regularly",
)
KEYS = (
    "id", "from", "says", "strength", "who", "when", "unless", "requires", "duties", "follows", "severity", "allows",
    "always", "live", *FLAGS, "read-as", "source", "holds-from", "holds-until", "to-check",
)  # fmt: skip

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PARAMETERS: Mapping[str, type | tuple[type, ...]] = {
    "text": str,
    "texts": list,
    "number": int,
    "span": str,
    "date": date,
    "role": str,
    "roles": list,
    "yes-no": bool,
    "kinds": list,
}


@dataclass
class ClauseReader:
    """Reads `[[clause]]` tables with the words of one pack."""

    tables: Tables
    roles: Collection[str]

    def read(self, document: Document, section: int) -> list[Clause]:
        """Every clause of a file, in its order; `section` is the file's place among the pack's."""
        heading = document.get(document.data, "heading", "text in quotes")
        if heading is None:
            document.fault(None, "The file has no heading.", 'Begin it with heading = "…".')
        document.only(document.data, ("heading", "clause"), what="A file of clauses")
        listed = document.get(document.data, "clause", "a list", [])
        clauses = []
        for place, written in enumerate(listed):
            if not isinstance(written, dict):
                document.fault("clause", "A clause has to be a table.", "Begin it with [[clause]].")
                continue
            with document.inside("clause", place):
                clauses.append(
                    self._clause(document, written, heading or "", f"{section}.{place + 1}")
                )
        return clauses

    def _clause(
        self, document: Document, written: Mapping[str, Any], heading: str, number: str
    ) -> Clause:
        document.only(written, KEYS, what="A clause")
        for key in ("id", "says", "strength"):
            if key not in written:
                document.fault(None, f"A clause has no “{key}”.", f'Add {key} = "…".')
        name = document.get(written, "id", "text in quotes", "")
        strength = document.get(written, "strength", "text in quotes", "states")
        document.one_of("strength", strength, STRENGTHS, what="The strength")
        if name and not _ID.fullmatch(name):
            document.fault(
                "id",
                f"“{name}” cannot be the id of a clause.",
                "Use small letters, digits and hyphens: reply-in-a-day.",
            )
        severity = document.get(written, "severity", "text in quotes", "")
        if severity:
            document.one_of("severity", severity, ("grave",), what="The severity")
        who = self._who(document, written)
        clause = Clause(
            id=name,
            says=document.get(written, "says", "text in quotes", ""),
            strength=strength,
            heading=heading,
            number=number,
            carries=document.texts(written, "from"),
            who=who,
            when=self._when(document, written, who),
            unless=self.tables.tables(document, written, "unless"),
            requires=self._requires(document, written),
            duties=self._duties(document, written),
            follows=document.texts(written, "follows"),
            grave=severity == "grave",
            allows=document.get(written, "allows", "true or false", False),
            always=document.get(written, "always", "true or false", False),
            live=self._live(document, written),
            flags={
                flag: document.get(written, flag, "text in quotes", "")
                for flag in FLAGS
                if flag in written
            },
            read_as=document.get(written, "read-as", "text in quotes", ""),
            source=document.get(written, "source", "text in quotes", ""),
            holds_from=document.get(written, "holds-from", "a date such as 2026-11-21"),
            holds_until=document.get(written, "holds-until", "a date such as 2026-11-21"),
            to_check=document.get(written, "to-check", "true or false", False),
        )
        if not {"when", "live", "follows"} & set(written):
            self._comes_to_nothing(document, clause)
        self._whole(document, clause)
        return clause

    def _who(self, document: Document, written: Mapping[str, Any]) -> frozenset[str]:
        before = len(document.problems)
        who = self.tables.values(document, "actor", written.get("who", []), "who")
        if "who" in written and not who and len(document.problems) == before:
            document.fault(
                "who",
                "“who” covers nobody.",
                "Give its group members, or leave “who” out to address anybody.",
            )
        return who

    def _when(
        self, document: Document, written: Mapping[str, Any], who: frozenset[str]
    ) -> tuple[Table, ...]:
        """The tables of `when`, each narrowed to the people of `who`."""
        before = len(document.problems)
        tables = self.tables.tables(document, written, "when")
        is_sound = len(document.problems) == before
        for table in tables:
            if "act" not in table:
                document.fault(
                    "when",
                    "A table of “when” names no act.",
                    'Add act = "…", so that it is plain what people do.',
                )
            if who:
                table["actor"] = table["actor"] & who if "actor" in table else who
            for fact, values in table.items():
                if not values and is_sound:
                    document.fault(
                        "when",
                        f"No value is left for “{fact}”, so this can never apply.",
                        "Check it against the group or situation beside it.",
                    )
        return tables

    def _requires(
        self, document: Document, written: Mapping[str, Any]
    ) -> dict[str, tuple[str, ...]]:
        table = document.get(written, "requires", "a table", {})
        with document.inside("requires"):
            read = self.tables.table(document, table)
        # Kept in the order in which they are written: the first value is the one a person is told to get.
        return {
            fact: tuple(document.texts(table, fact))
            for fact in read
            if fact != "act"
            and set(document.texts(table, fact)) <= set(vocabulary().facts[fact].values)
        }

    def _duties(self, document: Document, written: Mapping[str, Any]) -> tuple[Duty, ...]:
        duties = []
        for place, duty in enumerate(document.get(written, "duties", "a list", [])):
            with document.inside("duties", place):
                if not isinstance(duty, dict) or not isinstance(duty.get("do"), str):
                    document.fault(
                        "do", "A duty says nothing to do.", 'Write { do = "tell the headteacher" }.'
                    )
                    continue
                document.only(duty, ("do", "by", "to", "within", "enough"), what="A duty")
                read = Duty(
                    **{
                        key: document.get(duty, key, "text in quotes", "")
                        for key in duty
                        if key in Duty.__dataclass_fields__
                    }
                )
                for key, role in (("by", read.by), ("to", read.to)):
                    if role:
                        document.one_of(key, role, self.roles, what="The role")
                if read.within and read.within not in MOMENTS and not SPAN.fullmatch(read.within):
                    document.fault(
                        "within",
                        f"“{read.within}” is no time that can be reckoned.",
                        f"Write a span such as “24 hours”, “1 working day” or “3 months”, or one of: {', '.join(MOMENTS)}.",
                    )
                duties.append(read)
        return tuple(duties)

    def _live(self, document: Document, written: Mapping[str, Any]) -> Mapping[str, Any]:
        live: Mapping[str, Any] = document.get(written, "live", "a table", {})
        if not live:
            return {}
        with document.inside("live"):
            name = document.get(live, "by", "text in quotes", "")
            if not document.one_of("by", name, mechanisms(), what="The mechanism"):
                return live
            parameters = mechanisms()[name].parameters
            document.only(live, ("by", *parameters), what=f"The mechanism “{name}”")
            for parameter, kind in parameters.items():
                if parameter not in live and not kind.endswith("?"):
                    document.fault(
                        "by",
                        f"The mechanism “{name}” needs “{parameter}”.",
                        f"Add {parameter} = … to it.",
                    )
                elif parameter in live and not isinstance(
                    live[parameter], _PARAMETERS[kind.rstrip("?")]
                ):
                    document.fault(parameter, f"“{parameter}” has to be a {kind.rstrip('?')}.")
                elif parameter in live and kind.rstrip("?") == "kinds":
                    for found in document.texts(live, parameter):
                        document.one_of(parameter, found, kinds(), what="The kind of finding")
        return live

    def _comes_to_nothing(self, document: Document, clause: Clause) -> None:
        document.fault(
            None,
            f"The clause “{clause.id}” has neither “when” nor “live”, so nothing would come of it.",
            'Say when it speaks, or how it is made real: live = { by = "published-text", because = "…" }.',
        )

    def _whole(self, document: Document, clause: Clause) -> None:
        """What only shows when the clause is seen as a whole."""
        if clause.strength == "outside" and clause.requires:
            document.fault(
                "requires",
                "A clause that leaves a situation alone cannot require anything.",
                "Take “requires” out, or give the clause another strength.",
            )
        if clause.allows and clause.strength not in ("must", "should"):
            document.fault(
                "allows",
                "“allows” is for must and should only.",
                "Use strength = “may” to allow something.",
            )
        for fact, values in clause.requires.items():
            if "refused" in values:
                document.fault(
                    "requires",
                    f"“{fact}” cannot be required to be refused.",
                    did_you_mean("given", vocabulary().facts[fact].values),
                )
