"""What people type about registrations."""

from django import forms

from fairmark.registration.models import Confirmation
from fairmark.ui.forms import DateField, Form


class SentOnForm(Form):
    on = DateField(label="Sent to the awarding body on")


class EndForm(Form):
    on = DateField(label="On which day")
    why = forms.CharField(label="Why", max_length=200, required=False)


class TransferForm(Form):
    programme = forms.ModelChoiceField(label="To which programme", queryset=None)
    on = DateField(label="On which day")
    why = forms.CharField(label="Why", max_length=200, required=False)

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes


class CompletionForm(Form):
    completes_on = DateField(label="Estimated completion")
    why = forms.CharField(label="Why", max_length=200, required=False)


class TellingForm(Form):
    on = DateField(label="Awarding body told on")
    reference = forms.CharField(
        label="Its reference", max_length=40, help_text="The case or confirmation number"
    )


class QueryForm(Form):
    query = forms.CharField(
        label="What is wrong?", widget=forms.Textarea, max_length=1000,
        help_text="For example: my surname is spelt with an e",
    )  # fmt: skip


class PaperAnswerForm(Form):
    answer = forms.ChoiceField(
        label="What did the learner answer?", choices=Confirmation.Answer.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    query = forms.CharField(
        label="What is wrong, if anything", required=False, widget=forms.Textarea, max_length=1000
    )

    def clean(self):
        answers = super().clean()
        if answers.get("answer") == Confirmation.Answer.QUERIED and not answers.get("query"):
            self.add_error("query", "Say what the learner queried")
        return answers


class SettleForm(Form):
    settlement = forms.CharField(
        label="What was done about it", widget=forms.Textarea, max_length=1000
    )


class CheckQueryForm(Form):
    learner = forms.ModelChoiceField(label="Which learner", queryset=None)
    question = forms.CharField(label="What is doubtful", widget=forms.Textarea, max_length=1000)

    def __init__(self, *args, learners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["learner"].queryset = learners
        self.fields["learner"].label_from_instance = lambda one: f"{one.listed_name} ({one.ref})"


class AnswerForm(Form):
    answer = forms.CharField(label="Your answer", widget=forms.Textarea, max_length=1000)


class ExplainForm(Form):
    explanation = forms.CharField(
        label="Why the two records may differ", widget=forms.Textarea, max_length=1000,
        help_text="For example: correction sent, case 00412345, waiting for the awarding body",
    )  # fmt: skip


class SeriesForm(Form):
    name = forms.CharField(label="Series", max_length=40, help_text="For example, January 2026")
    closes_on = DateField(label="Entries close on")
    source = forms.CharField(
        label="Where you read the date", max_length=100,
        help_text="For example: key dates, published 1 September",
    )  # fmt: skip


class SittingForm(Form):
    cohort = forms.ModelChoiceField(label="Which cohort", queryset=None)
    unit = forms.ModelChoiceField(label="Which unit", queryset=None)

    def __init__(self, *args, cohorts, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda one: (
            f"{one.qualification.short_title}: {one}"
        )


class ExcuseForm(Form):
    enrolment = forms.ModelChoiceField(label="Which learner", queryset=None)
    why = forms.CharField(label="Why they are not to be entered", max_length=200)

    def __init__(self, *args, enrolments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].queryset = enrolments
        self.fields["enrolment"].label_from_instance = lambda one: one.learner.listed_name
