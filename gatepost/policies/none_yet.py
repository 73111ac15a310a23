"""A school whose first policy is not in force yet: its pages of the policy are not there, and say why."""

from __future__ import annotations

from django.http import Http404

from gatepost.people.models import School


class NoPolicyYet(Http404):
    """There will be a page at this address once a policy is in force."""

    def __init__(self, school: School) -> None:
        super().__init__()
        self.school = school
