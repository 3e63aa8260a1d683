from django.db import migrations, models


def fold(apps, schema_editor):
    from twinning.places.keys import key

    message = apps.get_model("proposals", "Message")
    for one in message.objects.order_by("pk").iterator(chunk_size=200):
        one.folded = key(f"{one.subject} {one.summary} {one.sender} {one.words}")
        one.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_drop_what_was_carried_over_from_correspondence")]

    operations = [
        migrations.AddField("message", "folded", models.TextField(blank=True, editable=False, default=""), preserve_default=False),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
