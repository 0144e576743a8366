"""The tutorials of a cohort, learner by learner."""

from django.shortcuts import render

from fairmark.calendar.clock import today
from fairmark.teaching.queries import enrolled
from fairmark.teaching.tutorial_queries import talks_of
from fairmark.teaching.views import READERS, cohort_of, crumbs_to
from fairmark.ui.pages import page_for


@page_for(*READERS)
def tutorials(request, pk):
    """Everybody on the class list with their newest tutorial of the year."""
    cohort = cohort_of(request, pk)
    talks = talks_of(cohort, today())
    rows = [(one.learner, *talks.get(one.learner_id, (None, False)))
            for one in enrolled([cohort], today())]  # fmt: skip
    return render(
        request, "teaching/tutorials.html",
        {"cohort": cohort, "rows": rows, "crumbs": crumbs_to(cohort)},
    )  # fmt: skip
