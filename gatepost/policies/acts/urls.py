"""Addresses of plans, kept answers and refusals."""

from __future__ import annotations

from django.urls import path

from gatepost.policies.acts import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/new/", views.new_plan, name="new-plan"),
    path("plans/<int:plan>/", views.plan, name="plan"),
    path("plans/<int:plan>/deed/", views.deed, name="deed"),
    path("plans/<int:plan>/withdrawal/", views.withdrawal, name="plan-withdrawal"),
    path("plans/<int:plan>/asking/", views.asking, name="asking"),
    path("plans/<int:plan>/saying/", views.saying, name="saying"),
    path("plans/<int:plan>/judgement/", views.judgement, name="judgement"),
    path("kept-answers/", views.kept_answers, name="kept-answers"),
    path("refusals/<int:refusal>/", views.refusal, name="refusal"),
]
