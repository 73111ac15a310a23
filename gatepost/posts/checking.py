"""What was found in a post's words and pictures, what policy and law make of it, and what people have said of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse

from gatepost.consents.lights import lights
from gatepost.consents.standing import worst
from gatepost.core.checks.draft import Attached, Draft, examine
from gatepost.core.checks.found import Found
from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import PUPIL, STAFF, Known, Register
from gatepost.core.policy import Situation
from gatepost.core.screen import ADVICE, HINT, JUDGE, NEEDS, STOP, Finding, Screen
from gatepost.people.models import Person, Pupil, School
from gatepost.policies import packs
from gatepost.policies.door import policy_at
from gatepost.policies.reading import Paper, Readable, paper
from gatepost.posts.models import JudgedFinding, Placed, Post
from gatepost.posts.publishing.facts import ways_of

Facts = dict[str, tuple[str, ...]]
LEVEL_WORDS = {
    STOP: "Stops it",
    JUDGE: "A person has to judge",
    NEEDS: "Needs something first",
    ADVICE: "Advised against",
    HINT: "Have a look",
}
# What makes the policy's answer stricter. A hint changes nothing; what a person has to judge counts once they have.
COUNTS = (STOP, NEEDS, ADVICE)


@dataclass(frozen=True)
class Shown:
    """A finding as a page shows it."""

    finding: Finding
    clauses: tuple[Readable, ...]
    judged: JudgedFinding | None

    @property
    def level(self) -> str:
        """How much it weighs."""
        return self.finding.level

    @property
    def level_words(self) -> str:
        """The same for people."""
        return LEVEL_WORDS[self.finding.level]

    @property
    def kind(self) -> str:
        """Of what kind it is."""
        return self.finding.found.kind

    @property
    def text(self) -> str:
        """What stands there."""
        return self.finding.found.text

    @property
    def says(self) -> str:
        """What it is."""
        return self.finding.says

    @property
    def todo(self) -> str:
        """What to do about it."""
        return self.finding.todo

    @property
    def can_be_judged(self) -> bool:
        """Whether a second person can say that it is not so, or that it is."""
        return self.judged is None and self.finding.level in (STOP, JUDGE)


def weighed(post: Post, *, at: datetime) -> list[tuple[Finding, JudgedFinding | None]]:
    """Everything that was found, as policy and law weigh it, each with what a person has judged of it."""
    judged = {(one.kind, one.text): one for one in JudgedFinding.objects.on(post)}
    found = screen_of(post, at=at).weigh(_found(post, on=post.school.day_of(at)))
    return [(one, judged.get((one.found.kind, one.found.text))) for one in found]


def screen_of(post: Post, *, at: datetime) -> Screen:
    """Policy and law of the day in the situation of a post."""
    on = post.school.day_of(at)
    said = {fact: tuple(values) for fact, values in post.facts.items()}
    rows = {fact: tuple(values) for fact, values in post.settled(at=at).items()}
    situation = Situation(post.act, {**said, **rows, "actor": tuple(post.author.actors)})
    return Screen(
        [one for one in (policy_at(post.school, on=on), packs.law(on=on)) if one], situation
    )


def readable_by(post: Post, *, at: datetime) -> dict[str, Paper]:
    """Law and policy of the day as pages show them, by the name of the pack."""
    on = post.school.day_of(at)
    law, own = packs.law(on=on), policy_at(post.school, on=on)
    papers = {law.slug: paper(law, reverse("policies:law"))}
    if own is not None:
        papers[own.slug] = paper(own, reverse("policies:policy", args=[post.school.slug]))
    return papers


def findings_of(post: Post, *, at: datetime) -> list[Shown]:
    """The findings for the post's page, the gravest first; what was judged harmless stays in view."""
    readable = readable_by(post, at=at)
    shown = [
        Shown(
            finding,
            tuple(readable[one.pack.slug].by_id[one.clause.id] for one in finding.cited),
            judged,
        )
        for finding, judged in weighed(post, at=at)
    ]
    order = list(LEVEL_WORDS)
    return sorted(shown, key=lambda one: (one.judged is not None, order.index(one.level)))


def facts_with_findings(post: Post, *, at: datetime) -> Facts:
    """What its author says, and what its words and pictures show beside that."""
    joined: dict[str, list[str]] = {fact: list(values) for fact, values in post.facts.items()}
    for finding, judged in weighed(post, at=at):
        applies = finding.level in COUNTS if judged is None else judged.applies
        for fact, values in finding.facts.items() if applies else ():
            joined.setdefault(fact, []).extend(values)
    return {fact: tuple(dict.fromkeys(values)) for fact, values in joined.items()}


def to_be_judged(post: Post, *, at: datetime) -> list[Finding]:
    """The findings on which a second person has to say something before the post can go out."""
    return [one for one, judged in weighed(post, at=at) if one.level == JUDGE and judged is None]


def _found(post: Post, *, on: date) -> list[Found]:
    scanner = Scanner(register_of(post.school, on=on))
    outlets = list(post.outlets.select_related("channel"))
    placed = list(post.placed.select_related("picture"))
    attached = tuple(_attached(one, ways_of(o.channel for o in outlets), on=on) for one in placed)
    found = examine(Draft(_text_of(post, post.text), attached), scanner)
    for outlet in outlets:
        if outlet.text:
            found += scanner.scan(_text_of(post, outlet.text))
    return list(dict.fromkeys(found))


def _text_of(post: Post, text: str) -> str:
    return f"{text}\n{post.link}" if post.link else text


def _attached(placed: Placed, ways: list[str], *, on: date) -> Attached:
    """A picture without its file, which was cleaned when it was taken in."""
    pupils = list(placed.picture.pupils.all())
    board = lights(pupils, ways, on=on) if pupils and ways else {}
    return Attached(
        description=placed.alt,
        shows_children=bool(pupils),
        lights={str(pk): worst(row.values()).value for pk, row in board.items()},
        rights="permitted-and-credited" if placed.picture.credit else "own-work",
    )


def register_of(school: School, *, on: date) -> Register:
    """The names of a school's pupils and of those who work there."""
    pupils = Pupil.objects.filter(school=school).current(on)
    staff = Person.objects.at(school).current(on)
    columns = ("given_name", "family_name", "preferred_name", "pk")
    known = [
        (given, family, called, PUPIL, f"pupil-{pk}")
        for given, family, called, pk in pupils.values_list(*columns)
    ] + [
        (given, family, "", STAFF, f"person-{pk}")
        for given, family, pk in staff.values_list("given_name", "family_name", "pk")
    ]
    return _register(tuple(known))


@lru_cache(maxsize=16)
def _register(known: tuple[tuple[str, str, str, str, str], ...]) -> Register:
    """Made ready once for the same names."""
    return Register(
        Known(given, family, called=(called,) if called else (), role=role, key=key)
        for given, family, called, role, key in known
    )
