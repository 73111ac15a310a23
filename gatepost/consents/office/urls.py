"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from gatepost.consents.importing import views as importing
from gatepost.consents.office import views
from gatepost.consents.wording import views as wording

urlpatterns = [
    path("answers/", views.overview, name="overview"),
    path("children/<int:pk>/", views.child, name="child"),
    path("children/<int:pk>/contacts/", views.new_contact, name="new-contact"),
    path("contacts/confirmations/", views.confirmations, name="confirmations"),
    path("contacts/imports/", importing.imports, name="imports"),
    path("contacts/imports/example.csv", importing.example, name="example"),
    path("contacts/imports/<int:pk>/", importing.dry_run, name="import"),
    path("contacts/imports/<int:pk>/application/", importing.application, name="application"),
    path("contacts/<int:pk>/", views.contact, name="contact"),
    path("contacts/<int:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("contacts/<int:pk>/ending/", views.ending, name="ending"),
    path("contacts/<int:pk>/link/", views.sending, name="sending"),
    path("contacts/<int:pk>/form/", views.paper, name="paper"),
    path("contacts/<int:pk>/word/", views.word, name="word"),
    path("links/<int:pk>/letter/", views.letter, name="letter"),
    path("links/<int:pk>/closing/", views.link_closing, name="link-closing"),
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/<int:pk>/", views.round_page, name="round"),
    path("rounds/<int:pk>/closing/", views.round_closing, name="round-closing"),
    path("uses/", wording.uses, name="uses"),
    path("uses/new/", wording.new_use, name="new-use"),
    path("uses/practice/", wording.practice, name="practice"),
    path("uses/<int:pk>/", wording.use, name="use"),
    path("uses/<int:pk>/ending/", wording.use_ending, name="use-ending"),
]
