"""Documents as files to keep; nothing opens in the page's own window."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from fairmark.documents.papers import KINDS, Paper
from fairmark.documents.refusing import CannotPrint

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """The content as a file of its kind: pdf or docx."""
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def given(request: HttpRequest, paper: Paper, kind: str, *, back: str) -> HttpResponse:
    """The form as a file; where it cannot be made, the page again with the reason."""
    if kind not in KINDS:
        raise Http404
    try:
        content = paper.docx() if kind == "docx" else paper.pdf()
    except CannotPrint as why:
        messages.error(request, f"{why} Shorten what was written, or print the page.")
        return redirect(back)
    return as_file(content, paper.name, kind)
