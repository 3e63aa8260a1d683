from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0003_carry_research_over'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='existingpartner',
            name='record',
        ),
        migrations.RemoveField(
            model_name='fact',
            name='record',
        ),
        migrations.RemoveField(
            model_name='research',
            name='economy',
        ),
        migrations.RemoveField(
            model_name='research',
            name='economy_rating',
        ),
        migrations.RemoveField(
            model_name='research',
            name='interest',
        ),
        migrations.RemoveField(
            model_name='research',
            name='interest_rating',
        ),
        migrations.RemoveField(
            model_name='research',
            name='likeness',
        ),
        migrations.RemoveField(
            model_name='research',
            name='likeness_rating',
        ),
        migrations.RemoveField(
            model_name='research',
            name='politics',
        ),
        migrations.RemoveField(
            model_name='research',
            name='politics_rating',
        ),
        migrations.RemoveField(
            model_name='research',
            name='social',
        ),
        migrations.RemoveField(
            model_name='research',
            name='social_rating',
        ),
        migrations.RemoveField(
            model_name='research',
            name='why_chosen',
        ),
        migrations.DeleteModel(
            name='ExistingPartner',
        ),
        migrations.DeleteModel(
            name='Fact',
        ),
    ]
