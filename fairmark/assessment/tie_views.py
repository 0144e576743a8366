"""Agreeing that somebody with a declared tie judges a piece of work."""

from fairmark.assessment import tie_actions, tie_agreeing
from fairmark.assessment.tie_forms import AgreeTieForm
from fairmark.assessment.views import SEE_WORK, asking_about, work_of
from fairmark.calendar.clock import today
from fairmark.ui.asking import ask
from fairmark.ui.pages import page_for


@page_for(*SEE_WORK)
def agree(request, pk):
    """Agree to a tie that was declared, and say why nobody else can judge the work."""
    one = work_of(request, pk)
    waiting = tie_agreeing.to_be_agreed(one, today())
    return ask(
        request, tie_actions.agree_to_assess_despite_tie, one,
        asking_about(
            one, f"Who judges the work of {one.enrolment.learner}?", "Agree that they judge it",
            consequences=(
                *(tie_agreeing.said_of(tie, one) for tie in waiting),
                "The work is then in every sample, whatever the draw.",
            ),
        ),
        form=AgreeTieForm(request.POST or None, waiting=waiting),
        done="It is agreed, and the work is in every sample.",
    )  # fmt: skip
