"""Reads staff from OneRoster 1.1 and 1.2: users.csv, and in 1.2 the roles in a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gatepost.people.importing import cells, kinds
from gatepost.people.importing.contents import Contents, Fault, FileRefused, Line
from gatepost.people.importing.tables import Table, read_table

USERS, ROLES, ORGS = "users.csv", "roles.csv", "orgs.csv"
FILES = frozenset({USERS, ROLES, ORGS})
# Only these cells are ever looked at: a file may bring passwords along, and they are nobody's business here.
READ = {
    USERS: ("sourcedId", "status", "enabledUser", "role", "givenName", "familyName", "email"),
    ROLES: ("userSourcedId", "status", "role", "beginDate", "endDate", "orgSourcedId"),
    ORGS: ("sourcedId", "status", "type"),
}
FIRST_NAMES = "preferredFirstName", "preferredGivenName"
LAST_NAMES = "preferredLastName", "preferredFamilyName"
NEEDED = {"sourcedId", "givenName", "familyName"}
NOT_STAFF = "pupils, parents or others who do not work at the school"
SCHOOLS = frozenset({"school"})

Record = dict[str, str]


def is_users(table: Table) -> bool:
    """Whether a table is the users.csv of OneRoster."""
    return set(table.rows[0][1]) >= NEEDED


def read_oneroster(files: Mapping[str, bytes], *, on: date) -> Contents:
    """The staff in the files of an export."""
    if USERS not in files:
        raise FileRefused(
            "There is no users.csv. Choose the whole ZIP of the OneRoster export, or users.csv, "
            "roles.csv and orgs.csv together."
        )
    users = read_table(files[USERS], name=USERS)
    _check_one_school(files)
    roles = _roles(files, on=on)
    lines: list[Line] = []
    faults: list[Fault] = []
    left_out = 0
    for number, user in _records(users, USERS, also=FIRST_NAMES + LAST_NAMES):
        actors = _actors(user, roles)
        if not actors:
            left_out += 1
            continue
        try:
            lines.append(Line(number, _values(user, actors, on=on)))
        except cells.CellRefused as problem:
            faults.append(Fault(number, "", str(problem)))
    because = NOT_STAFF if left_out else ""
    return Contents("oneroster", users.encoding, lines, faults, left_out, because)


def _values(user: Record, actors: list[str], *, on: date) -> dict[str, str]:
    given = next((user[one] for one in FIRST_NAMES if user.get(one)), user["givenName"])
    family = next((user[one] for one in LAST_NAMES if user.get(one)), user["familyName"])
    values = {
        "source_id": cells.text(user["sourcedId"]),
        "given_name": cells.name(given),
        "family_name": cells.name(family),
        "email": cells.email(user["email"]) if user.get("email") else "",
        "kind_if_new": ",".join(actors),
        "left_on": on.isoformat() if _is_gone(user) else "",
    }
    for column, called in (("given_name", "givenName"), ("family_name", "familyName")):
        if not values[column]:
            raise cells.CellRefused(f"The cell “{called}” is blank.")
    if not values["source_id"]:
        raise cells.CellRefused("The cell “sourcedId” is blank.")
    return {name: value for name, value in values.items() if value}


def _is_gone(user: Record) -> bool:
    """In OneRoster, who is deleted or switched off is no longer there."""
    status = user.get("status", "").lower()
    return status in ("tobedeleted", "inactive") or user.get("enabledUser", "").lower() == "false"


def _actors(user: Record, roles: Mapping[str, list[str]] | None) -> list[str]:
    """What somebody is, as far as it is something on a list of staff."""
    named = roles.get(user["sourcedId"], []) if roles is not None else [user.get("role", "")]
    known = [kinds.ONEROSTER.get(role.lower().replace(" ", "")) for role in named]
    return sorted({kind for kind in known if kind})


def _roles(files: Mapping[str, bytes], *, on: date) -> dict[str, list[str]] | None:
    """The roles of everybody in roles.csv; None where there is none, as in 1.1."""
    if ROLES not in files:
        return None
    found: dict[str, list[str]] = {}
    for _, record in _records(read_table(files[ROLES], name=ROLES), ROLES):
        if not _is_over(record, on=on):
            found.setdefault(record.get("userSourcedId", ""), []).append(record.get("role", ""))
    return found


def _is_over(record: Record, *, on: date) -> bool:
    ended = cells.cleaned(record.get("endDate", ""))[:10]
    return record.get("status", "").lower() == "tobedeleted" or bool(
        ended and ended < on.isoformat()
    )


def _check_one_school(files: Mapping[str, bytes]) -> None:
    """Refuse an export of several schools: everybody in it would come to this one."""
    if ORGS not in files:
        return
    orgs = [record for _, record in _records(read_table(files[ORGS], name=ORGS), ORGS)]
    schools = [org for org in orgs if org.get("type", "").lower() in SCHOOLS]
    if len([org for org in schools if org.get("status", "").lower() != "tobedeleted"]) > 1:
        raise FileRefused(
            f"This export holds {len(schools)} schools. Export one school at a time, "
            "so that nobody is put on the list of a school where they do not work."
        )


def _records(table: Table, name: str, also: tuple[str, ...] = ()) -> list[tuple[int, Record]]:
    """The rows of a file by heading, with nothing but the columns that are read."""
    headings = [cells.cleaned(cell) for cell in table.rows[0][1]]
    places = {one: headings.index(one) for one in READ[name] + also if one in headings}
    if READ[name][0] not in places or (name == USERS and NEEDED - set(places)):
        raise FileRefused(
            f"“{name}” lacks the headings of OneRoster. They are {', '.join(READ[name][:6])} and others, "
            "with capitals as written here."
        )
    return [
        (
            number,
            {one: cells.cleaned(row[at]) if at < len(row) else "" for one, at in places.items()},
        )
        for number, row in table.rows[1:]
    ]
