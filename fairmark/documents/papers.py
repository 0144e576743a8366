"""Documents of a centre, ready to be made: the HTML, its pictures, and the files it is given as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from fairmark.centre.models import Centre, logo_of
from fairmark.documents.pdf import to_pdf
from fairmark.documents.word import to_docx

#: What the picture of a centre's logo is handed in as.
LOGO = "logo"
#: The issue of the layout that forms are made by, kept in each of them.
LAYOUT = "2026.1"
#: As what a form is given.
KINDS = ("pdf", "docx")

Pictures = Mapping[str, bytes]


@dataclass(frozen=True)
class Paper:
    """A document ready to be made: its HTML, and the pictures that it shows."""

    name: str
    html: str
    made_at: datetime
    pictures: Pictures = field(default_factory=dict)

    def pdf(self) -> bytes:
        return to_pdf(self.html, pictures=self.pictures)

    def docx(self) -> bytes:
        return to_docx(self.html, made_at=self.made_at, pictures=self.pictures)


@dataclass(frozen=True)
class Field:
    """A field of a form: its name in the rule pack and what fills it, None where it is by hand."""

    name: str
    words: str | None = None


@dataclass(frozen=True)
class Signature:
    """A line of signatures: as what, and who signed when; nobody where it is to be signed."""

    role: str
    who: str = ""
    at: datetime | None = None


def form_on_paper(
    name: str, template: str, title: str, centre: Centre, at: datetime, **more: Any
) -> Paper:
    """A form, blank or filled, with the centre's logo where it has given one.

    It is dated by its day: the same form is the same document all day long, and is made once.
    """
    made_at = that_day(at)
    logo = logo_of(centre)
    html = render_to_string(
        template,
        {"title": title, "centre": centre, "made_at": made_at, "layout": LAYOUT,
         "has_logo": logo is not None, **more},
    )  # fmt: skip
    return Paper(name, html, made_at, {LOGO: logo} if logo else {})


def that_day(at: datetime) -> datetime:
    """The midnight before a moment."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
