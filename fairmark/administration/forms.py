"""What people type when they set up a centre."""

from django import forms

from fairmark.administration.pictures import BadPicture, read_picture, refuse_large
from fairmark.people.models import ConflictOfInterest
from fairmark.people.rules import Role
from fairmark.ui.forms import DateField, Form


class PersonForm(Form):
    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(
        label="E-mail address", required=False, help_text="With it they can sign in"
    )
    staff_ref = forms.CharField(label="Staff reference", max_length=40, required=False)


class RoleForm(Form):
    role = forms.ChoiceField(
        label="Which role",
        choices=[(r.value, r.heading) for r in Role if r not in (Role.LEARNER, Role.REVIEWER)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    scope = forms.ChoiceField(label="For what")

    def __init__(self, *args, scopes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scopes


class WhyForm(Form):
    why = forms.CharField(label="Why", max_length=200)


class SiteForm(Form):
    name = forms.CharField(label="Site", max_length=100)
    subsite = forms.RegexField(
        r"^[A-Z]$", label="Subsite letter", required=False,
        help_text="The letter by which the awarding body knows it",
        error_messages={"invalid": "A subsite is one capital letter, such as A"},
    )  # fmt: skip


class ClosureForm(Form):
    first_on = DateField(label="First day")
    last_on = DateField(label="Last day")
    why = forms.CharField(label="Why", max_length=100, help_text="For example, half term")
    is_open = forms.BooleanField(
        label="We work on these days, although the calendar says not", required=False
    )

    def clean(self):
        answers = super().clean()
        first, last = answers.get("first_on"), answers.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first")
        return answers


class ConflictForm(Form):
    kind = forms.ChoiceField(
        label="What ties you", choices=ConflictOfInterest.Kind.choices, widget=forms.RadioSelect
    )
    learner_ref = forms.CharField(
        label="The learner’s reference, if it concerns one", max_length=40, required=False,
        help_text="As in the class list. By it their work is kept from you, and sampled.",
    )  # fmt: skip
    about = forms.CharField(label="Say what it is", widget=forms.Textarea, max_length=1000)

    def clean(self):
        answers = super().clean()
        same_name = answers.get("kind") == ConflictOfInterest.Kind.SAME_NAME
        if same_name and not answers.get("learner_ref"):
            self.add_error("learner_ref", "Give the reference of the learner with your surname")
        return answers


class LogoForm(Form):
    """A picture, looked into as it comes in."""

    picture = forms.FileField(
        label="The logo",
        help_text="A PNG or JPEG; a PNG without background looks best on paper",
        widget=forms.FileInput(attrs={"class": "fm-file", "accept": "image/png,image/jpeg"}),
        error_messages={"empty": "The file is empty. Save the picture again."},
    )

    def clean_picture(self):
        upload = self.cleaned_data["picture"]
        try:
            refuse_large(upload.size)
            self.picture = read_picture(upload.read())
        except BadPicture as problem:
            raise forms.ValidationError(str(problem)) from None
        upload.seek(0)
        return upload


class RemoveLogoForm(Form):
    why = forms.CharField(
        label="Why",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "fm-input fm-input--wide"}),
    )
