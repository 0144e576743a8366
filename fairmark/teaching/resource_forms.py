"""What a programme leader answers about the resources of a unit."""

from django import forms

from fairmark.teaching.resource_models import ResourceLine
from fairmark.teaching.rules import Found
from fairmark.ui.forms import Form

ASKED = {
    "staff": "Staff who know the subject and may assess it",
    "rooms": "Rooms, and time in them",
    "equipment": "Equipment that the unit asks for, enough for the group",
    "software": "Software, with licences for the group",
    "materials": "Books, materials and what is used up",
}


class ResourcesForm(Form):
    """For each resource whether it is there; if not, what is missing and what is done about it."""

    def __init__(self, *args, last=None, **kwargs):
        before = {one.what: one for one in last.lines.all()} if last else {}
        super().__init__(*args, **kwargs)
        for what in ResourceLine.What.values:
            was = before.get(what)
            self.fields[what] = forms.ChoiceField(
                label=ASKED[what], widget=forms.RadioSelect,
                choices=[("yes", "All there"), ("no", "Something is missing")],
                # What was there is answered anew: a signature is no default.
                initial="no" if was and not was.is_there else None,
            )  # fmt: skip
            for name, label in (
                ("missing", "What is missing"),
                ("remedy", "What is done about it"),
            ):
                self.fields[f"{what}_{name}"] = forms.CharField(
                    label=label, max_length=300, required=False,
                    initial=getattr(was, name) if was else "",
                    widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
                )  # fmt: skip
        self.dress()
        for what in ResourceLine.What.values:
            required = f"{what.capitalize()}: say whether all is there"
            self.fields[what].error_messages["required"] = required

    @property
    def groups(self):
        """Each resource with its three fields."""
        return [
            (label, self[what], self[f"{what}_missing"], self[f"{what}_remedy"])
            for what, label in ResourceLine.What.choices
        ]

    def found(self, answers):
        """The answers as they are signed."""
        return [
            Found(what, answers[what] == "yes", answers[f"{what}_missing"],
                  answers[f"{what}_remedy"])
            for what in ResourceLine.What.values
        ]  # fmt: skip
