"""What is asked about people and their roles."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from gatepost.people.details import Details
from gatepost.people.importing import cells, kinds
from gatepost.people.models import Person, Role, School
from gatepost.people.roles import ROLES

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.TextInput, "govuk-input"),
)
CAN_BE_RED = ("govuk-input", "govuk-select")


class PlainField(forms.BoundField):
    """A field with the classes that its widget has in our look."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """The class, and another where something is wrong."""
        built = super().build_widget_attrs(attrs, widget)
        asked = widget or self.field.widget
        css = next(name for kind, name in CLASSES if isinstance(asked, kind))
        wrong = f" {css}--error" if self.errors and css in CAN_BE_RED else ""
        narrow = " govuk-input--width-10" if isinstance(self.field, DayField) else ""
        return {**built, "class": css + wrong + narrow}


class PlainForm(forms.Form):
    """A form in the look of the house: every field one column, its error in the summary and beside it."""

    bound_field_class = PlainField
    use_required_attribute = False  # our own sentences, not the browser's


class DayField(forms.CharField):
    """A day as it is written in Britain."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", "For example 31/12/2026")
        super().__init__(**more)

    def prepare_value(self, value: Any) -> Any:
        """A date as it would be typed."""
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else value


def _day(form: forms.Form, name: str, on: date) -> date | None:
    """The day in a field; what is wrong with it becomes the field's error."""
    try:
        return cells.day(cells.cleaned(form.cleaned_data.get(name) or ""), on=on)
    except cells.CellRefused as problem:
        form.add_error(name, str(problem))
        return None


class _DatedForm(PlainForm):
    """A form with days in it; it has to know today to understand years of two digits."""

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into days."""
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, DayField) and name in cleaned:
                cleaned[name] = _day(self, name, self.on)
        return cleaned


def _name_of(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        error_messages={
            "required": missing,
            "max_length": "At most 100 characters have room here.",
        },
    )


class PersonForm(_DatedForm):
    """Somebody's entry."""

    given_name = _name_of("First name", "Write the first name.")
    family_name = _name_of("Surname", "Write the surname.")
    email = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="The one they use at school. Leave it blank for somebody who will not sign in.",
    )
    actors = forms.MultipleChoiceField(
        label="What they are at school",
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that fit: a governor may be a parent too. The policy is asked with this.",
        error_messages={"required": "Choose at least one."},
    )
    job_title = forms.CharField(
        label="Job title",
        required=False,
        max_length=100,
        error_messages={"max_length": "At most 100 characters have room here."},
    )
    started_on = DayField(label="First day", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = self.fields["actors"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = list(kinds.staff_kinds().items())

    @staticmethod
    def of(person: Person, **more: Any) -> PersonForm:
        """Filled in with what is known."""
        names = PersonForm.base_fields
        return PersonForm(initial={name: getattr(person, name) for name in names}, **more)

    def clean_given_name(self) -> str:
        """A name, not a formula."""
        return self._checked("given_name")

    def clean_family_name(self) -> str:
        """A name, not a formula."""
        return self._checked("family_name")

    def clean_email(self) -> str:
        """An address, or nothing."""
        typed = cells.cleaned(self.cleaned_data["email"])
        try:
            return cells.email(typed) if typed else ""
        except cells.CellRefused as problem:
            raise forms.ValidationError(str(problem)) from None

    def _checked(self, name: str) -> str:
        try:
            return cells.name(cells.cleaned(self.cleaned_data[name]))
        except cells.CellRefused as problem:
            raise forms.ValidationError(str(problem)) from None

    @property
    def details(self) -> Details:
        """What was filled in."""
        return Details(**self.cleaned_data)


class LeavingForm(_DatedForm):
    """Somebody's last day."""

    left_on = DayField(
        label="Last day at the school", error_messages={"required": "Write the day."}
    )


class RoleForm(_DatedForm):
    """A role, and from when until when."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *ROLES.items()],
        error_messages={"required": "Choose a role."},
    )
    from_on = DayField(label="First day", error_messages={"required": "Write the first day."})
    until_on = DayField(
        label="Last day", required=False, help_text="Leave it blank if no end is in sight."
    )


class EndForm(_DatedForm):
    """The last day of a role."""

    until_on = DayField(label="Last day", error_messages={"required": "Write the last day."})


class CoverForm(_DatedForm):
    """Who is away, and who does it meanwhile."""

    held = forms.ModelChoiceField(
        label="Who is away, and in which role",
        queryset=Role.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose who is away."},
    )
    by = forms.ModelChoiceField(
        label="Who covers",
        queryset=Person.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose who covers."},
    )
    from_on = DayField(label="First day", error_messages={"required": "Write the first day."})
    until_on = DayField(
        label="Last day",
        help_text="For example 31/12/2026. It can be put off later.",
        error_messages={"required": "Write the last day."},
    )

    def __init__(self, *args: Any, school: School, on: date, **more: Any) -> None:
        super().__init__(*args, on=on, **more)
        held, by = self.fields["held"], self.fields["by"]
        assert isinstance(held, forms.ModelChoiceField)
        assert isinstance(by, forms.ModelChoiceField)
        roles = Role.objects.current(on).filter(person__school=school, covers=None)
        here = Person.objects.at(school).current(on)
        held.queryset = (
            roles.filter(person__in=here)
            .select_related("person")
            .order_by("person__family_name", "person__given_name", "role")
        )
        by.queryset = here


class SearchForm(PlainForm):
    """Whom to list."""

    STATES: ClassVar[dict[str, str]] = {
        "current": "At school now",
        "joining": "Joining",
        "left": "Left",
    }
    q = forms.CharField(label="Name, e-mail address or job", required=False, max_length=200)
    role = forms.ChoiceField(label="Role", required=False)
    kind = forms.ChoiceField(label="Kind", required=False)
    state = forms.ChoiceField(label="When", required=False, choices=list(STATES.items()))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (("role", ROLES), ("kind", kinds.staff_kinds())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "All"), *choices.items()]
