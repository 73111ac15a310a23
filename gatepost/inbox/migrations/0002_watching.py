"""Rotas, daily looks, what is told before it is late, and pictures that somebody was asked about."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import gatepost.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0006_handover"),
        ("inbox", "0001_initial"),
        ("people", "0005_school_dates"),
    ]

    operations = [
        migrations.CreateModel(
            name='HolidayNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('words', models.TextField()),
                ('at', models.DateTimeField()),
                ('down_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holiday_notices', to='channels.channel')),
                ('down_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('first_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='PictureSaid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('answer', models.CharField(choices=[('no', 'No'), ('yes', 'Yes'), ('unsure', 'I am not sure')], max_length=6)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures_said', to='inbox.item')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inbox.version')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Watched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='watched', to='channels.channel')),
            ],
        ),
        migrations.CreateModel(
            name='Escalated',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=10)),
                ('due_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('people', models.PositiveSmallIntegerField(default=0)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalated', to='inbox.item')),
            ],
            options={
                'ordering': ('at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('item', 'step', 'due_at'), name='each_step_is_told_once')],
            },
        ),
        migrations.CreateModel(
            name='Looked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('is_later', models.BooleanField(default=False)),
                ('found', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', gatepost.vault.fields.EncryptedTextField(default='')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looked', to='channels.channel')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('at', 'pk'),
                'indexes': [models.Index(fields=['channel', 'on'], name='inbox_looked_when')],
            },
        ),
        migrations.CreateModel(
            name='NotMe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='not_for', to='inbox.item')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'person'), name='nobody_is_asked_twice')],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('weekdays', models.CharField(default='0123456', max_length=7)),
                ('entered_at', models.DateTimeField()),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='channels.channel')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='people.school')),
            ],
            options={
                'ordering': ('from_on', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('weekdays', ''), _negated=True), name='a_shift_has_days_of_the_week')],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('back_first_on', models.DateField(blank=True, null=True)),
                ('back_last_on', models.DateField(blank=True, null=True)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('agreed', models.BooleanField(default=False)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_asked', to='people.person')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_for_me', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.school')),
            ],
            options={
                'ordering': ('asked_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('agreed', False), ('answered_at__isnull', False), _connector='OR'), name='who_agrees_has_answered')],
            },
        ),
    ]
