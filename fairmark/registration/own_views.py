"""What learners see of their own record, and how they answer."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import today
from fairmark.learners.tutorial_queries import own_notes
from fairmark.people.rules import Role
from fairmark.registration import actions, forms
from fairmark.registration.models import Registration
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for


@page_for(Role.LEARNER)
def my_record(request):
    """What the college and the awarding body hold of me."""
    learner = getattr(request.person, "learner", None)
    mine = []
    if learner:
        for one in learner.registrations.select_related("programme").order_by("-registered_on"):
            mine.append((one, one.confirmations.first()))
    return render(
        request, "registration/my_record.html",
        {"learner": learner, "mine": mine, "tutorials": own_notes(request.person),
         "today": today()},
    )  # fmt: skip


def _own(request, pk):
    return get_object_or_404(
        Registration.objects.select_related("learner", "programme", "enrolment"),
        pk=pk, learner__person=request.person,
    )  # fmt: skip


@page_for(Role.LEARNER)
def my_confirmation(request, pk):
    one = _own(request, pk)
    asking = Asking(
        "Is this right?", "Yes, this is right", "/my-record/", caption=one.programme.short_title,
        consequences=(
            f"My name is {one.learner.forenames} {one.learner.surname}.",
            f"I was born on {one.learner.date_of_birth:%-d %B %Y}."
            if one.learner.date_of_birth else "My date of birth is not recorded.",
            f"I am registered on {one.programme.title}.",
        ),
    )  # fmt: skip
    return ask(request, actions.confirm_registration, one, asking, form=Confirm(request.POST),
               done="Thank you. Your answer is recorded.")  # fmt: skip


@page_for(Role.LEARNER)
def my_query(request, pk):
    one = _own(request, pk)
    asking = Asking(
        "Something is wrong", "Send", "/my-record/", caption=one.programme.short_title,
        consequences=("The exams office reads this and answers you.",),
    )  # fmt: skip
    form = forms.QueryForm(request.POST or None)
    return ask(request, actions.query_registration, one, asking, form=form,
               done="Your query is with the exams office.")  # fmt: skip
