from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_verification"), ("people", "0004_imports")]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('leaves', 'Leaves the school'), ('stopped', 'Stopped, and too few are left')], max_length=10)),
                ('due_on', models.DateField()),
                ('opened_at', models.DateTimeField()),
                ('ended_in', models.CharField(blank=True, choices=[('transferred', 'Passed on'), ('closed', 'Closed'), ('not-needed', 'Not needed any more')], max_length=15)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='channels.runner')),
            ],
            options={
                'ordering': ('due_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='HandoverStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('named', 'Somebody else is named to run it'), ('secrets-changed', 'What the leaver knows is changed'), ('access-removed', 'The leaver has no way in any more'), ('readers-told', 'Its readers were told'), ('archived', 'A copy of what was published is kept')], max_length=20)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='channels.handover')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('runner',), name='one_open_hand_over_a_runner'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_in', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_in', ''), _negated=True)), _connector='OR'), name='a_hand_over_that_ended_says_how'),
        ),
        migrations.AddConstraint(
            model_name='handoverstep',
            constraint=models.UniqueConstraint(condition=models.Q(('step', 'named'), _negated=True), fields=('handover', 'step'), name='each_step_of_a_hand_over_once'),
        ),
    ]
