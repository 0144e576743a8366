"""What people type about a step of a procedure: what is done, and where it leads on."""

from django import forms

from fairmark.people.rules import Role
from fairmark.policies import where_done
from fairmark.policies.procedure_rules import (
    END,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    MOST_ANSWERS,
    NEXT,
)
from fairmark.ui.forms import Form


def _line(**attrs):
    return forms.TextInput(attrs={"class": "fm-input fm-input--wide", **attrs})


class AnswerWidget(forms.MultiWidget):
    """A word, and beside it where the procedure goes when that is the answer."""

    template_name = "policies/answer.html"

    def __init__(self):
        super().__init__(
            [
                forms.TextInput(attrs={"class": "fm-input", "size": LONGEST_ANSWER,
                                       "maxlength": LONGEST_ANSWER, "aria-label": "The answer"}),
                forms.Select(attrs={"class": "fm-select", "aria-label": "Where it leads"}),
            ]
        )  # fmt: skip

    def decompress(self, value):
        return [value["word"], value["to"]] if value else ["", NEXT]


class AnswerField(forms.MultiValueField):
    """An answer to the question of a step; nothing where its word is left empty."""

    widget = AnswerWidget

    def __init__(self, **kwargs):
        fields = (
            forms.CharField(max_length=LONGEST_ANSWER, required=False),
            forms.ChoiceField(required=False),
        )
        super().__init__(fields, required=False, require_all_fields=False, **kwargs)

    def may_lead_to(self, places):
        self.fields[1].choices = self.widget.widgets[1].choices = places

    def compress(self, values):
        word, to = values or ("", "")
        return {"word": word.strip(), "to": to} if word.strip() else None


class StepForm(Form):
    """A step of a procedure; `answers` and the other names are those of the action's arguments."""

    title = forms.CharField(label="What is done, in a few words", max_length=80, widget=_line())
    what = forms.CharField(
        label="What exactly", widget=forms.Textarea(attrs={"class": "fm-area", "rows": 3})
    )
    who = forms.ChoiceField(
        label="Who does it",
        choices=[
            ("", "Choose a role"),
            *[(role.value, role.heading) for role in Role if role != Role.REVIEWER],
        ],
    )
    within = forms.CharField(
        label="By when", max_length=200, widget=_line(),
        help_text="A number of the policy is written {like.this}; choose from the list above.",
    )  # fmt: skip
    leaves = forms.CharField(label="Which record it leaves", max_length=200, widget=_line())
    does = forms.ChoiceField(
        label="What does it in Fairmark", required=False,
        help_text="Leave it open where the step is done elsewhere.",
    )  # fmt: skip
    then = forms.ChoiceField(label="What comes after it", required=False)
    asks = forms.CharField(
        label="Or what decides where it goes on", max_length=LONGEST_QUESTION, required=False,
        widget=_line(),
        help_text="A short question, such as: Does the learner accept? It is drawn as a diamond; "
        "then the answers say what comes after.",
    )  # fmt: skip

    def __init__(self, *args, steps=(), mine="", **kwargs):
        super().__init__(*args, **kwargs)
        now = self.initial.get("does", "")
        self.fields["does"].choices = [("", "Nothing yet"), *where_done.choices(now)]
        places = [(NEXT, "The next step"), (END, "The end of the procedure")] + [
            (one["id"], f"Step {number}: {one['title']}")
            for number, one in enumerate(steps, 1) if one["id"] != mine
        ]  # fmt: skip
        self.fields["then"].choices = places
        for number in range(1, MOST_ANSWERS + 1):
            one = AnswerField(label=f"Answer {number}, and where it leads")
            one.may_lead_to(places)
            self.fields[f"answer_{number}"] = one
        self.dress()

    @property
    def step(self):
        """What was typed, as the action takes it."""
        names = [f"answer_{number}" for number in range(1, MOST_ANSWERS + 1)]
        kept = {name: value for name, value in self.cleaned_data.items() if name not in names}
        answers = [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]
        return kept | {"answers": answers, "then": kept.get("then") or NEXT}


def initial_of(step):
    """What the form begins with for a step as it is kept."""
    answers = {f"answer_{n}": one for n, one in enumerate(step.get("answers", ()), 1)}
    return {"title": step["title"], "what": step["what"], "who": step["who"],
            "within": step["by"], "leaves": step["record"], "does": step.get("action", ""),
            "then": step.get("then", NEXT), "asks": step.get("asks", ""), **answers}  # fmt: skip
