import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, editor):
    """The text that stood with a committee becomes the first version of its terms, in force since the committee was formed: nothing else is known.

    Whoever serves speaks for the side of the committee.
    """
    TermsOfReference = apps.get_model("committees", "TermsOfReference")
    for committee in apps.get_model("committees", "Committee").objects.order_by("pk"):
        if committee.terms_of_reference.strip():
            TermsOfReference.objects.create(
                committee=committee,
                number=1,
                text=committee.terms_of_reference,
                state="adopted",
                adopted_on=committee.formed_on,
            )
    for membership in apps.get_model("committees", "Membership").objects.select_related("committee"):
        membership.side = membership.committee.side
        membership.save(update_fields=["side"])
    # PostgreSQL alters no table while checks of its rows are still to come.
    editor.connection.check_constraints()


def carry_back(apps, editor):
    """The version in force stands with the committee again."""
    for terms in apps.get_model("committees", "TermsOfReference").objects.filter(state="adopted"):
        terms.committee.terms_of_reference = terms.text
        terms.committee.save(update_fields=["terms_of_reference"])


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0001_initial'),
        ('records', '0003_outbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='TermsOfReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='version')),
                ('text', models.TextField(max_length=20000, verbose_name='text')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('adopted', 'In force'), ('replaced', 'Replaced')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='adopted on')),
                ('resolution', models.CharField(blank=True, help_text='Its number, such as “2026-114”; leave empty where there was none.', max_length=60, verbose_name='resolution')),
                ('adopted_by', models.CharField(blank=True, help_text='The body that adopted them, such as “Council”.', max_length=200, verbose_name='adopted by')),
            ],
            options={
                'verbose_name': 'terms of reference',
                'verbose_name_plural': 'terms of reference',
                'ordering': ['committee', '-number'],
            },
        ),
        migrations.AddField(
            model_name='committee',
            name='city',
            field=models.CharField(blank=True, help_text='Its name, for a committee there or a joint one.', max_length=200, verbose_name='the other city'),
        ),
        migrations.AddField(
            model_name='committee',
            name='field',
            field=models.CharField(blank=True, help_text='For a sub-committee: what it looks after, such as “water and environment”.', max_length=200, verbose_name='field'),
        ),
        migrations.AddField(
            model_name='committee',
            name='first_party',
            field=models.CharField(blank=True, help_text='Only where the body belongs to two other cities and is kept as an example.', max_length=200, verbose_name='first party'),
        ),
        migrations.AddField(
            model_name='committee',
            name='notice_days',
            field=models.PositiveSmallIntegerField(default=14, help_text='Two weeks: 14; four weeks: 28.', validators=[django.core.validators.MaxValueValidator(366, 'That is more than a year. Write the notice in days, such as 28.')], verbose_name='notice of a meeting, in days'),
        ),
        migrations.AddField(
            model_name='committee',
            name='quorum',
            field=models.PositiveSmallIntegerField(blank=True, help_text='How many must be present to decide. Leave empty where none is fixed.', null=True, validators=[django.core.validators.MinValueValidator(1, 'A number of at least 1 is needed. Write one, or leave it empty.')], verbose_name='quorum'),
        ),
        migrations.AddField(
            model_name='committee',
            name='seats_here',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Leave empty where the number is not fixed.', null=True, validators=[django.core.validators.MinValueValidator(1, 'A number of at least 1 is needed. Write one, or leave it empty.')], verbose_name='seats of our city'),
        ),
        migrations.AddField(
            model_name='committee',
            name='seats_there',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Leave empty where the number is not fixed.', null=True, validators=[django.core.validators.MinValueValidator(1, 'A number of at least 1 is needed. Write one, or leave it empty.')], verbose_name='seats of the other city'),
        ),
        migrations.AddField(
            model_name='committee',
            name='second_party',
            field=models.CharField(blank=True, help_text='The other of the two. What reports to this body belongs to the same parties.', max_length=200, verbose_name='second party'),
        ),
        migrations.AddField(
            model_name='committee',
            name='secretariat',
            field=models.CharField(blank=True, choices=[('ours', 'Our city'), ('theirs', 'The other city'), ('rotating', 'Rotating: whoever hosts the next meeting')], default='', max_length=10, verbose_name='secretariat'),
        ),
        migrations.AddField(
            model_name='membership',
            name='appointed_by',
            field=models.CharField(blank=True, help_text='Its number, such as “2026-114”; leave empty where there was none.', max_length=60, verbose_name='appointed by resolution'),
        ),
        migrations.AddField(
            model_name='membership',
            name='appointed_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of the appointment'),
        ),
        migrations.AddField(
            model_name='membership',
            name='side',
            field=models.CharField(blank=True, choices=[('ours', 'Our city'), ('theirs', 'The other city')], help_text='On a joint body: which of the two the person speaks for.', max_length=10, verbose_name='party'),
        ),
        migrations.AlterField(
            model_name='committee',
            name='kind',
            field=models.CharField(choices=[('council', 'Committee of council'), ('twinning', 'Twinning committee'), ('sub', 'Sub-committee'), ('implementation', 'Joint implementation committee'), ('coordination', 'Joint coordination council'), ('working', 'Working group for one twinning'), ('society', 'Society or association'), ('other', 'Other body')], default='council', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='committee',
            name='side',
            field=models.CharField(choices=[('ours', 'Ours'), ('theirs', 'In the other city'), ('joint', 'Joint: both cities sit on it')], default='ours', max_length=10, verbose_name='side'),
        ),
        migrations.AddConstraint(
            model_name='committee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_party', ''), ('second_party', '')), models.Q(('side', 'joint'), models.Q(('first_party', ''), _negated=True), models.Q(('second_party', ''), _negated=True)), _connector='OR'), name='committee_has_two_parties_or_none', violation_error_message='Only a joint body of two others has two parties of its own. Name both, or leave both empty.'),
        ),
        migrations.AddField(
            model_name='termsofreference',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='committees.committee', verbose_name='committee'),
        ),
        migrations.AddField(
            model_name='termsofreference',
            name='document',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.document'),
        ),
        migrations.AddConstraint(
            model_name='termsofreference',
            constraint=models.UniqueConstraint(fields=('committee', 'number'), name='one_version_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='termsofreference',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('committee',), name='one_draft_of_terms_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='termsofreference',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'adopted')), fields=('committee',), name='one_version_of_terms_in_force'),
        ),
        migrations.AddConstraint(
            model_name='termsofreference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adopted_on', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('adopted_on', None), _negated=True)), _connector='OR'), name='adopted_terms_have_a_day'),
        ),
        migrations.RunPython(carry_over, carry_back),
        migrations.RemoveField(
            model_name='committee',
            name='terms_of_reference',
        ),
    ]
