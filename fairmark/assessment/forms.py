"""What staff fill in about work: whose it is, what it meets, and when it may come again."""

from django import forms

from fairmark.assessment.models import HOWS, Decision, Submission
from fairmark.assessment.own_forms import HandInForm
from fairmark.assessment.queries import unsigned_of
from fairmark.catalogue.models import Criterion
from fairmark.learners.models import Enrolment
from fairmark.ui.forms import DateField, Form

_AREA = forms.Textarea(attrs={"rows": 4})


class WorksForm(Form):
    """A choice of pieces of work, all chosen to begin with."""

    works = forms.ModelMultipleChoiceField(
        label="Work of", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, works, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["works"]
        field.queryset = Submission.objects.filter(pk__in=[one.pk for one in works])
        field.queryset = field.queryset.select_related("enrolment__learner", "assignment__unit")
        field.label_from_instance = lambda one: one.enrolment.learner.listed_name
        field.initial = [one.pk for one in works]


class ConfirmForm(WorksForm):
    """What is not confirmed yet is chosen to begin with; the rest can be doubted until it is signed."""

    authentic = forms.TypedChoiceField(
        label="What you say", widget=forms.RadioSelect, initial="yes",
        coerce=lambda answer: answer == "yes",
        choices=[("yes", "It is the learner’s own work"), ("no", "I am in doubt about it")],
    )  # fmt: skip
    how = forms.ChoiceField(label="How you know", widget=forms.RadioSelect, choices=HOWS)
    words = forms.CharField(
        label="What you saw or asked", widget=_AREA, required=False,
        help_text="Needed where you are in doubt",
    )  # fmt: skip

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["works"].initial = [one.pk for one in waiting]


class SignForm(WorksForm):
    comments = forms.CharField(
        label="General comments", widget=_AREA, required=False,
        help_text="The same for all that you sign now. Feedback on a criterion stands with it.",
    )  # fmt: skip
    declared = forms.BooleanField(label="I state that all of this is so", required=False)

    def __init__(self, *args, states, works, **kwargs):
        super().__init__(*args, works=works, **kwargs)
        self.fields["declared"].help_text = " ".join(states)
        said = unsigned_of(one.pk for one in works)
        self.fields["works"].label_from_instance = lambda one: (
            f"{one.enrolment.learner.listed_name}: {said.get(one.pk, 'nothing decided')}"
        )


class DecideForm(Form):
    """A choice and feedback for each criterion of one piece of work."""

    def __init__(
        self, *args, criteria, decided: dict[int, Decision], shown: dict[int, Decision],
        is_signed: bool, **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.criteria, self.shown = criteria, shown
        for one in criteria:
            now = decided.get(one.pk)
            self.fields[f"c{one.pk}"] = forms.ChoiceField(
                label=one.code, widget=forms.RadioSelect,
                initial=now.outcome if now else "cleared",
                choices=[("met", "Met"), ("not met", "Not met"), ("cleared", "Not decided yet")],
            )  # fmt: skip
            self.fields[f"s{one.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=now.pk if now else None
            )
            self.fields[f"f{one.pk}"] = forms.CharField(
                label=f"Feedback on {one.code}", required=False,
                initial=now.feedback if now else "", widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        if is_signed:
            self.fields["why"] = forms.CharField(
                label="Why it is corrected", max_length=300, required=False,
                help_text="The record is signed. What was signed stays, with this beside it.",
            )  # fmt: skip
        self.dress()

    def changed(self, answers) -> list[tuple[Criterion, str, str, int | None]]:
        """Where something else is said than the page showed: criterion, outcome, feedback, and the
        decision that stood there when the page was opened. Promise P32.
        """
        found = []
        for one in self.criteria:
            seen = answers[f"s{one.pk}"]
            outcome, feedback = answers[f"c{one.pk}"], answers[f"f{one.pk}"]
            shown = self.shown.get(seen)
            before = (shown.outcome, shown.feedback) if shown else ("cleared", "")
            if (outcome, feedback) != before:
                found.append((one, outcome, feedback, seen))
        return found


def all_met(posted, criteria, shown: dict[int, Decision]):
    """The answers of a `DecideForm` that says met to every criterion and keeps the feedback shown."""
    data = posted.copy()
    for one in criteria:
        seen = posted.get(f"s{one.pk}", "")
        before = shown.get(int(seen)) if seen.isdigit() else None
        data[f"c{one.pk}"], data[f"f{one.pk}"] = "met", before.feedback if before else ""
    return data


class ExtensionForm(Form):
    enrolment = forms.ModelChoiceField(label="Learner", queryset=None)
    until_on = DateField(label="New deadline")
    why = forms.CharField(label="Reason", max_length=300)

    def __init__(self, *args, enrolments, **kwargs):
        super().__init__(*args, **kwargs)
        offer_learners(self.fields["enrolment"], enrolments)


class HandInForForm(HandInForm):
    """Handing in for a learner: who, why, and what came."""

    enrolment = forms.ModelChoiceField(label="Learner", queryset=None)
    on_behalf = forms.CharField(
        label="Why you hand it in", max_length=300,
        help_text="For example: practical work that I watched; the learner’s signed form is attached",
    )  # fmt: skip
    file = forms.FileField(label="File", required=False)
    copies = forms.FileField(
        label="Copies from an AI tool", required=False,
        help_text="What was asked and answered, if the learner used one",
    )  # fmt: skip
    received_on = DateField(
        label="Day on which you had it", required=False,
        help_text="By this day it is in time or late. Left empty, it is today.",
    )  # fmt: skip
    is_practical = forms.BooleanField(
        label="It is practical work, of which there is no file", required=False
    )
    field_order = ("enrolment", "on_behalf", "received_on", "file", "is_practical", "sources", "ai_use", "ai_tool",
                   "ai_words", "copies", "declared")  # fmt: skip

    def __init__(self, *args, enrolments, **kwargs):
        super().__init__(*args, **kwargs)
        offer_learners(self.fields["enrolment"], enrolments)
        self.fields["declared"].label = "The learner stated that all of this is so"


def offer_learners(field, enrolments) -> None:
    field.queryset = Enrolment.objects.filter(pk__in=[one.pk for one in enrolments]).select_related(
        "learner"
    )
    field.label_from_instance = lambda one: one.learner.listed_name


class AgainForm(Form):
    due_on = DateField(label="Deadline")
    criteria = forms.ModelMultipleChoiceField(
        label="Criteria it is for", queryset=None, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    can_improve = forms.TypedChoiceField(
        label="", widget=forms.RadioSelect, choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
    )  # fmt: skip
    task = forms.CharField(label="New task", widget=_AREA, required=False)

    def __init__(self, *args, missed, asks: str, needs_task: bool, last_day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criteria"].queryset = Criterion.objects.filter(
            pk__in=[one.pk for one in missed]
        )
        self.fields["criteria"].initial = [one.pk for one in missed]
        self.fields["due_on"].initial = last_day
        if asks:
            self.fields["can_improve"].label = asks
        else:
            del self.fields["can_improve"]
        if not needs_task:
            del self.fields["task"]


class RecommendForm(Form):
    can_improve = forms.TypedChoiceField(
        label="", widget=forms.RadioSelect, choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
    )  # fmt: skip
    words = forms.CharField(
        label="What you judge that by", widget=_AREA,
        help_text="The lead internal verifier reads this before deciding.",
    )  # fmt: skip

    def __init__(self, *args, asks: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["can_improve"].label = asks


class RefuseForm(Form):
    why = forms.CharField(label="Why not", widget=_AREA, help_text="The learner reads this.")
