"""Keep the duty of a grant equal to the duty of its person, on both databases (三员)."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER accounts_rolegrant_duty_{verb} BEFORE {verb} ON accounts_rolegrant
WHEN NEW.duty <> (SELECT duty FROM accounts_user WHERE id = NEW.user_id)
BEGIN SELECT RAISE(ABORT, 'duties exclude each other'); END
"""
SQLITE_USER = """
CREATE TRIGGER accounts_user_duty BEFORE UPDATE OF duty ON accounts_user
WHEN NEW.duty <> OLD.duty AND EXISTS (SELECT 1 FROM accounts_rolegrant WHERE user_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'duties exclude each other'); END
"""
POSTGRESQL = """
CREATE FUNCTION mingqian_grant_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.duty <> (SELECT duty FROM accounts_user WHERE id = NEW.user_id) THEN
    RAISE EXCEPTION 'duties exclude each other';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_rolegrant_duty BEFORE INSERT OR UPDATE ON accounts_rolegrant
FOR EACH ROW EXECUTE FUNCTION mingqian_grant_duty();
CREATE FUNCTION mingqian_user_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.duty <> OLD.duty
     AND EXISTS (SELECT 1 FROM accounts_rolegrant WHERE user_id = OLD.id) THEN
    RAISE EXCEPTION 'duties exclude each other';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_user_duty BEFORE UPDATE ON accounts_user
FOR EACH ROW EXECUTE FUNCTION mingqian_user_duty();
"""


def add(apps, schema_editor):
    """Add the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for verb in ("INSERT", "UPDATE"):
        schema_editor.execute(SQLITE.format(verb=verb))
    schema_editor.execute(SQLITE_USER)


def drop(apps, schema_editor):
    """Drop the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION mingqian_grant_duty() CASCADE")
        schema_editor.execute("DROP FUNCTION mingqian_user_duty() CASCADE")
        return
    for name in ("accounts_rolegrant_duty_INSERT", "accounts_rolegrant_duty_UPDATE"):
        schema_editor.execute(f"DROP TRIGGER {name}")
    schema_editor.execute("DROP TRIGGER accounts_user_duty")


class Migration(migrations.Migration):
    """The three administrators exclude each other even against raw SQL."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add, drop, elidable=False)]
