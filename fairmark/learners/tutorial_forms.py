"""What is typed about tutorials."""

from django import forms

from fairmark.learners.tutorial_rules import Agreed
from fairmark.ui.forms import DateField, Form

#: How many targets one note has room for. (A technical limit.)
TARGETS = 3


class TutorialForm(Form):
    on = DateField(label="On which day you talked")
    words = forms.CharField(label="What you talked about", widget=forms.Textarea(attrs={"rows": 6}))
    is_shared = forms.TypedChoiceField(
        label="Who reads it", widget=forms.RadioSelect, initial="yes",
        coerce=lambda answer: answer == "yes",
        choices=[("yes", "The learner and their teachers"), ("no", "Teachers alone")],
    )  # fmt: skip
    why_private = forms.CharField(
        label="Why the learner does not read it", max_length=300, required=False,
        help_text="Needed where teachers alone read it",
    )  # fmt: skip
    why = forms.CharField(
        label="Why the note is corrected", max_length=300,
        help_text="The first note stays, with this beside it.",
    )  # fmt: skip

    def __init__(self, *args, corrects=False, targets=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["why"]
        for place in range(1, TARGETS + 1):
            was = targets[place - 1] if place <= len(targets) else None
            self.fields[f"what{place}"] = forms.CharField(
                label=f"Target {place}", max_length=300, required=False,
                initial=was.what if was else "",
            )  # fmt: skip
            self.fields[f"due{place}"] = DateField(
                label=f"Target {place}: by when", required=False,
                initial=was.due_on if was else None,
            )  # fmt: skip
        targets_ = [f"{name}{n}" for n in range(1, TARGETS + 1) for name in ("what", "due")]
        self.order_fields(["on", "words", *targets_, "is_shared", "why_private", "why"])
        self.dress()

    def clean(self):
        answers = super().clean()
        for place in range(1, TARGETS + 1):
            what, due = answers.get(f"what{place}"), answers.get(f"due{place}")
            if what and not due and f"due{place}" not in self.errors:
                self.add_error(f"due{place}", "Say by when")
            if due and not what:
                self.add_error(f"what{place}", "Say what is to be done")
        return answers

    @property
    def answers(self):
        """The action's arguments, with the targets that were filled in."""
        own = ("on", "words", "is_shared", "why_private", "why")
        found = {name: self.cleaned_data[name] for name in own if name in self.cleaned_data}
        return found | {
            "targets": [
                Agreed(what, self.cleaned_data[f"due{place}"])
                for place in range(1, TARGETS + 1)
                if (what := self.cleaned_data[f"what{place}"])
            ]
        }


class SettleForm(Form):
    is_done = forms.TypedChoiceField(
        label="Was it done?", widget=forms.RadioSelect, coerce=lambda answer: answer == "yes",
        choices=[("yes", "Yes, it was done"), ("no", "No, and it is not followed any more")],
    )  # fmt: skip
    outcome = forms.CharField(label="What came of it", max_length=300, required=False)


class ReplyForm(Form):
    words = forms.CharField(label="Your reply", widget=forms.Textarea(attrs={"rows": 4}))
