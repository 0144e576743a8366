"""What people type about a policy."""

from django import forms

from fairmark.policies.queries import bound
from fairmark.policies.templates_in_words import REGISTRATION_NUMBERS
from fairmark.ui.forms import DateField, Form


class VersionForm(Form):
    """The numbers of the next version, when it comes into force, and what changed."""

    effective_on = DateField(label="In force from")
    summary = forms.CharField(
        label="What changed, in one sentence", max_length=300,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )  # fmt: skip

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        for key, (words, unit) in REGISTRATION_NUMBERS.items():
            limit = bound(key, on=on)
            firmness = "must" if limit.firm else "should"
            self.fields[key.replace(".", "__")] = forms.IntegerField(
                label=f"{words} … {unit}", min_value=0, max_value=3650,
                help_text=f"{limit.least} to {limit.most} {firmness} hold ({limit.source})",
                widget=forms.NumberInput(attrs={"class": "fm-input", "size": 6}),
            )  # fmt: skip

    @property
    def numbers(self):
        return {key: self.cleaned_data[key.replace(".", "__")] for key in REGISTRATION_NUMBERS}
