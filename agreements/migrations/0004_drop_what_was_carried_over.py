from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0003_carry_agreements_over'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='signing',
            name='at_least_one_original',
        ),
        migrations.RemoveField(
            model_name='agreement',
            name='options',
        ),
        migrations.RemoveField(
            model_name='agreement',
            name='partner_approval',
        ),
        migrations.RemoveField(
            model_name='agreement',
            name='partner_approved_on',
        ),
        migrations.RemoveField(
            model_name='agreement',
            name='recommendation',
        ),
        migrations.RemoveField(
            model_name='agreementtext',
            name='body',
        ),
        migrations.RemoveField(
            model_name='signing',
            name='holders',
        ),
        migrations.RemoveField(
            model_name='signing',
            name='originals',
        ),
        migrations.RemoveField(
            model_name='signing',
            name='registered_with',
        ),
        migrations.AddConstraint(
            model_name='agreementtext',
            constraint=models.UniqueConstraint(fields=('record', 'language'), name='agreement_once_per_language', violation_error_message='The agreement has this language already.'),
        ),
    ]
