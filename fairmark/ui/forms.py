"""Form fields drawn in our own markup, and the fields that many forms share."""

import re

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting

DATE_FORMATS = ["%d/%m/%Y", "%d %m %Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]


#: The most that is typed into one field of several lines, in characters.
LONGEST_TEXT = 50_000
#: What no text holds: control characters but for line ends and tabs, halves of pairs, no characters.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def without_controls(text: str, *, lines: bool = True) -> str:
    """The text without what cannot be printed; line ends become spaces where `lines` is false."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if lines else " ".join(text.split())


class Renderer(TemplatesSetting):
    field_template_name = "ui/field.html"


class Form(forms.Form):
    """A form whose fields look like ours and whose refusals stand where the fields are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cautions: list[str] = []
        self.reason_missing = False
        self.label_suffix = ""
        self.dress()

    def dress(self) -> None:
        """Give each field our look; again where fields were added after the form was made."""
        for field in self.fields.values():
            _dress(field)

    def _clean_fields(self) -> None:
        """Besides what each field asks: no control characters, and one line where there is one."""
        super()._clean_fields()  # type: ignore[misc]  # the stubs do not know it
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                has_lines = isinstance(self.fields[name].widget, forms.Textarea)
                self.cleaned_data[name] = without_controls(value, lines=has_lines)

    @property
    def total_errors(self) -> int:
        return sum(len(errors) for errors in self.errors.values())


class Confirm(Form):
    """Nothing to fill in: the button is the answer."""


class DateField(forms.DateField):
    """A date, typed in any of the ways people write one."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "For example, 17/9/2025")
        kwargs.setdefault("input_formats", DATE_FORMATS)
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"size": 12, "autocomplete": "off"})
        kwargs.setdefault("widget", widget)
        kwargs.setdefault(
            "error_messages", {"invalid": "Write a date that exists, such as 17/9/2025"}
        )
        super().__init__(**kwargs)

    def clean(self, value):
        """A day that people alive deal with; anything else is a slip of the finger."""
        day = super().clean(value)
        if day and not 1920 <= day.year <= 2060:
            raise forms.ValidationError("Check the year of this date")
        return day


class EachField(forms.TypedChoiceField):
    """Whether something is done once for a role, or by each who holds it; the answer is a bool."""

    def __init__(self, **kwargs):
        super().__init__(
            label="If several people hold the role", widget=forms.RadioSelect, initial="once",
            choices=[("once", "Once is enough for all of them"),
                     ("each", "Each of them does their own")],
            coerce=lambda answer: answer == "each", **kwargs,
        )  # fmt: skip


def _dress(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.template_name = "ui/choices.html"
    elif isinstance(widget, forms.CheckboxInput):
        pass
    elif isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("class", "fm-area")
        if widget.attrs.get("rows") == "10":  # Django's own, when nobody chose
            widget.attrs["rows"] = 3
        widget.attrs.pop("cols", None)
        if isinstance(field, forms.CharField) and field.max_length is None:
            field.max_length = LONGEST_TEXT
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "fm-select")
    elif isinstance(widget, forms.FileInput):
        widget.attrs.setdefault("class", "fm-file")
    elif not widget.is_hidden:
        widget.attrs.setdefault("class", "fm-input")
    if field.required and "required" in field.error_messages:
        field.error_messages["required"] = f"Fill in: {field.label}" if field.label else "Fill in"
