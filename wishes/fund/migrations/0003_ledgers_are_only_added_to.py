from django.db import migrations

from common.addonly import AddOnly

GUARDS = (AddOnly("fund_entry", but=("path",)), AddOnly("fund_move", but=("path",)), AddOnly("fund_closing"))


def put_up(apps, schema_editor):
    """Lines of money and goods and the quarters that were signed for: the database refuses to change or remove one."""
    for guard in GUARDS:
        guard.put_up(schema_editor.connection)


def take_down(apps, schema_editor):
    for guard in GUARDS:
        guard.take_down(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("fund", "0002_words_of_the_ledger")]

    operations = [migrations.RunPython(put_up, take_down)]
