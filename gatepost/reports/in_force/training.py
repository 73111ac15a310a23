"""What shows the clauses about learning: courses held, the programme of the year, links in view."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Max

from gatepost.core.policy import Clause
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.shown import Giver, Shown, State, page, times
from gatepost.training.models import Course, ProgrammeItem, Resource


def course(look: Look, clause: Clause) -> Shown:
    """Whether the course that a clause asks for is set up, and was held."""
    found, url = (
        look.once(_courses).get(str(clause.live["topic"]).casefold()),
        page(look, "training:courses"),
    )
    if found is None:
        return Shown(State.NOTHING, "The course that it asks for is not set up here yet.", url=url)
    held, last_on = found
    if held:
        return Shown(State.USED, "The course was held.", times(held), last_on, url)
    return Shown(State.READY, "The course is set up; it has not been held yet.", url=url)


def programme(look: Look, clause: Clause) -> Shown:
    """Whether a topic is in the programme, and was taught."""
    topic, url = str(clause.live["topic"]).casefold(), page(look, "training:programme")
    audience = "parents" if str(clause.live["for"]).startswith("parent") else "pupils"
    planned, delivered, last_on = look.once(_programme).get((audience, topic), (0, 0, None))
    if delivered:
        return Shown(State.USED, "It was taught or told.", times(delivered), last_on, url)
    if planned:
        return Shown(State.READY, "It is in the programme of the year.", url=url)
    return Shown(State.NOTHING, "It is not in the programme of the year yet.", url=url)


def resources(look: Look, clause: Clause) -> Shown:
    """Whether the places where help is found are in view, and answer."""
    wanted, url = [str(one) for one in clause.live["links"]], page(look, "training:resources")
    works = look.once(_resources)
    there = [one for one in wanted if one in works]
    figure = f"{len(there)} of {len(wanted)} links"
    if broken := [one for one in there if works.get(one)]:
        return Shown(
            State.READY, f"In view, but it did not answer: {', '.join(broken)}.", figure, url=url
        )
    if len(there) == len(wanted):
        return Shown(State.USED, "In view for everybody it is meant for.", figure, url=url)
    return Shown(
        State.NOTHING, "The school has not entered every place that it names.", figure, url=url
    )


def _courses(look: Look) -> Mapping[str, tuple[int, date | None]]:
    rows = Course.objects.filter(school=look.school).order_by()
    held = rows.values_list("topic").annotate(Count("sessions"), Max("sessions__on"))
    return {topic.casefold(): (count, last_on) for topic, count, last_on in held}


def _programme(look: Look) -> Mapping[tuple[str, str], tuple[int, int, date | None]]:
    rows = ProgrammeItem.objects.filter(school=look.school).order_by()
    counted = rows.values_list("audience", "topic").annotate(
        Count("pk"), Count("delivered_on"), Max("delivered_on")
    )
    return {(who, topic.casefold()): (all_, done, last) for who, topic, all_, done, last in counted}


def _resources(look: Look) -> Mapping[str, bool]:
    """What is in view, by the words of the policy, and whether it fails."""
    rows = Resource.objects.kept().filter(school=look.school).exclude(named="").exclude(url="")
    return {one: fails is not None for one, fails in rows.values_list("named", "fails_since")}


GIVERS: Mapping[str, Giver] = {
    "training.course": course,
    "training.programme": programme,
    "training.resources": resources,
}
