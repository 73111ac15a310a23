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
from gatepost.people.models.telling import Device, Held, QuietHours, Room, Wish

__all__ = [
    "Account",
    "Device",
    "EmergencyLink",
    "Held",
    "Import",
    "Invitation",
    "Person",
    "Pupil",
    "QuietHours",
    "Role",
    "Room",
    "School",
    "SchoolDates",
    "Trust",
    "TrustOfficer",
    "Wish",
]
