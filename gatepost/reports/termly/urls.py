"""Addresses of the governors' reports."""

from __future__ import annotations

from django.urls import path

from gatepost.reports.termly import views

_REPORT = "<int:termly>/"

urlpatterns = [
    path("", views.terms, name="terms"),
    path("prepare/", views.preparing, name="prepare"),
    path("years/<int:year>/", views.year, name="year"),
    path(_REPORT, views.report, name="report"),
    path(f"{_REPORT}issue/", views.issuing, name="issue"),
    path(f"{_REPORT}confirmation/", views.confirming, name="confirm"),
    path(f"{_REPORT}counted/<slug:topic>/", views.counted, name="counted"),
    path(f"{_REPORT}report.pdf", views.printed, name="report-pdf"),
    path(f"{_REPORT}report.csv", views.table, name="report-csv"),
    path(f"{_REPORT}report.json", views.kept, name="report-json"),
]
