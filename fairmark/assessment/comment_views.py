"""Kept comments: to copy from, to add to, to reword and to retire."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.assessment import comment_actions, comment_forms, comment_queries
from fairmark.assessment.hand_in_actions import TEACHERS
from fairmark.calendar.clock import now
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for

_HOME = ("/comments/", "Kept comments")


def _programmes(request):
    """Those for which this person may keep comments."""
    found = visible_programmes(request.centre, request.holdings, with_learners=True)
    keep = comment_actions.keep_comment
    return [one for one in found if keep.holding(one, request.person, now())]


@page_for(*TEACHERS)
def comments(request):
    """The person's own comments and those shared in their programmes, by programme."""
    found = comment_queries.visible_comments(request.centre, request.person, request.holdings)
    by_programme = {one.pk: (one, []) for one in _programmes(request)}
    for one in found:
        if one.programme_id in by_programme:
            by_programme[one.programme_id][1].append(one)
    return render(request, "assessment/comments.html", {"sections": by_programme.values()})


@page_for(*TEACHERS)
def keep(request, pk):
    """Keep another comment for a programme."""
    programme = next((one for one in _programmes(request) if one.pk == pk), None)
    if programme is None:
        raise Http404
    asking = Asking("Keep a comment", "Keep it", "/comments/", caption=programme.short_title,
                    crumbs=(_HOME,), consequences=_ABOUT)  # fmt: skip
    return ask(request, comment_actions.keep_comment, programme, asking,
               form=comment_forms.CommentForm(request.POST or None), done="The comment is kept.")  # fmt: skip


#: What somebody is told who keeps or rewords one.
_ABOUT = (
    "What feedback may say at each stage stands where you write it, and holds for a kept comment too.",
)


def _visible(request, pk):
    return get_object_or_404(
        comment_queries.visible_comments(request.centre, request.person, request.holdings), pk=pk
    )


@page_for(*TEACHERS)
def reword(request, pk):
    one = _visible(request, pk)
    asking = Asking("Reword a comment", "Save it", "/comments/", caption=one.programme.short_title,
                    crumbs=(_HOME,), consequences=_ABOUT)  # fmt: skip
    form = comment_forms.CommentForm(
        request.POST or None, initial={"words": one.words, "is_shared": one.is_shared}
    )
    return ask(request, comment_actions.reword_comment, one, asking, form=form,
               done="The comment is reworded. Feedback that was given stays as it is.")  # fmt: skip


@page_for(*TEACHERS)
def retire(request, pk):
    one = _visible(request, pk)
    asking = Asking("Retire a comment", "Retire it", "/comments/", caption=one.programme.short_title,
                    crumbs=(_HOME,), warn=True, consequences=(f"“{one.words}”", "It is offered no more."))  # fmt: skip
    return ask(request, comment_actions.retire_comment, one, asking,
               done="The comment is retired.")  # fmt: skip
