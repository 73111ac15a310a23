"""Lines of the two kinds of log that are read: Squid's own, and tables with headings."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_FIELDS = 10  # of a line of Squid's, from the time to the media type
_STOPPED = re.compile(r"den|block|drop|refus|stop|reject|forbid", re.IGNORECASE)
_NAMES = {
    "when": ("time", "datetime", "date time", "timestamp", "date/time", "when", "event time", "log time", "request time", "date and time"),
    "host": ("host", "domain", "url", "site", "website", "address", "destination", "hostname", "request", "uri", "web address"),
    "user": ("user", "username", "user name", "account", "login", "person", "email", "user id"),
    "client": ("ip", "client", "ip address", "client ip", "source", "source ip", "src", "device", "client address"),
    "category": ("category", "categories", "type", "group name", "classification"),
    "action": ("action", "status", "result", "outcome", "verdict", "decision", "blocked"),
}  # fmt: skip
# A category is a few words of whoever makes the filter. What might be a name of a person's account is none.
_CATEGORY = re.compile(r"[A-Za-z][A-Za-z &,/+()-]{1,58}[A-Za-z)]")
_YES = frozenset({"yes", "true", "1"})


class NotALog(ValueError):
    """A file that cannot be read as a log; the message says why and what to do."""


class Line(NamedTuple):
    """One request, as the log has it."""

    when: str
    client: str
    user: str
    host: str
    stopped: bool
    category: str
    text: str


def columns_of(headings: Sequence[str]) -> Mapping[str, int]:
    """Which column is what, by its heading. Raises NotALog where there is no time or no address."""
    plain = [re.sub(r"[\s_-]+", " ", one.strip().lstrip("\ufeff").casefold()) for one in headings]
    found = {
        key: next(plain.index(name) for name in names if name in plain)
        for key, names in _NAMES.items()
        if set(names) & set(plain)
    }
    if "when" not in found and "date" in plain:
        found["when"] = plain.index("date")
    for key, words in (
        ("when", "a time, headed “Time”"),
        ("host", "an address, headed “URL” or “Domain”"),
    ):
        if key not in found:
            raise NotALog(
                f"The first line of the file names no column with {words}. "
                "Choose Squid’s access.log, or a CSV file whose first line names its columns."
            )
    return found


def squid_lines(lines: Sequence[str]) -> Iterator[Line]:
    """Lines of Squid's own format; what is none is passed over."""
    for text in lines:
        part = text.split(None, _FIELDS - 1)
        if len(part) >= _FIELDS - 2 and "/" in part[3]:
            stopped = "DENIED" in part[3]
            yield Line(part[0], part[2], _plain(part[7]), host_of(part[6]), stopped, "", text)


def csv_lines(
    lines: Sequence[str], *, columns: Mapping[str, int], delimiter: str
) -> Iterator[Line]:
    """Lines of a table; what has too few columns is passed over."""
    last = max(columns.values())
    for text in lines:
        row = _row(text, delimiter)
        if len(row) > last:
            yield _line({key: row[number].strip() for key, number in columns.items()}, text)


def _row(text: str, delimiter: str) -> list[str]:
    """Line by line, so that a quote which nobody closes swallows no other line."""
    if '"' not in text:
        return text.split(delimiter)
    return next(csv.reader([text], delimiter=delimiter), [])


def _line(said: Mapping[str, str], text: str) -> Line:
    action = said.get("action", "")
    return Line(
        when=said["when"],
        client=_plain(said.get("client", "")),
        user=_plain(said.get("user", "")),
        host=host_of(said["host"]),
        stopped=action.casefold() in _YES or bool(_STOPPED.search(action)),
        category=_category(said.get("category", "")),
        text=text,
    )


def host_of(address: str) -> str:
    """The name of the site in an address, without port, in small letters."""
    rest = address.partition("://")[2] or address
    for end in ("/", "?", "#"):
        rest = rest.partition(end)[0]
    rest = rest.rpartition("@")[2]
    if rest.startswith("["):
        return rest.partition("]")[0].lstrip("[").lower()
    return rest.partition(":")[0].rstrip(".").lower()


def _plain(text: str) -> str:
    return "" if text in ("-", "") else text


def _category(text: str) -> str:
    return f"category: {text}" if _CATEGORY.fullmatch(text) else ""
