"""What people type about events and good practice."""

from django import forms

from fairmark.standardisation.models import KINDS
from fairmark.ui.forms import DateField, Form

_AREA = forms.Textarea(attrs={"rows": 4})


class _Programmes(Form):
    programmes = forms.ModelMultipleChoiceField(
        label="Programmes", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programmes"].queryset = programmes
        self.fields["programmes"].label_from_instance = lambda one: one.short_title


class PlanForm(_Programmes):
    kind = forms.ChoiceField(label="What it is", choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=150)
    on = DateField(label="Day")
    led_by = forms.ModelChoiceField(
        label="Led by", queryset=None,
        help_text="A lead internal verifier, a programme leader or the quality nominee",
    )  # fmt: skip
    material = forms.CharField(
        label="Material", widget=_AREA, required=False,
        help_text="What everybody reads or judges. Files can be attached afterwards.",
    )  # fmt: skip

    field_order = ("kind", "title", "on", "programmes", "led_by", "material")

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["led_by"].queryset = leaders


class HeldForm(Form):
    people = forms.ModelMultipleChoiceField(
        label="Who took part", queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text="Staff only. Each confirms it as well, on their own page Today.",
    )  # fmt: skip
    material = forms.CharField(label="Material used", widget=_AREA, required=False)
    outcome = forms.CharField(label="What was agreed", widget=_AREA)
    points = forms.CharField(
        label="Actions and good practice", widget=_AREA, required=False,
        help_text="One on each line, with who does it",
    )  # fmt: skip
    file = forms.FileField(
        label="A file that was used", required=False,
        help_text="A document, picture, sheet or recording. Programs are not taken.",
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class RecordForm(PlanForm, HeldForm):
    field_order = (
        "kind", "title", "on", "programmes", "led_by", "people", "material", "outcome", "points",
        "file",
    )  # fmt: skip


class CorrectForm(PlanForm):
    outcome = forms.CharField(label="What was agreed", widget=_AREA)
    points = forms.CharField(label="Actions and good practice", widget=_AREA, required=False)
    why = forms.CharField(label="Why it is corrected", max_length=300)

    field_order = (
        "kind", "title", "on", "programmes", "led_by", "material", "outcome", "points", "why",
    )  # fmt: skip


class MoveForm(Form):
    on = DateField(label="New day")
    why = forms.CharField(label="Why it is moved", max_length=300)


class DayForm(Form):
    """On which day an event was: it settles who can be named."""

    on = DateField(label="Day")


class AddForm(Form):
    person = forms.ModelChoiceField(label="Who took part", queryset=None)
    why = forms.CharField(label="Why they were left out", max_length=300)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class WhyForm(Form):
    why = forms.CharField(label="Why", max_length=300)


class FileForm(Form):
    file = forms.FileField(
        label="File", help_text="A document, picture, sheet or recording. Programs are not taken."
    )


class ShareForm(_Programmes):
    title = forms.CharField(label="Title", max_length=150)
    what = forms.CharField(label="What works, and how", widget=_AREA)

    field_order = ("title", "what", "programmes")


class AdoptForm(Form):
    programme = forms.ModelChoiceField(label="For which programme", queryset=None)

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
        self.fields["programme"].label_from_instance = lambda one: one.short_title
