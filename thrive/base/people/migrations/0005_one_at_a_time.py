# An exclusion constraint on PostgreSQL; nothing on SQLite.

from django.conf import settings
from django.db import migrations

import thrive.base.history.one_at_a_time


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_btree_gist"),
        ("directory", "0001_initial"),
        ("people", "0004_team_guarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="casesummary",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("person",), name="people_casesummary_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("person", "household"), name="people_householdmember_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="life",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("person",), name="people_life_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="parentalresponsibility",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("person", "child"), name="people_parentalresponsibility_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="placelink",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("person", "place"), name="people_placelink_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=thrive.base.history.one_at_a_time.OneAtATime(
                fields=("person", "other", "kind"), name="people_relationship_one_at_a_time"
            ),
        ),
    ]
