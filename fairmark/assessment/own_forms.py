"""What learners fill in when they hand in their work."""

from django import forms

from fairmark.assessment.models import Submission
from fairmark.ui.forms import Form

_AREA = forms.Textarea(attrs={"rows": 4})
_AI = [choice for choice in Submission._meta.get_field("ai_use").choices or [] if choice[0]]


class WorkFileForm(Form):
    file = forms.FileField(
        label="File", help_text="A document, picture, sheet or recording. Programs are not taken."
    )
    copies = forms.ChoiceField(
        label="What it is", widget=forms.RadioSelect, initial="work",
        choices=[("work", "My work"), ("copies", "Copies of what I asked an AI tool, and its answers")],
    )  # fmt: skip


class HandInForm(Form):
    """The statement of the rule pack, with what the brief asks to come with the work."""

    sources = forms.CharField(
        label="Sources", widget=_AREA, required=False,
        help_text="Books, sites, people: whatever you used, one on each line",
    )  # fmt: skip
    ai_use = forms.ChoiceField(
        label="Tools of artificial intelligence", choices=_AI, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    ai_tool = forms.CharField(label="Which tool", max_length=150, required=False)
    ai_words = forms.CharField(
        label="What you used it for", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    declared = forms.BooleanField(label="I state that all of this is so", required=False)

    def __init__(self, *args, statement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["declared"].help_text = " ".join(statement)
