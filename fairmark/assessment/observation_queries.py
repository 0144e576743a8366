"""What there is of observations and witness statements, and what stands in the way of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from fairmark.assessment import observation_rules, queries
from fairmark.assessment.models import Authorisation, Decision, Submission
from fairmark.assessment.observation_models import Observation, Observed, WitnessStatement
from fairmark.assessment.rules import Outcome
from fairmark.catalogue.models import Criterion
from fairmark.centre.working import read_at_work
from fairmark.evidence.keeping import attachments
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Holding
from fairmark.planning.models import Assignment
from fairmark.programmes.queries import visible_programmes
from fairmark.rulebook.queries import rule
from fairmark.ui.words import in_turn

Kind = TypeVar("Kind", bound=Observed)


def asked_of_observation(on: date) -> list[dict[str, str]]:
    """What an observation record asks. Source: ASM-20."""
    return list(rule("forms.observation_record", on=on).value)


def asked_of_witness(on: date) -> list[dict[str, str]]:
    """What a witness is asked. Source: ASM-21."""
    return list(rule("forms.witness_statement", on=on).value)


def visible_evidence(kind: type[Kind], centre: Any, holdings: list[Holding]) -> QuerySet[Kind]:
    """Records of a kind about work on the programmes that somebody may see, begun work too."""
    programmes = visible_programmes(centre, holdings, with_learners=True)
    return kind._default_manager.filter(
        submission__centre=centre, submission__assignment__cohort__programme__in=programmes
    ).select_related(
        "submission__assignment__unit", "submission__assignment__cohort__programme__qualification",
        "submission__enrolment__learner", "by", "taken_back_by",
    )  # fmt: skip


def observed_in(works: Collection[int]) -> dict[int, list[Observation]]:
    """By work the observations that stand."""
    rows = Observation.objects.filter(submission__in=works, taken_back_at=None)
    found: dict[int, list[Observation]] = defaultdict(list)
    for one in rows.select_related("by", "learner_by").prefetch_related("criteria"):
        found[one.submission_id].append(one)
    return found


def stated_in(works: Collection[int]) -> dict[int, list[WitnessStatement]]:
    """By work the witness statements that stand."""
    rows = WitnessStatement.objects.filter(submission__in=works, taken_back_at=None)
    found: dict[int, list[WitnessStatement]] = defaultdict(list)
    for one in rows.select_related("by").prefetch_related("criteria"):
        found[one.submission_id].append(one)
    return found


def own_observation(person: Person, assignment: Assignment, pk: int) -> Observation | None:
    """An observation of the person's own work that stands."""
    return Observation.objects.filter(
        pk=pk, submission__assignment=assignment, submission__enrolment__learner__person=person,
        taken_back_at=None,
    ).select_related("submission__assignment", "by").first()  # fmt: skip


def to_be_signed_by(person: Person) -> QuerySet[Observation]:
    """What waits for the learner's own word."""
    return Observation.objects.filter(
        submission__enrolment__learner__person=person, taken_back_at=None, learner_at=None,
        submission__enrolment__left_on=None,
    ).select_related("submission__assignment__unit", "submission__brief", "by")  # fmt: skip


# -- what stands in the way ------------------------------------------------------------------


def work_for(
    assignment: Assignment, enrolment: Enrolment, at: datetime
) -> Submission | Authorisation | None:
    """What evidence of today belongs to: work that is begun or not signed yet, or the attempt to come.

    None where it is the first, and nothing is begun.
    """
    works = queries.work_of(assignment, enrolment)
    for one in works:
        if not one.is_handed_in:
            return one
    chance = queries.next_attempt(assignment, enrolment, at)
    if chance is not None:
        return chance[1]
    return works[-1]


def _targets(assignment: Assignment, work: Submission | Authorisation | None) -> list[Criterion]:
    again = work.authorisation if isinstance(work, Submission) else work
    if again:
        return list(again.criteria.all())
    columns = queries.columns_of(assignment.cohort, {assignment.unit_id})
    return next((one.criteria for one in columns if one.assignment.pk == assignment.pk), [])


