import django.db.models.deletion
import gatepost.vault.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_people_roles_and_accounts'),
        ('policies', '0002_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('because', models.JSONField(default=list)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_to_read', to='people.person')),
            ],
            options={
                'ordering': ('campaign', 'person__family_name', 'person__given_name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('seen', models.CharField(max_length=64)),
                ('by_link', models.BooleanField(default=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='policies.version')),
                ('ask', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgement', to='policies.ask')),
            ],
            options={
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('groups', models.JSONField()),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='policies.version')),
            ],
            options={
                'ordering': ('-opened_at', '-pk'),
            },
        ),
        migrations.AddField(
            model_name='ask',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='policies.campaign'),
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('ask', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='escalation', to='policies.ask')),
            ],
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('declined', 'does not agree'), ('question', 'has a question')], max_length=8)),
                ('text', gatepost.vault.fields.EncryptedTextField(blank=True)),
                ('seen', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('answer', gatepost.vault.fields.EncryptedTextField(blank=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='policies.ask')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='policies.ask')),
            ],
        ),
        migrations.CreateModel(
            name='SectionRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections_read', to='policies.ask')),
            ],
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('version',), name='one_running_campaign_a_version'),
        ),
        migrations.AddConstraint(
            model_name='ask',
            constraint=models.UniqueConstraint(fields=('campaign', 'person'), name='nobody_is_asked_twice_in_a_campaign'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='a_remark_is_settled_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('ask', 'stage'), name='a_reminder_goes_out_once'),
        ),
        migrations.AddConstraint(
            model_name='sectionread',
            constraint=models.UniqueConstraint(fields=('ask', 'section'), name='a_section_is_read_once'),
        ),
    ]
