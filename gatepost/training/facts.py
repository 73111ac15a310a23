"""The fact “trained”: whether somebody has done the training that the policy wants of them."""

from __future__ import annotations

from datetime import date

from gatepost.people.models import Person
from gatepost.policies.facts import gives
from gatepost.training.asked import courses, policy_of
from gatepost.training.models import Course
from gatepost.training.standing import Wanted, done_on, standing


@gives("trained")
def trained(person: Person, *, on: date) -> str:
    """“yes” where every course that the policy in force asks of this person's kind counts on a day, else “no”.

    Whom no course is asked of (a parent who helps to run an account) is trained once they have done every course of the
    policy: nobody is taken for trained who never was. The law's own courses do not count towards it.
    """
    policy = policy_of(person.school, on=on)
    asked = courses(policy.pack) if policy else []
    theirs = [one for one in asked if one.actors & set(person.actors)] or asked
    there = {course.topic: course for course in Course.objects.of(person.school)}
    if not theirs or any(one.topic not in there for one in theirs):
        return "no"
    needed = [Wanted(there[one.topic], one, None) for one in theirs]
    done = [standing(person, one, done_on(person, one.course, on=on)) for one in needed]
    return "yes" if all(one.is_valid(on=on) for one in done) else "no"
