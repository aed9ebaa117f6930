"""Refuse what would change a draw after its commitment, on both databases.

Frozen are the files, the rosters, the drawn firms and the texts; numbers once they are logged;
a draw and its teams may move on, never go away. A later migration that rebuilds one of these
tables on SQLite has to add the triggers again.
"""

from django.db import migrations

FROZEN = (
    "draws_prooffile",
    "draws_rostertarget",
    "draws_rosterinspector",
    "draws_drawntarget",
    "draws_contribution",
    "draws_planentry",
)
KEPT = ("draws_draw", "draws_teamslot", "draws_signingkey")
LOGGED = "draws_beaconentry"

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION mingqian_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is frozen', TG_TABLE_NAME; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION mingqian_frozen()
"""


def _triggers(postgresql):
    """Yield (table, verb, when) of every trigger."""
    for table in FROZEN:
        for verb in ("UPDATE", "DELETE"):
            yield table, verb, ""
    for table in KEPT:
        yield table, "DELETE", ""
    condition = "OLD.log_index IS NOT NULL"
    for verb in ("UPDATE", "DELETE"):
        yield LOGGED, verb, f"WHEN ({condition})" if postgresql else f"WHEN {condition}"


def add(apps, schema_editor):
    """Add the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(FUNCTION, None)
    for table, verb, when in _triggers(postgresql):
        text = POSTGRESQL if postgresql else SQLITE
        schema_editor.execute(text.format(table=table, verb=verb, when=when))


def drop(apps, schema_editor):
    """Drop the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, verb, _when in _triggers(postgresql):
        on = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")


class Migration(migrations.Migration):
    """Frozen by trigger: private ORM calls and raw SQL are refused too."""

    dependencies = [("draws", "0003_plan_entries_keys_and_evidence")]
    operations = [migrations.RunPython(add, drop, elidable=False)]
