"""What people type about briefs, their verification and their issue."""

from django import forms

from fairmark.briefs.models import AI_RULES, ORIGINS, Brief, Issue, Verification
from fairmark.briefs.rules import AiRule, Answer
from fairmark.catalogue.models import Criterion
from fairmark.people.models import Person
from fairmark.ui.forms import DateField, Form

#: How many action points can be typed at a time.
POINTS = 3
_AREA = forms.Textarea(attrs={"rows": 4})


class BeginForm(Form):
    source = forms.ModelChoiceField(
        label="Where to begin", queryset=None, required=False, empty_label="With an empty brief",
        help_text="Or with a copy of a brief of this unit. The copy keeps its history, and is "
        "verified again.",
    )  # fmt: skip

    def __init__(self, *args, uses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = uses
        self.fields["source"].label_from_instance = lambda one: (
            f"{one.title}, {one.assignment.cohort}, version {one.version}"
        )


class WordsForm(Form):
    title = forms.CharField(label="Title", max_length=150)
    origin = forms.ChoiceField(label="Where it comes from", choices=ORIGINS,
                               widget=forms.RadioSelect)  # fmt: skip
    origin_note = forms.CharField(
        label="From whom, or which one", max_length=200, required=False,
        help_text="For example: authorised brief, unit 1, issue 2",
    )  # fmt: skip
    is_unchanged = forms.BooleanField(
        label="It is used exactly as the awarding body authorised it", required=False
    )
    scenario = forms.CharField(label="Scenario", widget=_AREA, required=False,
                               help_text="The situation in working life that the tasks belong to")  # fmt: skip
    evidence = forms.CharField(label="Evidence asked for", widget=_AREA, required=False,
                               help_text="One kind of evidence on each line")  # fmt: skip
    sources = forms.CharField(label="Sources of information", widget=_AREA, required=False)
    materials = forms.CharField(label="Other materials", widget=_AREA, required=False)
    ai_rule = forms.ChoiceField(
        label="Tools of artificial intelligence", choices=AI_RULES, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    ai_uses = forms.CharField(
        label="For which things they may be used", widget=_AREA, required=False
    )
    ai_hand_in = forms.CharField(
        label="What must then be handed in", widget=_AREA, required=False,
        help_text="For example: the questions asked and the answers given",
    )  # fmt: skip

    def clean(self):
        answers = super().clean()
        if answers.get("ai_rule") == AiRule.NEVER and answers.get("ai_uses"):
            self.add_error("ai_uses", "AI tools may not be used, so leave this empty")
        return answers


class TaskForm(Form):
    title = forms.CharField(label="Title of the task", max_length=150)
    text = forms.CharField(label="What the learner does", widget=forms.Textarea(attrs={"rows": 8}))
    criteria = forms.ModelMultipleChoiceField(
        label="Criteria that it serves", queryset=None, required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these is not a criterion of this unit"},
    )  # fmt: skip

    def __init__(self, *args, brief, planned, **kwargs):
        super().__init__(*args, **kwargs)
        wanted = Criterion.objects.filter(unit=brief.assignment.unit_id)
        if planned:
            wanted = wanted.filter(pk__in=[one.pk for one in planned])
        self.fields["criteria"].queryset = wanted.order_by("position")


class FileForm(Form):
    file = forms.FileField(
        label="File", help_text="A document, picture, sheet or recording. Programs are not taken."
    )


class WhyForm(Form):
    why = forms.CharField(label="Why", max_length=300)


class LessonForm(Form):
    words = forms.CharField(
        label="What this brief makes of it", max_length=300,
        help_text="For example: task 2 has a week more; or why it does not apply here",
    )  # fmt: skip


class DoneForm(Form):
    done = forms.CharField(label="What was done", max_length=300)


class VerifyForm(Form):
    """A verifier's form: the questions of the family, what was done, what is to be done, the verdict."""

    def __init__(self, *args, questions, points, staff, initial=None, **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        self.questions, self.standing, self.staff = questions, {p.pk: p for p in points}, staff
        for question in questions:
            self.fields[f"answer_{question.id}"] = forms.ChoiceField(
                label=question.asks, widget=forms.RadioSelect,
                choices=[(Answer.YES, "Yes"), (Answer.NO, "No"), (Answer.NA, "Does not apply")],
                error_messages={"required": f"Answer: {question.asks}"},
            )  # fmt: skip
            self.fields[f"words_{question.id}"] = forms.CharField(
                label="What is wrong, or why it does not apply", required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        if points:
            self.fields["closes"] = forms.TypedMultipleChoiceField(
                label="Done, and closed", required=False, coerce=int,
                widget=forms.CheckboxSelectMultiple,
                choices=[(one.pk, f"{one.words} ({one.owner}: {one.done or 'not done yet'})")
                         for one in points],
            )  # fmt: skip
        people = [("", "Choose")] + [(one.pk, one.name) for one in staff]
        for n in range(1, POINTS + 1):
            self.fields[f"point_{n}"] = forms.CharField(
                label=f"Action point {n}: what is to be done", required=False, max_length=300
            )
            self.fields[f"owner_{n}"] = forms.TypedChoiceField(
                label=f"Action point {n}: who does it", choices=people, required=False, coerce=int,
                empty_value=None,
            )  # fmt: skip
            self.fields[f"due_{n}"] = DateField(
                label=f"Action point {n}: until when", required=False
            )
        self.fields["comment"] = forms.CharField(label="Comment", required=False, widget=_AREA)
        self.fields["lesson"] = forms.CharField(
            label="For its next use", required=False, widget=_AREA,
            help_text="What should be better next time. Whoever writes the next version answers it.",
        )  # fmt: skip
        self.fields["outcome"] = forms.ChoiceField(
            label="Verdict", choices=Verification.Outcome.choices, widget=forms.RadioSelect
        )
        self.dress()

    def clean(self):
        answers = super().clean()
        for n in range(1, POINTS + 1):
            given = [answers.get(f"{part}_{n}") for part in ("point", "owner", "due")]
            if any(given) and not all(given) and not self.errors.get(f"due_{n}"):
                self.add_error(
                    f"point_{n}",
                    f"Action point {n} says what is to be done, by whom and until when",
                )
        return answers

    def said(self, answers):
        """The answers as the action takes them."""
        people = {one.pk: one for one in self.staff}
        return {
            "outcome": answers["outcome"], "comment": answers["comment"],
            "lesson": answers["lesson"],
            "answers": [
                (one, answers[f"answer_{one.id}"], answers[f"words_{one.id}"])
                for one in self.questions
            ],
            "actions": [
                {"words": answers[f"point_{n}"], "owner": people[answers[f"owner_{n}"]],
                 "due_on": answers[f"due_{n}"]}
                for n in range(1, POINTS + 1)
                if answers[f"point_{n}"]
            ],
            "closes": [self.standing[pk] for pk in answers.get("closes", [])],
        }  # fmt: skip

    def asked(self):
        """Each question with its two fields, for the page."""
        return [(self[f"answer_{q.id}"], self[f"words_{q.id}"]) for q in self.questions]

    def to_do(self):
        """The fields of each action point, for the page."""
        return [
            (n, [self[f"{part}_{n}"] for part in ("point", "owner", "due")])
            for n in range(1, POINTS + 1)
        ]


class IssueForm(Form):
    set_on = DateField(label="On which day it is set")
    session = forms.ChoiceField(
        label="In which kind of session", choices=Issue.Session.choices, widget=forms.RadioSelect
    )
    session_note = forms.CharField(
        label="Which session", max_length=150, help_text="For example: Tuesday, period 2, room B12"
    )

    def __init__(self, *args, brief: Brief, **kwargs):
        super().__init__(*args, **kwargs)
        groups = brief.assignment.cohort.groups.all()
        if groups:
            self.fields["groups"] = forms.ModelMultipleChoiceField(
                label="To which groups", queryset=groups, required=False,
                widget=forms.CheckboxSelectMultiple, help_text="Tick none for the whole cohort",
            )  # fmt: skip
            self.dress()


def staff_of(centre):
    """Whoever may own an action point."""
    return Person.objects.filter(centre=centre, learner=None, is_system=False)
