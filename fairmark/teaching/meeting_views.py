"""Meetings of a cohort's team, as people see them."""

from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.people.rules import STAFF_ROLES
from fairmark.planner.queries import staff
from fairmark.teaching import meeting_actions, meeting_forms, meeting_queries, queries
from fairmark.teaching.actions import LEAD, TEAM
from fairmark.teaching.meeting_models import ActionPoint, Attendance, Meeting
from fairmark.teaching.rules import said
from fairmark.teaching.views import READERS, cohort_of, crumbs_to, may, with_files
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for


def _visible(request):
    return queries.visible_cohorts(request.centre, request.holdings)


def _meeting(request, pk):
    meetings = Meeting.objects.filter(cohort__in=_visible(request))
    return get_object_or_404(
        meetings.select_related("cohort__programme", "cohort__year", "recorded_by"), pk=pk
    )


def _home(cohort):
    return f"{cohort.get_absolute_url()}file/meetings/", "Meetings"


@page_for(*READERS)
def meetings(request, pk):
    """Every meeting of a cohort, and what of them is still to be done."""
    cohort = cohort_of(request, pk)
    points = ActionPoint.objects.filter(meeting__cohort=cohort, done_at=None)
    return render(
        request, "teaching/meetings.html",
        {
            "cohort": cohort, "rows": meeting_queries.meetings_of([cohort]), "today": today(),
            "points": points.select_related("owner", "meeting__cohort"),
            "crumbs": crumbs_to(cohort),
            "may": may(request, cohort, meeting_actions.record_meeting),
        },
    )  # fmt: skip


@page_for(*READERS)
def meeting(request, pk):
    """One meeting: who came, its minutes, and what was agreed."""
    one = _meeting(request, pk)
    came = list(one.attendance.select_related("person"))
    minutes = with_files(one.minutes.select_related("written_by"))
    points = list(one.action_points.select_related("owner", "done_by"))
    asked = (meeting_actions.write_minutes, meeting_actions.set_action_point)
    return render(
        request, "teaching/meeting.html",
        {
            "meeting": one, "cohort": one.cohort, "today": today(), "points": points,
            "present": [each for each in came if each.how == Attendance.How.PRESENT],
            "apologies": [each for each in came if each.how == Attendance.How.APOLOGIES],
            "minutes": minutes[0] if minutes else None, "earlier": minutes[1:],
            "crumbs": crumbs_to(one.cohort, _home(one.cohort)), "may": may(request, one, *asked),
            "gives": bool(points) and bool(
                may(request, points[0], meeting_actions.give_action_point)),
        },
    )  # fmt: skip


@page_for(*TEAM)
def record_meeting(request, pk):
    cohort = cohort_of(request, pk)
    place, home = _home(cohort)
    asking = Asking(
        f"A meeting about {cohort}", "Record the meeting", place,
        caption=cohort.programme.short_title, crumbs=crumbs_to(cohort, (place, home)),
        consequences=("Minutes and actions are added on the next page.",),
    )  # fmt: skip
    form = meeting_forms.MeetingForm(request.POST or None, team=meeting_queries.team_of(cohort))
    return ask(request, meeting_actions.record_meeting, cohort, asking, form=form,
               done="The meeting is recorded. Now add its minutes and actions.",
               to=lambda made: made.get_absolute_url())  # fmt: skip


@page_for(*TEAM)
def write_minutes(request, pk):
    one = _meeting(request, pk)
    last = one.minutes.first()
    asking = Asking(
        f"Minutes of the {one}", "Save the minutes", one.get_absolute_url(),
        crumbs=crumbs_to(one.cohort, _home(one.cohort), (one.get_absolute_url(), said(one.held_on))),
        consequences=("The minutes as they stand are kept beside the corrected ones.",)
        if last else (),
    )  # fmt: skip
    form = meeting_forms.MinutesForm(
        request.POST or None, request.FILES or None, is_first=last is None,
        initial={"text": last.text if last else ""},
    )  # fmt: skip
    return ask(request, meeting_actions.write_minutes, one, asking, form=form,
               what=lambda answers: form.answers, done="The minutes are saved.")  # fmt: skip


@page_for(*TEAM)
def set_action_point(request, pk):
    one = _meeting(request, pk)
    asking = Asking(
        f"An action of the {one}", "Record the action", one.get_absolute_url(),
        crumbs=crumbs_to(one.cohort, _home(one.cohort), (one.get_absolute_url(), said(one.held_on))),
        consequences=("It stands on its owner’s Today page until it is done.",),
    )  # fmt: skip
    form = meeting_forms.ActionPointForm(request.POST or None, staff=staff(request.centre, now()))
    return ask(request, meeting_actions.set_action_point, one, asking, form=form,
               done=lambda made: f"The action is with {made.owner}.")  # fmt: skip


@page_for(*sorted(STAFF_ROLES))
def finish_action_point(request, pk):
    """Its owner says that an action is done, whichever programme it is of."""
    own = ActionPoint.objects.filter(owner=request.person, meeting__centre=request.centre)
    one = get_object_or_404(own.select_related("meeting__cohort"), pk=pk)
    asking = Asking(
        one.what, "Mark it done", "/",
        caption=f"Agreed at the {one.meeting}, due on {said(one.due_on)}",
        cannot="This is done",
    )  # fmt: skip
    form = meeting_forms.FinishForm(request.POST or None)
    return ask(request, meeting_actions.finish_action_point, one, asking, form=form,
               done="It is done, and the meeting’s record says so.")  # fmt: skip


@page_for(*LEAD)
def give_action_point(request, pk):
    """Give an open action to somebody else."""
    visible = ActionPoint.objects.filter(meeting__cohort__in=_visible(request))
    one = get_object_or_404(
        visible.select_related("owner", "meeting__cohort__programme", "meeting__cohort__year"),
        pk=pk,
    )
    place = one.meeting.get_absolute_url()
    asking = Asking(
        "Give an action to somebody else", "Give the action", place,
        caption=f"{one.what}, with {one.owner}", cannot="This action cannot be given away",
        crumbs=crumbs_to(one.meeting.cohort, _home(one.meeting.cohort),
                         (place, said(one.meeting.held_on))),
    )  # fmt: skip
    form = meeting_forms.GiveForm(request.POST or None, staff=staff(request.centre, now()))
    return ask(request, meeting_actions.give_action_point, one, asking, form=form,
               done=lambda made: f"The action is with {made.owner}.")  # fmt: skip
