from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_rounds_ballots_grades")]

    operations = [
        migrations.AddField(
            model_name="ballottally",
            name="uuid",
            field=models.UUIDField(
                blank=True, help_text="made by the phone that counted: the same tally sent twice is one", null=True
            ),
        ),
    ]
