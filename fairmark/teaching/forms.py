"""What people type about the teaching of a cohort, with a file or a link where there is one."""

from django import forms
from django.core.validators import URLValidator

from fairmark.catalogue.models import Unit
from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import take_in
from fairmark.programmes.models import Group
from fairmark.teaching.models import EmployerInvolvement, TeachingDocument
from fairmark.ui.forms import DateField, Form


class LinkField(forms.URLField):
    """An address on the web, or none."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False, max_length=500, assume_scheme="https",
            widget=forms.URLInput(attrs={"class": "fm-input fm-input--wide"}),
            error_messages={"invalid": "Write the whole address, such as https://staff.example/plan"},
            **kwargs,
        )  # fmt: skip
        self.validators = [URLValidator(schemes=["http", "https"], message=self.error_messages["invalid"])]  # fmt: skip


class UnitField(forms.ModelChoiceField):
    """One of the units that a cohort takes."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Unit")
        super().__init__(
            queryset=Unit.objects.none(),
            error_messages={"invalid_choice": "The cohort does not take this unit"}, **kwargs,
        )  # fmt: skip

    def of(self, cohort):
        self.queryset = Unit.objects.filter(pk__in=cohort.units_taken.values("unit"))


class WithFile(Form):
    """A form to which a file may be attached; it is examined and on the disk before it is sent on."""

    taken = None

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload:
            try:
                self.taken = take_in(upload)
            except NotTaken as problem:
                raise forms.ValidationError(str(problem)) from None
        return upload

    @property
    def answers(self):
        """What was answered, with the file as it was taken in."""
        answers = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return answers | {"taken": self.taken}


def file_field(label, help_text="", *, required=False):
    return forms.FileField(
        label=label, required=required, help_text=help_text,
        error_messages={"empty": "The file is empty. Save it again."},
    )  # fmt: skip


class TimetableForm(WithFile):
    valid_from_on = DateField(label="Holds from")
    group = forms.ModelChoiceField(
        label="For", queryset=None, required=False, empty_label="The whole cohort",
        error_messages={"invalid_choice": "This is no group of the cohort"},
    )  # fmt: skip
    file = file_field("Timetable as a file", "A picture, a PDF, a spreadsheet or a document")
    link = LinkField(label="Or the address where it is kept")
    note = forms.CharField(
        label="What changed", max_length=200, required=False,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )  # fmt: skip

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.filter(cohort=cohort)
        if not self.fields["group"].queryset.exists():
            del self.fields["group"]


class BeginningForm(Form):
    unit = UnitField()
    begins_on = DateField(
        label="Its teaching begins on", required=False,
        help_text="Leave it empty where the unit begins with the cohort. For example, 5/1/2026",
    )  # fmt: skip

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].of(cohort)


class TeachingDocumentForm(WithFile):
    unit = UnitField()
    kind = forms.ChoiceField(
        label="What it is", choices=TeachingDocument.Kind.choices, widget=forms.RadioSelect
    )
    file = file_field("As a file")
    link = LinkField(label="Or the address where it is kept")
    note = forms.CharField(
        label="What is new in this version", max_length=200, required=False,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )  # fmt: skip

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].of(cohort)


class InvolvementForm(WithFile):
    employer = forms.CharField(
        label="Employer", max_length=150,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )  # fmt: skip
    what = forms.CharField(
        label="What they do with the learners", max_length=300, widget=forms.Textarea,
        help_text="For example: sets the brief of a campaign and listens to the pitches",
    )  # fmt: skip
    unit = UnitField(label="For which unit", required=False, empty_label="The whole programme")
    on = DateField(label="On")
    outcome = forms.CharField(
        label="What came of it, if it has taken place", max_length=2000, required=False,
        widget=forms.Textarea,
    )  # fmt: skip
    file = file_field("Evidence", "For example, photographs, a programme of the day, a letter")

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].of(cohort)


class SettleForm(WithFile):
    how = forms.ChoiceField(
        label="What happened", widget=forms.RadioSelect,
        choices=[
            (EmployerInvolvement.State.DONE.value, "It took place"),
            (EmployerInvolvement.State.CALLED_OFF.value, "It was called off"),
        ],
    )  # fmt: skip
    on = DateField(label="On")
    outcome = forms.CharField(
        label="What came of it, or why it was called off", max_length=2000, widget=forms.Textarea
    )
    file = file_field("Evidence", "For example, photographs, a programme of the day, a letter")


class DayForm(Form):
    """The day on which a list is read."""

    on = DateField(label="As of", required=False, help_text="")
