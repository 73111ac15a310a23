"""Clauses that a record names, as a page can show them: in the words of the version under which it was made."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from gatepost.people.models import School
from gatepost.policies import packs
from gatepost.policies.models import Version
from gatepost.policies.models.plans import law_reference
from gatepost.policies.reading import Paper, Readable, paper


def cited(references: Iterable[str], school: School) -> list[Readable]:
    """The clauses behind references such as “hazel@1a2b3c4d/no-messages”; what is in no paper any more is left out."""
    wanted = [reference.partition("/")[::2] for reference in references]
    papers = dict(_papers({of for of, _ in wanted}, school))
    found = [(papers[of].by_id, clause) for of, clause in wanted if of in papers]
    return [by_id[clause] for by_id, clause in found if clause in by_id]


def _papers(wanted: set[str], school: School) -> Iterable[tuple[str, Paper]]:
    for version in Version.objects.whole().filter(school=school):
        if version.reference in wanted:
            url = reverse("policies:version-text", args=[school.slug, version.number])
            yield version.reference, paper(version.pack, url)
    if law_reference() in wanted:
        yield law_reference(), paper(packs.bundled_pack(packs.LAW), reverse("policies:law"))
