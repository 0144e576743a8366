"""What staff fill in about a likeness."""

from django import forms

from fairmark.similarity.actions import outcomes
from fairmark.ui.forms import Form


class LookForm(Form):
    outcome = forms.ChoiceField(
        label="What you make of it", widget=forms.RadioSelect, choices=outcomes
    )
    words = forms.CharField(
        label="What you saw", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: both quote the same source and name it",
    )  # fmt: skip
