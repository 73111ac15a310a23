"""Everything that somebody can open at their school, by the roles they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import resolve, reverse

from gatepost.people.models import Person


@dataclass(frozen=True)
class Place:
    """A page and what it is for."""

    title: str
    hint: str
    name: str


GROUPS: Sequence[tuple[str, Sequence[Place]]] = (
    (
        "For you",
        (
            Place(
                "What I asked and did",
                "Plans, answers you kept, what was refused",
                "policies:plans",
            ),
            Place(
                "Reports and cases", "Report something; what was given to you", "incidents:cases"
            ),
            Place(
                "How long records are kept", "The table, and who changed it", "incidents:keeping"
            ),
            Place(
                "Worries that came more than once", "Cases about one person", "incidents:patterns"
            ),
            Place(
                "What I have declared",
                "Ties to families, exceptions, departures",
                "declarations:mine",
            ),
            Place(
                "What others have told", "Ties and departures that you hear of", "declarations:told"
            ),
            Place("Exceptions", "Ask for one, agree to one", "declarations:exceptions"),
            Place("When you leave", "What goes on afterwards", "joining:leaving"),
            Place(
                "What changes", "What another policy would change, and for whom", "policies:changes"
            ),
        ),
    ),
    (
        "The policy",
        (
            Place(
                "Versions and signatures",
                "Draft, approve, sign, put in force, review",
                "policies:register",
            ),
            Place(
                "Who has read it",
                "Ask people to read the policy, and see who has",
                "policies:campaigns",
            ),
        ),
    ),
    (
        "Publishing",
        (
            Place("Posts", "Write, hand in, follow", "posts:posts"),
            Place(
                "Comments and messages",
                "What came in, by when it is answered",
                "inbox:queue",
            ),
            Place("Calendar", "What goes out when", "posts:calendar"),
            Place("Who looks and when", "The rota, and what was looked at", "inbox:watch"),
            Place("What is said about the school", "Found in public, or told", "mentions:mentions"),
            Place(
                "Tell of something that is said", "In a group, a chat, at the gate", "mentions:tell"
            ),
            Place("Pictures", "The school's library, and who is in them", "posts:pictures"),
            Place("Accounts", "Which are the school's own, and who runs them", "channels:channels"),
            Place("Pause everything", "Nothing goes out until you say so", "posts:pause"),
            Place("News page", "What the public reads", "posts:news"),
        ),
    ),
    (
        "Training",
        (
            Place("My checklist", "What the policy has you look at about yourself", "joining:mine"),
            Place("My training", "What you have done, and what is due", "training:mine"),
            Place("Courses", "Who was there, and who is due", "training:courses"),
            Place("Evidence", "What people show of their own study", "training:evidence"),
            Place("Pupils and parents", "The programme of the year", "training:programme"),
            Place(
                "Links and leaflets",
                "What the policy points to, and whether it works",
                "training:resources",
            ),
        ),
    ),
    (
        "Pictures",
        (
            Place("May I show this child?", "A light for each child and use", "consents:lights"),
            Place("What families answered", "Contacts, links, forms", "consents:overview"),
            Place("What families are asked", "The uses and their words", "consents:uses"),
            Place("Children who are never shown", "The safeguarding list", "consents:never"),
            Place("Answers and their history", "For data protection", "consents:history"),
        ),
    ),
    (
        "People",
        (
            Place(
                "Staff and governors",
                "Roles, joining and leaving, invitations",
                "people:people",
            ),
            Place("Leavers", "Who has it in writing what goes on", "joining:leavers"),
            Place(
                "School phones and addresses", "What people have from the school", "joining:issued"
            ),
            Place("Lost phones", "Numbers, for those who help", "joining:lost-phones"),
            Place("Who is away", "Who covers for whom", "people:away"),
            Place("Pupils", "Names, years and forms", "people:pupils"),
            Place(
                "Bring in staff from a file",
                "From SIMS, Arbor, Bromcom or OneRoster",
                "people:imports",
            ),
            Place(
                "Bring in pupils from a file",
                "From a common transfer file or a list",
                "people:pupil-imports",
            ),
        ),
    ),
)


def menu_of(person: Person, *, on: date) -> Iterator[tuple[str, list[tuple[Place, str]]]]:
    """The groups with those pages that somebody may open, each with its address."""
    held = person.held_roles(on=on)
    for title, places in GROUPS:
        found = [(place, reverse(place.name, args=[person.school.slug])) for place in places]
        open_to = [(place, url) for place, url in found if _opens(url, held)]
        if open_to:
            yield title, open_to


def _opens(url: str, held: frozenset[str]) -> bool:
    """Whether the view behind an address lets somebody in: the view itself says for whom it is."""
    roles = getattr(resolve(url).func, "roles", ())
    return not roles or bool(held & set(roles))
