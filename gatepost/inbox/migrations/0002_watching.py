"""Rotas, daily looks, what is told before it is late, and pictures that somebody was asked about."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = []
