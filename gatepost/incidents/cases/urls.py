"""The addresses of cases."""

from __future__ import annotations

from django.urls import include, path

from gatepost.incidents.cases import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("<str:case>/", views.case, name="case"),
    path("<str:case>/step/", views.step, name="step"),
    path("<str:case>/duties/<int:duty>/", views.duty, name="duty"),
    path("<str:case>/release/", views.released, name="release"),
    path("<str:case>/message/", views.message, name="message"),
    path("<str:case>/give/", views.give, name="give"),
    path("<str:case>/take-back/<int:access>/", views.take_back, name="take-back"),
    path("<str:case>/concerned/", views.concerned, name="concerned"),
    path("<str:case>/outcome/", views.outcome, name="outcome"),
    path("<str:case>/close/", views.closing, name="close"),
    path("<str:case>/kept/", include("gatepost.incidents.keeping_time.one_case.urls")),
]
