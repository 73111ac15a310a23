"""The database itself refuses to change what an item of evidence says of itself: where, when, by whom, which file."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE, NAME = "incidents_evidence", "incidents_evidence__unchanged"
REFUSAL = "Evidence is never changed: it is sealed, stamped or disposed of."
# The encrypted words are left out, since a change of keys locks them anew; the ledger holds their digest.
FIXED = (
    "case_id", "number", "is_login_wall", "by_id", "captured_at", "received_at", "ledger_entry",
)  # fmt: skip
_CHANGED = "{fixed} OR (NEW.file_id IS NOT NULL AND NEW.file_id {differs} OLD.file_id)"


def ensure(connection: BaseDatabaseWrapper) -> None:
    """Set the guard, or set it anew."""
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    fixed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    changed = _CHANGED.format(fixed=fixed, differs=differs)
    with connection.cursor() as cursor:
        for statement in _statements(changed, vendor=connection.vendor):
            cursor.execute(statement)


def _statements(changed: str, *, vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {NAME}",
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {changed}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        ]
    return [
        "CREATE OR REPLACE FUNCTION incidents_refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$"
        f" BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $refuse$",
        f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}",
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({changed})"
        " EXECUTE FUNCTION incidents_refuse()",
    ]
