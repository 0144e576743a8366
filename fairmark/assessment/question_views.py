"""Learners' questions: asked by them, answered by staff."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.assessment import question_actions, question_queries
from fairmark.assessment.question_forms import AnswerForm, QuestionForm
from fairmark.assessment.views import SEE_WORK, place
from fairmark.briefs.queries import own_issue
from fairmark.calendar.clock import now, today
from fairmark.people.rules import Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


@page_for(Role.LEARNER)
def my_question(request, pk):
    """Ask about one of my assignments."""
    issue = own_issue(request.person, pk)
    if issue is None:
        raise Http404
    here = issue.get_absolute_url()
    days = question_queries.days_to_answer(request.centre, today())
    asking = Asking(
        "Ask a question", "Ask it", here, caption=issue.brief.title,
        crumbs=(("/my-work/", "My work"), (here, issue.brief.title)),
        consequences=(
            "Your teachers answer questions about the task. They cannot say what you have met.",
            *([f"You get an answer within {days} working days."] if days else []),
        ),
    )  # fmt: skip
    return ask(request, question_actions.ask_question, issue, asking,
               form=QuestionForm(request.POST or None), done="Your question is with your teachers.")  # fmt: skip


@page_for(*SEE_WORK)
def questions(request):
    """Every question about programmes that this person may see: open ones first, each with its day."""
    found = question_queries.visible_questions(request.centre, request.holdings)
    timed = question_queries.timed(request.centre, found.order_by("-at")[:200], today())
    return render(
        request, "assessment/questions.html",
        {
            "open": [
                (one, one.is_late(today()),
                 question_actions.answer_question.holding(one.question, request.person, now()))
                for one in timed if not one.question.answered_at
            ],
            "answered": [(one, one.is_late(today())) for one in timed if one.question.answered_at],
            "days": question_queries.days_to_answer(request.centre, today()),
        },
    )  # fmt: skip


@page_for(*SEE_WORK)
def answer(request, pk):
    """Answer one question, with what may be said beside it."""
    one = get_object_or_404(
        question_queries.visible_questions(request.centre, request.holdings), pk=pk
    )
    assignment = one.issue.brief.assignment
    asking = Asking(
        f"Answer {one.enrolment.learner}", "Answer", "/questions/",
        caption=f"{assignment}: {one.issue.brief.title}",
        crumbs=(("/tracking/", "Tracking"), (place(assignment), str(assignment)),
                ("/questions/", "Questions")),
        consequences=(f"“{one.words}”",
                      f"While it is live: {question_queries.what_may_be_said(one, today())}."),
    )  # fmt: skip
    return ask(request, question_actions.answer_question, one, asking,
               form=AnswerForm(request.POST or None), done="Answered. The learner sees it.")  # fmt: skip
