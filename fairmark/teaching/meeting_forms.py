"""What people type about meetings."""

from django import forms

from fairmark.people.models import Person
from fairmark.teaching.forms import WithFile, file_field
from fairmark.teaching.meeting_models import Meeting
from fairmark.ui.forms import DateField, Form


class MeetingForm(Form):
    kind = forms.ChoiceField(label="What for", choices=Meeting.Kind.choices)
    held_on = DateField(label="Held on")
    present = forms.ModelMultipleChoiceField(
        label="Present", queryset=Person.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody who is ticked is not on the team"},
    )  # fmt: skip
    apologies = forms.ModelMultipleChoiceField(
        label="Apologies", queryset=Person.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody who is ticked is not on the team"},
    )  # fmt: skip
    others = forms.CharField(
        label="Others who were present", max_length=300, required=False,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
        help_text="Names and what they are, for example learners’ representatives or an employer",
    )  # fmt: skip

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("present", "apologies"):
            self.fields[name].queryset = team


class MinutesForm(WithFile):
    text = forms.CharField(
        label="Minutes", required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="What was discussed and decided. Actions are recorded by themselves.",
    )  # fmt: skip
    file = file_field("Or the minutes as a file")
    why = forms.CharField(
        label="Why they are corrected", max_length=300, required=False,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )  # fmt: skip

    def __init__(self, *args, is_first, **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["why"]


class ActionPointForm(Form):
    what = forms.CharField(
        label="What is to be done", max_length=300, widget=forms.Textarea,
        help_text="Begin with the verb, for example: order ten more licences",
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label="By whom", queryset=Person.objects.none(),
        error_messages={"invalid_choice": "This person is not on the staff"},
    )  # fmt: skip
    due_on = DateField(label="By when")

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff


class FinishForm(Form):
    what_was_done = forms.CharField(label="What was done", max_length=2000, widget=forms.Textarea)


class GiveForm(Form):
    owner = forms.ModelChoiceField(
        label="To whom", queryset=Person.objects.none(),
        error_messages={"invalid_choice": "This person is not on the staff"},
    )  # fmt: skip
    why = forms.CharField(label="Why", max_length=300)

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff
