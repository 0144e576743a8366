"""Who is briefed and standardised, the events that did it, and one's own part."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import year_of
from fairmark.evidence.examining import NotTaken
from fairmark.evidence.keeping import attached_to, take_in
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.programmes.queries import visible_programmes
from fairmark.standardisation import actions, correction_actions, forms, queries
from fairmark.standardisation.models import Attendance, Confirmation
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered

SEES = tuple(sorted(STAFF_ROLES - {Role.ADMINISTRATOR}))
LEADS = (Role.QUALITY_NOMINEE, Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER)
_BACK = "/standardisation/"
_CRUMBS = ((_BACK, "Standardisation"),)


def _event(request, pk):
    return get_object_or_404(queries.visible_events(request.centre, request.holdings), pk=pk)


def _programmes(request):
    return visible_programmes(request.centre, request.holdings)


@page_for(*SEES)
def standardisation(request):
    """People against briefing, standardisation of each programme, and their own confirmation."""
    years = list(AcademicYear.objects.filter(centre=request.centre).order_by("-starts_on"))
    label = request.GET.get("year", "")
    year = next((one for one in years if one.label == label), year_of(request.centre, today()))
    if label and (year is None or year.label != label):
        raise Http404
    on = min(today(), year.ends_on) if year else today()
    seen = list(_programmes(request))
    pks = {one.pk for one in seen}
    mine = [one for one in queries.judges(request.centre, on) if pks & one.roles.keys()]
    columns = [one for one in seen if any(one.pk in judge.roles for judge in mine)]
    rows = [(judge, [_cell(judge, one) for one in columns]) for judge in mine]
    events = queries.visible_events(request.centre, request.holdings).filter(year=year)
    held = {offer.action.name for offer in offered(
        request.centre, request.person, now(), actions.plan_team_event, actions.record_team_event)}  # fmt: skip
    missing = sum(judge.standing.briefed_on is None or bool(judge.missing & pks) for judge in mine)
    return render(
        request, "standardisation/list.html",
        {"year": year, "years": years, "columns": columns, "rows": rows, "missing": missing,
         "events": events.select_related("led_by").prefetch_related("programmes"),
         "may_lead": held},
    )  # fmt: skip


def _cell(judge, programme):
    """The programme, whether it concerns them, and since when they are standardised for it."""
    since = judge.standing.standardised_on.get(programme.pk)
    return programme, programme.pk in judge.roles, since


@page_for(*SEES)
def event(request, pk):
    one = _event(request, pk)
    offers = offered(
        one, request.person, now(), actions.hold_team_event, actions.attach_material,
        correction_actions.correct_team_event, correction_actions.add_attender,
        correction_actions.move_team_event, correction_actions.call_off_team_event,
    )  # fmt: skip
    words = dict(Confirmation.objects.filter(year=one.year).values_list("person", "at"))
    people = [
        (part, words.get(part.person_id))
        for part in one.attendances.select_related("person", "by", "removed_by")
    ]
    mine = next((part for part, _ in people
                 if part.person_id == request.person.pk and not part.removed_at), None)  # fmt: skip
    may_confirm = (
        mine is not None
        and one.is_held
        and not actions.obstacles_to_confirming(mine, request.person, now())
    )
    return render(
        request, "standardisation/event.html",
        {"event": one, "people": people, "files": attached_to(one),
         "corrections": one.corrections.select_related("by"), "programmes": one.programmes.all(),
         "mine": mine if may_confirm else None, "crumbs": _CRUMBS,
         "offers": {offer.action.name for offer in offers if offer.ready}},
    )  # fmt: skip


def _form_of_event(request, kind, day):
    """With the staff of the event’s day as well as today’s to choose from."""
    people = queries.staff(request.centre, day, today())
    more = {"programmes": _programmes(request), "leaders": people}
    if kind is forms.RecordForm:
        more["people"] = people
    return kind(request.POST or None, request.FILES or None,
                initial={"led_by": request.person.pk, "on": day}, **more)  # fmt: skip


def _day_of(request):
    """The day that was typed: into the form, or before it was opened; today where there is none."""
    typed = forms.DayForm(request.POST if request.method == "POST" else request.GET)
    return typed.cleaned_data["on"] if typed.is_valid() else today()


def _taken(request, form):
    """The file that came with the form, examined and on the disk; its refusal stands at the field."""
    if request.method != "POST" or not form.is_valid() or not form.cleaned_data.get("file"):
        return None
    try:
        return take_in(form.cleaned_data["file"])
    except NotTaken as reason:
        form.add_error("file", str(reason))
        return None


def _with(taken):
    """The form's answers, with the file as it was taken in."""
    return lambda answers: {
        **{name: value for name, value in answers.items() if name != "file"}, "taken": taken
    }  # fmt: skip


