"""The year plan, raised tasks and calendars as people see them."""

from collections import defaultdict
from datetime import date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.centre.working import working_for
from fairmark.people.rules import Role
from fairmark.planner import actions, feed, forms, queries
from fairmark.planner.actions import TEAMS
from fairmark.planner.models import CalendarFeed, Message
from fairmark.planner.queries import PLANNERS
from fairmark.planner.rules import Standing
from fairmark.planner.sources import Reader, dated
from fairmark.planner.spread import by_month, spread
from fairmark.trail.models import Event
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff
from fairmark.workflow.actions import offered

HOME = ("/plan/", "Year plan")
SHOWN = (("open", "Still open"), ("all", "Everything"))


def _roles(request):
    return {holding.role for holding in request.holdings}


@page_for_staff
def plan(request):
    """A year's plan: what is overdue, then from today on, then what was."""
    years = AcademicYear.objects.filter(centre=request.centre)
    asked = request.GET.get("year", "")
    year = years.filter(label=asked).first() if asked else year_of(request.centre, today())
    if asked and year is None:
        raise Http404
    if year is None:
        return render(request, "planner/no_year.html", {"years": years})
    roles = _roles(request)
    on, whose, state = today(), request.GET.get("whose", ""), request.GET.get("state", "")
    found = [
        one
        for one in queries.year_plan(request.centre, year, on=on)
        if whose != "mine" or queries.is_mine(one, request.person, roles)
    ]
    more = {"listed": by_month([one for one in found if one.standing == state])} if state else {
        "spread": spread(found, on=on, soon=on + timedelta(days=queries.rhythm(on).soon_days),
                         is_this_year=year.starts_on <= on <= year.ends_on)
    }  # fmt: skip
    return render(
        request, "planner/plan.html",
        {
            "year": year, "years": years, "count": len(found),
            "counts": [(one, sum(item.standing == one for item in found), one == state)
                       for one in Standing],
            "whose": whose, "state": state, "plans": bool(roles & set(PLANNERS)),
            "months": _months(year), **more,
        },
    )  # fmt: skip


@page_for_staff
def days(request, year, month):
    """What other records date in one month, by whose it is: too much for the year's own list."""
    try:
        first = date(year, month, 1)
        before, following = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        raise Http404 from None
    reader = Reader(request.centre, tuple(request.holdings))
    found = defaultdict(list)
    for one in dated(reader, first, following - timedelta(days=1)):
        found[one.of].append(one)
    return render(
        request, "planner/days.html",
        {"first": first, "before": before, "following": following,
         "found": sorted(found.items()), "count": sum(map(len, found.values()))},
    )  # fmt: skip


def _months(year):
    """The first day of each month of an academic year."""
    at, found = year.starts_on.replace(day=1), []
    while at <= year.ends_on:
        found.append(at)
        at = (at + timedelta(days=31)).replace(day=1)
    return found


def _year(request, pk):
    return get_object_or_404(AcademicYear, pk=pk, centre=request.centre)


def _item(request, pk, key):
    year = _year(request, pk)
    one = queries.item(year, key, on=today())
    if one is None:
        raise Http404
    return year, one


@page_for_staff
def item(request, pk, key):
    """One item: where its day comes from, whose it is, how it stands, and what may be done."""
    year, one = _item(request, pk, key)
    offers = {
        action.name: action.unless(year, request.person, now(), key=key) if action.unless else []
        for action in (actions.finish_plan_item, actions.move_plan_item, actions.give_plan_item,
                       actions.leave_out_plan_item, actions.reopen_plan_item)
        if action.holding(year, request.person, now())
    }  # fmt: skip
    said = []
    if one.decided:
        events = Event.objects.of_centre(request.centre).about(one.decided.trail_subject())
        said = list(events.newest_first())
    return render(
        request, "planner/item.html",
        {"year": year, "item": one, "may": {name for name, reasons in offers.items() if not reasons},
         "why": offers.get("finish_plan_item", []), "events": said},
    )  # fmt: skip


def _asking(year, one, heading, verb, **more):
    place = f"/plan/{year.pk}/{one.key}/"
    return Asking(heading, verb, place, caption=one.what, crumbs=(HOME, (place, one.what)), **more)


def _ask(request, action, pk, key, make_form, heading, verb, done, **more):
    year, one = _item(request, pk, key)
    return ask(
        request, action, year, _asking(year, one, heading, verb, **more), form=make_form(one),
        done=done, what=lambda answers: answers | {"key": key},
    )  # fmt: skip


@page_for(*PLANNERS)
def add_item(request, pk):
    year = _year(request, pk)
    asking = Asking(f"Something of our own in {year.label}", "Add it to the plan", "/plan/",
                    crumbs=(HOME,))  # fmt: skip
    return ask(request, actions.add_plan_item, year, asking,
               form=forms.ItemForm(request.POST or None), done="It is in the plan.")  # fmt: skip


@page_for_staff
def finish_item(request, pk, key):
    return _ask(request, actions.finish_plan_item, pk, key,
                lambda one: forms.DoneForm(request.POST or None),
                "This is done", "Mark it done", "It is marked done.")  # fmt: skip


@page_for_staff
def move_item(request, pk, key):
    return _ask(
        request, actions.move_plan_item, pk, key,
        lambda one: forms.MoveForm(request.POST or None, initial={"on": one.on}),
        "The day this year", "Keep the day", "The day is kept.",
        consequences=("Reminders and calendars follow the new day.",),
    )  # fmt: skip


