"""Every stored field carries its sensitivity label, and every rule its source and a worked example."""

from typing import Any

from django.apps import apps
from django.db import models

from thrive.base import law
from thrive.base.history.sensitivity import Sensitivity


def faults(model: type[models.Model]) -> list[str]:
    """Fields without a label, labels without a field, labels of another kind."""
    labels: dict[str, Any] = {}
    for one in reversed(model.__mro__):
        labels.update(vars(one).get("SENSITIVITY", {}))
    fields = {
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key  # a key says nothing
    } | {field.name for field in model._meta.local_many_to_many}
    return (
        [f"{model._meta.label}.{one} has no label" for one in sorted(fields - labels.keys())]
        + [
            f"{model._meta.label} labels {one}, which is no field"
            for one in sorted(labels.keys() - fields - {model._meta.pk.name})
        ]
        + [f"{model._meta.label}.{one}: {label!r}" for one, label in labels.items() if label not in list(Sensitivity)]
    )


def test_a_field_without_a_label_is_found():
    class Wrong(models.Model):
        told = models.TextField()
        untold = models.TextField()
        SENSITIVITY = {"told": Sensitivity.PERSONAL, "gone": Sensitivity.OPEN}

        class Meta:
            app_label = "history"

    try:
        assert faults(Wrong) == ["history.Wrong.untold has no label", "history.Wrong labels gone, which is no field"]
    finally:
        del apps.all_models["history"]["wrong"]
        apps.clear_cache()


def test_every_field_has_a_label():
    found = [one for model in apps.get_models() if model.__module__.startswith("thrive.") for one in faults(model)]
    assert not found, "\n".join(found)


def test_every_rule_is_cited_and_has_an_example():
    assert law.declared()
    assert law.faults(law.declared()) == []
