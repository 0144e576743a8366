"""What is typed on a tracking sheet beside its cells."""

from django import forms

from fairmark.assessment.rules import Outcome
from fairmark.ui.forms import Form

#: The most letters of a file of marks, and of a reason. (Technical limits.)
MOST_WHY = 300


class CellForm(Form):
    """One decision with its feedback."""

    outcome = forms.ChoiceField(
        label="Decision", widget=forms.RadioSelect,
        choices=[(Outcome.MET, "Achieved"), (Outcome.NOT_MET, "Not achieved")],
        error_messages={"required": "Choose achieved or not achieved"},
    )  # fmt: skip
    feedback = forms.CharField(
        label="Feedback on this criterion", required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    why = forms.CharField(label="Why it is corrected", required=False, max_length=MOST_WHY)

    def __init__(self, *args, signed: bool, allowed: str, **kwargs):
        """`signed` asks for the reason of a correction; `allowed` says what feedback may hold."""
        super().__init__(*args, **kwargs)
        self.fields["feedback"].help_text = allowed
        if signed:
            self.fields["why"].required = True
            self.fields["why"].error_messages["required"] = (
                "Say why. A signed decision is corrected with a reason, and the first one stays."
            )
        else:
            del self.fields["why"]


class WorkbookForm(Form):
    """A workbook of the sheet."""

    file = forms.FileField(
        label="The workbook", help_text="The .xlsx that was taken out here, with your marks in it.",
        error_messages={"required": "Choose the workbook", "empty": "This file is empty. Save it again."},
    )  # fmt: skip


class BringInForm(Form):
    """The cells that a trial found, as they stood then; with a reason where some are signed."""

    cells = forms.CharField(widget=forms.HiddenInput)
    why = forms.CharField(label="Why signed decisions are corrected", max_length=MOST_WHY)

    def __init__(self, *args, signed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not signed:
            del self.fields["why"]