@page_for_staff
def give_item(request, pk, key):
    people = queries.staff(request.centre, now()).order_by("name")
    return _ask(
        request, actions.give_plan_item, pk, key,
        lambda one: forms.OwnerForm(request.POST or None, people=people),
        "Who sees to it", "Give it to them", "They are reminded from now on.",
    )  # fmt: skip


@page_for_staff
def reopen_item(request, pk, key):
    return _ask(request, actions.reopen_plan_item, pk, key,
                lambda one: forms.WhyForm(request.POST or None),
                "Open it again", "Open it again", "It is open again.")  # fmt: skip


@page_for(*PLANNERS)
def leave_out_item(request, pk, key):
    return _ask(
        request, actions.leave_out_plan_item, pk, key,
        lambda one: forms.WhyForm(request.POST or None),
        "Leave it out this year", "Leave it out", "It is left out this year.",
        consequences=("Nobody is reminded of it this year.", "Next year it is in the plan again."),
    )  # fmt: skip


@page_for_staff
def task(request, pk):
    """A task that was raised: what is to be done, and saying that it is."""
    one = get_object_or_404(queries.visible_tasks(request.centre, request.holdings), pk=pk)
    offers = offered(one, request.person, now(), actions.finish_task)
    return render(
        request, "planner/task.html",
        {"task": one, "offer": offers[0] if offers else None,
         "people": queries.people_by_role(request.centre, today()).get(one.role, [])},
    )  # fmt: skip


@page_for_staff
def finish_task(request, pk):
    one = get_object_or_404(queries.visible_tasks(request.centre, request.holdings), pk=pk)
    asking = Asking("This is done", "Mark it done", one.get_absolute_url(), caption=one.title,
                    crumbs=((one.get_absolute_url(), one.title),))  # fmt: skip
    return ask(request, actions.finish_task, one, asking,
               form=forms.TaskForm(request.POST or None), done="It is done.", to="/")  # fmt: skip


# -- calendars -------------------------------------------------------------------------------


@page_for_staff
def calendars(request):
    """The addresses of one's own calendar and of one's teams'."""
    roles = _roles(request)
    may = [role for role in TEAMS if role in roles or roles & set(PLANNERS)]
    feeds = CalendarFeed.objects.filter(centre=request.centre, stopped_at=None)
    found = list(feeds.filter(person=request.person)) + list(feeds.filter(role__in=may))
    return render(
        request,
        "planner/calendars.html",
        {"feeds": [(one, feed.address(one, request.person)) for one in found]},
    )


@page_for_staff
def make_calendar(request):
    roles = _roles(request)
    may = set(TEAMS) if roles & set(PLANNERS) else roles
    asking = Asking(
        "The address of a calendar", "Make the address", "/calendars/",
        crumbs=(("/calendars/", "Calendars"),),
        consequences=(
            "Whoever has the address can read the dates, without signing in: give it to nobody.",
            "Addresses given out before for the same calendar lead nowhere from now on.",
            "Everybody in a team finds an address of their own here. It ends when they leave it.",
            "Learners are never named in it.",
        ),
    )  # fmt: skip
    form = forms.CalendarForm(request.POST or None, roles=may,
                              initial={"role": request.GET.get("role", "")})  # fmt: skip
    return ask(request, actions.make_calendar, request.centre, asking, form=form,
               done="The address is made. Paste it into your calendar program.")  # fmt: skip


@page_for_staff
def stop_calendar(request, pk):
    one = get_object_or_404(
        CalendarFeed.objects.filter(person=request.person)
        | CalendarFeed.objects.exclude(role=""), pk=pk, centre=request.centre,
    )  # fmt: skip
    asking = Asking(
        f"Stop the {one}".replace("Stop the Calendar", "Stop the calendar"), "Stop it", "/calendars/",
        warn=True, crumbs=(("/calendars/", "Calendars"),), cannot="It cannot be stopped",
        consequences=("Its address leads nowhere from now on.", "A new one can be made at any time."),
    )  # fmt: skip
    return ask(request, actions.stop_calendar, one, asking, done="It is stopped.")


@login_not_required
def calendar_feed(request, secret):
    """The calendar behind a secret address; nothing for any other."""
    at = now()
    found = feed.feed_of(secret)
    if found is None:
        raise Http404
    with working_for(found[0].centre_id):
        listed = feed.entries(*found, at)
    if listed is None:
        raise Http404
    response = HttpResponse(feed.as_calendar(found[0], listed, at), content_type="text/calendar")
    response["Content-Disposition"] = 'inline; filename="fairmark.ics"'
    response["Cache-Control"] = "private, max-age=900"
    response["X-Robots-Tag"] = "noindex"
    return response


calendar_feed.roles = None


@page_for(Role.ADMINISTRATOR)
def post(request):
    """Mail that waits, that was given up, and that was sent lately."""
    found = Message.objects.filter(centre=request.centre).select_related("person")
    return render(
        request, "planner/post.html",
        {
            "waiting": found.filter(sent_at=None, given_up_at=None)[:100],
            "given_up": found.exclude(given_up_at=None)[:100],
            "sent": found.exclude(sent_at=None).order_by("-sent_at")[:50],
        },
    )  # fmt: skip
