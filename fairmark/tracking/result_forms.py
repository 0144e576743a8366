"""What people say of a sheet of results: which file, how it is read, and that they sign for it."""

from django import forms

from fairmark.assessment.carrying import STATEMENT
from fairmark.tracking.sheet_marks import MEANINGS
from fairmark.ui.forms import Form

#: The most letters of a name, of a place and of a mark. (Technical limits.)
MOST_NAME, MOST_PLACE, MOST_MARK = 60, 300, 40


class ResultsForm(Form):
    """The file, and how one like it was read before."""

    file = forms.FileField(
        label="Your tracking sheet",
        help_text="XLSX or CSV, as you have it. Learners down and criteria across, of one unit or "
        "several, on one tab or several; or a row for each learner and criterion.",
        error_messages={"empty": "The file is empty. Save it again."},
    )  # fmt: skip

    def __init__(self, *args, remembered, **kwargs):
        super().__init__(*args, **kwargs)
        if remembered:
            self.fields["like"] = forms.ChoiceField(
                label="Read it as", required=False,
                choices=[("", "It says everything itself"), *((name, name) for name in remembered)],
            )  # fmt: skip
            self.dress()


class ReadingForm(Form):
    """What the sheet does not say itself."""

    assessor = forms.CharField(
        label="Who assessed, where the sheet does not say", required=False, max_length=150,
    )  # fmt: skip
    marks = forms.CharField(
        label="Marks of your own", required=False,
        help_text="One to a line, such as “C = met”, “x = not met” or “H = nothing”.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    name = forms.CharField(
        label="Keep this reading under a name", required=False, max_length=MOST_NAME,
        help_text="Then the next sheet like it is read so at once.",
    )  # fmt: skip

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ChoiceField(
            label="Unit, where the sheet does not say", required=False,
                choices=[("", "The sheet says it"),
                     *((one.number, f"{one.number}: {one.title}") for one in units)],
        )  # fmt: skip
        self.dress()

    def clean_marks(self):
        return read_meanings(self.cleaned_data["marks"].splitlines())


def read_meanings(lines):
    """Marks with what they mean, of lines such as “C = met”. Raises ValidationError."""
    found = {}
    for line in lines:
        if not line.strip():
            continue
        mark, _, means = (part.strip() for part in line.rpartition("="))
        if not mark or means.casefold() not in MEANINGS or len(mark) > MOST_MARK:
            raise forms.ValidationError(
                f"“{line.strip()[:60]}” is not understood. Write a mark, =, and one of "
                f"{', '.join(MEANINGS)}."
            )
        found[mark] = means.casefold()
    return found


class SignForm(Form):
    """That what was looked at is brought in; and, for results from before Fairmark, who signs for it."""

    seen = forms.CharField(widget=forms.HiddenInput)
    records_at = forms.CharField(
        label="Where the signed assessment records are", max_length=MOST_PLACE,
        help_text="A verifier will ask for them: a room and a folder, or a drive and a path.",
    )  # fmt: skip
    declared = forms.BooleanField(
        label="I state that this is so", help_text=STATEMENT, required=False
    )

    def __init__(self, *args, carries, **kwargs):
        super().__init__(*args, **kwargs)
        if not carries:
            del self.fields["records_at"], self.fields["declared"]
