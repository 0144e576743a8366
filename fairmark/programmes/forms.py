"""What people type about programmes."""

from django import forms

from fairmark.catalogue.models import Unit
from fairmark.programmes.models import Approval
from fairmark.ui.forms import DateField, Form


class ApprovalForm(Form):
    status = forms.ChoiceField(
        label="Where it stands", choices=Approval.Status.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(label="Awarding body’s reference", max_length=40, required=False)
    applied_on = DateField(label="Applied for on", required=False)
    confirmed_on = DateField(label="Confirmed on", required=False)
    approved_from = DateField(label="Approved from", required=False)
    approved_until = DateField(label="Approved to", required=False)
    certificates_until = DateField(label="Last certification", required=False)

    def clean(self):
        answers = super().clean()
        if answers.get("status") == Approval.Status.CONFIRMED:
            for name in ("confirmed_on", "approved_from"):
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, f"A confirmed approval has its date: {self[name].label}")
        first, last = answers.get("approved_from"), answers.get("approved_until")
        if first and last and last < first:
            self.add_error("approved_until", "It cannot end before it begins")
        return answers


class CourseCodeForm(Form):
    code = forms.CharField(
        label="Course code in your student system", max_length=40, help_text="For example, BUSEC"
    )


class FeeForm(Form):
    pounds = forms.DecimalField(
        label="Registration fee in pounds", min_value=0, max_digits=8, decimal_places=2,
        help_text="What the awarding body charges for one learner, without a late fee",
    )  # fmt: skip


class AllocationForm(Form):
    person = forms.ModelChoiceField(label="Who", queryset=None)
    role = forms.ChoiceField(
        label="As what",
        choices=[(r, r.capitalize()) for r in ("assessor", "internal verifier",
                 "lead internal verifier", "programme leader")],
    )  # fmt: skip
    unit = forms.ModelChoiceField(label="For which unit", queryset=None, required=False,
                                  empty_label="All units")  # fmt: skip
    from_on = DateField(label="From")

    def __init__(self, *args, people, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["unit"].queryset = units


class EndingForm(Form):
    until_on = DateField(label="Last day", help_text="The last day on which it holds")
    why = forms.CharField(
        label="Why", max_length=200, help_text="For example: Dr Osei takes the unit over"
    )


class UnitsForm(Form):
    units = forms.ModelMultipleChoiceField(
        label="Units", queryset=None, required=False,
        error_messages={"invalid_choice": "One of these is not a unit of this specification"},
    )  # fmt: skip

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.filter(
            specification=cohort.specification_id
        ).select_related("specification__qualification", "group")


class FollowForm(Form):
    specification = forms.ModelChoiceField(label="Which issue", queryset=None)
    why = forms.CharField(
        label="Why", max_length=200,
        help_text="For example: the awarding body moved this cohort to the new issue",
    )  # fmt: skip

    def __init__(self, *args, issues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["specification"].queryset = issues
        self.fields["specification"].label_from_instance = lambda one: f"Issue {one.issue}"
