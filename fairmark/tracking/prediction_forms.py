"""A predicted grade with its reason."""

from django import forms

from fairmark.ui.forms import Form


class PredictionForm(Form):
    grade = forms.ChoiceField(label="Predicted grade", widget=forms.RadioSelect)
    why = forms.CharField(
        label="Why you think so", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: the work so far, attendance, what is still to come",
    )  # fmt: skip

    def __init__(self, *args, grades, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(one, one) for one in grades]
