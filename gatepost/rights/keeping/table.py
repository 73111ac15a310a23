"""The one table of how long each kind of record is kept, with the school's own spans in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import tomli

from gatepost.core.clock import Span, later
from gatepost.people.models import School
from gatepost.rights.models.spans import OwnSpan

CONFIRMED, AUTOMATIC = "confirmed", "automatic"
GOES, STAYS = "goes", "stays"


@dataclass(frozen=True)
class Kind:
    """A kind of record, and how long it is kept where the school says nothing else."""

    key: str
    says: str
    start: str
    how: str
    source: str
    on_request: str
    span: str = ""
    stays: str = ""
    to_check: bool = False

    @property
    def is_timed(self) -> bool:
        """Whether its rows go after a span that a school can change."""
        return self.how in (CONFIRMED, AUTOMATIC)


@dataclass(frozen=True)
class Line:
    """A kind as it stands at one school."""

    kind: Kind
    own: OwnSpan | None

    @property
    def span(self) -> str:
        """For how long, in words such as “6 years”."""
        return self.own.span if self.own else self.kind.span

    @property
    def says(self) -> str:
        """The rule in words."""
        return f"{self.span} from {self.kind.start}" if self.kind.is_timed else self.kind.start

    def until(self, on: date) -> date:
        """What began on this day or before it has been kept for long enough."""
        span = Span.parse(self.span)
        assert span is not None  # the table is tested, and a school's own span is checked
        return later(on, Span(-span.number, span.unit))


@cache
def kinds() -> Mapping[str, Kind]:
    """What keeping.toml holds, in its order."""
    written = tomli.loads((files(__package__) / "keeping.toml").read_text("utf-8"))
    return {key: _kind(key, one) for key, one in written["kind"].items()}


def lines_of(school: School) -> list[Line]:
    """The table of a school."""
    own = {one.kind: one for one in OwnSpan.objects.filter(school=school).select_related("by")}
    return [Line(kind, own.get(kind.key)) for kind in kinds().values()]


def line_of(school: School, key: str) -> Line:
    """One line of it."""
    own = OwnSpan.objects.filter(school=school, kind=key).select_related("by").first()
    return Line(kinds()[key], own)


def _kind(key: str, one: Mapping[str, object]) -> Kind:
    plain = {name.replace("-", "_"): value for name, value in one.items() if name != "from"}
    return Kind(key=key, start=str(one["from"]), **plain)  # type: ignore[arg-type]
