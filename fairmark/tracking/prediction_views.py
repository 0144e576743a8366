"""What is predicted of one learner, and predicting it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now
from fairmark.learners.models import Enrolment
from fairmark.people.rules import Role
from fairmark.tracking import prediction_actions, prediction_queries
from fairmark.tracking.prediction_forms import PredictionForm
from fairmark.tracking.views import SEE_SHEETS, cohort_of
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


def _enrolment(request, pk, enrolment):
    found = Enrolment.objects.filter(cohort=cohort_of(request, pk), learner__merged_into=None)
    return get_object_or_404(
        found.select_related(
            "learner", "cohort__programme__qualification", "cohort__programme__centre",
            "cohort__specification",
        ),
        pk=enrolment,
    )  # fmt: skip


def _home(one):
    return f"/tracking/cohorts/{one.cohort_id}/predictions/{one.pk}/"


def _crumbs(one):
    return (("/tracking/", "Tracking sheets"),
            (f"/tracking/cohorts/{one.cohort_id}/", f"{one.cohort} by unit"))  # fmt: skip


@page_for(*SEE_SHEETS)
def predictions(request, pk, enrolment):
    """Each unit and the qualification: worked out, in reach, and predicted, with every reason."""
    one = _enrolment(request, pk, enrolment)
    return render(
        request, "tracking/predictions.html",
        {
            "enrolment": one, "lines": prediction_queries.lines_of(one), "crumb_links": _crumbs(one),
            "predicts": prediction_actions.predict_grade.holding(one, request.person, now())
            and one.status == Enrolment.Status.ACTIVE,
        },
    )  # fmt: skip


def _predict(request, one, unit):
    reach = prediction_queries.reach_of(one, unit)
    stands = []
    if reach.now:
        stands.append(f"Worked out so far: {reach.now}.")
    if reach.best:
        stands.append(f"Still in reach: {reach.best}.")
    asking = Asking(
        f"Predict {one.learner}’s grade", "Predict it", _home(one),
        caption=f"Unit {unit.number}: {unit.title}" if unit else one.cohort.programme.title,
        crumbs=(*_crumbs(one), (_home(one), str(one.learner))),
        consequences=(*stands, "What was predicted before stays beside it."),
    )  # fmt: skip
    return ask(
        request, prediction_actions.predict_grade, one, asking,
        form=PredictionForm(request.POST or None, grades=reach.grades), done="The prediction is recorded.",
        what=lambda answers: {**answers, "unit": unit},
    )  # fmt: skip


@page_for(Role.ASSESSOR, Role.PROGRAMME_LEADER)
def predict_whole(request, pk, enrolment):
    """Predict the grade of the qualification."""
    return _predict(request, _enrolment(request, pk, enrolment), None)


@page_for(Role.ASSESSOR, Role.PROGRAMME_LEADER)
def predict_unit(request, pk, enrolment, unit):
    """Predict the grade of a unit."""
    one = _enrolment(request, pk, enrolment)
    lines = prediction_queries.lines_of(one)
    found = next((line.unit for line in lines if line.unit and line.unit.pk == unit), None)
    if found is None:
        raise Http404
    return _predict(request, one, found)
