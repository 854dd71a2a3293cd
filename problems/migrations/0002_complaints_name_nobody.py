"""Who wrote a complaint or suggestion stands with it alone, no longer on the problem and its first step."""

from django.db import migrations


def forget(apps, schema_editor):
    Complaint, Problem, Step = (apps.get_model("problems", name) for name in ("Complaint", "Problem", "Step"))
    theirs = Complaint.objects.values("problem")
    Problem.objects.filter(pk__in=theirs, raised_by__isnull=False).update(raised_by=None)
    Step.objects.filter(problem__in=theirs, kind="raised", by__isnull=False).update(by=None)


class Migration(migrations.Migration):
    dependencies = [("problems", "0001_initial")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
