import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('municipality', '0001_initial'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='municipality',
            name='place',
            field=models.ForeignKey(blank=True, help_text='Distances, time differences and likenesses are measured from here.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='place on the map'),
        ),
    ]
