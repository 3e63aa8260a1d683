import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0015_first_wordings_of_letters")]

    operations = [
        migrations.AlterField(
            model_name="delegate",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="proposals.delegation",
            ),
        ),
    ]
