"""Grading schemes as people see them: the numbers, where they were read, what may be tried on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from fairmark.calendar.clock import now
from fairmark.catalogue import scheme_queries, scheme_reading, what_if
from fairmark.catalogue.grading.eligibility import Reason
from fairmark.catalogue.grading.units import Unit
from fairmark.catalogue.models import Qualification
from fairmark.catalogue.scheme_actions import complete_scheme
from fairmark.catalogue.scheme_forms import NumbersForm, asked_of
from fairmark.catalogue.schemes import SchemeRule
from fairmark.documents.pdf import to_pdf
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for
from fairmark.workflow.actions import offered

SEE_SCHEMES = tuple(sorted(STAFF_ROLES))


def _scheme(request, code):
    scheme = scheme_queries.schemes_of(request.centre).get(code)
    if scheme is None:
        raise Http404
    return scheme


def _besides(number):
    return (scheme_reading.Beside(number.origin),)


@page_for(*SEE_SCHEMES)
def scheme_list(request):
    used = scheme_queries.used_by(request.centre)
    groups: dict[str, list] = {}
    for scheme in scheme_queries.schemes_of(request.centre).values():
        groups.setdefault(scheme.family_name, []).append(
            (scheme, used.get(scheme.id, ()), scheme_reading.doubtful(scheme))
        )
    return render(request, "schemes/list.html", {"groups": list(groups.items())})


@page_for(*SEE_SCHEMES)
def scheme(request, code):
    one = _scheme(request, code)
    return render(
        request, "schemes/scheme.html",
        {
            "scheme": one,
            "how": scheme_reading.HOW[one.engine],
            "note": scheme_reading.note_of_all(one.thresholds),
            "not_said_above": not scheme_reading.note_of_all(one.thresholds),
            "steps": scheme_reading.steps(one.thresholds),
            "tables": scheme_reading.tables(one),
            "scales": [
                (scheme_reading.ASSESSED.get(name, name), scale, _besides(scale))
                for name, scale in one.scales.items()
            ],
            "rules": [(rule, _besides(rule)) for rule in one.rules],
            "attempts": [(rule, _besides(rule)) for rule in one.attempts],
            "titles": [
                (title, [(rule, _besides(rule)) for rule in title.rules])
                for title in one.titles
            ],
            "doubtful": scheme_reading.doubtful(one),
            "sources": scheme_reading.sources_of(one),
            "completes": (not one.has_numbers or one.completed_by)
            and offered(request.centre, request.person, now(), complete_scheme),
            "qualifications": Qualification.objects.filter(centre=request.centre, scheme=code),
        },
    )  # fmt: skip


@page_for(*SEE_SCHEMES)
def calculator(request, code):
    return calculator_page(request, _with_numbers(request, code), Asked(f"/schemes/{code}/"))


@page_for(*SEE_SCHEMES)
def sheet(request, code):
    return sheet_of_paper(request, _with_numbers(request, code), Asked(f"/schemes/{code}/"))


def _with_numbers(request, code):
    one = _scheme(request, code)
    if not one.has_numbers:
        raise Http404
    return one


@page_for(Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER)
def numbers(request, code):
    """Type in the numbers of a scheme that nobody knows, or correct what was typed in."""
    one = _scheme(request, code)
    if one.has_numbers and not one.completed_by:
        raise Http404
    held = scheme_queries.newest(request.centre).get(code)
    form = NumbersForm(
        request.POST or None, scheme=one,
        initial={**held.typed, "document": held.document} if held else _known_of(one),
    )  # fmt: skip
    asking = Asking(
        f"Numbers of {one.title}", "Keep these numbers", f"/schemes/{code}/",
        caption=one.family_name, crumbs=(("/schemes/", "Grading schemes"),
                                         (f"/schemes/{code}/", one.title)),
        consequences=("They are marked as ours, with your name and where they stand. "
                      "Grades are worked out by them from now on.",),
    )  # fmt: skip
    return ask(
        request, complete_scheme, request.centre, asking, form=form,
        done="The numbers are kept, and marked as ours.",
        what=lambda answers: asked_of(one, answers),
    )  # fmt: skip


def _known_of(one):
    """What is known of a scheme without numbers, so that nobody types it again."""
    scale = one.scale("internal")
    if scale is None:
        return {}
    return {"unit_grades": " ".join(scale.grades), "passes_from": scale.passes_from}


@dataclass(frozen=True)
class Asked:
    """Where a calculation comes from: the page to go back to, the units offered, the learner."""

    back: str
    offered: tuple[what_if.Offered, ...] = ()
    whom: str = ""
    qualification: str = ""
    problems: Callable[[Sequence[Unit]], tuple[Reason, ...]] = lambda units: ()
    own_rules: tuple[SchemeRule, ...] = ()


def calculator_page(request, scheme, asked):
    """What if these were the grades? Nothing is kept: the address holds what was typed."""
    rows, answer = _worked_out(request, scheme, asked)
    return render(
        request, "schemes/calculator.html",
        {
            "scheme": scheme, "rows": rows, "answer": answer, "asked": asked,
            "offered": bool(asked.offered), "back": asked.back, "whom": asked.whom,
            "sheet": f"{request.path}sheet/",
            "scales": [(name, scale.grades) for name, scale in scheme.scales.items()],
            "grades": scheme_reading.grades_of_units(scheme),
            "sizes": scheme_reading.sizes_of_units(scheme),
            "has_external": "external" in scheme.scales,
            "by_level": any(one.per == "credit" for one in scheme.points),
            "of_marks": not scheme.scales,
        },
    )  # fmt: skip


def sheet_of_paper(request, scheme, asked):
    """The same calculation on paper: filled in, or blank for a pen."""
    rows, answer = _worked_out(request, scheme, asked)
    if answer is not None:
        rows = [row for row in rows if row.taken]
    html = render_to_string(
        "schemes/sheet.html",
        {
            "scheme": scheme, "rows": rows, "answer": answer, "whom": asked.whom,
            "centre": request.centre, "made_at": now(),
            "tables": scheme_reading.tables(scheme), "rules": scheme.rules,
            "steps": scheme_reading.steps(scheme.thresholds),
        },
    )  # fmt: skip
    response = HttpResponse(to_pdf(html), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{scheme.id}.pdf"'
    return response


def _worked_out(request, scheme, asked):
    if "grade" in request.GET:
        rows = what_if.typed_rows(dict(request.GET.lists()), scheme, asked.offered)
    else:
        rows = what_if.rows_for(scheme, asked.offered)
        if not asked.offered:
            return rows, None
    suite = scheme_queries.suite_of(request.centre, scheme)
    return what_if.worked_out(
        scheme, rows, suite, qualification=asked.qualification, problems=asked.problems,
        own_rules=asked.own_rules,
    )  # fmt: skip