@page_for(*LEADS)
def plan(request):
    asking = Asking("Plan an event", "Plan the event", _BACK, crumbs=_CRUMBS)
    return ask(request, actions.plan_team_event, request.centre, asking,
               form=_form_of_event(request, forms.PlanForm, _day_of(request)),
               done="The event is planned.",
               to=lambda made: made.get_absolute_url())  # fmt: skip


@page_for(*LEADS)
def record_held(request):
    asking = Asking("Record an event that was held", "Record the event", _BACK, crumbs=_CRUMBS)
    day = _day_of(request)
    form = _form_of_event(request, forms.RecordForm, day)
    taken = _taken(request, form)
    return ask(request, actions.record_team_event, request.centre, asking, form=form,
               what=_with(taken), done="The event is recorded. Those who took part can confirm it.",
               to=lambda made: made.get_absolute_url(), template="standardisation/record.html",
               context={"day": day})  # fmt: skip


def _crumbs_to(one):
    return (*_CRUMBS, (one.get_absolute_url(), one.title))


@page_for(*LEADS)
def held(request, pk):
    one = _event(request, pk)
    if actions.hold_team_event.holding(one, request.person, now()) is None:
        raise Http404
    form = forms.HeldForm(
        request.POST or None,
        request.FILES or None,
        people=queries.staff(request.centre, one.on),
        initial={"material": one.material},
    )
    taken = _taken(request, form)
    asking = Asking(f"Record “{one.title}” as held", "Record as held", one.get_absolute_url(),
                    crumbs=_crumbs_to(one))  # fmt: skip
    return ask(request, actions.hold_team_event, one, asking, form=form, what=_with(taken),
               done="Recorded. Those who took part can confirm it.")  # fmt: skip


@page_for(*LEADS)
def move(request, pk):
    one = _event(request, pk)
    asking = Asking(
        f"Move “{one.title}” to another day", "Move the event", one.get_absolute_url(),
        caption=f"Planned for {one.on:%-d %B %Y}", crumbs=_crumbs_to(one),
        consequences=("The day it had stays visible on its page.",),
    )  # fmt: skip
    return ask(request, correction_actions.move_team_event, one, asking, done="The event is moved.",
               form=forms.MoveForm(request.POST or None))  # fmt: skip


@page_for(*LEADS)
def call_off(request, pk):
    one = _event(request, pk)
    asking = Asking(
        f"Call “{one.title}” off?", "Call the event off", one.get_absolute_url(), warn=True,
        caption=f"Planned for {one.on:%-d %B %Y}", crumbs=_crumbs_to(one),
        consequences=(
            "It stays in the list, with your reason.",
            "It cannot be recorded as held afterwards. Plan another instead.",
        ),
    )  # fmt: skip
    return ask(request, correction_actions.call_off_team_event, one, asking,
               form=forms.WhyForm(request.POST or None), done="The event is called off.")  # fmt: skip


