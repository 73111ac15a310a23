"""The school's dates move to its people, table and all; a post can answer what somebody wrote."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_calendar_texts_files"), ("people", "0005_school_dates")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("SchoolDates", "people_schooldates"),
            ],
            state_operations=[migrations.DeleteModel("SchoolDates")],
        ),
        migrations.AddField(
            "outlet", "answers", models.CharField(blank=True, max_length=500),
        ),
    ]
