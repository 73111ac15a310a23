"""What is done with what others wrote, the words that explain it, second looks, and journalists."""

from __future__ import annotations

import django.db.models.deletion
import gatepost.vault.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0002_watching"),
        ("people", "0005_school_dates"),
        ("posts", "0004_school_dates_and_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Moderation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("hide", "hide"),
                            ("delete", "delete"),
                            ("block", "block"),
                            ("report", "report"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                ("clause", models.CharField(blank=True, max_length=200)),
                ("departs", models.BooleanField(default=False)),
                ("told", models.JSONField(default=list)),
                ("reason", gatepost.vault.fields.EncryptedTextField(default="")),
                ("report_as", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for somebody else's word"),
                            ("wanted", "About to be done"),
                            ("doing", "Being done"),
                            ("done", "Done"),
                            ("by-hand", "To be done by a person on the network"),
                            ("failed", "The network did not do it"),
                            ("refused", "Not to be done"),
                            ("given-up", "Given up"),
                            ("undo-wanted", "About to be undone"),
                            ("undo-by-hand", "To be undone by a person on the network"),
                            ("undone", "Undone"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("network_says", gatepost.vault.fields.EncryptedTextField(default="")),
                ("network_said_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moderations",
                        to="people.person",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderations",
                        to="inbox.item",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moderations",
                        to="people.school",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inbox.version",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("words", gatepost.vault.fields.EncryptedTextField(default="")),
                ("why_not", gatepost.vault.fields.EncryptedTextField(default="")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explains",
                        to="posts.post",
                    ),
                ),
                (
                    "moderation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="inbox.moderation",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PressMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("released", "It may be answered"),
                            ("mistaken", "No journalist wrote it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", gatepost.vault.fields.EncryptedTextField(default="")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="press_marks",
                        to="inbox.item",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("policy", "The policy wants it"),
                            ("departs", "No clause of the policy speaks for what was done"),
                            ("author", "Whoever wrote it asked"),
                            ("colleague", "A colleague asked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("role", models.CharField(default="slt", max_length=40)),
                ("clause", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("asked_for", gatepost.vault.fields.EncryptedTextField(default="")),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("upheld", models.BooleanField(null=True)),
                ("words", gatepost.vault.fields.EncryptedTextField(default="")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "moderation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="inbox.moderation",
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="moderation",
            index=models.Index(fields=["school", "state"], name="moderations_by_state"),
        ),
        migrations.AddConstraint(
            model_name="moderation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("refused", "undone", "given-up")), _negated=True),
                fields=("item", "what"),
                name="one_moderation_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="pressmark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("item",),
                name="one_press_mark_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pressmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by", None),
                    models.Q(("ended_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_ends_their_own_press_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("at", None), ("by", None), ("upheld", None)),
                    models.Q(
                        ("at__isnull", False), ("by__isnull", False), ("upheld__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_review_that_was_held_says_by_whom",
            ),
        ),
    ]
