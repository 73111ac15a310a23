"""Schools, the people in them, their roles and how they sign in."""

from __future__ import annotations

from gatepost.people.models.accounts import Account
from gatepost.people.models.imports import Import
from gatepost.people.models.invitations import EmergencyLink, Invitation
from gatepost.people.models.pupils import Pupil
from gatepost.people.models.roles import Role, TrustOfficer
from gatepost.people.models.school_dates import SchoolDates
from gatepost.people.models.schools import School, Trust
from gatepost.people.models.staff import Person

__all__ = [
    "Account",
    "EmergencyLink",
    "Import",
    "Invitation",
    "Person",
    "Pupil",
    "Role",
    "School",
    "SchoolDates",
    "Trust",
    "TrustOfficer",
]
