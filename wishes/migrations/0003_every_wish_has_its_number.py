"""After every wish has one: a number is unique, and there is always one."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wishes", "0002_life_of_a_wish")]

    operations = [
        migrations.AlterField("wish", "uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
    ]
