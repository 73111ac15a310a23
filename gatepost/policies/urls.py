"""Addresses of what a school's policy says."""

from __future__ import annotations

from django.urls import include, path

from gatepost.policies import views

app_name = "policies"
urlpatterns = [
    path("law/", views.law, name="law"),
    path("policies/<slug:pack>/", views.bundled, name="bundled"),
    path("schools/<slug:slug>/", views.school, name="school"),
    path("schools/<slug:slug>/accent.css", views.accent, name="accent"),
    path("schools/<slug:slug>/policy/", views.policy, name="policy"),
    path("schools/<slug:slug>/policy.pdf", views.policy_pdf, name="policy-pdf"),
    path("schools/<slug:slug>/policy/versions/", views.earlier, name="earlier-versions"),
    path(
        "schools/<slug:slug>/policy/versions/<int:number>/", views.version_text, name="version-text"
    ),
    path(
        "schools/<slug:slug>/policy/versions/<int:number>.pdf",
        views.version_pdf,
        name="version-pdf",
    ),
    path("schools/<slug:slug>/", include("gatepost.policies.register.urls")),
    path("schools/<slug:slug>/can-i/", views.can_i, name="can-i"),
    path("schools/<slug:slug>/can-i/<slug:act>/", views.ask, name="ask"),
    path("schools/<slug:slug>/", include("gatepost.policies.acts.urls")),
    path("", include("gatepost.policies.campaigns.urls")),
    path("schools/<slug:slug>/changes/", views.changes, name="changes"),
]
