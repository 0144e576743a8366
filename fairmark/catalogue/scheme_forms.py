"""What people type of a grading scheme."""

from django import forms

from fairmark.catalogue.schemes import Scheme
from fairmark.ui.forms import Form

_LINES = {"rows": 5, "spellcheck": "false"}


class NumbersForm(Form):
    """The numbers of a scheme, as its specification prints them."""

    document = forms.CharField(
        label="Where the numbers stand", max_length=300,
        help_text="The specification with its issue and page, such as “Specification, issue 3, page 212”",
    )  # fmt: skip
    size = forms.IntegerField(
        label="Size of the qualification", min_value=1, max_value=10_000,
        help_text="In guided learning hours",
    )  # fmt: skip
    unit_grades = forms.CharField(
        label="Grades of a unit, lowest first", max_length=80, help_text="For example, U P M D"
    )
    passes_from = forms.CharField(
        label="The lowest grade that is a pass", max_length=8, help_text="For example, P"
    )
    points = forms.CharField(
        label="Points of units", widget=forms.Textarea(attrs=_LINES), max_length=4000,
        help_text="One size a line, as 60: U 0, P 6, M 10, D 16",
    )  # fmt: skip
    external_grades = forms.CharField(
        label="Grades of an external unit, lowest first", max_length=80, required=False,
        help_text="Only where there are external units. For example, U N P M D",
    )  # fmt: skip
    external_points = forms.CharField(
        label="Points of external units at the boundary of a grade", required=False,
        widget=forms.Textarea(attrs=_LINES), max_length=4000,
        help_text="One size a line, as 90: U 0, N 6, P 9, M 15, D 24",
    )  # fmt: skip
    thresholds = forms.CharField(
        label="Grades of the qualification", widget=forms.Textarea(attrs=_LINES), max_length=4000,
        help_text="One grade a line with the points it begins at, lowest first: U 0, then P 36, "
        "and so on",
    )  # fmt: skip

    def __init__(self, *args, scheme: Scheme, **kwargs):
        super().__init__(*args, **kwargs)
        if scheme.basis == "marks":
            for name in ("size", "unit_grades", "passes_from", "points", "external_grades",
                         "external_points"):  # fmt: skip
                del self.fields[name]
            self.fields["thresholds"].help_text = (
                "One grade a line with the uniform marks it begins at, lowest first: U 0, then "
                "L1P and its marks, and so on"
            )
        if scheme.basis == "credits":
            self.fields["size"].help_text = "In credits"
            self.fields[
                "points"
            ].help_text = "For each credit, one level a line, as Level 4: U 0, P 4, M 6, D 8"
            self.fields["external_points"].help_text = "For each credit, one level a line"
        self.dress()


def asked_of(scheme: Scheme, answers: dict) -> dict:
    """The answers with what a scheme of marks is not asked for."""
    nothing = {
        "size": None, "unit_grades": "", "passes_from": "", "points": "", "external_grades": "",
        "external_points": "",
    }  # fmt: skip
    return {**nothing, **answers, "scheme": scheme.id}
