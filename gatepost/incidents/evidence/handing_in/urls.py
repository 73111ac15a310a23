"""The addresses that take files. No other address of reports and cases does."""

from __future__ import annotations

from django.urls import path

from gatepost.incidents.evidence.handing_in import views

urlpatterns = [
    path("report/answers/files/<str:token>/", views.by_code, name="answers-files"),
    path("reports/<str:report>/files/", views.by_reporter, name="mine-files"),
    path("cases/<str:case>/evidence/add/", views.to_case, name="add-evidence"),
]
