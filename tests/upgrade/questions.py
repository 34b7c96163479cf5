"""What a kept database is asked, when it is kept and after every upgrade: the answers must be the same.

Run as `python -m tests.upgrade.questions` with THRIVE_HOME or THRIVE_DATABASE_URL set; prints the answers as JSON.
"""

import json
import os
import sys
from typing import Any


def answers() -> dict[str, Any]:
    """Who is on record, what is known and what happened, as plain values."""
    from django.apps import apps
    from django.db.models import Count

    from thrive.base.access.models import Involvement, Subject
    from thrive.base.history.models import AuditEntry, TwoTime
    from thrive.base.people.models import Card, Family
    from thrive.base.record.models import Event

    facts = [model for model in apps.get_models() if issubclass(model, TwoTime)]
    events = Subject.objects.annotate(told=Count("events")).filter(told__gt=0)
    return {
        "people": [[ref, name, str(born_on)] for ref, name, born_on in _rows(Card, "ref", "name", "born_on")],
        "families": Family.objects.count(),
        "events": dict(events.order_by("ref").values_list("ref", "told")),
        "event titles": sorted(set(Event.objects.values_list("title", flat=True))),
        "facts": {model._meta.label: model._default_manager.count() for model in facts},
        "facts now": {model._meta.label: model._default_manager.filter(replaced_at=None).count() for model in facts},
        "involved": sorted(Involvement.objects.filter(user__isnull=False).values_list("user__email", flat=True)),
        "audit entries": AuditEntry.objects.count(),
    }


def first_page_of_a_record() -> tuple[int, bool]:
    """The status of a record opened by somebody who leads work with the child, and whether it shows the name."""
    from django.test import Client

    from thrive.base.access.models import Involvement
    from thrive.base.history import wall
    from thrive.base.people.models import Card
    from thrive.project import prepare
    from thrive.project.progress import Progress

    prepare.static_files(Progress())
    with wall.whole("which record to open, and who leads, is looked up before anybody signs in"):
        led = Involvement.objects.now().filter(user__isnull=False, circle__isnull=False, purpose="allocated")
        involvement = led.select_related("user").order_by("pk")[0]
        key = involvement.circle.members.now().order_by("pk").values_list("subject_id", flat=True)[0]
        card = Card.objects.get(person_id=key)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(involvement.user)
    answer = client.get(f"/people/{card.ref}/")
    return answer.status_code, card.name in answer.content.decode()


def _rows(model: Any, *fields: str) -> Any:
    return model.objects.order_by(fields[0]).values_list(*fields)


def main() -> None:
    """Print the answers; with `--page` also open a record as its lead would."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thrive.project.settings")
    import django

    django.setup()
    from thrive.base.history import wall

    with wall.whole_process("what is on record is counted"):
        told: dict[str, Any] = answers()
        if "--page" in sys.argv:
            told["page"] = first_page_of_a_record()
    json.dump(told, sys.stdout, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
