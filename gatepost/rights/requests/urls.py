"""Addresses of requests."""

from __future__ import annotations

from django.urls import path

from gatepost.rights.requests import views

_ONE = "<int:data_request>/"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("new/", views.new, name="new"),
    path(_ONE, views.one, name="request"),
    path(f"{_ONE}whose/", views.whose, name="whose"),
    path(f"{_ONE}steps/", views.step, name="step"),
    path(f"{_ONE}gathering/", views.gathering, name="gathering"),
    path(f"{_ONE}pieces/<int:piece_number>/", views.piece, name="piece"),
    path(f"{_ONE}copy/", views.copy, name="copy"),
    path(f"{_ONE}copies/<int:copy>/", views.fetch, name="fetch"),
    path(f"{_ONE}handed-over/", views.handed_over, name="handed-over"),
    path(f"{_ONE}erasure/", views.erasure, name="erasure"),
]
