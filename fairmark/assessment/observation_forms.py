"""What is typed about evidence that is no file; the rule pack's forms give the questions."""

from django import forms

from fairmark.assessment.forms import offer_learners
from fairmark.assessment.observation_models import RELATIONS, WRITTEN
from fairmark.assessment.observation_rules import answered
from fairmark.catalogue.models import Criterion
from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import take_in
from fairmark.ui.forms import DateField, Form

_AREA = forms.Textarea(attrs={"rows": 4})
#: What a form of the rule pack asks beyond its own fields is typed in fields of this beginning.
_MORE = "more_"


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each examined and on the disk before the form is sent on."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=_Files(), **kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data]
        found = []
        for one in uploads:
            if upload := super().clean(one, initial):
                try:
                    found.append(take_in(upload))
                except NotTaken as reason:
                    raise forms.ValidationError(f"{upload.name}: {reason}") from None
        return found


class EvidenceForm(Form):
    """What both kinds ask: whom, when, and which criteria."""

    enrolment = forms.ModelChoiceField(label="Learner", queryset=None)
    criteria = forms.ModelMultipleChoiceField(
        label="Criteria", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    #: By field the question of the rule pack that it answers.
    answers_to: dict[str, str] = {}

    def __init__(self, *args, enrolments, criteria, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        offer_learners(self.fields["enrolment"], enrolments)
        self.fields["criteria"].queryset = Criterion.objects.filter(
            pk__in=[one.pk for one in criteria]
        ).order_by("position")
        asks = {one["id"]: one["asks"] for one in asked}
        for name, question in self.answers_to.items():
            if question in asks:
                self.fields[name].label = asks[question]
        known = {*self.answers_to.values(), "signed"}
        for question, words in asks.items():
            if question not in known:
                self.fields[f"{_MORE}{question}"] = forms.CharField(
                    label=words, widget=_AREA, required=False
                )
        self.order_fields([name for name in self.fields if name != "files"])
        self.dress()

    @property
    def answers(self):
        """The action's arguments: what goes beyond the record's own fields stands under `answers`."""
        more = {
            name.removeprefix(_MORE): value
            for name, value in self.cleaned_data.items()
            if name.startswith(_MORE)
        }
        own = {k: v for k, v in self.cleaned_data.items() if not k.startswith(_MORE)}
        return own | {"criteria": list(own["criteria"]), "answers": answered(self.asked, more)}


class ObservationForm(EvidenceForm):
    activity = forms.CharField(label="What the learner did", widget=_AREA)
    on = DateField(label="On which day")
    how = forms.CharField(label="How it meets them", widget=_AREA)
    support = forms.CharField(
        label="What supports it", max_length=300, required=False,
        help_text="For example: photographs of the stall, the till roll. Attach them below.",
    )  # fmt: skip
    files = FilesField(
        label="Files",
        help_text="For a learner without an account, the record that they signed on paper too",
    )

    field_order = ("enrolment", "activity", "on", "criteria", "how", "support")
    answers_to = {"activity": "activity", "criteria": "criteria", "how": "how",
                  "support": "evidence"}  # fmt: skip


class WitnessForm(EvidenceForm):
    witness = forms.CharField(label="Name of the witness", max_length=150)
    post = forms.CharField(label="Their post", max_length=150)
    relation = forms.ChoiceField(
        label="What they are to the learner", choices=RELATIONS, widget=forms.RadioSelect
    )
    seen = forms.CharField(label="What they saw", widget=_AREA)
    on = DateField(label="On which day they saw it")
    written = forms.ChoiceField(
        label="Whose words these are", choices=WRITTEN, widget=forms.RadioSelect
    )
    signed_on = DateField(label="Signed by the witness on")
    paper = forms.CharField(
        label="Where the signed paper is kept", max_length=200, required=False,
        help_text="Where you do not attach it",
    )  # fmt: skip
    files = FilesField(label="The signed paper, and what goes with it")

    field_order = ("enrolment", "witness", "post", "relation", "seen", "on", "criteria", "written",
                   "signed_on", "paper")  # fmt: skip
    answers_to = {"witness": "witness", "relation": "relation", "seen": "seen",
                  "criteria": "criteria"}  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("witness", "relation", "seen"):  # the pack puts these questions to the witness
            self.fields[name].help_text = f"The witness is asked: {self.fields[name].label}"
            self.fields[name].label = self.base_fields[name].label


class AgreeForm(Form):
    agrees = forms.TypedChoiceField(
        label="What you say", widget=forms.RadioSelect, coerce=lambda answer: answer == "yes",
        choices=[("yes", "This is what I did"), ("no", "It was otherwise")],
    )  # fmt: skip
    words = forms.CharField(
        label="Your comment", widget=_AREA, required=False,
        help_text="Needed if it was otherwise: say what was different",
    )  # fmt: skip


class TakeBackForm(Form):
    why = forms.CharField(label="Why it is taken back", max_length=300)
