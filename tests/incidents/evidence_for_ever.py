"""A process for the tests: uploads, captures or exports without end, until it is killed; a line for each that is done."""

from __future__ import annotations

import io
import sys
from itertools import count


def main() -> None:
    """Do it, and say so afterwards."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from gatepost.incidents.evidence import capturing
    from gatepost.incidents.evidence.exporting import export_case
    from gatepost.incidents.evidence.keeping import keep
    from gatepost.incidents.models import CaptureAsked, Case
    from gatepost.people.models import Person
    from tests.incidents.kept_things import incoming

    settings.NETWORKS_ON_LOOPBACK = True
    capturing.find_browser = lambda: None
    what, address = sys.argv[1:3]
    case, by = Case.objects.get(), Person.objects.get(given_name="Hazel")
    for number in count():
        now = timezone.now()
        if what == "upload":
            pieces = [incoming(f"{number}-{part}".encode() * 40_000) for part in "abc"]
            keep(case, pieces, by=by, at=now)
        elif what == "capture":
            wish = CaptureAsked.objects.create(case=case, address=address, what="x", by=by, at=now)
            capturing.capture_page(at=now, asked=wish.pk)
            assert not CaptureAsked.objects.get(pk=wish.pk).problem
        else:
            made = export_case(case, reason="For PC 41", by=by, at=now)
            io.BytesIO(made.file.read())
            made.file.close()
        print(number, flush=True)


if __name__ == "__main__":
    main()
