"""Addresses of the evidence for a self-review."""

from __future__ import annotations

from django.urls import path

from gatepost.reports.safe360 import views

_REVIEW = "schools/<slug:slug>/self-review"
urlpatterns = [
    path(f"{_REVIEW}/", views.self_review, name="self-review"),
    path(f"{_REVIEW}.pdf", views.self_review_pdf, name="self-review-pdf"),
]
