"""The addresses of evidence in a case."""

from __future__ import annotations

from django.urls import path

from gatepost.incidents.evidence import views

urlpatterns = [
    path("", views.evidence, name="evidence"),
    path("capture/", views.capturing, name="capture"),
    path("export/", views.exporting, name="export"),
    path("<int:number>/", views.item, name="item"),
    path("<int:number>/save/", views.saving, name="save-item"),
    path("<int:number>/seal/", views.sealing, name="seal"),
    path("<int:number>/clear/", views.clearing, name="clear"),
    path("<int:number>/advice/", views.advising, name="advice"),
    path("<int:number>/dispose/", views.disposing, name="dispose"),
]
