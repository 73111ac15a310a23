import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_people_roles_and_accounts'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=200)),
                ('valid_for_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('days_to_start', models.PositiveSmallIntegerField(default=30)),
                ('for_actors', models.JSONField(default=list)),
                ('clauses', models.JSONField(default=list)),
                ('set_up_at', models.DateTimeField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='people.school')),
                ('set_up_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('school', 'topic'),
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named', models.CharField(blank=True, max_length=500)),
                ('title', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('audiences', models.JSONField(default=list)),
                ('entered_at', models.DateTimeField()),
                ('taken_away_at', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('fails_since', models.DateTimeField(blank=True, null=True)),
                ('finding', models.CharField(blank=True, max_length=200)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='people.school')),
            ],
            options={
                'ordering': ('title', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('pupils', 'Pupils'), ('parents', 'Parents and carers')], max_length=7)),
                ('topic', models.CharField(max_length=200)),
                ('planned_on', models.DateField()),
                ('planned_at', models.DateTimeField()),
                ('delivered_on', models.DateField(blank=True, null=True)),
                ('notes', models.CharField(blank=True, max_length=500)),
                ('clauses', models.JSONField(default=list)),
                ('delivered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme', to='people.school')),
                ('resources', models.ManyToManyField(blank=True, related_name='+', to='training.resource')),
            ],
            options={
                'ordering': ('planned_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SelfStudy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('looked_at_at', models.DateTimeField(blank=True, null=True)),
                ('is_accepted', models.BooleanField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='training.course')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.sealedfile')),
                ('looked_at_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='studies', to='people.person')),
            ],
            options={
                'ordering': ('-done_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('held_by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.course')),
            ],
            options={
                'ordering': ('-on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='people.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='training.session')),
            ],
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.UniqueConstraint(fields=('school', 'topic'), name='one_course_a_topic', violation_error_message='There is a course on this topic already.'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('valid_for_months', None), ('valid_for_months__gte', 1), _connector='OR'), name='a_course_counts_for_a_month_at_least'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('named', ''), _negated=True), fields=('school', 'named'), name='one_row_for_what_the_policy_names'),
        ),
        migrations.AddConstraint(
            model_name='programmeitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_by', None), ('delivered_on', None)), models.Q(('delivered_by__isnull', False), ('delivered_on__isnull', False)), _connector='OR'), name='a_programme_item_is_delivered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='selfstudy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_accepted', None), ('looked_at_at', None), ('looked_at_by', None)), models.Q(('is_accepted__isnull', False), ('looked_at_at__isnull', False), ('looked_at_by__isnull', False)), _connector='OR'), name='evidence_is_looked_at_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='selfstudy',
            constraint=models.CheckConstraint(condition=models.Q(('looked_at_by', None), models.Q(('looked_at_by', models.F('person')), _negated=True), _connector='OR'), name='nobody_accepts_their_own_evidence'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('session', 'person'), name='nobody_attends_a_session_twice'),
        ),
    ]
