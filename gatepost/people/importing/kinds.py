"""What somebody is at school, worked out from a kind that a file states or from a job title."""

from __future__ import annotations

import re

from gatepost.core.policy import vocabulary

# The first that fits a job title counts, so the narrower words stand first.
TITLES = (
    ("senior-leader", r"deputy head|assistant head|vice principal|senior leader|\bslt\b"),
    ("headteacher", r"head ?teacher|executive head|acting head|^head$|^principal$|head of school"),
    ("supply-staff", r"\bsupply\b|cover supervisor"),
    ("trainee", r"trainee|student teacher|\bpgce\b|apprentice|work experience"),
    (
        "support-staff",
        r"teaching assistant|learning support|support assistant|classroom assistant|\bhlta\b|\bta\b"
        r"|mid-?day|lunch|mentor|nursery|technician|\bsenco? assistant|breakfast|after.?school|cook|kitchen|catering",
    ),
    ("therapist", r"therapist|psychologist|counsell?or"),
    ("teacher", r"teacher|lecturer|tutor|\bsenco?\b|head of|subject lead|\bect\b|\bnqt\b"),
    (
        "office-staff",
        r"office|admin|business manager|bursar|secretary|reception|finance|clerk|\bsbm\b",
    ),
    ("site-staff", r"caretaker|\bsite\b|clean|premises|janitor|ground"),
    ("governor", r"governor|trustee"),
    ("volunteer", r"volunteer|helper"),
    ("contractor", r"contractor|agency|peripatetic|external"),
)
# The roles of OneRoster 1.1 and 1.2 that work at a school. All others are left out of a list of staff.
ONEROSTER = {
    "teacher": "teacher",
    "aide": "support-staff",
    "administrator": "office-staff",
    "siteadministrator": "office-staff",
    "districtadministrator": "office-staff",
    "systemadministrator": "support-staff",
    "counselor": "support-staff",
    "proctor": "support-staff",
    "principal": "headteacher",
}
WITHOUT_WORD = (
    "support-staff"  # where a file says nothing: the plainest of those who work at a school
)
NOT_ON_A_STAFF_LIST = frozenset({"pupil", "former-staff"})


def stated(words: str) -> list[str] | None:
    """The kinds that a cell states, in our own words or names, with commas or semicolons; None if one is unknown."""
    known = {
        key: name
        for name, says in staff_kinds().items()
        for key in (name, says.lower(), says.lower().removeprefix("a ").removeprefix("the "))
    }
    found = [known.get(part.strip().lower()) for part in re.split(r"[;,/]", words) if part.strip()]
    return [kind for kind in found if kind] if found and all(found) else None


def from_title(title: str) -> str:
    """The kind that a job title speaks of, or nothing."""
    lower = title.lower()
    return next((kind for kind, pattern in TITLES if re.search(pattern, lower)), "")


def staff_kinds() -> dict[str, str]:
    """What somebody on a school's list of people can be, in words."""
    actors = vocabulary().facts["actor"].values
    return {name: says for name, says in actors.items() if name not in NOT_ON_A_STAFF_LIST}
