"""Term dates and closures belong to the school, since not posts alone go by them; the table is taken over by its posts' migration."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_imports")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SchoolDates",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("term", "Term"), ("half-term", "Half-term"), ("inset", "INSET day"), ("closed", "Closed")], max_length=10)),
                        ("name", models.CharField(blank=True, max_length=60)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("entered_at", models.DateTimeField()),
                        ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                        ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="dates", to="people.school")),
                    ],
                    options={
                        "ordering": ("first_on", "pk"),
                        "constraints": [models.CheckConstraint(condition=models.Q(("last_on__gte", models.F("first_on"))), name="school_dates_end_after_they_begin")],
                    },
                ),
            ],
        ),
    ]
