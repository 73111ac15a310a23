"""The address at which pieces of cases are given."""

from __future__ import annotations

from django.urls import path

from gatepost.rights.of_cases import views

urlpatterns = [path("<int:data_request>/pieces-of-cases/", views.pieces, name="of-cases")]