def _obstacles(
    assignment: Assignment, by: Person, at: datetime, enrolment: Enrolment, on: date,
    criteria: Iterable[Criterion],
) -> list[str]:  # fmt: skip
    """What both kinds of evidence ask of the person, the learner, their work, the day and the criteria."""
    who = enrolment.learner
    if enrolment.cohort_id != assignment.cohort_id or (
        queries.brief_for(assignment, enrolment) is None
    ):
        return [f"The brief was not issued to {who}."]
    if enrolment.status != Enrolment.Status.ACTIVE:
        return [f"{who} has left, so nothing is added to their work."]
    sheet = queries.sheet_for(
        assignment.cohort, by, {enrolment.pk}, {assignment.pk}, timezone.localdate(at)
    ).sheet
    if (assignment.pk, enrolment.pk) not in sheet.mine:
        return [f"The plan does not name you as assessor of {assignment} for {who}."]
    work = work_for(assignment, enrolment, at)
    if isinstance(work, Submission) and work.records.exists():
        return [f"The decisions on {who}’s work are signed. Evidence for it came before them."]
    return observation_rules.obstacles_to_evidence(
        day=on, today=timezone.localdate(at), criteria=[one.code for one in criteria],
        targets=[one.code for one in _targets(assignment, work)],
    )  # fmt: skip


def obstacles_to_observing(
    assignment: Assignment, by: Person, at: datetime, *, enrolment: Enrolment | None = None,
    on: date | None = None, criteria: Sequence[Criterion] = (), **_: Any,
) -> list[str]:  # fmt: skip
    """By the assessor whom the plan names, before the decisions are signed. Source: ASM-20."""
    if enrolment is None or on is None:
        return []
    return _obstacles(assignment, by, at, enrolment, on, criteria)


