"""What people type about a policy."""

from django import forms

from fairmark.policies.document_models import CentreDocument
from fairmark.policies.exemplars import words_of
from fairmark.policies.models import Review
from fairmark.policies.queries import bound, ways
from fairmark.policies.questions import QUESTIONS
from fairmark.rulebook.limits import WHOLE, Kind
from fairmark.ui.forms import DateField, Form
from fairmark.ui.words import in_turn


def _wide(rows=3):
    return forms.Textarea(attrs={"class": "fm-area", "rows": rows})


def _line():
    return forms.TextInput(attrs={"class": "fm-input fm-input--wide"})


class QuestionsForm(Form):
    """Everything that is asked about the centre before its policies are written."""

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        for one in QUESTIONS:
            self.fields[one.name] = _asked(one, on)
        self.order_fields([one.name for one in QUESTIONS])
        self.dress()

    @property
    def answers(self):
        return {one.name: self.cleaned_data[one.name] for one in QUESTIONS}


#: The largest number that a field takes, whatever it counts: more is a slip of the finger.
LARGEST = 3650


def _allowed(key, on):
    """What the rule pack allows for a number, and by which source."""
    limit = bound(key, on=on)
    firmness = "must" if limit.firm else "should"
    return f"{limit.least} to {limit.most} {firmness} hold ({limit.source})"


def _asked(one, on):
    common = {"label": one.label, "help_text": one.help, "required": one.required}
    if one.counts:
        common["help_text"] = f"{one.help} {_allowed(one.counts, on)}".strip()
        return forms.IntegerField(
            min_value=0, max_value=LARGEST, widget=forms.NumberInput(attrs={"size": 4}), **common
        )
    if one.many:
        return forms.MultipleChoiceField(
            choices=one.choices, widget=forms.CheckboxSelectMultiple, **common
        )
    if len(one.choices) > 6:
        return forms.ChoiceField(choices=one.choices, **common)
    if one.choices:
        return forms.ChoiceField(choices=one.choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=200, widget=_line(), **common)


