"""What people type about the year plan."""

from django import forms

from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planner.actions import TEAMS
from fairmark.ui.forms import DateField, EachField, Form

ROLES = [(role.value, role.heading) for role in Role if role != Role.REVIEWER]


def _line():
    return forms.TextInput(attrs={"class": "fm-input fm-input--wide"})


class ItemForm(Form):
    what = forms.CharField(label="What is to be done", max_length=200, widget=_line())
    on = DateField(label="By when")
    role = forms.ChoiceField(label="Whose it is", choices=ROLES)
    each = EachField()


class MoveForm(Form):
    on = DateField(label="The day this year")
    why = forms.CharField(
        label="Why", max_length=300, widget=_line(),
        help_text="Such as: the date published for this year, and where it stands",
    )  # fmt: skip


class OwnerForm(Form):
    owner = forms.ModelChoiceField(
        Person.objects.none(), label="Who sees to it", empty_label="Choose a person"
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people


class DoneForm(Form):
    note = forms.CharField(
        label="What came of it", max_length=300, widget=_line(), required=False,
        help_text="A sentence, or where it is kept",
    )  # fmt: skip


class TaskForm(Form):
    note = forms.CharField(label="What came of it", max_length=300, widget=_line())


class WhyForm(Form):
    why = forms.CharField(label="Why", max_length=300, widget=_line())


class CalendarForm(Form):
    """Whose calendar: one's own, or a team's."""

    role = forms.ChoiceField(label="Whose calendar", required=False)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "My own")] + [
            (role.value, f"{role.heading}: the calendar of everybody in this role") for role in TEAMS
            if role in roles
        ]  # fmt: skip
        self.dress()
