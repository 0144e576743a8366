"""What people type about the make-up of a draft: sections, moves, dates, links, responsibilities."""

from calendar import month_name

from django import forms

from fairmark.people.rules import Role
from fairmark.policies.forms import WritingForm, Written
from fairmark.policies.front_matter_actions import ALL, ANY, APPROVERS, READERS
from fairmark.policies.rules import PARTS
from fairmark.policies.section_actions import DOWN, LEARNER, UP
from fairmark.ui.forms import EachField, Form


def _line(**attrs):
    return forms.TextInput(attrs={"class": "fm-input fm-input--wide", **attrs})


def _roles(roles):
    return [(role.value, role.heading) for role in Role if role in roles]


DOERS = tuple(role for role in Role if role != Role.REVIEWER)


class SectionForm(WritingForm):
    part = forms.ChoiceField(
        label="In which chapter", widget=forms.RadioSelect,
        choices=[*PARTS.items(), (LEARNER, "Learners’ version")],
    )  # fmt: skip
    heading = forms.CharField(label="The heading", max_length=120, widget=_line())
    text = forms.CharField(
        label="The text", widget=Written(10),
        help_text="An empty line between paragraphs. A line that starts with “- ” is a point, "
        "“1. ” a numbered one. **Bold**, *italic*, [words](https://address). The steps of a "
        "procedure are added afterwards.",
    )  # fmt: skip

    def __init__(self, *args, unanswered=(), **kwargs):
        super().__init__(*args, **kwargs)
        if unanswered:
            self.fields["clauses"] = forms.MultipleChoiceField(
                label="Does it answer a requirement that nothing here answers yet?",
                required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(one.id, f"{one.id}: {one.requirement}") for one in unanswered],
            )  # fmt: skip
        self.dress()


class MoveForm(Form):
    """The button that was pressed: which piece goes up or down."""

    move = forms.RegexField(rf"^[a-z0-9-]+ ({UP}|{DOWN})$")

    @property
    def piece(self):
        return self.cleaned_data["move"].split()[0]

    @property
    def way(self):
        return self.cleaned_data["move"].split()[1]


class DateForm(Form):
    """A key date: its own day, or one of the rule pack's."""

    what = forms.CharField(label="What is due", max_length=200, widget=_line())
    who = forms.ChoiceField(label="Who does it", choices=[("", "Choose a role"), *_roles(DOERS)])
    each = EachField()
    rule = forms.ChoiceField(
        label="A day of the awarding body’s", required=False,
        help_text="It moves by itself when the rule pack does. Leave it open for a day of our own.",
    )  # fmt: skip
    day = forms.TypedChoiceField(
        label="Our own day", coerce=int, empty_value=None, required=False,
        choices=[("", "Day"), *[(n, str(n)) for n in range(1, 32)]],
    )  # fmt: skip
    month = forms.TypedChoiceField(
        label="Our own month", coerce=int, empty_value=None, required=False,
        choices=[("", "Month"), *[(n, month_name[n]) for n in range(1, 13)]],
    )  # fmt: skip

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", "None of them"), *days]


class LinkForm(Form):
    title = forms.CharField(label="What it leads to", max_length=200, widget=_line())
    address = forms.CharField(
        label="Its address", max_length=500, widget=_line(inputmode="url", autocomplete="off"),
        help_text="It begins with https://",
    )  # fmt: skip


class ResponsibilitiesForm(Form):
    """Whose the policy is, whom it concerns, and who agrees to it."""

    owner = forms.ChoiceField(label="Who owns the policy", choices=_roles(APPROVERS))
    readers = forms.MultipleChoiceField(
        label="Whom it concerns", widget=forms.CheckboxSelectMultiple,
        choices=_roles({*READERS, Role.LEARNER}),
        help_text="They are asked to read it. Learners see the learners’ version.",
    )  # fmt: skip
    approvers = forms.MultipleChoiceField(
        label="Who approves it", widget=forms.CheckboxSelectMultiple, choices=_roles(APPROVERS)
    )
    approval = forms.ChoiceField(
        label="Who of them must agree", widget=forms.RadioSelect,
        choices=[(ALL, "All of these roles"), (ANY, "Any one of them")],
    )  # fmt: skip
