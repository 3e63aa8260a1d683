from django.db import migrations

from twinning.records import triggers


class Migration(migrations.Migration):
    """From here on the database itself refuses to change or delete an event."""

    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.create(editor.connection),
            lambda apps, editor: triggers.drop(editor.connection),
        )
    ]
