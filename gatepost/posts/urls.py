"""Addresses of posts, pictures and the public news page."""

from __future__ import annotations

from django.urls import include, path

from gatepost.posts import views

app_name = "posts"
_posts = [
    path("", views.posts, name="posts"),
    path("new/", views.new_post, name="new"),
    path("<int:post>/", views.post, name="post"),
    path("<int:post>/words/", views.words, name="words"),
    path("<int:post>/questions/", views.questions, name="questions"),
    path("<int:post>/copy/", views.copy, name="copy"),
    path("<int:post>/hand-in/", views.hand_in, name="hand-in"),
    path("<int:post>/withdraw/", views.withdrawal, name="withdraw"),
    path("<int:post>/ask/", views.asking, name="ask"),
    path("<int:post>/say/", views.saying, name="say"),
    path("<int:post>/judge/", views.judgement, name="judge"),
    path("<int:post>/findings/", views.judging_finding, name="judge-finding"),
    path("<int:post>/send-back/", views.sending_back, name="send-back"),
    path("<int:post>/let-go/", views.letting_go, name="let-go"),
    path("<int:post>/emergency/", views.emergency, name="emergency"),
    path("<int:post>/look-again/", views.look_again, name="look-again"),
    path("<int:post>/settle/", views.settling, name="settle"),
]
urlpatterns = [
    path("schools/<slug:slug>/", include("gatepost.posts.calendar.urls")),
    path("schools/<slug:slug>/posts/from-a-file/", include("gatepost.posts.bulk.urls")),
    path("schools/<slug:slug>/", include("gatepost.posts.library.urls")),
    path("schools/<slug:slug>/", include("gatepost.posts.news.urls")),
    path("schools/<slug:slug>/posts/archive/", include("gatepost.posts.archive.urls")),
    path("schools/<slug:slug>/posts/", include("gatepost.posts.outlets.urls")),
    path("schools/<slug:slug>/posts/search/", include("gatepost.posts.searching.urls")),
    path(
        "schools/<slug:slug>/posts/starting-texts/", include("gatepost.posts.starting_texts.urls")
    ),
    path("schools/<slug:slug>/posts/", include(_posts)),
]
