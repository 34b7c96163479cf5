from django.db import migrations


def guard(apps, schema_editor):
    """Cards that are there already: whoever was once in a family with somebody whose address is restricted has to do
    with them still, as cards made from now on say by themselves."""
    db = schema_editor.connection.alias
    card, member = apps.get_model("people", "Card"), apps.get_model("access", "CircleMember")
    families = member.objects.using(db).filter(subject__address_restricted=True).values("circle_id")
    ever = member.objects.using(db).filter(circle_id__in=families).values("subject_id")
    card.objects.using(db).filter(person_id__in=ever).update(team_guarded=True)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_sealed_parts"),
    ]

    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
