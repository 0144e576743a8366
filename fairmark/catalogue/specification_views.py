"""Specifications, as people read and correct them."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now
from fairmark.catalogue import schemes
from fairmark.catalogue import specification_actions as actions
from fairmark.catalogue import specification_forms as forms
from fairmark.catalogue.comparing import compare
from fairmark.catalogue.criteria import MARKED_IN_NUMBERS, PATTERNS, in_blocks
from fairmark.catalogue.models import BarredPair, Status, Unit, UnitGroup
from fairmark.catalogue.queries import doubtful_criteria, in_order, specifications_of
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff
from fairmark.ui.words import how_many

_HOME = (("/programmes/", "Programmes"), ("/specifications/", "Specifications"))


def _specification(request, pk):
    return get_object_or_404(specifications_of(request.centre), pk=pk)


def _unit(request, pk):
    units = Unit.objects.filter(specification__in=specifications_of(request.centre))
    return get_object_or_404(units.select_related("specification__qualification", "group"), pk=pk)


def _group(request, pk):
    groups = UnitGroup.objects.filter(specification__in=specifications_of(request.centre))
    return get_object_or_404(groups.select_related("specification__qualification"), pk=pk)


def _crumbs(specification):
    return (*_HOME, (specification.get_absolute_url(), str(specification)))


def _asking(specification, heading, verb, **more):
    return Asking(
        heading, verb, specification.get_absolute_url(), caption=str(specification),
        crumbs=_crumbs(specification), **more,
    )  # fmt: skip


@page_for_staff
def specifications(request):
    """Every issue that the centre holds, by qualification."""
    held = specifications_of(request.centre).annotate(unit_count=Count("units"))
    doubts = doubtful_criteria(specifications_of(request.centre))
    rows = [(one, _doubtful(doubts.get(one.pk, 0))) for one in held]
    may_import = any(holding.role in actions.EDITORS for holding in request.holdings)
    return render(
        request, "catalogue/specifications.html",
        {"rows": rows, "families": schemes.families(), "may_import": may_import},
    )  # fmt: skip


@page_for_staff
def specification(request, pk):
    """One issue: its facts, and its units by group with what they are made of."""
    one = _specification(request, pk)
    units = in_order(one.units.select_related("group").prefetch_related("criteria"))
    for unit in units:
        unit.specification = one
        criteria = list(unit.criteria.all())
        unit.blocks = in_blocks((c.code, c.aims, c.band) for c in criteria)
        unit.unread = [c.code for c in criteria if c.is_doubtful]
        unit.count = len(criteria)
    unread = [code for unit in units for code in unit.unread]
    family = one.qualification.family
    edits = actions.add_unit.holding(one, request.person, now()) is not None
    return render(
        request, "catalogue/specification.html",
        {
            "specification": one, "qualification": one.qualification, "edits": edits,
            "sections": _sections(one, units), "unit_count": len(units),
            "pairs": one.barred_pairs.select_related("one", "other"),
            "scheme": schemes.shipped().get(one.qualification.scheme),
            "family": schemes.families().get(family, family), "pattern": PATTERNS.get(family),
            "marked": family in MARKED_IN_NUMBERS, "doubtful": _doubtful(len(unread)),
            "issues": one.qualification.specifications.exclude(pk=one.pk),
            "cohorts": one.cohorts.select_related("programme"),
        },
    )  # fmt: skip


def _doubtful(count):
    """Words for criteria that have no band, so that they count towards no grade; none for none."""
    return f"{how_many(count, 'criterion', 'criteria')} without a band" if count else ""


def _sections(specification, units):
    """Heading, group or None, and units: first what nobody leaves out, then by group, then the rest."""
    groups = list(specification.groups.all())
    sections = []
    for status in (Status.MANDATORY, Status.CORE, Status.OPTIONAL, ""):
        some = [u for u in units if u.status == status and u.group_id is None]
        if some:
            heading = f"{Status(status).label} units" if status else "Units not yet sorted"
            sections.append((heading, None, some))
        for group in (g for g in groups if g.status == status):
            sections.append((str(group), group, [u for u in units if u.group_id == group.pk]))
    return sections


@page_for_staff
def issue_changes(request, pk):
    """What changed between two issues of one specification."""
    later = _specification(request, pk)
    issues = list(later.qualification.specifications.all())
    wanted = request.GET.get("from", "")
    before = [one for one in issues if one.issue < later.issue]
    earlier = next((one for one in issues if str(one.issue) == wanted), None) or (
        before[-1] if before else later
    )
    return render(
        request, "catalogue/issue_changes.html",
        {
            "earlier": earlier, "later": later, "issues": issues,
            "differences": compare(earlier, later),
        },
    )  # fmt: skip


@page_for(*actions.EDITORS)
def change_specification(request, pk):
    one = _specification(request, pk)
    form = forms.SpecificationForm(
        request.POST or None, initial=_initial(one, forms.SpecificationForm)
    )
    return ask(request, actions.change_specification, one,
               _asking(one, "Facts of this issue", "Save the facts"), form=form,
               done="The facts are saved.")  # fmt: skip


def _initial(record, form):
    return {name: getattr(record, name, None) for name in form.base_fields if name != "why"}


@page_for(*actions.EDITORS)
def copy_to_new_issue(request, pk):
    one = _specification(request, pk)
    asking = _asking(
        one, "A new issue", "Begin the new issue",
        consequences=(
            f"Units, groups, criteria and barred pairs are copied from issue {one.issue}.",
            "Cohorts go on following the issue that they follow now.",
        ),
    )  # fmt: skip
    form = forms.CopyForm(request.POST or None, initial={"issue": one.issue + 1})
    return ask(request, actions.copy_to_new_issue, one, asking, form=form,
               done="The new issue is here. Change what differs.",
               to=lambda made: made.get_absolute_url() if made else "")  # fmt: skip


@page_for(*actions.EDITORS)
def add_unit(request, pk):
    one = _specification(request, pk)
    form = forms.UnitForm(request.POST or None, groups=one.groups.all())
    return ask(request, actions.add_unit, one, _asking(one, "A unit", "Add the unit"), form=form,
               done="The unit is added. Now add its criteria.",
               to=lambda made: f"{made.get_absolute_url()}criteria/" if made else "")  # fmt: skip


@page_for(*actions.EDITORS)
def change_unit(request, pk):
    unit = _unit(request, pk)
    start = _initial(unit, forms.ChangeUnitForm)
    start["must_pass"] = {True: "yes", False: "no", None: ""}[unit.must_pass]
    form = forms.ChangeUnitForm(
        request.POST or None, groups=unit.specification.groups.all(), initial=start
    )
    return ask(request, actions.change_unit, unit,
               _asking(unit.specification, str(unit), "Save the unit"), form=form,
               done="The unit is saved.", template="catalogue/change_unit.html",
               context={"unit": unit})  # fmt: skip


@page_for(*actions.EDITORS)
def change_criteria(request, pk):
    unit = _unit(request, pk)
    form = forms.CriteriaForm(request.POST or None, unit=unit)
    return ask(request, actions.change_criteria, unit,
               _asking(unit.specification, f"Criteria of unit {unit.number}", "Save the criteria"),
               form=form, what=form.answers, done="The criteria are saved.")  # fmt: skip


@page_for(*actions.EDITORS)
def take_out_unit(request, pk):
    unit = _unit(request, pk)
    asking = _asking(
        unit.specification, f"Take out {str(unit)[0].lower()}{str(unit)[1:]}?", "Take it out",
        warn=True, cannot="This unit cannot be taken out",
        consequences=("Its criteria go with it.", "The trail keeps what it was."),
    )  # fmt: skip
    return ask(request, actions.take_out_unit, unit, asking,
               form=forms.WhyForm(request.POST or None), done="The unit is taken out.")  # fmt: skip


@page_for(*actions.EDITORS)
def add_group(request, pk):
    one = _specification(request, pk)
    form = forms.GroupForm(request.POST or None, initial={"status": "optional"})
    return ask(request, actions.add_group, one, _asking(one, "A group of units", "Add the group"),
               form=form, done="The group is added. Put units in it on each unit’s page.")  # fmt: skip


@page_for(*actions.EDITORS)
def change_group(request, pk):
    group = _group(request, pk)
    form = forms.ChangeGroupForm(
        request.POST or None, initial=_initial(group, forms.ChangeGroupForm)
    )
    return ask(request, actions.change_group, group,
               _asking(group.specification, str(group), "Save the group"), form=form,
               done="The group is saved.")  # fmt: skip


@page_for(*actions.EDITORS)
def take_out_group(request, pk):
    group = _group(request, pk)
    asking = _asking(
        group.specification, f"Take out group {group.code}?", "Take it out", warn=True,
        consequences=("Its units stay in the specification, in no group.",),
    )  # fmt: skip
    return ask(request, actions.take_out_group, group, asking,
               form=forms.WhyForm(request.POST or None), done="The group is taken out.")  # fmt: skip


@page_for(*actions.EDITORS)
def bar_units(request, pk):
    one = _specification(request, pk)
    form = forms.BarForm(request.POST or None, units=one.units.all())
    return ask(request, actions.bar_units, one,
               _asking(one, "Units that may not be taken together", "Record the pair"), form=form,
               done="The pair is recorded.")  # fmt: skip


@page_for(*actions.EDITORS)
def lift_bar(request, pk):
    pairs = BarredPair.objects.filter(specification__in=specifications_of(request.centre))
    pair = get_object_or_404(
        pairs.select_related("specification__qualification", "one", "other"), pk=pk
    )
    asking = _asking(
        pair.specification, f"{pair} may be taken together?", "Lift the bar", warn=True,
        consequences=("The combination check no longer refuses the two together.",),
    )  # fmt: skip
    return ask(request, actions.lift_bar, pair, asking, form=forms.WhyForm(request.POST or None),
               done="The two may be taken together.")  # fmt: skip
