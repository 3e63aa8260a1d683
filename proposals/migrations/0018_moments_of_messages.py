import datetime as dt
import zoneinfo

from django.db import migrations, models

from twinning import clock


def fill(apps, schema_editor):
    """As messages do when they are saved: in the order of entry, the middle of the day where nobody wrote down the hour."""
    message = apps.get_model("proposals", "Message")
    known = {}
    for one in message.objects.order_by("record", "pk").only("record", "on", "time", "zone", "at").iterator(chunk_size=200):
        earlier = known.setdefault(one.record_id, [])
        moment = _moment(one, earlier)
        earlier.append(moment)
        one.moment_at = moment
        one.save(update_fields=["moment_at"])


def _moment(one, earlier):
    zone = zoneinfo.ZoneInfo(one.zone)
    if one.time is not None:
        return dt.datetime.combine(one.on, one.time, zone).astimezone(dt.UTC)
    begins, noon, ends = (
        dt.datetime.combine(one.on + dt.timedelta(days=days), dt.time(hour), zone).astimezone(dt.UTC)
        for days, hour in ((0, 0), (0, 12), (1, 0))
    )
    if begins <= one.at < noon:
        noon = one.at
    return max([noon, *(moment for moment in earlier if begins <= moment < ends)])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0017_work_plans_in_two_languages")]

    operations = [
        migrations.AddField(
            "message", "moment_at", models.DateTimeField(editable=False, default=clock.now), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            "message",
            options={"ordering": ["-moment_at", "-pk"], "verbose_name": "message", "verbose_name_plural": "messages"},
        ),
    ]