class BeginForm(Form):
    """From what a draft begins, where there is a choice."""

    begin = forms.ChoiceField(
        label="What the draft begins from", widget=forms.RadioSelect,
        choices=[("last", "The last version, as it stands"),
                 ("exemplar", "The exemplar anew, with our numbers and answers in it")],
    )  # fmt: skip

    def __init__(self, *args, has_version, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_version:
            del self.fields["begin"]

    @property
    def from_exemplar(self):
        return self.cleaned_data.get("begin") == "exemplar"


class NumbersForm(Form):
    """The live numbers and choices of a draft, each with what the rule pack allows."""

    def __init__(self, *args, keys, on, choices=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys, self.chosen = list(keys), list(choices or ())
        for key, name in (choices or {}).items():
            limit = ways(key, on=on)
            self.fields[key.replace(".", "__")] = forms.ChoiceField(
                label=f"{name} …", widget=forms.RadioSelect, help_text=_ways_allowed(limit),
                choices=[(one.code, f"… {one.words}") for one in limit.options],
            )  # fmt: skip
        for key in self.keys:
            name, unit = words_of(key)
            self.fields[key.replace(".", "__")] = forms.IntegerField(
                label=f"{name} … {unit}", min_value=0, max_value=_largest(key, on),
                help_text=_allowed(key, on),
                widget=forms.NumberInput(attrs={"class": "fm-input", "size": 6}),
            )  # fmt: skip
        self.dress()

    @property
    def numbers(self):
        return {key: self.cleaned_data[key.replace(".", "__")] for key in self.keys}

    @property
    def choices(self):
        return {key: self.cleaned_data[key.replace(".", "__")] for key in self.chosen}


def _largest(key, on):
    return WHOLE if bound(key, on=on).kind == Kind.PERCENTAGE else LARGEST


def _ways_allowed(limit):
    """Which ways the rule pack allows, where it does not allow all of them, and by which source."""
    if limit.allowed == limit.options:
        return f"All of these are allowed ({limit.source})"
    firmness = "must" if limit.firm else "should"
    beyond = [f"“{one.words}”" for one in limit.options if one not in limit.allowed]
    return f"It {firmness} not be {in_turn(beyond, last='or')} ({limit.source})"


class Written(forms.Textarea):
    """A plain text field that the editor takes the place of where scripts are on.

    The editor begins with `html` and posts what was written beside the field, which then stays
    empty; without scripts the field is all there is.
    """

    def __init__(self, rows):
        super().__init__(attrs={"class": "fm-area", "rows": rows})


class WritingForm(Form):
    """A form with a text that is written in the editor, or typed where scripts are off."""

    html = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, html="", **kwargs):
        super().__init__(*args, **kwargs)
        written = self.data.get("html", "")
        self.fields["text"].widget.attrs["data-html"] = written or html
        if written:
            self.fields["text"].required = False


class TextForm(WritingForm):
    text = forms.CharField(
        label="The text", widget=Written(16),
        help_text="An empty line between paragraphs. A line that starts with “- ” is a point, "
        "“1. ” a numbered one. **Bold**, *italic*, [words](https://address).",
    )  # fmt: skip


class BlockForm(TextForm):
    """A section of a draft: what it is called and what it says."""

    heading = forms.CharField(label="The heading", max_length=120, widget=_line())
    field_order = ["heading", "text"]


class SendForm(Form):
    summary = forms.CharField(
        label="What changed, in one sentence", max_length=300, widget=_line()
    )  # fmt: skip
    is_material = forms.BooleanField(
        label="The change matters to readers: ask them to read it again", required=False,
        initial=True,
    )  # fmt: skip


class WordsForm(Form):
    words = forms.CharField(label="Your words", widget=_wide())


class RemarkForm(Form):
    words = forms.CharField(label="A remark", widget=_wide(), required=False)


class DecideForm(RemarkForm):
    """An approver's decision, on the round that was on the page."""

    round = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SendBackForm(WordsForm):
    round = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PublishForm(Form):
    round = forms.IntegerField(required=False, widget=forms.HiddenInput)
    effective_on = DateField(label="In force from")
    links_open = forms.BooleanField(
        label="I opened every link, and each leads where it says", required=False
    )


class AcknowledgeForm(Form):
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReviewForm(Form):
    looked_at = forms.CharField(
        label="What was looked at", widget=_wide(),
        help_text="Such as: how the steps were kept this year, findings of the board, the newest guide",
    )  # fmt: skip
    found = forms.CharField(label="What was found", widget=_wide())
    outcome = forms.ChoiceField(
        label="What comes of it", choices=Review.Outcome.choices, widget=forms.RadioSelect
    )
    links_open = forms.BooleanField(
        label="I opened every link, and each leads where it says", required=False
    )


class EditionForm(Form):
    name = forms.CharField(
        label="What the edition is called", max_length=60, help_text="Such as: 2026-27"
    )
    file = forms.FileField(
        label="The file",
        help_text="Its clauses, one a row, parted by “|”, as the edition that came with Fairmark",
    )  # fmt: skip


class WhyForm(Form):
    why = forms.CharField(label="Why", max_length=250, widget=_line())


class WiderPolicyForm(Form):
    """Where a policy of the whole centre is: held here as a document, or at a place of its own."""

    title = forms.CharField(label="What it is called", max_length=200, widget=_line())
    document = forms.ModelChoiceField(
        CentreDocument.objects.none(), label="Held here as", required=False,
        empty_label="Not held here",
        help_text="One of your other documents; its owner and review date then hold",
    )  # fmt: skip
    place = forms.CharField(
        label="Where it is", max_length=300, widget=_line(), required=False,
        help_text="A link, or a place that everybody finds; needed if it is not held here",
    )  # fmt: skip
    owner = forms.CharField(
        label="Whose it is", max_length=200, widget=_line(), required=False,
        help_text="Needed if it is not held here",
    )  # fmt: skip
    review_due_on = DateField(
        label="To be reviewed by", required=False,
        help_text="For example, 17/9/2025; needed if it is not held here",
    )  # fmt: skip

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        held = CentreDocument.objects.filter(centre=centre, withdrawn_at=None)
        self.fields["document"].queryset = held

    def clean(self):
        """What a document says of itself need not be typed again; without one all is asked."""
        answers = super().clean() or {}
        document = answers.get("document")
        for name in ("place", "owner", "review_due_on"):
            if not answers.get(name) and name not in self.errors:
                if document:
                    answers[name] = getattr(document, name)
                else:
                    self.add_error(name, f"Fill in: {self.fields[name].label}")
        return answers
