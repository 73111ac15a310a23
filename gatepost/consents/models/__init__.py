"""What a school keeps about consent to pictures: contacts, uses, answers, links, and children who are never shown."""

from __future__ import annotations

from gatepost.consents.models.answers import Answer, PaperForm
from gatepost.consents.models.contacts import Contact
from gatepost.consents.models.erasures import Erasure
from gatepost.consents.models.imports import ContactImport
from gatepost.consents.models.links import Link, LinkReminder, Round
from gatepost.consents.models.listings import Listing, ListReview
from gatepost.consents.models.uses import Practice, Use, Wording

__all__ = [
    "Answer",
    "Contact",
    "ContactImport",
    "Erasure",
    "Link",
    "LinkReminder",
    "ListReview",
    "Listing",
    "PaperForm",
    "Practice",
    "Round",
    "Use",
    "Wording",
]
