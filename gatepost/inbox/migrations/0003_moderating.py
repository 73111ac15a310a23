"""What is done with what others wrote, the words that explain it, second looks, and journalists."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_watching")]

    operations = []
