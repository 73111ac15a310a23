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
            Place("Requests about people’s data", "A copy, a deletion, by when", "rights:requests"),
            Place(
                "How long things are kept", "The one table, holds, certificates", "rights:keeping"
            ),
            Place("How long cases are kept", "The table, and who changed it", "incidents:keeping"),
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
            Place("How you are told", "E-mail, browser, rooms, quiet hours", "told:mine"),
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
            Place("Reports for governors", "What came of it, term by term", "reports:terms"),
            Place(
                "What shows that it lives",
                "Clause by clause: in use, ready, or nothing yet",
                "reports:policy-in-force",
            ),
            Place(
                "Evidence for a self-review",
                "Five aspects of 360 degree safe, dated",
                "reports:self-review",
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
        "The school’s network",
        (
            Place("What is watched", "The notice, for everybody", "monitoring:notice"),
            Place("Who has read the notice", "And who has not", "monitoring:notice-readers"),
            Place(
                "Impact assessment", "Whether watching is needed and fair", "monitoring:assessment"
            ),
            Place("What is blocked", "Which sites, for whom, when", "monitoring:blocked"),
            Place("Files for filters", "hosts, dnsmasq, Squid, PAC, lists", "monitoring:filters"),
            Place(
                "Access controls", "What has to be in place, and who looked", "monitoring:controls"
            ),
            Place("What the filter saw", "Counts without names", "monitoring:logs"),
            Place("Lines of a log, for a case", "For whoever leads a case", "monitoring:lines"),
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
            Place("The new school year", "Leavers, joiners, classes, rota", "school_year:year"),
            Place("Who is away", "Who covers for whom", "people:away"),
            Place("How people are told", "Rooms, quiet hours, whom nothing reaches", "told:school"),
            Place("Other systems", "Tokens, and addresses that are told", "api:systems"),
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
