"""The addresses of a case's way to another school."""

from __future__ import annotations

from django.urls import path

from gatepost.incidents.transferring import views

urlpatterns = [
    path("", views.transfer, name="transfer"),
    path("receipt/", views.receipt, name="transfer-receipt"),
]
