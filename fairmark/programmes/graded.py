"""A cohort's units made ready to be graded: by the scheme of its qualification, in its combination."""

from collections.abc import Callable, Sequence

from fairmark.catalogue import scheme_queries
from fairmark.catalogue.grading import units as grading
from fairmark.catalogue.grading.eligibility import Reason
from fairmark.catalogue.models import Specification, Unit
from fairmark.catalogue.schemes import Confidence, Origin, Scheme, SchemeRule, Source
from fairmark.catalogue.what_if import Offered
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import combination_of, units_of, units_taken

#: How a specification's ways of assessing are called by a scheme, in the order they are tried.
_CALLED = {
    Unit.Assessment.SET: ("pearson_set", "internal"),
    Unit.Assessment.MODERATED: ("component", "internal"),
}


def scheme_of(cohort: Cohort) -> Scheme | None:
    """The scheme that grades a cohort; None where its qualification names none, or none we know."""
    programme = cohort.programme
    return scheme_queries.schemes_of(programme.centre).get(programme.qualification.scheme)


def is_graded(cohort: Cohort) -> bool:
    """Whether grades can be worked out: it follows a specification, and its scheme has numbers."""
    scheme = scheme_of(cohort)
    return cohort.specification_id is not None and scheme is not None and scheme.has_numbers


def graded(scheme: Scheme, unit: Unit) -> grading.Unit:
    """A unit of a specification as the calculation sees it; size 0 where nobody typed one."""
    names = _CALLED.get(Unit.Assessment(unit.assessment), (unit.assessment,))
    called = next((name for name in names if name in scheme.scales), names[0])
    status = grading.MANDATORY if unit.status == "core" else unit.status
    level = int(unit.level) if unit.level.isdecimal() else None
    return grading.Unit(
        unit.size or 0, called, level, status, unit.status == "core", unit.must_pass,
        unit.number, unit.title,
    )  # fmt: skip


def offered_units(cohort: Cohort, scheme: Scheme) -> tuple[Offered, ...]:
    """Every unit of the issue a cohort follows; taken are those it takes, else the mandatory ones."""
    units, taken = units_of(cohort), {unit.pk for unit in units_taken(cohort)}
    return tuple(
        Offered(graded(scheme, unit), unit.pk in taken if taken else unit.status != "optional")
        for unit in units
    )


def combination_problems(cohort: Cohort) -> Callable[[Sequence[grading.Unit]], tuple[Reason, ...]]:
    """What keeps chosen units from being a valid combination, as reasons that block an award."""
    by_number = {unit.number: unit for unit in units_of(cohort)}

    def problems(chosen: Sequence[grading.Unit]) -> tuple[Reason, ...]:
        held = [by_number[unit.number] for unit in chosen if unit.number in by_number]
        verdict = combination_of(cohort, held)
        if verdict is None:
            return ()
        return tuple(
            Reason("combination", one.reason.rstrip("."), str(one)) for one in verdict.problems
        )

    return problems


def own_rules(specification: Specification | None) -> tuple[SchemeRule, ...]:
    """What a specification itself asks of the hours or credits passed, where somebody typed it in."""
    if specification is None or specification.least_size_at_pass is None:
        return ()
    source = Source("SPECIFICATION", specification.source or str(specification), None, "")
    confidence = Confidence(specification.confidence or Confidence.HIGH)
    return (
        SchemeRule(
            "least_at_pass",
            {"size": specification.least_size_at_pass, "near_pass_counts": True},
            Origin(source, confidence),
            f"At least {specification.least_size_at_pass} must be at Pass or above.",
        ),
    )
