"""What people type about learners."""

from django import forms

from fairmark.exchange.rules import BadCell, name
from fairmark.learners.class_list import uln
from fairmark.ui.forms import DateField, Form


def _checked(reader, value):
    try:
        return reader(value)
    except BadCell as bad:
        raise forms.ValidationError(str(bad)) from None


class DetailsForm(Form):
    surname = forms.CharField(label="Surname", max_length=100)
    forenames = forms.CharField(label="First names", max_length=100)
    date_of_birth = DateField(label="Date of birth", required=False)
    sex = forms.ChoiceField(
        label="Sex, as registered", choices=[("", "Not given"), ("F", "F"), ("M", "M")],
        required=False,
    )  # fmt: skip
    uln = forms.CharField(label="ULN", max_length=13, required=False, help_text="Ten digits")
    why = forms.CharField(
        label="Why, and what you have seen that proves it", max_length=300,
        widget=forms.Textarea, help_text="For example: passport seen on 12 November",
    )  # fmt: skip

    def clean_surname(self):
        return _checked(name, self.cleaned_data["surname"])

    def clean_forenames(self):
        return _checked(name, self.cleaned_data["forenames"])

    def clean_uln(self):
        return _checked(uln, self.cleaned_data["uln"])
