"""Addresses of the register."""

from __future__ import annotations

from django.urls import path

from gatepost.policies.register import views

urlpatterns = [
    path("register/", views.versions, name="register"),
    path("register/new/", views.new, name="new-version"),
    path("register/upload/", views.upload, name="upload-version"),
    path("register/<int:number>/", views.version, name="version"),
    path("register/<int:number>/open/", views.still_open, name="version-open"),
    path("register/<int:number>/filling/<slug:clause>/", views.filling, name="filling"),
    path("register/<int:number>/wording/<slug:clause>/", views.wording, name="wording"),
    path(
        "register/<int:number>/settling/<slug:allows>/<slug:forbids>/",
        views.settling,
        name="settling",
    ),
    path("register/<int:number>/document/<slug:key>/", views.document, name="document"),
    path("register/<int:number>/model/", views.model, name="model-answers"),
    path("register/<int:number>/presentation/", views.presentation, name="presentation"),
    path("register/<int:number>/approval/<slug:body>/", views.approval, name="approval"),
    path("register/<int:number>/signature/", views.signature, name="signature"),
    path("register/<int:number>/declining/", views.declining, name="declining"),
    path("register/<int:number>/beginning/", views.beginning, name="beginning"),
    path("register/<int:number>/withdrawal/", views.withdrawal, name="version-withdrawal"),
    path("register/<int:number>/review/", views.review, name="review"),
    path("register/<int:number>/news/", views.news, name="news"),
    path("register/<int:number>/upkeep/<slug:clause>/", views.upkeep, name="upkeep"),
]
