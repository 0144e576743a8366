"""What is filled in when a difference is reviewed."""

from django import forms

from fairmark.fairness.rules import Outcome
from fairmark.ui.forms import DateField, Form

_AREA = forms.Textarea(attrs={"rows": 4})


class ReviewForm(Form):
    words = forms.CharField(
        label="What you looked at, and what you found", widget=_AREA,
        help_text="For example: the tasks, who teaches the group, access to what was needed",
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="What follows", widget=forms.RadioSelect,
        choices=[
            (Outcome.EXPLAINED, "It is explained, and no group is put at a disadvantage"),
            (Outcome.TO_DO, "Something is done about it"),
        ],
    )  # fmt: skip
    to_do = forms.CharField(label="What is done", widget=_AREA, required=False)
    due_on = DateField(label="By which day", required=False)
