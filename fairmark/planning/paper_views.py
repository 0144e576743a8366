"""Assessment plans to take away: PDF and Word of a version, and the blank form."""

from fairmark.calendar.clock import now
from fairmark.documents.giving import given
from fairmark.planning import printing
from fairmark.planning.views import SEE_PLANS, _plan
from fairmark.ui.pages import page_for


@page_for(*SEE_PLANS)
def plan_paper(request, pk, kind):
    """One version, for whoever may see the plan."""
    one = _plan(request, pk)
    return given(request, printing.plan_on_paper(one, now()), kind, back=one.get_absolute_url())


@page_for(*SEE_PLANS)
def blank_plan(request, kind):
    """The form to fill in by hand."""
    return given(request, printing.blank_plan(request.centre, now()), kind, back="/plans/")
