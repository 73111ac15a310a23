"""Addresses of what is done with what others wrote."""

from __future__ import annotations

from django.urls import path

from gatepost.inbox.moderating import views
from gatepost.inbox.moderating.choosing import views as choosing

ITEM = "schools/<slug:slug>/inbox/<int:item>/"
ONE = f"{ITEM}moderation/<int:moderation>/"
urlpatterns = [
    path(f"{ITEM}moderate/", choosing.moderating, name="moderate"),
    path(f"{ITEM}moderate/first/", choosing.alarming, name="alarm-first"),
    path(ONE, views.moderation, name="moderation"),
    path(f"{ONE}done/", views.done, name="moderation-done"),
    path(f"{ONE}give-up/", views.giving_up, name="moderation-give-up"),
    path(f"{ONE}undo/", views.undoing, name="moderation-undo"),
    path(f"{ONE}ask/", views.asking, name="moderation-ask"),
    path(f"{ONE}say/", views.saying, name="moderation-say"),
    path(f"{ONE}judge/", views.judging, name="moderation-judge"),
    path(f"{ONE}review/", views.asking_for_review, name="moderation-review"),
    path(f"{ONE}review/<int:review>/", views.reviewing, name="moderation-reviewed"),
    path(f"{ONE}network/", views.network_answer, name="moderation-network"),
    path(f"{ONE}explain/", views.explaining, name="moderation-explain"),
    path(f"{ONE}no-explanation/", views.not_explaining, name="moderation-no-explanation"),
]
