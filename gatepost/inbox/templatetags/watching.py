"""Parts that pages of the inbox and the page of the day show: looks to put down, pictures, what stays folded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from gatepost.inbox.models import Item, NotMe
from gatepost.inbox.watching.pictures import is_withheld, pictures_of
from gatepost.inbox.watching.stepping_in import clauses_for, warning_of
from gatepost.inbox.watching.today import mine_to_look_at

register = template.Library()


@register.inclusion_tag("inbox/parts/looks.html", takes_context=True)
def looks_today(context: template.Context, at: datetime, back: str) -> dict[str, Any]:
    """The accounts that are somebody's to look at today, with one press for all; `back` is the page to come back to."""
    person = context["person"]
    looks = mine_to_look_at(person, on=person.school.day_of(at))
    return _with(context, looks=looks, back=back)


@register.inclusion_tag("inbox/parts/pictures.html", takes_context=True)
def pictures_part(context: template.Context, item: Item) -> dict[str, Any]:
    """How things stand with an item's pictures; no address of one, and nothing that a browser would fetch."""
    return _with(context, item=item, pictures=pictures_of(item))


@register.inclusion_tag("inbox/parts/stepping_in.html", takes_context=True)
def stepping_in(context: template.Context, item: Item, at: datetime) -> dict[str, Any]:
    """What the policy asks for where something looks like bullying or abuse."""
    clauses = clauses_for(item, on=item.school.day_of(at))
    return _with(context, item=item, stepping_in=clauses)


@register.inclusion_tag("inbox/parts/not_me.html", takes_context=True)
def not_me(context: template.Context, item: Item) -> dict[str, Any]:
    """The button with which somebody leaves something to others."""
    said = NotMe.objects.filter(item=item, person=context["person"]).exists()
    return _with(context, item=item, said=said)


@register.simple_tag
def fold_warning(item: Item) -> str:
    """What kind of thing waits behind a fold."""
    return warning_of(item)


@register.simple_tag
def withheld(item: Item) -> bool:
    """Whether nobody may reach its pictures, so that no address that leads to them is shown."""
    return is_withheld(item)


def _with(context: template.Context, **more: Any) -> dict[str, Any]:
    kept = {name: context.get(name) for name in ("school", "person", "csrf_token")}
    return kept | more
