"""Makes all tables of an empty database at once: going through every change that led to them takes a hundred times as long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table yet."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def make_tables(connection: BaseDatabaseWrapper, *, after: Sequence[tuple[str, str]] = ()) -> None:
    """Leave an empty database as these migrations, or all there are, would leave it: in one transaction."""
    loader = MigrationLoader(connection)
    migrations = sorted(after or loader.graph.nodes)
    as_it_was = loader.project_state(migrations).apps
    done = MigrationRecorder.Migration
    with connection.schema_editor() as editor:
        for model in as_it_was.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        editor.create_model(done)
        for step in _steps(loader, migrations):
            step.code(as_it_was, editor)
        done.objects.using(connection.alias).bulk_create(
            done(app=app, name=name) for app, name in migrations
        )


def _steps(loader: MigrationLoader, migrations: Sequence[tuple[str, str]]) -> Iterator[RunPython]:
    """What they do beside the tables. Steps that carry old rows over are marked as elidable: here are none."""
    for node in migrations:
        for operation in loader.get_migration(*node).operations:
            if isinstance(operation, RunPython) and not operation.elidable:
                yield operation
