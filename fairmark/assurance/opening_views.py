"""Who was given a file of evidence, and when."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.evidence.models import Attachment
from fairmark.evidence.serving import may_see
from fairmark.people.rules import STAFF_ROLES
from fairmark.ui.pages import page_for


@page_for(*sorted(STAFF_ROLES))
def openings(request, pk):
    """Every opening of one file, the newest first, for staff who may see what it belongs to."""
    file = get_object_or_404(Attachment.objects.select_related("by"), centre=request.centre, pk=pk)
    if not may_see(request, file):
        raise Http404
    found = Paginator(file.openings.select_related("by"), 50)
    return render(
        request, "assurance/openings.html",
        {"file": file, "about": file.record(), "page": found.get_page(request.GET.get("page"))},
    )  # fmt: skip
