"""The fact “policy-read”: whether somebody has read the policy, as far as receipts show it."""

from __future__ import annotations

from datetime import date

from gatepost.people.models import Person
from gatepost.policies.campaigns.asking import day_at
from gatepost.policies.campaigns.whom import Terms, terms
from gatepost.policies.facts import gives
from gatepost.policies.models import Acknowledgement, Version

DAYS_IN_A_YEAR = 366  # whoever reads on the same day every year is never a day late


@gives("policy-read")
def policy_read(person: Person, *, on: date) -> str:
    """“yes” where there is a receipt as the policy in force asks for it, else “no”.

    Where the policy wants every new version read, the receipt has to be for the one in force. Where it wants a yearly
    reading, it must not be older. Where it says neither, a receipt for any version of the school's policy counts.
    """
    version = Version.objects.in_force(person.school, on=on)
    if version is None:
        return "no"
    given = Acknowledgement.objects.filter(
        ask__person=person, version__school=person.school_id
    ).order_by("-at")
    said = terms(version.pack)
    return "yes" if any(_counts(one, version, said, on=on) for one in given) else "no"


def _counts(given: Acknowledgement, version: Version, said: Terms, *, on: date) -> bool:
    read_on = day_at(version.school, given.at)
    if read_on > on or (said.every_version and given.version_id != version.pk):
        return False
    return not said.every_year or (on - read_on).days <= DAYS_IN_A_YEAR