def obstacles_to_stating(
    assignment: Assignment, by: Person, at: datetime, *, enrolment: Enrolment | None = None,
    on: date | None = None, criteria: Sequence[Criterion] = (), witness: str = "",
    relation: str = "", written: str = "", signed_on: date | None = None, files: Sequence[Any] = (),
    paper: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """Somebody fit to be a witness, who signed; the paper is given or is kept somewhere. ASM-21."""
    if enrolment is None or on is None:
        return []
    found = _obstacles(assignment, by, at, enrolment, on, criteria)
    found += observation_rules.obstacles_to_witness(
        witness=witness, learner=str(enrolment.learner), assessor=by.name, relation=relation,
        written=written,
    )  # fmt: skip
    if signed_on is not None and not on <= signed_on <= timezone.localdate(at):
        found.append("A witness signs after they saw it and no later than today.")
    if not files and not paper.strip():
        found.append("Give the signed paper as a file, or say where it is kept.")
    return found


def cautions_on_stating(
    assignment: Assignment, by: Person, at: datetime, *, enrolment: Enrolment | None = None,
    witness: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    if enrolment is None:
        return []
    return observation_rules.cautions_on_witness(witness=witness, surname=enrolment.learner.surname)


def obstacles_to_taking_back(one: Observed, by: Person, at: datetime, **_: Any) -> list[str]:
    """Once, by who recorded it, and while no decision that may rest on it is signed."""
    if one.taken_back_at:
        return [f"{one.taken_back_by} took it back already."]
    if one.by_id != by.pk:
        return [f"{one.by} recorded it, so only they take it back."]
    if one.submission.records.exists():
        return ["Decisions on this work are signed. What they may rest on stays."]
    return []


def is_own_observation(one: Observation, person: Person) -> bool:
    """Whether it is of the person's own work."""
    return queries.is_own(one.submission, person)


def obstacles_to_agreeing(
    one: Observation, by: Person, at: datetime, *, agrees: bool | None = None, words: str = "",
    **_: Any,
) -> list[str]:  # fmt: skip
    if one.taken_back_at:
        return [f"{one.taken_back_by} took this record back."]
    if one.learner_at:
        return ["You have signed it."]
    if agrees is False and not words.strip():
        return ["Say what was different. Your teacher reads it."]
    return []


# -- what signing decisions asks of it -------------------------------------------------------


def obstacles_at_signing(assignment: Assignment, works: Collection[Submission]) -> list[str]:
    """A unit whose criteria rest on witness statements alone, every one. Source: ASM-21."""
    witnessed = _witnessed(assignment, works)
    if not witnessed:
        return []
    of_unit = set(Criterion.objects.filter(unit=assignment.unit_id).values_list("pk", flat=True))
    return [
        f"{one.enrolment.learner}: every criterion of the unit rests on witness statements alone, and "
        "they cannot carry a whole unit. Add an observation or work of the learner’s own."
        for one in _resting(assignment, works, witnessed, dict.fromkeys(witnessed, of_unit))
    ]


def cautions_at_signing(assignment: Assignment, works: Collection[Submission]) -> list[str]:
    """Met criteria with witness statements for evidence only; observations the learner has not signed.

    Who has no account signs on paper, which is attached.
    """
    found = []
    if witnessed := _witnessed(assignment, works):
        met: dict[int, set[int]] = defaultdict(set)
        decided = Decision.objects.filter(
            submission__enrolment__in=witnessed, stands=True, outcome=Outcome.MET,
            submission__assignment__unit=assignment.unit_id,
        )  # fmt: skip
        for enrolment, criterion in decided.values_list("submission__enrolment", "criterion"):
            met[enrolment].add(criterion)
        found += [
            f"{one.enrolment.learner}: all that is met in the unit so far rests on witness statements "
            "alone, and they cannot carry a whole unit."
            for one in _resting(assignment, works, witnessed, met)
        ]
    observed = observed_in([one.pk for one in works])
    every = [one.pk for ones in observed.values() for one in ones]
    on_paper = {file.about_id for file in attachments("assessment.observation", every)}
    for work in works:
        signs_here = work.enrolment.learner.person_id is not None
        open_ones = [
            one for one in observed.get(work.pk, ())
            if not one.learner_agrees and (signs_here or one.pk not in on_paper)
        ]  # fmt: skip
        if open_ones:
            days = in_turn([f"{one.on:%-d %B %Y}" for one in open_ones])
            found.append(f"{work.enrolment.learner} has not agreed to the observation of {days}.")
    return found


def _witnessed(assignment: Assignment, works: Collection[Submission]) -> dict[int, set[int]]:
    """By enrolment the criteria of the unit with a witness statement; asked once for a signature."""
    enrolments = sorted(one.enrolment_id for one in works)
    return read_at_work(
        ("witnessed", assignment.unit_id, tuple(enrolments)),
        lambda: _stated_for(assignment.unit_id, enrolments),
    )


def _stated_for(unit: int, enrolments: Collection[int]) -> dict[int, set[int]]:
    rows = WitnessStatement.criteria.through.objects.filter(
        witnessstatement__taken_back_at=None, criterion__unit=unit,
        witnessstatement__submission__enrolment__in=enrolments,
    )  # fmt: skip
    found: dict[int, set[int]] = {}
    for enrolment, criterion in rows.values_list(
        "witnessstatement__submission__enrolment", "criterion"
    ):
        found.setdefault(enrolment, set()).add(criterion)
    return found


def _resting(
    assignment: Assignment, works: Collection[Submission], witnessed: dict[int, set[int]],
    wanted: Mapping[int, set[int]],
) -> list[Submission]:  # fmt: skip
    """The works whose learner has nothing but witness statements for the wanted criteria of the unit."""
    supported = _supported(assignment, witnessed)
    return [
        one for one in works
        if one.enrolment_id in witnessed and observation_rules.rests_on_witnesses(
            wanted[one.enrolment_id], witnessed=witnessed[one.enrolment_id],
            supported=supported[one.enrolment_id],
        )
    ]  # fmt: skip


def _supported(assignment: Assignment, enrolments: Collection[int]) -> dict[int, set[int]]:
    """By enrolment the criteria of the unit with a file handed in for them, or an observation."""
    found: dict[int, set[int]] = defaultdict(set)
    observed = Observation.criteria.through.objects.filter(
        observation__taken_back_at=None, observation__submission__enrolment__in=enrolments
    )
    for enrolment, criterion in observed.values_list(
        "observation__submission__enrolment", "criterion"
    ):
        found[enrolment].add(criterion)
    works = {
        one.pk: one
        for one in Submission.objects.filter(
            enrolment__in=enrolments, assignment__unit=assignment.unit_id,
            handed_in_at__isnull=False,
        )
    }  # fmt: skip
    with_files = {file.about_id for file in attachments("assessment.submission", works)}
    targets = {
        one.assignment.pk: {criterion.pk for criterion in one.criteria}
        for one in queries.columns_of(assignment.cohort, {assignment.unit_id})
    }
    for pk in with_files:
        found[works[pk].enrolment_id] |= targets.get(works[pk].assignment_id, set())
    return found
