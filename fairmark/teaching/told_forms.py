"""What is filled in after a session at which learners were told of a policy."""

from django import forms

from fairmark.learners.models import Learner
from fairmark.ui.forms import DateField, Form


class TellingForm(Form):
    told_on = DateField(label="Day of the session")
    learners = forms.ModelMultipleChoiceField(
        label="Who was there, and confirmed on paper that they were shown it",
        queryset=Learner.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Whoever has confirmed it before is not asked for again.",
        error_messages={
            "required": "Tick who was there and confirmed it",
            "invalid_choice": "Somebody who is ticked is not on the class list",
        },
    )  # fmt: skip

    def __init__(self, *args, learners, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["learners"]
        field.queryset = Learner.objects.filter(pk__in=[one.pk for one in learners])
        field.label_from_instance = lambda one: one.listed_name
