"""A comment to keep."""

from django import forms

from fairmark.ui.forms import Form


class CommentForm(Form):
    words = forms.CharField(
        label="Comment", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text="What you would write to any learner. It is put into feedback to be edited there.",
    )  # fmt: skip
    is_shared = forms.BooleanField(
        label="Share it with everybody who assesses on the programme", required=False
    )
