from __future__ import annotations

from datetime import UTC, datetime, time

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import gatepost.vault.fields


def shut_for_those_who_were_stopped(apps, schema_editor):
    """The hour was not kept so far: the first of their last day errs on the safe side."""
    for runner in apps.get_model("channels", "Runner").objects.exclude(until_on=None):
        runner.stopped_at = datetime.combine(runner.until_on, time(), UTC)
        runner.save(update_fields=["stopped_at"])


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_fakereport_listed"), ("people", "0004_imports")]
    operations = [
        migrations.AddField(
            model_name='runner',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='runner',
            constraint=models.CheckConstraint(condition=models.Q(('stopped_at', None), ('until_on__isnull', False), _connector='OR'), name='who_was_stopped_has_a_last_day'),
        ),
        migrations.RunPython(shut_for_those_who_were_stopped, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name='Secret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('value', gatepost.vault.fields.EncryptedTextField(null=True)),
                ('entered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='channels.channel')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('kind', 'name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SecretLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('secret', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='channels.secret')),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='SecretMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('stopped', '{person} runs this account no longer.'), ('left', '{person} has left the school.'), ('known', 'Somebody else may know it: {note}')], max_length=20)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('secret', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='channels.secret')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='secret',
            constraint=models.UniqueConstraint(models.F('channel'), models.F('kind'), django.db.models.functions.text.Lower('name'), condition=models.Q(('ended_at', None)), name='one_secret_of_a_kind_and_name'),
        ),
        migrations.AddConstraint(
            model_name='secret',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('value__isnull', False)), models.Q(('ended_at__isnull', False), ('value__isnull', True)), _connector='OR'), name='what_ended_keeps_no_secret'),
        ),
    ]
