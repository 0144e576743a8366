"""What is filled in where somebody with a declared tie may judge after all."""

from django import forms

from fairmark.people.models import ConflictOfInterest
from fairmark.ui.forms import Form


class AgreeTieForm(Form):
    conflict = forms.ModelChoiceField(label="Who judges the work", queryset=None, empty_label=None)
    why = forms.CharField(
        label="Why nobody else can", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It is kept with the work, and shown to whoever samples it.",
    )  # fmt: skip

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["conflict"]
        field.queryset = ConflictOfInterest.objects.filter(
            pk__in=[one.pk for one in waiting]
        ).select_related("person")
        field.label_from_instance = lambda one: one.person.name
