from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0016_members_of_a_delegation_stay")]

    operations = [
        migrations.AddField(
            model_name="correspondence",
            name="plan_language_2",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Leave it empty where one language is enough.",
                max_length=10,
                verbose_name="second language of the plan",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correspondence",
            name="budget_terms_2",
            field=models.TextField(
                blank=True,
                default="",
                max_length=5000,
                verbose_name="who pays for what, in the second language",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="goal",
            name="title_2",
            field=models.CharField(
                blank=True, default="", max_length=300, verbose_name="goal in the second language"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="goal",
            name="activity_2",
            field=models.CharField(
                blank=True, default="", max_length=500, verbose_name="activity in the second language"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="goal",
            name="indicator_2",
            field=models.CharField(
                blank=True, default="", max_length=300, verbose_name="what is counted, in the second language"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="goal",
            name="unit_2",
            field=models.CharField(
                blank=True, default="", max_length=100, verbose_name="unit in the second language"
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="planagreement",
            name="channel",
            field=models.CharField(
                choices=[
                    ("post", "Letter by post"),
                    ("email", "E-mail"),
                    ("hand", "Handed over"),
                    ("call", "Telephone"),
                    ("online", "Online meeting"),
                    ("meeting", "Meeting"),
                    ("visit", "Visit"),
                    ("other", "Other"),
                ],
                default="meeting",
                max_length=7,
                verbose_name="by",
            ),
        ),
    ]
