from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]

    operations = [
        migrations.AddField("paperrun", "size", models.PositiveIntegerField(default=0, help_text="bytes")),
    ]
