"""What people type about a document of the centre's own, and about what answers a clause."""

from django import forms
from django.utils.functional import cached_property

from fairmark.exchange.reading import Unreadable, refuse_large
from fairmark.guide.editions import AREAS
from fairmark.policies.word_reading import SMALLER, read_word
from fairmark.ui.forms import DateField, Form


def _line():
    return forms.TextInput(attrs={"class": "fm-input fm-input--wide"})


class WordForm(Form):
    """A Word file, read as it comes in."""

    file = forms.FileField(
        label="The document", help_text="A Word document (.docx) whose headings have Word’s styles "
        "“Heading 1”, “Heading 2” and so on",
        widget=forms.FileInput(attrs={
            "class": "fm-file",
            "accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }),
        error_messages={"empty": "The file is empty. Save the document again."},
    )  # fmt: skip

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            refuse_large(upload.size, SMALLER)
            self.read = read_word(upload.read(), upload.name)
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from None
        upload.seek(0)
        return upload


class KeepForm(Form):
    title = forms.CharField(label="What it is called", max_length=200, widget=_line())
    owner = forms.CharField(
        label="Whose it is", max_length=200, widget=_line(), help_text="A post or a name"
    )
    place = forms.CharField(
        label="Where the original is kept", max_length=300, widget=_line(),
        help_text="A link, or a place that everybody finds",
    )  # fmt: skip
    review_due_on = DateField(label="To be reviewed by")


class WithdrawForm(Form):
    why = forms.CharField(label="Why it no longer holds", max_length=300, widget=_line())


class SectionForm(Form):
    """The clauses of an area that a section answers."""

    clauses = forms.MultipleChoiceField(
        label="Requirements that this section answers", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a requirement that the section answers"},
    )  # fmt: skip

    def __init__(self, *args, clauses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clauses"].choices = [
            (one.id, f"{one.id}: {one.requirement}") for one in clauses
        ]


class ClauseForm(Form):
    """The section that answers a clause, from all documents that are held."""

    section = forms.ChoiceField(
        label="The section that answers it",
        widget=forms.Select(attrs={"class": "fm-select fm-input--wide"}),
        error_messages={"required": "Choose a section"},
    )

    def __init__(self, *args, issues, suggested, **kwargs):
        super().__init__(*args, **kwargs)
        self.issues = {str(issue.document_id): issue for issue in issues}
        choices: list = [("", "Choose a section")]
        if suggested:
            choices.append(("Suggested by its words", [
                (f"{issue.document_id}:{section['id']}", f"{section['heading']} ({issue.document})")
                for issue, section in suggested
            ]))  # fmt: skip
        choices += [
            (str(issue.document), [
                (f"{issue.document_id}:{one['id']}", "– " * (one["level"] - 1) + one["heading"])
                for one in issue.sections
            ])
            for issue in issues
        ]  # fmt: skip
        self.fields["section"].choices = choices

    @cached_property
    def chosen(self):
        """The document and the section's id; None before one is chosen."""
        document, _, section = self.data.get("section", "").partition(":")
        issue = self.issues.get(document)
        return (issue.document, section) if issue else None


def areas(clauses):
    """Areas in which a text is asked for, with their titles and their part of these clauses."""
    found = {}
    for clause in clauses:
        found.setdefault(clause.area, []).append(clause)
    return {area: (AREAS[area], mine) for area, mine in found.items()}


class ReviewForm(Form):
    found = forms.CharField(
        label="What was looked at, and what was found", widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = DateField(label="To be reviewed again by")
