"""Addresses of comments and messages."""

from __future__ import annotations

from django.urls import include, path

from gatepost.inbox import views
from gatepost.inbox.moderating import urls as moderating
from gatepost.inbox.press import urls as press

app_name = "inbox"
ITEM = "schools/<slug:slug>/inbox/<int:item>/"
urlpatterns = [
    path("schools/<slug:slug>/inbox/", views.queue, name="queue"),
    path("schools/<slug:slug>/inbox/found/", views.found, name="found"),
    path("schools/<slug:slug>/inbox/", include("gatepost.inbox.watching.urls")),
    path(ITEM, views.item, name="item"),
    path(f"{ITEM}take/", views.take, name="take"),
    path(f"{ITEM}give-back/", views.give_back, name="give-back"),
    path(f"{ITEM}give/", views.give, name="give"),
    path(f"{ITEM}note/", views.note, name="note"),
    path(f"{ITEM}answer/", views.answering, name="answer"),
    path(f"{ITEM}no-answer/", views.leaving_it, name="no-answer"),
    path(f"{ITEM}pass-on/", views.passing_on, name="pass-on"),
    path("schools/<slug:slug>/write-to-us/", views.letter, name="letter"),
    path("schools/<slug:slug>/write-to-us/answer/", views.written, name="written"),
    path("webhooks/<slug:network>/", views.webhook, name="webhook"),
    *moderating.urlpatterns,
    *press.urlpatterns,
]
