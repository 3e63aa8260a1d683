
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0004_drop_what_was_carried_over'),
        ('records', '0007_issued_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='signature',
            name='evidence',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.upload'),
        ),
        migrations.AddField(
            model_name='signature',
            name='evidence_words',
            field=models.CharField(blank=True, help_text='Such as: signed before our clerk’s eyes, or their letter of 6 March.', max_length=500, verbose_name='how we know'),
        ),
        migrations.AddField(
            model_name='signature',
            name='reason',
            field=models.TextField(blank=True, max_length=2000, verbose_name='reason'),
        ),
    ]
