"""The programme file of a cohort: its parts, and those that are kept beside its teaching."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.evidence.keeping import attachments
from fairmark.exchange.writing import csv_bytes, xlsx_bytes
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS
from fairmark.programmes.actions import allocate_staff, end_allocation
from fairmark.teaching import actions, forms, queries, team_queries
from fairmark.teaching.controls import PARTS
from fairmark.teaching.models import EmployerInvolvement
from fairmark.teaching.rules import lacking, said
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered

#: Whoever sees learners sees the file, which may name them; being administrator never gives that.
READERS = tuple(sorted(SEES_ALL_LEARNERS | SEES_OWN_LEARNERS))


def cohort_of(request, pk):
    return get_object_or_404(queries.visible_cohorts(request.centre, request.holdings), pk=pk)


def crumbs_to(cohort, *more):
    """Where a page of the file is."""
    return (
        ("/programmes/", "Programmes"),
        (cohort.programme.get_absolute_url(), cohort.programme.short_title),
        (cohort.get_absolute_url(), cohort.code),
        (f"{cohort.get_absolute_url()}file/", "Programme file"), *more,
    )  # fmt: skip


def may(request, record, *asked):
    """The names of the actions that this person may be offered for a record."""
    return {one.action.name for one in offered(record, request.person, now(), *asked)}


def with_files(rows):
    """Records with the files that are attached to them, in one question."""
    rows = list(rows)
    if rows:
        held = {one.pk: [] for one in rows}
        for file in attachments(rows[0]._meta.label_lower, held):
            held[file.about_id].append(file)
        for one in rows:
            one.files = held[one.pk]
    return rows


@page_for(*READERS)
def programme_file(request, pk):
    """Every part of the file: where it stands, what there is, what is missing."""
    cohort = cohort_of(request, pk)
    rows = [(part, part.kept([cohort], today())[cohort.pk]) for part in PARTS]
    return render(
        request, "teaching/file.html",
        {"cohort": cohort, "rows": rows, "crumbs": crumbs_to(cohort)[:-1],
         "missing": sum(len(kept.gaps) for _, kept in rows)},
    )  # fmt: skip


@page_for(*READERS)
def team(request, pk):
    """Who works on the cohort, from when until when; and for which unit nobody does."""
    cohort = cohort_of(request, pk)
    rows = list(cohort.allocations.select_related("person", "unit", "site", "cohort__programme"))
    rows.sort(key=lambda one: (one.until_on is not None, one.role, one.person.name))
    return render(
        request, "teaching/team.html",
        {
            "cohort": cohort, "lines": team_queries.lines_of(cohort, today()), "rows": rows,
            "roles": team_queries.roles_for(cohort), "today": today(), "crumbs": crumbs_to(cohort),
            "may": may(request, cohort, allocate_staff),
            "ends": bool(rows) and bool(may(request, rows[0], end_allocation)),
        },
    )  # fmt: skip


@page_for(*READERS)
def timetables(request, pk):
    """The timetables of a cohort: which hold, which are to come, and those before."""
    cohort = cohort_of(request, pk)
    rows = with_files(cohort.timetables.select_related("group", "added_by"))
    holding = set()
    for one in rows:
        one.state = "to come" if one.valid_from_on > today() else "superseded"
        if one.state == "superseded" and one.group_id not in holding:
            holding.add(one.group_id)
            one.state = "in force"
    return render(
        request, "teaching/timetables.html",
        {"cohort": cohort, "rows": rows, "crumbs": crumbs_to(cohort),
         "may": may(request, cohort, actions.add_timetable)},
    )  # fmt: skip


@page_for(*actions.LEAD)
def add_timetable(request, pk):
    cohort = cohort_of(request, pk)
    back = f"{cohort.get_absolute_url()}file/timetables/"
    asking = Asking(
        f"A timetable of {cohort}", "Add the timetable", back,
        caption=cohort.programme.short_title, crumbs=crumbs_to(cohort, (back, "Timetables")),
    )  # fmt: skip
    form = forms.TimetableForm(request.POST or None, request.FILES or None, cohort=cohort)
    return ask(request, actions.add_timetable, cohort, asking, form=form,
               what=lambda answers: form.answers,
               done="The timetable is added. The ones before it are kept.")  # fmt: skip


@page_for(*READERS)
def schemes(request, pk):
    """Schemes of work and lesson plans, unit by unit, every version."""
    cohort = cohort_of(request, pk)
    held = {}
    for one in with_files(cohort.teachingdocuments.select_related("unit", "added_by")):
        held.setdefault(one.unit_id, []).append(one)
    known = queries.beginnings([cohort])
    rows = []
    for unit in queries.units_by_cohort([cohort]).get(cohort.pk, []):
        mine = held.get(unit.pk, [])
        begins = queries.begins_on(cohort, unit.pk, known)
        kinds = {one.kind: one for one in reversed(mine)}
        newest = [one for one in mine if kinds[one.kind] is one]
        rows.append((unit, begins, newest, [one for one in mine if one not in newest],
                     lacking(kinds), begins <= today()))  # fmt: skip
    return render(
        request, "teaching/schemes.html",
        {"cohort": cohort, "rows": rows, "crumbs": crumbs_to(cohort),
         "may": may(request, cohort, actions.add_teaching_document, actions.set_unit_beginning)},
    )  # fmt: skip


@page_for(*actions.TEAM)
def add_teaching_document(request, pk):
    cohort = cohort_of(request, pk)
    back = f"{cohort.get_absolute_url()}file/schemes/"
    asking = Asking(
        "A scheme of work or lesson plans", "Add this version", back,
        caption=f"{cohort}, {cohort.programme.short_title}",
        crumbs=crumbs_to(cohort, (back, "Schemes of work")),
    )  # fmt: skip
    form = forms.TeachingDocumentForm(
        request.POST or None, request.FILES or None, cohort=cohort,
        initial={"unit": request.GET.get("unit", "")},
    )  # fmt: skip
    return ask(request, actions.add_teaching_document, cohort, asking, form=form,
               what=lambda answers: form.answers, done=lambda made: f"{made} is added.")  # fmt: skip


@page_for(*actions.LEAD)
def unit_beginning(request, pk):
    """Say when the teaching of a unit begins."""
    cohort = cohort_of(request, pk)
    back = f"{cohort.get_absolute_url()}file/schemes/"
    asking = Asking(
        f"When a unit of {cohort} begins", "Save the day", back,
        caption=cohort.programme.short_title,
        crumbs=crumbs_to(cohort, (back, "Schemes of work")),
        consequences=(
            "By that day its resources are to be checked and signed, and its scheme of work and "
            "lesson plans to be here.",
        ),
    )  # fmt: skip
    unit = request.GET.get("unit", "")
    known = {str(one): day for (_, one), day in queries.beginnings([cohort]).items()}
    form = forms.BeginningForm(
        request.POST or None, cohort=cohort,
        initial={"unit": unit, "begins_on": known.get(unit)},
    )  # fmt: skip
    return ask(request, actions.set_unit_beginning, cohort, asking, form=form,
               done="The day is saved.")  # fmt: skip


@page_for(*READERS)
def employers(request, pk):
    """What employers did and will do with the cohort."""
    cohort = cohort_of(request, pk)
    rows = with_files(cohort.employerinvolvements.select_related("unit", "added_by", "settled_by"))
    return render(
        request, "teaching/employers.html",
        {"cohort": cohort, "rows": rows, "crumbs": crumbs_to(cohort), "today": today(),
         "may": may(request, cohort, actions.involve_employer)},
    )  # fmt: skip


@page_for(*actions.TEAM)
def involve_employer(request, pk):
    cohort = cohort_of(request, pk)
    back = f"{cohort.get_absolute_url()}file/employers/"
    asking = Asking(
        f"An employer and {cohort}", "Record the involvement", back,
        caption=cohort.programme.short_title,
        crumbs=crumbs_to(cohort, (back, "Employer involvement")),
    )  # fmt: skip
    form = forms.InvolvementForm(request.POST or None, request.FILES or None, cohort=cohort)
    return ask(request, actions.involve_employer, cohort, asking, form=form,
               what=lambda answers: form.answers, done="The involvement is recorded.")  # fmt: skip


@page_for(*actions.TEAM)
def settle_involvement(request, pk):
    one = get_object_or_404(
        EmployerInvolvement.objects.filter(
            cohort__in=queries.visible_cohorts(request.centre, request.holdings)
        ).select_related("cohort__programme", "cohort__year", "unit"),
        pk=pk,
    )
    back = f"{one.cohort.get_absolute_url()}file/employers/"
    asking = Asking(
        f"What came of {one.employer}", "Record what happened", back,
        caption=f"Planned for {said(one.on)}: {one.what}", cannot="This is settled",
        crumbs=crumbs_to(one.cohort, (back, "Employer involvement")),
    )  # fmt: skip
    form = forms.SettleForm(request.POST or None, request.FILES or None, initial={"on": one.on})
    return ask(request, actions.settle_involvement, one, asking, form=form,
               what=lambda answers: form.answers, done="It is recorded.")  # fmt: skip


# -- the class list --------------------------------------------------------------------------

_HEADINGS = ("Reference", "Surname", "Forenames", "Group", "Site", "First day", "Planned end")


@page_for(*READERS)
def class_list(request, pk):
    """Who is enrolled on a day, to be read, printed or taken away."""
    cohort = cohort_of(request, pk)
    asked = forms.DayForm(request.GET or None)
    on = _day_asked(asked)
    form = asked if asked.errors else forms.DayForm(initial={"on": on})
    return render(
        request, "teaching/class_list.html",
        {"cohort": cohort, "form": form, "on": on, "rows": queries.enrolled([cohort], on),
         "now": now(), "crumbs": crumbs_to(cohort)},
    )  # fmt: skip


def _day_asked(form):
    return (form.cleaned_data.get("on") if form.is_valid() else None) or today()


@page_for(*READERS)
def class_list_csv(request, pk):
    return _file(request, pk, csv_bytes, "csv", "text/csv; charset=utf-8")


@page_for(*READERS)
def class_list_xlsx(request, pk):
    def sheet(headings, rows):
        return xlsx_bytes(headings, rows, "Class list")

    return _file(
        request, pk, sheet, "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )  # fmt: skip


def _file(request, pk, write, ending, kind):
    """The list as a file to take away; a day that is none has no list."""
    cohort = cohort_of(request, pk)
    form = forms.DayForm(request.GET or None)
    on = _day_asked(form)
    if form.errors:
        raise Http404
    content = write(_HEADINGS, [_cells(one) for one in queries.enrolled([cohort], on)])
    response = HttpResponse(content, content_type=kind)
    name = f"class-list-{cohort.pk}-{on.isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(one):
    """A line of the list, as text."""
    return (
        one.learner.ref, one.learner.surname, one.learner.forenames, str(one.group or ""),
        str(one.site or ""), f"{one.starts_on:%d/%m/%Y}",
        f"{one.planned_end_on:%d/%m/%Y}" if one.planned_end_on else "",
    )  # fmt: skip
