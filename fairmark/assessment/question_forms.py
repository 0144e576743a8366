"""A question, and its answer."""

from django import forms

from fairmark.ui.forms import Form


class QuestionForm(Form):
    words = forms.CharField(label="Your question", widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(Form):
    answer = forms.CharField(label="Your answer", widget=forms.Textarea(attrs={"rows": 6}))
