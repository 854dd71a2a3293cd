"""The State Council's notice on public holidays of 2026 (domain.md 1.18, P76)."""

import datetime as dt

from django.db import migrations

SOURCE = "国务院办公厅2026年节假日安排（P76）"
OFF = [
    ("元旦", (1, 1), (1, 3)),
    ("春节", (2, 15), (2, 23)),
    ("清明节", (4, 4), (4, 6)),
    ("劳动节", (5, 1), (5, 5)),
    ("端午节", (6, 19), (6, 21)),
    ("中秋节", (9, 25), (9, 27)),
    ("国庆节", (10, 1), (10, 7)),
]
WORKED = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


def seed(apps, schema_editor):
    DayOverride = apps.get_model("policies", "DayOverride")
    for name, first, last in OFF:
        day = dt.date(2026, *first)
        while day <= dt.date(2026, *last):
            DayOverride.objects.get_or_create(
                on=day, region=None, defaults={"is_workday": False, "name": name, "source": SOURCE}
            )
            day += dt.timedelta(days=1)
    for month, number in WORKED:
        DayOverride.objects.get_or_create(
            on=dt.date(2026, month, number),
            region=None,
            defaults={"is_workday": True, "name": "调休上班", "source": SOURCE},
        )


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
