"""What people type about assessment plans."""

from django import forms

from fairmark.catalogue.models import Criterion, Unit
from fairmark.planning import rules
from fairmark.planning.queries import assessed_here, team_of
from fairmark.ui.forms import DateField, Form

_HINTS = {
    "hand_out_on": "When learners get the brief",
    "hand_in_on": "The learners’ deadline",
    "assess_by": "Decisions made",
    "verify_by": "Sample of decisions verified",
    "return_by": "Decisions and feedback with the learners",
    "resubmit_by": "Where a resubmission is allowed",
}


class DraftForm(Form):
    like = forms.ModelChoiceField(
        label="Where to begin", queryset=None, required=False,
        empty_label="From the specification, our calendar and the team",
        help_text="Or like the signed plan of another cohort of this programme, moved to this "
        "cohort’s year",
    )  # fmt: skip

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = plans


class WhyForm(Form):
    why = forms.CharField(
        label="What has to change, and why", max_length=300,
        help_text="For example: unit 8 moves to spring because the employer visit did",
    )  # fmt: skip


class ReasonForm(Form):
    why = forms.CharField(label="Why", max_length=300)


class WorkbookForm(Form):
    file = forms.FileField(
        label="The workbook", help_text="The .xlsx that was taken out of this plan, edited",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip


class UnitForm(Form):
    unit = forms.ModelChoiceField(label="For which unit", queryset=None)

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(pk__in=[one.pk for one in assessed_here(cohort)])
        self.fields["unit"].queryset = units.select_related("specification__qualification")


class AssignmentForm(Form):
    """An assignment of the plan: its criteria, its days, who assesses which group, who verifies."""

    title = forms.CharField(label="Title", max_length=150)
    criteria = forms.ModelMultipleChoiceField(
        label="Criteria that it targets", queryset=None, required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these is not a criterion of this unit"},
    )  # fmt: skip

    def __init__(self, *args, unit, cohort, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criteria"].queryset = Criterion.objects.filter(unit=unit)
        for name in rules.DAYS:
            self.fields[name] = DateField(
                label=rules.DAY_WORDS[name].capitalize(), required=False, help_text=_HINTS[name]
            )
        people = [("", "Nobody yet")] + [(one.pk, one.name) for one in team_of(cohort, at)]
        self.people = {one.pk: one for one in team_of(cohort, at)}
        self.groups = {"assessor": None} | {
            f"assessor_{group.pk}": group for group in cohort.groups.all()
        }
        for name, group in self.groups.items():
            self.fields[name] = self._person(
                f"Assessor of group {group}" if group
                else "Assessor of every group" if len(self.groups) > 1 else "Assessor", people,
            )  # fmt: skip
        self.fields["verifier"] = self._person("Internal verifier", people)
        self.dress()

    def _person(self, label, people):
        return forms.TypedChoiceField(
            label=label, choices=people, required=False, coerce=int, empty_value=None
        )

    def clean(self):
        answers = super().clean()
        days = {name: answers.get(name) for name in rules.DAYS}
        for words in rules.order_of(days):
            self.add_error(None, words)
        return answers

    def said(self, answers):
        """The answers as the actions take them."""
        return {
            "title": answers["title"],
            "criteria": list(answers["criteria"]),
            "days": {name: answers[name] for name in rules.DAYS},
            "assessors": [
                (self.people[answers[name]], group)
                for name, group in self.groups.items()
                if answers[name]
            ],
            "verifier": self.people.get(answers["verifier"]),
        }
