"""Addresses of courses and of the programme for pupils and parents."""

from __future__ import annotations

from django.urls import include, path

from gatepost.training import views

app_name = "training"
_courses = [
    path("", views.mine, name="mine"),
    path("courses/", views.courses, name="courses"),
    path("courses/set-up/", views.setting_up, name="set-up"),
    path("courses/new/", views.new_course, name="new-course"),
    path("courses/<int:pk>/", views.course, name="course"),
    path("courses/<int:pk>/change/", views.changing, name="changing"),
    path("courses/<int:pk>/sessions/", views.session, name="session"),
    path("courses/<int:pk>/register.csv", views.export, name="course-csv"),
    path("courses/<int:pk>/evidence/", views.showing, name="showing"),
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/<int:pk>/answer/", views.looking, name="looking"),
    path("evidence/<int:pk>/file/", views.evidence_file, name="evidence-file"),
]
urlpatterns = [
    path("schools/<slug:slug>/training/", include(_courses)),
    path("schools/<slug:slug>/", include("gatepost.training.programme.urls")),
]
