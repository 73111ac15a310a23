"""What the checklists and the record of devices hold about somebody, and what goes once they have left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatepost.joining.models import Done, Issued, LeavingReceipt, OwnPhone, PhoneLook
from gatepost.people.subjects import Forgetting, Held, Rows, Subject, after, fields, rows_about

DEVICES = "devices-and-checklists"
TABLES = (
    Rows(Issued, DEVICES, "at", {"person": "Something the school gave you to work with", "by": "Something that you handed to a colleague", "taken_by": "Something that a colleague handed back to you"}, text=fields("what")),
    Rows(OwnPhone, DEVICES, "at", {"person": "The number of your own phone"}, text=fields("name", "imei")),
    Rows(PhoneLook, DEVICES, "at", {"phone__person": "Somebody looked up the number of your phone", "by": "You looked up the number of a phone"}, text=fields("why")),
    Rows(LeavingReceipt, DEVICES, "at", {"person": "Your receipt for what goes on after leaving", "handed_over_by": "A receipt that you handed to a leaver"}),
    Rows(Done, DEVICES, "at", {"person": "A point of your checklist that you ticked off"}, text=fields("point")),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}


def held_about(subject: Subject) -> Iterator[Held]:
    """Devices, checklists, receipts."""
    yield from rows_about(subject, TABLES)


FORGETTINGS = (
    Forgetting(
        DEVICES,
        OwnPhone,
        "person__left_on",
        school="person__school",
        person="person",
        remove=after((PhoneLook, "phone")),
    ),
    Forgetting(DEVICES, Issued, "person__left_on", school="person__school", person="person"),
    Forgetting(DEVICES, Done, "person__left_on", school="person__school", person="person"),
    Forgetting(
        DEVICES, LeavingReceipt, "person__left_on", school="person__school", person="person"
    ),
)
