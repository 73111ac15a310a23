"""The roles that people hold at a school: what each is called, and which come with another."""

from __future__ import annotations

from collections.abc import Iterable

# The names are the ones packs use for whoever has to do something, so that a duty finds its people.
ROLES = {
    "headteacher": "Headteacher",
    "slt": "Senior leader",
    "chair-of-governors": "Chair of governors",
    "governors": "Governor",
    "dsl": "Designated safeguarding lead",
    "deputy-dsl": "Deputy safeguarding lead",
    "administrator": "Administrator",
    "ict-coordinator": "ICT technician or coordinator",
    "dpo": "Data protection officer",
    "manager": "Manager",
}
# Co-chairs are two people with one role. A deputy does what the safeguarding lead does.
IMPLIED = {
    "headteacher": ("slt", "manager", "senior-leader"),
    "slt": ("manager", "senior-leader"),
    "chair-of-governors": ("governors",),
    "deputy-dsl": ("dsl",),
}
# Whoever sees safeguarding matters or credentials has to have a second factor.
NEED_SECOND_FACTOR = frozenset(
    {"headteacher", "dsl", "deputy-dsl", "administrator", "ict-coordinator", "chair-of-governors"}
)


def in_words(role: str) -> str:
    """What a role is called within a sentence; what is written in capitals stays so."""
    name = ROLES[role]
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def with_implied(roles: Iterable[str]) -> frozenset[str]:
    """Some roles and those that come with them."""
    held = set(roles)
    return frozenset(held.union(*(IMPLIED.get(role, ()) for role in held)))


def that_imply(role: str) -> list[str]:
    """The roles whose holders count as holding this one."""
    return [name for name in ROLES if role == name or role in IMPLIED.get(name, ())]
