"""What 0009 carried over has its place elsewhere now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_carry_correspondence_over")]

    operations = [
        migrations.RemoveField(
            model_name='correspondence',
            name='counterpart',
        ),
        migrations.RemoveField(
            model_name='correspondence',
            name='counterpart_confirmed_on',
        ),
        migrations.RemoveField(
            model_name='correspondence',
            name='counterpart_how',
        ),
        migrations.RemoveField(
            model_name='correspondence',
            name='test_programme',
        ),
        migrations.RemoveField(
            model_name='correspondence',
            name='test_waiver',
        ),
        migrations.RemoveField(
            model_name='goal',
            name='target',
        ),
    ]
