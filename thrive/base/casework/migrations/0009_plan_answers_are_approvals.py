"""What was answered to versions of plans is kept as approvals: who asked, who answered, when, and why."""

from django.db import migrations

from thrive.base.history.refs import new_ref

VERSION = "casework.planversion"
STATES = {"agreed": "approved", "returned": "returned"}
ANSWERS = {state: outcome for outcome, state in STATES.items()}


def keep(apps, schema_editor):
    """An approval for each version: asked by its writer when it was written, then as it was answered. One that nobody
    answered before a later one was written is asked no longer since then."""
    Version, Answer = apps.get_model("casework", "PlanVersion"), apps.get_model("casework", "PlanAnswer")
    answers = {one.version_id: one for one in Answer.objects.order_by("pk")}
    later = {}
    for version in Version.objects.order_by("plan_id", "-number"):
        answer, after = answers.get(version.pk), later.get(version.plan_id)
        if answer is not None:
            end = _end(answer, state=STATES[answer.outcome], why=answer.why)
        elif after is not None:
            end = _end(after, state="taken_back", why=f"Version {after.number} was written")
        else:
            end = None
        _write(apps, version, end)
        later[version.plan_id] = version


def _end(row, *, state, why):
    comment = why if state == "approved" else ""
    return {
        "state": state, "why": "" if state == "approved" else why, "comment": comment,
        "happened_on": row.happened_on, "recorded_at": row.recorded_at, "recorded_by_id": row.recorded_by_id,
    }  # fmt: skip


def _write(apps, version, end):
    Approval, About = apps.get_model("casework", "Approval"), apps.get_model("casework", "ApprovalAbout")
    about = apps.get_model("casework", "PlanAbout").objects.filter(plan_id=version.plan_id)
    keys = list(about.order_by("pk").values_list("subject_id", flat=True))
    numbers = apps.get_model("casework", "PlanVersion").objects.filter(plan_id=version.plan_id)
    stamp = version.number if end else max(numbers.values_list("number", flat=True))
    same = {
        "thread": new_ref(), "kind": version.kind, "object_type": VERSION, "object_id": version.pk,
        "stamp": str(stamp), "asked_by_id": version.recorded_by_id, "asked_at": version.recorded_at,
    }  # fmt: skip
    asked = Approval.objects.create(
        **same, state="asked", happened_on=version.happened_on, recorded_at=version.recorded_at,
        recorded_by_id=version.recorded_by_id, replaced_at=end["recorded_at"] if end else None,
    )  # fmt: skip
    rows = [asked]
    if end:
        rows.append(Approval.objects.create(**same, **end, replaces=asked))
    for row in rows:
        for key in keys:
            About.objects.create(approval=row, subject_id=key)


def give_back(apps, schema_editor):
    """The answers as they were, for whoever goes back. What was asked and taken back had no place then."""
    Approval, Answer = apps.get_model("casework", "Approval"), apps.get_model("casework", "PlanAnswer")
    for one in Approval.objects.filter(object_type=VERSION, replaced_at=None, state__in=ANSWERS).order_by("pk"):
        Answer.objects.create(
            version_id=one.object_id, outcome=ANSWERS[one.state], why=one.why or one.comment[:400],
            happened_on=one.happened_on, recorded_at=one.recorded_at, recorded_by_id=one.recorded_by_id,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_approvals")]

    operations = [migrations.RunPython(keep, give_back)]
