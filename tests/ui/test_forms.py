"""What every form does to what people type."""

import pytest
from django import forms

from fairmark.ui.forms import LONGEST_TEXT, Form, without_controls


class Sheet(Form):
    title = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)


def typed(**values):
    form = Sheet({"title": "A title", "text": "Words"} | values)
    form.is_valid()
    return form


def test_a_line_stays_one_line():
    assert typed(title="Evil\r\nBcc: e@x.example").cleaned_data["title"] == "Evil Bcc: e@x.example"


def test_lines_of_a_text_stay():
    assert typed(text="One\r\n\r\nTwo\tthree").cleaned_data["text"] == "One\n\nTwo\tthree"


@pytest.mark.parametrize(
    "odd", ["\x00", "\x02", "\x0b", "\x1f", "\x85", "\u2028", "\ufffe", "\ud800"]
)
def test_what_cannot_be_printed_is_left_out(odd):
    assert without_controls(f"soft{odd}hyphen") == "softhyphen"


def test_a_text_has_an_end():
    assert typed(text="x" * (LONGEST_TEXT + 1)).errors["text"]
    assert not typed(text="x" * LONGEST_TEXT).errors
