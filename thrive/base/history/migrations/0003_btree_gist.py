from django.db import migrations

from thrive.base.history import one_at_a_time


def make(apps, schema_editor):
    """The extension that exclusion constraints need; nothing on SQLite."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(one_at_a_time.BTREE_GIST, params=None)


class Migration(migrations.Migration):
    dependencies = [("history", "0002_kept_apart")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
