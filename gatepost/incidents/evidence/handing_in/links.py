"""An address under which somebody with a receipt code can add files for an hour: it holds neither code nor name."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from gatepost.incidents.models import Case
from gatepost.people.models import School

SALT = "incidents.files-of-a-reporter"
LASTS = timedelta(hours=1)


def files_link(case: Case) -> str:
    """Where whoever gave the code can add files."""
    token = signing.dumps(case.key, salt=SALT)
    return reverse("incidents:answers-files", args=[case.school.slug, token])


def case_of(token: str, school: School) -> Case | None:
    """The case of such an address; None where it is none, or too old."""
    try:
        key = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    found = Case.objects.select_related("school").exclude(receipt="")
    return found.filter(school=school, key=key).first()
