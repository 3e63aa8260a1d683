import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from proposals.proposal.names import identity

VERBS = {f"enquiry.{standing}": standing for standing in ("opened", "held", "declined", "received")}
WORDS = ("asker_name", "organisation", "email", "language", "community_name", "region", "country", "wish")


def carry_over(apps, editor):
    """Tell every decision again out of the history, and keep what the public form brought where nobody has corrected it."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Enquiry = apps.get_model("proposals", "Enquiry")
    kind = ContentType.objects.filter(app_label="proposals", model="enquiry").first()
    for enquiry in Enquiry.objects.order_by("pk"):
        enquiry.community_key = identity(enquiry.community_name)[:200]
        enquiry.save(update_fields=["community_key"])
        events = apps.get_model("records", "Event").objects.filter(content_type=kind, object_id=enquiry.pk)
        decisions(apps, enquiry, list(events.filter(verb__in=VERBS).select_related("remark").order_by("seq")))
        if enquiry.door == "public" and not events.filter(verb="enquiry.corrected").exists():
            words = {name: getattr(enquiry, name) for name in WORDS}
            apps.get_model("proposals", "Original").objects.create(enquiry=enquiry, words=words)
    # PostgreSQL makes no index on a table while checks of its rows are still to come.
    editor.connection.check_constraints()


def decisions(apps, enquiry, events):
    Decision = apps.get_model("proposals", "Decision")
    for event in events:
        last = event is events[-1]
        at = enquiry.decided_at if last and enquiry.decided_at else event.at
        told = Decision.objects.create(
            enquiry=enquiry,
            standing=VERBS[event.verb],
            reason=event.remark.text if event.remark else "",
            by_id=event.actor_id,
            at=at,
            on=timezone.localdate(at),
            # Until when it was held before is not in the history; the last time stands on the enquiry.
            until=enquiry.held_until if last else None,
        )
        for letter in enquiry.letters.filter(kind=told.standing, outgoing__created_at__gte=event.at):
            letter.decision = told
            letter.save(update_fields=["decision"])


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("records", "0003_outbox"),
        ("proposals", "0005_enquiries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('new', 'New'), ('screening', 'Under screening'), ('held', 'On hold'), ('opened', 'Proposal opened'), ('declined', 'Declined'), ('received', 'Received for information')], max_length=10, verbose_name='standing')),
                ('reason', models.TextField(blank=True, max_length=5000, verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('on', models.DateField(verbose_name='decided on')),
                ('until', models.DateField(null=True, verbose_name='on hold until')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='proposals.enquiry')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['standing', 'on'], name='decision_of_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField()),
                ('enquiry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='original', to='proposals.enquiry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='enquiry',
            name='place_by_name',
            field=models.BooleanField(default=False, editable=False, verbose_name='found by its name, to be confirmed'),
        ),
        migrations.AddField(
            model_name='letter',
            name='decision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='proposals.decision'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
