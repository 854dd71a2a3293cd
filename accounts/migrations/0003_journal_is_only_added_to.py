from django.db import migrations


def put_up(apps, schema_editor):
    from accounts.guards import put_up

    put_up(schema_editor.connection)


def take_down(apps, schema_editor):
    from accounts.guards import take_down

    take_down(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sessions_tokens_and_closed_accounts")]

    operations = [migrations.RunPython(put_up, take_down)]
