"""What people type about the rule pack."""

from django import forms

from fairmark.rulebook import words
from fairmark.rulebook.rules import CONFIDENCES
from fairmark.ui.forms import DateField, Form


class FilterForm(Form):
    """Which rules are shown: of a process, for a family, on a day, by how sure we are."""

    process = forms.ChoiceField(label="Process", required=False)
    family = forms.ChoiceField(label="Holds for", required=False)
    sure = forms.ChoiceField(
        label="How sure", required=False,
        choices=[("", "All"), *((one, one.capitalize()) for one in CONFIDENCES), ("ours", "Our own")],
    )  # fmt: skip
    on = DateField(label="On", required=False, help_text="")

    def __init__(self, *args, processes, families, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [("", "Every process"), *((one, one) for one in processes)]
        named = [(one, words.family_words(one)) for one in families]
        self.fields["family"].choices = [("", "All families"), *named]


class RulesForm(Form):
    """A file of rules, with a name for it and whether it is the whole pack."""

    name = forms.CharField(
        label="What it is called", max_length=60, help_text="Such as: Fees and dates 2026/27",
    )  # fmt: skip
    how = forms.ChoiceField(
        label="What the file is",
        choices=[
            ("amends", "Some rules, laid over the pack in use"),
            ("replaces", "The whole pack, in place of the one in use"),
        ],
        initial="amends",
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="The file",
        help_text="JSON, CSV or XLSX with the columns key, family, value, unit, from, until, source, "
        "document, confidence and says",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".json,.csv,.xlsx"


class WhyForm(Form):
    why = forms.CharField(
        label="Why",
        max_length=250,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )
