# An exclusion constraint on PostgreSQL; nothing on SQLite.

from django.conf import settings
from django.db import migrations

import thrive.base.history.one_at_a_time


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_btree_gist"),
        ("access", "0004_one_at_a_time"),
        ("local", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="commencement",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("rule", "authority", "area", "purpose"), name="local_commencement_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("day", "authority"), name="local_holiday_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="variation",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("rule", "authority", "area", "purpose"), name="local_variation_one_at_a_time"
            ),
        ),
    ]
