"""A city that was entered before there were wordings begins with the same ones as a new city."""

from django.db import migrations


def seed(apps, schema_editor):
    from proposals.correspondence.letters.first_wordings import all_of_them

    wording = apps.get_model("proposals", "Wording")
    if apps.get_model("municipality", "Municipality").objects.exists() and not wording.objects.exists():
        wording.objects.bulk_create([wording(number=1, **words) for words in all_of_them()])


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0014_committees_taken_off_a_file"),
        ("municipality", "0004_letters_of_intent"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
