"""What families answered about pictures, who was asked, and what goes once a child has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from gatepost.consents.models import (
    Answer,
    Contact,
    ContactImport,
    Erasure,
    Link,
    Listing,
    ListReview,
    PaperForm,
    Practice,
    Round,
    Use,
    Wording,
)
from gatepost.consents.models.erasures import erase_rows
from gatepost.people.models import Pupil
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, fields, rows_about

FAMILIES = "family-answers"
KEPT_BACK = "child-protection-withheld"  # the law's clause
_CONTACT = fields("name", "email", "telephone", "kind")

TABLES = (
    Rows(Contact, FAMILIES, "entered_at", {"entered_by": "A contact that you entered", "confirmed_by": "A contact that you confirmed", "ended_by": "A contact that you took off"}, {"pupil": "Somebody whom the school asks about the child"}, {"pk": "Your entry as a contact of a child"}, text=_CONTACT),
    Rows(Round, FAMILIES, "opened_at", {"opened_by": "A round of questions that you opened", "closed_by": "A round of questions that you closed"}),
    Rows(Link, FAMILIES, "sent_at", {"sent_by": "A link that you sent"}, {"contact__pupil": "A link that was sent to a contact of the child"}, {"contact": "A link that was sent to you"}),
    Rows(Use, FAMILIES, "made_at", {"made_by": "A use of pictures that you entered", "ended_by": "A use of pictures that you ended"}),
    Rows(Wording, FAMILIES, "at", {"by": "A wording for families that you entered"}, text=fields("title")),
    Rows(Practice, FAMILIES, "at", {"by": "How long a yes lasts, entered by you"}),
    Rows(PaperForm, FAMILIES, "at", {"by": "A paper form that you entered"}, {"contact__pupil": "A paper form about the child"}, {"contact": "A paper form that you signed"}),
    Rows(Answer, FAMILIES, "said_at", {"noted_by": "An answer that you noted for a family"}, {"contact__pupil": "An answer about pictures of the child"}, {"contact": "Your answer about pictures"}, text=lambda row: f"{row.use}: {row.kind}\n{row.reason or ''}".strip()),
    Rows(Listing, FAMILIES, "made_at", {"made_by": "A child that you put on the safeguarding list", "lifted_by": "A child that you took off the safeguarding list"}, {"pupil": "The safeguarding list"}, withheld=KEPT_BACK),
    Rows(ListReview, FAMILIES, "at", {"by": "You looked through the safeguarding list"}),
    Rows(Erasure, FAMILIES, "at", {"by": "Answers of a family that you erased"}),
    Rows(ContactImport, FAMILIES, "created_at", {"by": "A file of contacts that you brought in"}),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}


def held_about(subject: Subject) -> Iterator[Held]:
    """Contacts, links, answers and forms."""
    yield from rows_about(subject, TABLES)


def erase_families(rows: models.QuerySet[Any]) -> Counter[str]:
    """All that families of some children answered."""
    children = Pupil.objects.filter(pk__in=list(rows.values_list("pupil", flat=True).distinct()))
    return sum((Counter(erase_rows(child)) for child in children), Counter[str]())


def contacts_of(subject: Subject) -> list[Contact]:
    """The contacts that some words fit, as far as names and addresses tell."""
    found = Contact.objects.at(subject.school).select_related("pupil")
    wanted = set(subject.folded)
    return [one for one in found if wanted & {" ".join(one.name.casefold().split()), one.email.casefold()}]  # fmt: skip


FORGETTINGS = (
    Forgetting(
        FAMILIES, Contact, "pupil__left_on", school="pupil__school", pupil="pupil",
        remove=erase_families,
    ),
)  # fmt: skip
