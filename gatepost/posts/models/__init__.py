"""Posts, their pictures, the accounts they go out by, and what stopped or took them down."""

from __future__ import annotations

from gatepost.posts.models.checklists import Checklist
from gatepost.posts.models.copies import Copy, JudgedFinding, SentBack
from gatepost.posts.models.emergencies import Emergency, EmergencySwitch
from gatepost.posts.models.looks import LookAgain
from gatepost.posts.models.outlets import Attempt, Outlet
from gatepost.posts.models.pauses import Pause, Release
from gatepost.posts.models.pictures import Picture, Placed
from gatepost.posts.models.post_files import PostFile, PostRow
from gatepost.posts.models.posts import Post
from gatepost.posts.models.starting_texts import StartingText
from gatepost.posts.models.takedowns import TakeDown
from gatepost.posts.models.words import Words

__all__ = [
    "Attempt",
    "Checklist",
    "Copy",
    "Emergency",
    "EmergencySwitch",
    "JudgedFinding",
    "LookAgain",
    "Outlet",
    "Pause",
    "Picture",
    "Placed",
    "Post",
    "PostFile",
    "PostRow",
    "Release",
    "SentBack",
    "StartingText",
    "TakeDown",
    "Words",
]
