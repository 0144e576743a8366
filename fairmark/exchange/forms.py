"""What people choose when they bring in a file."""

from django import forms

from fairmark.exchange.importing import Importer
from fairmark.exchange.rules import Mapping, Table
from fairmark.ui.forms import Form


class UploadForm(Form):
    file = forms.FileField(label="The file")

    def __init__(self, *args, importer: Importer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = importer.about
        self.fields["file"].widget.attrs["accept"] = importer.accept


class MappingForm(Form):
    """One choice for each column: which heading of the file holds it."""

    def __init__(self, *args, importer: Importer, table: Table, mapping: Mapping, **kwargs):
        super().__init__(*args, **kwargs)
        headings = [("", "Not in this file")] + [(h, h) for h in table.headings if h.strip()]
        for column in importer.columns:
            place = mapping.places.get(column.name)
            needed = column.required or column.needed
            self.fields[column.name] = forms.ChoiceField(
                label=column.label, choices=headings, required=needed,
                initial=table.headings[place] if place is not None else "",
                widget=forms.Select(attrs={"class": "fm-select"}),
                error_messages={"required": f"Say which column holds {column.label}"},
            )  # fmt: skip
