"""Addresses of what is said about the school."""

from __future__ import annotations

from django.urls import include, path

from gatepost.mentions import views

app_name = "mentions"
_mentions = [
    path("", views.mentions, name="mentions"),
    path("tell/", views.tell, name="tell"),
    path("<int:mention>/", views.mention, name="mention"),
    path("<int:mention>/what/", views.judging, name="judge"),
    path("<int:mention>/steps/", views.step, name="step"),
    path("<int:mention>/letters/<slug:letter_text>/", views.letter, name="letter"),
    path("<int:mention>/written/<int:written_letter>/", views.written, name="written"),
    path("<int:mention>/reports/", views.reported, name="report"),
    path("<int:mention>/concerned/", views.concerned, name="concerned"),
    path("<int:mention>/case/", views.case, name="case"),
    path("<int:mention>/close/", views.closing, name="close"),
]
urlpatterns = [
    path("schools/<slug:slug>/mentions/", include("gatepost.mentions.watching.urls")),
    path("schools/<slug:slug>/mentions/", include(_mentions)),
]
