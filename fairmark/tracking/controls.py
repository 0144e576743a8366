"""What the tracking sheets show of the guide’s clauses: parts of the programme file, never typed."""

from datetime import date

from fairmark.assessment.control_queries import Piece, pieces, units_carried
from fairmark.assessment.controls import with_unseen
from fairmark.assessment.models import UnitGrade
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.planning.control_queries import Planning, plannings
from fairmark.ui.words import how_many

ASSESSOR = "Assessor"
_BY_CRITERION = (
    "each running cohort has a sheet for every unit that we assess, and no work waits past the day by "
    "which it is assessed."
)


def _sheet(cohort: int, unit: int) -> str:
    return f"/tracking/cohorts/{cohort}/units/{unit}/"


def _nothing(met_when: str) -> Showing:
    return Showing(
        State.CANNOT_TELL,
        "No cohort taught today takes a unit that we assess, so there is nothing to show.",
        met_when=met_when,
    )


@shows("HBP-12")
def sheets_by_criterion(centre: Centre, on: date) -> Showing:
    """A sheet for each unit, and every piece of work on it judged by its day."""
    found, work = plannings(centre, on), pieces(centre, on)
    if not found:
        return _nothing(_BY_CRITERION)
    findings = [
        Finding(
            f"{one.cohort}: no sheet of unit {unit.number}",
            "The signed plan has no assignment of it.", link=one.address,
            link_text="Open the plan", owner="Programme leader", scopes=one.cohort.scopes(),
        )
        for one in found
        for unit in one.left_out()
    ]  # fmt: skip
    waiting: dict[tuple[int, int], list[Piece]] = {}
    for piece in work:
        row = piece.standing.row
        if row.assess_by and row.assess_by < on and not piece.is_whole:
            key = (piece.standing.planning.cohort.pk, row.assignment.unit_id)
            waiting.setdefault(key, []).append(piece)
    findings += [
        Finding(
            f"{ones[0].standing.planning.cohort}, unit {ones[0].standing.row.assignment.unit.number}: "
            f"{how_many(len(ones), 'piece')} of work not judged by its day", "", len(ones),
            _sheet(*key), "Open the sheet", ASSESSOR, scopes=ones[0].standing.planning.cohort.scopes(),
        )
        for key, ones in waiting.items()
    ]  # fmt: skip
    sheets = sum(len(one.units) - len(one.left_out()) for one in found)
    wanted = sum(len(one.units) for one in found)
    return Showing(
        state_of(findings),
        f"{how_many(sheets, 'sheet')} by criterion, of {how_many(wanted, 'unit')} that we assess.",
        tuple(findings), (Meter("Units with a sheet", sheets, wanted),), evidence=sheets,
        evidence_link="/tracking/", told=sheets, asked=wanted, met_when=_BY_CRITERION,
    )  # fmt: skip


_BY_UNIT = "every learner with a signed record in a unit has its grade on the sheet by unit."


@shows("HBP-13")
def sheets_by_unit(centre: Centre, on: date) -> Showing:
    """The grade of each unit follows the signed decisions, and is there."""
    found = plannings(centre, on)
    if not found:
        return _nothing(_BY_UNIT)
    signed = {
        (one.work.enrolment_id, one.standing.row.assignment.unit_id): one
        for one in pieces(centre, on)
        if one.records
    }
    kept = set(
        UnitGrade.objects.filter(enrolment__in={pk for pk, _ in signed}).values_list(
            "enrolment", "unit"
        )
    )
    short = [one for key, one in signed.items() if key not in kept]
    by_cohort: dict[int, tuple[Planning, int]] = {}
    for one in short:
        planning = one.standing.planning
        count = by_cohort.get(planning.cohort.pk, (planning, 0))[1]
        by_cohort[planning.cohort.pk] = (planning, count + 1)
    findings = [
        Finding(
            f"{planning.cohort}: {how_many(count, 'unit grade')} missing", "Decisions are signed.",
            count, f"/tracking/cohorts/{pk}/", "Open the sheet", ASSESSOR,
            scopes=planning.cohort.scopes(),
        )
        for pk, (planning, count) in by_cohort.items()
    ]  # fmt: skip
    good = len(signed) - len(short)
    return Showing(
        state_of(findings),
        f"{how_many(len(found), 'cohort')} with a sheet by unit; {how_many(good, 'unit grade')} on them.",
        tuple(findings), (Meter("Unit grades kept", good, len(signed)),) if signed else (),
        evidence=good, evidence_link="/tracking/", told=good, asked=len(signed), met_when=_BY_UNIT,
    )  # fmt: skip


_RECORDS = "each piece of work judged has its signed record, and appeals are kept beside them."


@shows("HBP-14")
def assessment_records(centre: Centre, on: date) -> Showing:
    """The records are kept; appeals are not kept in Fairmark yet, so it is not met before they are."""
    found = [one for one in pieces(centre, on) if one.records]
    if not found:
        return Showing(State.CANNOT_TELL, "No assessment record is signed yet.", met_when=_RECORDS)
    findings = (
        Finding("Appeals are not kept in Fairmark yet", "The clause is about them too.", bad=False,
                link="/tracking/", link_text="Open the tracking sheets", owner="Quality nominee"),
    )  # fmt: skip
    showing = Showing(
        state_of(findings), f"{how_many(len(found), 'assessment record')} signed.", findings,
        evidence=len(found), evidence_link="/tracking/", told=len(found), asked=len(found),
        met_when=_RECORDS,
    )  # fmt: skip
    return with_unseen(showing, units_carried(centre, on))
