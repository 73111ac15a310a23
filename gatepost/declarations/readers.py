"""Who is told: those who hold a role that the policy names, and never whoever tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from gatepost.declarations.asked import CHAIR, HEAD
from gatepost.people.models import Person
from gatepost.people.roles import that_imply
from gatepost.people.telling import How
from gatepost.people.telling import tell as tell_one


def is_head(person: Person, *, on: date) -> bool:
    """Whether somebody is the headteacher, by what they are or by the role they hold."""
    return HEAD in person.actors or HEAD in {one.role for one in person.roles.current(on)}


def heads(school: int, *, on: date) -> frozenset[int]:
    """Who holds the headteacher's role at a school, asked once for many."""
    found = Person.objects.filter(school=school).holding([HEAD], on=on)
    return frozenset(found.values_list("pk", flat=True))


def told(of: Person, roles: Sequence[str], *, on: date) -> tuple[str, ...]:
    """The roles that hear of somebody's matter: the chair of governors in place of the headteacher's own ear."""
    return instead(roles, is_head=is_head(of, on=on))


def instead(roles: Sequence[str], *, is_head: bool) -> tuple[str, ...]:
    """Some roles, with the chair of governors in place of the headteacher where it is the headteacher's own matter."""
    if not is_head:
        return tuple(roles)
    return tuple(dict.fromkeys(CHAIR if one == HEAD else one for one in roles))


def holders(roles: Iterable[str], *, of: Person, on: date) -> list[Person]:
    """The people who hold one of some roles, without the person whose matter it is."""
    names = {name for role in roles for name in that_imply(role)}
    found = Person.objects.at(of.school).holding(names, on=on).exclude(pk=of.pk)
    return list(found.distinct())


def tell(
    people: Iterable[Person], *, link: str, at: datetime, key: str, due_at: datetime | None = None
) -> None:
    """Send each of some people a message that says nothing but that there is something to do."""
    for person in people:
        one = f"{key}-{person.pk}"
        tell_one(person, "something-to-do", link=link, at=at, key=one, how=How(due_at=due_at))
