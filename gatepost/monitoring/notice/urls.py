"""Addresses of the notice and of the assessment."""

from __future__ import annotations

from django.urls import path

from gatepost.monitoring.notice import views

urlpatterns = [
    path("", views.notice, name="notice"),
    path("notice.pdf", views.notice_pdf, name="notice-pdf"),
    path("read/", views.acknowledging, name="notice-read"),
    path("writing/", views.writing, name="notice-writing"),
    path("readers/", views.readers, name="notice-readers"),
    path("assessment/", views.assessment, name="assessment"),
    path("assessment/new/", views.assessing, name="assessing"),
    path("assessment/<int:assessment>/signature/", views.signing, name="assessment-signing"),
]
