import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0007_councils_decision'),
        ('records', '0007_issued_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='ceremony',
            name='printed',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.document'),
        ),
        migrations.AddField(
            model_name='registration',
            name='papers',
            field=models.ManyToManyField(blank=True, related_name='+', to='records.document', verbose_name='papers that go with it'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='an_invitation_is_for_somebody', violation_error_message='Nobody would come. Write how many people are meant, such as 1.'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(('invited_on', None), ('replied_on', None), ('replied_on__gte', models.F('invited_on')), _connector='OR'), name='guest_answers_after_the_invitation', violation_error_message='The answer is dated before the invitation. Correct one of the two days; without an invitation leave its day empty.'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(('replied_on', None), models.Q(('reply', ''), _negated=True), _connector='OR'), name='an_answer_says_what', violation_error_message='There is a day of the answer and no answer. Say whether they come, or take the day out.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('sent_on', None), ('certificate_on', None), ('certificate_on__gte', models.F('sent_on')), _connector='OR'), name='certificate_comes_after_the_packet', violation_error_message='The certificate is dated before the packet was sent. Correct one of the two days.'),
        ),
        migrations.AlterConstraint(
            model_name='registration',
            name='another_register_has_a_name',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('register', 'other'), _negated=True), models.Q(('name', ''), _negated=True), _connector='OR'), name='another_register_has_a_name', violation_error_message='The name of the register is missing. Write it as it calls itself.'),
        ),
    ]
