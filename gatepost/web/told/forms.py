"""What somebody says about how they want to be told."""

from __future__ import annotations

import hashlib
import json
from datetime import time
from typing import Any

from django import forms

from gatepost.people.models import Device, Person, QuietHours, Room, Wish
from gatepost.people.roles import ROLES
from gatepost.people.rules import NotPossible
from gatepost.people.telling.hosts import checked, host_of
from gatepost.people.telling.push import BadKeys, Receiver

LONGEST = 4000
AT_ONCE, DAILY = "at-once", "daily"
SCHOOL, OWN = "school", "own"


def _hour(hour: int) -> tuple[str, str]:
    words = {0: "midnight", 12: "noon"}.get(hour)
    return f"{hour:02}:00", words or (f"{hour}am" if hour < 12 else f"{hour - 12}pm")  # noqa: PLR2004


HOURS = [_hour(hour) for hour in range(24)]
BY_DAY = HOURS[6:20]


def hour_field(label: str, choices: list[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    """An hour of the day."""
    widget = forms.Select(attrs={"class": "govuk-select"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **options)


def radios(label: str, choices: list[tuple[str, str]], *, hint: str = "") -> forms.ChoiceField:
    """One of a few."""
    says = {"required": "Choose one of these.", "invalid_choice": "Choose one of these."}
    widget = forms.RadioSelect(attrs={"class": "govuk-radios__input"})
    return forms.ChoiceField(
        label=label, choices=choices, widget=widget, help_text=hint, error_messages=says
    )


class WishForm(forms.Form):
    """How somebody wants to be told."""

    by_mail = forms.BooleanField(
        label="Tell me by e-mail",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    when = radios(
        "When?",
        [(AT_ONCE, "As soon as something waits for me"), (DAILY, "In one message a day")],
        hint="What cannot wait reaches you at once in any case.",
    )
    daily_at = hour_field("At what hour is the message of the day?", BY_DAY)
    quiet = radios(
        "Your quiet hours",
        [(SCHOOL, "The same as the school’s"), (OWN, "My own")],
        hint="Nothing that can wait reaches you in them.",
    )
    begins = hour_field("My own begin at", HOURS)
    ends = hour_field("My own end at", HOURS)

    @classmethod
    def of(cls, wish: Wish, hours: QuietHours) -> WishForm:
        """As it stands."""
        return cls(
            initial={
                "by_mail": wish.by_mail,
                "when": DAILY if wish.daily_at else AT_ONCE,
                "daily_at": f"{wish.daily_at or time(8):%H:00}",
                "quiet": OWN if wish.begins else SCHOOL,
                "begins": f"{wish.begins or hours.begins:%H:00}",
                "ends": f"{wish.ends or hours.ends:%H:00}",
            }
        )

    def wish(self, person: Person) -> Wish:
        """What was said."""
        said = self.cleaned_data
        own = said["quiet"] == OWN
        return Wish(
            person=person,
            by_mail=said["by_mail"],
            daily_at=_time(said["daily_at"]) if said["when"] == DAILY else None,
            begins=_time(said["begins"]) if own else None,
            ends=_time(said["ends"]) if own else None,
        )


class HoursForm(forms.Form):
    """The school's quiet hours."""

    begins = hour_field("They begin at", HOURS)
    ends = hour_field("They end at", HOURS, help_text="The same hour twice means no quiet nights.")
    days = radios("Whole days that are quiet", [(str(key), says) for key, says in QuietHours.DAYS])

    @classmethod
    def of(cls, hours: QuietHours) -> HoursForm:
        """As they stand."""
        begins, ends = f"{hours.begins:%H:00}", f"{hours.ends:%H:00}"
        return cls(initial={"begins": begins, "ends": ends, "days": hours.days})

    @property
    def hours(self) -> tuple[time, time]:
        """What was chosen."""
        return _time(self.cleaned_data["begins"]), _time(self.cleaned_data["ends"])


class RoomForm(forms.Form):
    """A room of one's own."""

    way = radios("Where is it?", list(Room.Way.choices))
    name = forms.CharField(
        label="What do you call it?",
        max_length=60,
        help_text="Such as “My messages”.",
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={
            "required": "Give it a name.",
            "max_length": "Use 60 characters or fewer.",
        },
    )
    address = forms.CharField(
        label="Its address for messages",
        max_length=2000,
        help_text="It begins with https:// and is long. It is encrypted and never shown again.",
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
        error_messages={
            "required": "Paste the address.",
            "max_length": "That is longer than any address of Teams or Google Chat.",
        },
    )

    def clean(self) -> dict[str, Any]:
        """Only addresses of the services that were named."""
        said = super().clean() or {}
        if said.get("way") and said.get("address"):
            try:
                said["address"] = checked(said["way"], said["address"])
            except NotPossible as problem:
                self.add_error("address", str(problem))
        return said

    def room(self, *, by: Person, person: Person | None) -> Room:
        """What was said."""
        said = self.cleaned_data
        return Room(
            school=by.school,
            person=person,
            role=said.get("role", ""),
            way=said["way"],
            name=said["name"],
            address=said["address"],
            host=host_of(said["address"])[:200],
            set_up_by=by,
        )


class SchoolRoomForm(RoomForm):
    """A room of the school for whoever holds a role."""

    role = forms.ChoiceField(
        label="For whom is it?",
        choices=list(ROLES.items()),
        help_text="Everybody in the room sees that something waits, and not what.",
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    field_order = ("role", "way", "name", "address")


class DeviceForm(forms.Form):
    """What a browser gave."""

    subscription = forms.CharField(max_length=LONGEST)
    name = forms.CharField(max_length=60, required=False)

    def clean_subscription(self) -> tuple[str, dict[str, str]]:
        """The address and the keys, if they are such."""
        try:
            said = json.loads(self.cleaned_data["subscription"])
            keys = {name: str(said["keys"][name]) for name in ("p256dh", "auth")}
            Receiver.of(**keys)
            return checked("push", str(said["endpoint"])), keys
        except (ValueError, TypeError, KeyError, BadKeys, RecursionError):
            raise forms.ValidationError(
                "This browser gave nothing that can be used. Try again, or use another browser."
            ) from None
        except NotPossible:
            raise forms.ValidationError(
                "Gatepost does not know the service for messages of this browser. Use another browser."
            ) from None

    def device(self, person: Person) -> Device:
        """What was given."""
        endpoint, keys = self.cleaned_data["subscription"]
        digest = hashlib.sha256(endpoint.encode()).hexdigest()
        name = self.cleaned_data["name"] or "A browser"
        return Device(person=person, endpoint=endpoint, keys=keys, digest=digest, name=name)


def _time(said: str) -> time:
    return time.fromisoformat(said)
