from django.db import migrations, models


class Migration(migrations.Migration):
    """The fixed words of a proclamation in a language whose formulae we do not know."""

    dependencies = [("agreements", "0009_ceremony_guests_and_registers")]

    operations = [
        migrations.AddField(
            model_name="proclamation",
            name="opening_2",
            field=models.CharField(
                blank=True, max_length=60, verbose_name="“Whereas” in the second language"
            ),
        ),
        migrations.AddField(
            model_name="proclamation",
            name="formula_2",
            field=models.TextField(
                blank=True, max_length=1000, verbose_name="“Now therefore …” in the second language"
            ),
        ),
        migrations.AddField(
            model_name="proclamation",
            name="witness_2",
            field=models.TextField(
                blank=True, max_length=1000, verbose_name="“In witness whereof …” in the second language"
            ),
        ),
        migrations.AddField(
            model_name="proclamation",
            name="office_2",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="office of our signatory in the second language"
            ),
        ),
        migrations.AddField(
            model_name="proclamation",
            name="place_2",
            field=models.CharField(blank=True, max_length=200, verbose_name="place in the second language"),
        ),
        migrations.AlterField(
            model_name="proclamation",
            name="language",
            field=models.CharField(
                choices=[
                    ("en", "English"),
                    ("fr", "French"),
                    ("es", "Spanish"),
                    ("de", "German"),
                    ("uk", "Ukrainian"),
                    ("ar", "Arabic"),
                    ("ja", "Japanese"),
                    ("ko", "Korean"),
                    ("zh-hans", "Chinese (simplified)"),
                    ("zh-hant", "Chinese (traditional)"),
                ],
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
