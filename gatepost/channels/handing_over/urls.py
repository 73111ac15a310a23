"""Addresses of hand-overs."""

from __future__ import annotations

from django.urls import path

from gatepost.channels.handing_over import views

urlpatterns = [
    path("<int:channel>/runners/<int:runner>/hand-over/", views.beginning, name="hand-over"),
    path("handovers/<int:handover>/", views.handover, name="handover"),
    path("handovers/<int:handover>/runners/", views.naming, name="handover-name"),
    path("handovers/<int:handover>/running/", views.ending, name="handover-stop"),
    path("handovers/<int:handover>/steps/", views.stepping, name="handover-step"),
    path("handovers/<int:handover>/transfer/", views.transferring, name="handover-transfer"),
    path("handovers/<int:handover>/close/", views.closing, name="handover-close"),
]
