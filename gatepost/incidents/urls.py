"""The addresses of reports and cases."""

from __future__ import annotations

from django.urls import include, path

from gatepost.incidents import views

app_name = "incidents"
_school = "schools/<slug:slug>/"
urlpatterns = [
    path(f"{_school}report/", views.what, name="what"),
    path(f"{_school}report/write/", views.write, name="write"),
    path(f"{_school}report/answers/", views.answers, name="answers"),
    path(f"{_school}reports/<str:report>/", views.mine, name="mine"),
    path(_school, include("gatepost.incidents.evidence.handing_in.urls")),
    path(f"{_school}keeping/", include("gatepost.incidents.keeping_time.urls")),
    path(f"{_school}patterns/", include("gatepost.incidents.patterns.urls")),
    path(f"{_school}cases/<str:case>/transfer/", include("gatepost.incidents.transferring.urls")),
    path(f"{_school}cases/<str:case>/evidence/", include("gatepost.incidents.evidence.urls")),
    path(f"{_school}cases/", include("gatepost.incidents.cases.urls")),
]
