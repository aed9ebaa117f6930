"""Refuse update and delete of log entries and checkpoints, on both databases."""

from django.db import migrations

TABLES = ('draws_logentry', 'draws_checkpoint')

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION mingqian_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION mingqian_append_only()
"""


def add(apps, schema_editor):
    """Add the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, None)
    verbs = ("UPDATE", "DELETE", "TRUNCATE") if postgresql else ("UPDATE", "DELETE")
    for table in TABLES:
        for verb in verbs:
            text = POSTGRESQL if postgresql else SQLITE
            schema_editor.execute(text.format(table=table, verb=verb))


def drop(apps, schema_editor):
    """Drop the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    verbs = ("UPDATE", "DELETE", "TRUNCATE") if postgresql else ("UPDATE", "DELETE")
    for table in TABLES:
        for verb in verbs:
            on = f" ON {table}" if postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")


class Migration(migrations.Migration):
    """Append-only by trigger: private ORM calls and raw SQL are refused too."""

    dependencies = [("draws", "0001_initial")]
    operations = [migrations.RunPython(add, drop, elidable=False)]
