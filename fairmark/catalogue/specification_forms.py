"""What people type about specifications."""

from django import forms

from fairmark.catalogue.criteria import PATTERNS
from fairmark.catalogue.models import Criterion, Status, Unit
from fairmark.ui.forms import DateField, Form

#: The largest whole number that a count of hours, credits or units may be: more is a slip.
_MOST = 99_999
_MOST_UNITS = 999
_MOST_CRITERIA = 200


def _wide() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "fm-input fm-input--wide"})


def _why() -> forms.CharField:
    return forms.CharField(
        label="Why",
        max_length=200,
        widget=_wide(),
        help_text="For example: corrected from page 14 of the specification",
    )


def _source(help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label="Where you read it",
        max_length=200,
        required=False,
        widget=_wide(),
        help_text=help_text,
    )


def _count(label: str, *, most: int = _MOST, least: int = 1, help_text: str = "") -> forms.Field:
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, help_text=help_text,
        error_messages={"invalid": "Write a whole number"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )  # fmt: skip


class SpecificationForm(Form):
    registrations_from = DateField(label="First registration", required=False)
    registrations_until = DateField(label="Last registration", required=False)
    certificates_from = DateField(label="First certification", required=False)
    certificates_until = DateField(label="Last certification", required=False)
    least_size_at_pass = _count("Least hours or credits at Pass or above")
    source = _source("The title, issue and page of the document")
    source_link = forms.URLField(
        label="Its address", max_length=300, required=False, assume_scheme="https"
    )
    why = _why()

    def clean(self):
        answers = super().clean() or {}
        for first, last in (
            ("registrations_from", "registrations_until"),
            ("certificates_from", "certificates_until"),
        ):
            if answers.get(first) and answers.get(last) and answers[last] < answers[first]:
                self.add_error(last, "It cannot end before it begins")
        return answers


class UnitForm(Form):
    number = forms.CharField(
        label="Number", max_length=10, widget=forms.TextInput(attrs={"size": 6})
    )
    title = forms.CharField(label="Title", max_length=200, widget=_wide())
    assessment = forms.ChoiceField(
        label="Assessment", choices=Unit.Assessment.choices, widget=forms.RadioSelect
    )
    status = forms.ChoiceField(
        label="What it is in the specification", widget=forms.RadioSelect, required=False,
        choices=[*Status.choices, ("", "Not known")],
    )  # fmt: skip
    group = forms.ModelChoiceField(
        label="Group", queryset=None, required=False, empty_label="No group"
    )
    glh = _count("Guided learning hours")
    credits = _count("Credits")
    level = forms.CharField(
        label="Unit level", max_length=10, required=False, widget=forms.TextInput(attrs={"size": 6})
    )
    must_pass = forms.TypedChoiceField(
        label="Must it be passed?", required=False, widget=forms.RadioSelect, empty_value=None,
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not known")],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    aims = forms.CharField(
        label="Learning aims",
        max_length=60,
        required=False,
        help_text="Their letters, such as A B C",
    )
    source = _source("The page of the specification")

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups

    def clean_aims(self):
        return " ".join(self.cleaned_data["aims"].upper().replace(",", " ").split())


class ChangeUnitForm(UnitForm):
    why = _why()


class GroupForm(Form):
    code = forms.CharField(
        label="Code", max_length=10, widget=forms.TextInput(attrs={"size": 6}),
        help_text="For example, A",
    )  # fmt: skip
    title = forms.CharField(label="Title", max_length=100, required=False)
    status = forms.ChoiceField(
        label="Its units are", choices=Status.choices, widget=forms.RadioSelect
    )
    least_units = _count("At least, in units", most=_MOST_UNITS, least=0)
    most_units = _count("At most, in units", most=_MOST_UNITS)
    least_size = _count("At least, in hours or credits", least=0)
    most_size = _count("At most, in hours or credits")
    source = _source("The page of the specification")


class ChangeGroupForm(GroupForm):
    why = _why()


class BarForm(Form):
    one = forms.ModelChoiceField(label="This unit", queryset=None)
    other = forms.ModelChoiceField(label="May not be taken with", queryset=None)
    source = _source("The page of the specification")

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].queryset = units


class WhyForm(Form):
    why = _why()


class CopyForm(Form):
    issue = forms.IntegerField(
        label="Number of the new issue", min_value=1, max_value=_MOST_UNITS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )  # fmt: skip
    registrations_from = DateField(label="First registration", required=False)
    source = _source("The title, issue and page of the document")


class CriteriaForm(Form):
    """The codes of a unit in their order, and a band for each that no pattern reads."""

    codes = forms.CharField(
        label="Criteria, in their order", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        held = list(unit.criteria.all())
        pattern = PATTERNS.get(unit.qualification.family)
        self.fields["codes"].help_text = "Spaces between them." + (
            f" {pattern.words} For example, {', '.join(pattern.examples)}." if pattern else ""
        )
        self.fields["codes"].initial = " ".join(one.code for one in held)
        self.by_hand = {}
        for one in held:
            if one.is_doubtful or one.by_hand:
                self.by_hand[f"band_{one.pk}"] = one.code
                self.fields[f"band_{one.pk}"] = forms.ChoiceField(
                    label=f"Band of {one.code}", required=False, initial=one.band,
                    choices=[("", "Not known"), *Criterion.Band.choices],
                )  # fmt: skip
        self.fields["why"] = _why()
        self.dress()

    def clean_codes(self):
        codes = self.cleaned_data["codes"].replace(",", " ").replace(";", " ").split()
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise forms.ValidationError(f"{twice[0]} stands twice. Name each criterion once")
        most = Criterion._meta.get_field("code").max_length or 0
        if long := [code for code in codes if len(code) > most]:
            raise forms.ValidationError(
                f"“{long[0][:20]}” is no criterion code. Put spaces between the codes"
            )
        if len(codes) > _MOST_CRITERIA:
            raise forms.ValidationError(f"A unit has at most {_MOST_CRITERIA} criteria")
        return codes

    def answers(self, cleaned):
        """What the action is given: the codes, and the bands by code."""
        return {
            "codes": cleaned["codes"], "why": cleaned["why"],
            "bands": {code: cleaned[name] for name, code in self.by_hand.items()},
        }  # fmt: skip
