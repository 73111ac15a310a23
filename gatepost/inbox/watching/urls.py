"""Addresses of who looks at accounts and when, and of pictures that nobody has to see."""

from __future__ import annotations

from django.urls import path

from gatepost.inbox.watching import views

_ITEM = "<int:item>/"
urlpatterns = [
    path("watch/", views.watch, name="watch"),
    path("watch/looked/", views.looked, name="looked"),
    path("watch/accounts/<int:channel>/", views.month, name="watch-month"),
    path("watch/accounts/<int:channel>/later/", views.later, name="looked-later"),
    path("watch/accounts/<int:channel>/notice/", views.notice, name="holiday-notice"),
    path("watch/notices/<int:notice>/down/", views.notice_down, name="notice-down"),
    path("watch/rota/", views.rota, name="rota"),
    path("watch/rota/<int:shift>/end/", views.shift_end, name="shift-end"),
    path("watch/rota/swap/", views.swap, name="swap"),
    path("watch/rota/swaps/<int:swap>/", views.swap_answer, name="swap-answer"),
    path(f"{_ITEM}pictures/", views.pictures, name="pictures"),
    path(f"{_ITEM}pictures/said/", views.pictures_said, name="pictures-said"),
    path(f"{_ITEM}pictures/<int:position>/", views.picture, name="item-picture"),
    path(f"{_ITEM}not-me/", views.not_me, name="not-me"),
]
