"""A city that was entered before there was a library of clauses begins with the same ones as a new city."""

from django.db import migrations


def seed(apps, schema_editor):
    from agreements.agreement.text.first_clauses import all_of_them

    wording = apps.get_model("agreements", "ClauseWording")
    if apps.get_model("municipality", "Municipality").objects.exists() and not wording.objects.exists():
        wording.objects.bulk_create([wording(**words) for words in all_of_them()])


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0008_words_of_proclamations"),
        ("municipality", "0004_letters_of_intent"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
