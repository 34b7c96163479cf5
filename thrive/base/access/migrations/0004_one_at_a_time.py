# An exclusion constraint on PostgreSQL; nothing on SQLite.

from django.db import migrations

import thrive.base.history.one_at_a_time


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_btree_gist"),
        ("access", "0003_declarations"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="circlemember",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("circle", "subject"), name="access_circlemember_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("user", "subject"), name="access_declaration_one_at_a_time"
            ),
        ),
    ]
