"""Keys of whoever may be the same person, and how common each word of a name is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_doubted_on_the_card")]

    operations = [
        migrations.AddField("nameword", "given_share", models.FloatField(blank=True, null=True)),
        migrations.AddField("nameword", "family_share", models.FloatField(blank=True, null=True)),
        migrations.CreateModel(
            name="MatchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "person", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="match_keys", to="people.person"
                    ),
                ),
            ],
        ),
    ]
