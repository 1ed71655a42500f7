"""Triggers that refuse to change or delete an entry, on both engines."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    f"""CREATE TRIGGER journal_entry_no_{act.lower()} BEFORE {act} ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    for act in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE deletes the row it replaces without asking a DELETE trigger
    """CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry
    WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM journal_entry WHERE unit = NEW.unit AND year = NEW.year AND number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
]
POSTGRESQL = [
    """CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_append_only()""",
    """CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()""",
]


def create_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the triggers in the words of the engine."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, elidable=False)]