@page_for(*LEADS)
def correct(request, pk):
    one = _event(request, pk)
    typed = forms.DayForm(request.POST or None)
    days = {one.on, today(), typed.cleaned_data["on"] if typed.is_valid() else today()}
    said = {name: getattr(one, name) for name in correction_actions.SAYS}
    form = forms.CorrectForm(
        request.POST or None, programmes=_programmes(request),
        leaders=queries.staff(request.centre, *days),
        initial=said | {"programmes": list(one.programmes.all()), "led_by": one.led_by_id},
    )  # fmt: skip
    asking = Asking(
        f"Correct the record of “{one.title}”", "Correct the record", one.get_absolute_url(),
        crumbs=_crumbs_to(one), consequences=("What it says now stays visible below.",),
    )  # fmt: skip
    return ask(request, correction_actions.correct_team_event, one, asking, form=form,
               done="Corrected.",
               what=lambda answers: {"why": answers.pop("why"), "says": answers})  # fmt: skip


@page_for(*LEADS)
def add(request, pk):
    one = _event(request, pk)
    form = forms.AddForm(request.POST or None, people=queries.staff(request.centre, one.on))
    asking = Asking(f"Add somebody to “{one.title}”", "Add them", one.get_absolute_url(),
                    crumbs=_crumbs_to(one))  # fmt: skip
    return ask(request, correction_actions.add_attender, one, asking, form=form, done="Added.",
               to=one.get_absolute_url())  # fmt: skip


@page_for(*LEADS)
def attach(request, pk):
    one = _event(request, pk)
    if actions.attach_material.holding(one, request.person, now()) is None:
        raise Http404
    form = forms.FileForm(request.POST or None, request.FILES or None)
    taken = _taken(request, form)
    asking = Asking("Attach material", "Attach the file", one.get_absolute_url(),
                    caption=one.title, crumbs=_crumbs_to(one))  # fmt: skip
    return ask(request, actions.attach_material, one, asking, form=form, what=_with(taken),
               done="The file is attached.", to=one.get_absolute_url())  # fmt: skip


@page_for(*LEADS)
def take_off(request, pk):
    events = queries.visible_events(request.centre, request.holdings)
    part = get_object_or_404(Attendance.objects.filter(event__in=events), pk=pk)
    asking = Asking(
        f"Take {part.person} off “{part.event.title}”?", "Take them off", part.get_absolute_url(),
        crumbs=_crumbs_to(part.event), warn=True,
        consequences=("Who was named, and why not, stays on the record.",),
    )  # fmt: skip
    return ask(request, correction_actions.take_off_attender, part, asking, done="Taken off.",
               form=forms.WhyForm(request.POST or None))  # fmt: skip


@page_for(*SEES)
def confirm(request, pk):
    part = get_object_or_404(Attendance, pk=pk, person=request.person)
    asking = Asking(
        f"Confirm your part in “{part.event.title}”", "Confirm", "/standardisation/mine/",
        caption=f"{part.event.on:%-d %B %Y}, as {part.role}", crumbs=_CRUMBS,
        consequences=(
            "I took part.",
            "I understand the method of assessment, and my role in it.",
            "I say so once in each academic year.",
        ),
    )  # fmt: skip
    return ask(request, actions.confirm_part, part, asking, done="Thank you. It is recorded.")


@page_for(*SEES)
def mine(request):
    """One's own standing this year, and every event one took part in."""
    year = year_of(request.centre, today())
    standing = queries.standing_of(request.person, today())
    parts = Attendance.objects.filter(person=request.person, removed_at=None)
    since = [(one, standing.standardised_on[one.pk]) for one in _programmes(request)
             if one.pk in standing.standardised_on]  # fmt: skip
    return render(
        request, "standardisation/mine.html",
        {"year": year, "standing": standing, "since": since, "crumbs": _CRUMBS,
         "to_confirm": queries.unconfirmed(request.person, today()),
         "parts": parts.select_related("event").order_by("-event__on")},
    )  # fmt: skip
