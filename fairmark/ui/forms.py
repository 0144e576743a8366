"""Form fields drawn in our own markup, and the fields that many forms share."""

from django import forms
from django.forms.renderers import TemplatesSetting

DATE_FORMATS = ["%d/%m/%Y", "%d %m %Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]


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
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "fm-select")
    elif isinstance(widget, forms.FileInput):
        widget.attrs.setdefault("class", "fm-file")
    elif not widget.is_hidden:
        widget.attrs.setdefault("class", "fm-input")
    if field.required and "required" in field.error_messages:
        field.error_messages["required"] = f"Fill in: {field.label}" if field.label else "Fill in"
