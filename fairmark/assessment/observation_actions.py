"""Evidence that is no file: an assessor records it, a learner signs what was observed."""

from collections.abc import Sequence
from datetime import date, datetime

from fairmark.assessment import observation_queries, queries
from fairmark.assessment.hand_in_actions import begun
from fairmark.assessment.models import Submission
from fairmark.assessment.observation_models import Observation, Observed, WitnessStatement
from fairmark.catalogue.models import Criterion
from fairmark.evidence.keeping import Taken, attach
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning.models import Assignment
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


def _work(assignment: Assignment, enrolment: Enrolment, by: Person, at: datetime) -> Submission:
    """The work that it is evidence for; begun where there is none, so that it can be handed in."""
    found = observation_queries.work_for(assignment, enrolment, at)
    if isinstance(found, Submission):
        return found
    brief = queries.brief_for(assignment, enrolment)
    assert brief is not None  # or it would have been refused
    return begun(brief, enrolment, by, at)


@action(
    by=Role.ASSESSOR, unless=observation_queries.obstacles_to_observing,
    records=("observation_recorded", "file_attached"),
)  # fmt: skip
def record_observation(
    assignment: Assignment, *, by: Person, at: datetime, enrolment: Enrolment, on: date,
    activity: str, criteria: Sequence[Criterion], how: str, support: str = "",
    answers: Sequence[tuple[str, str]] = (), files: Sequence[Taken] = (),
) -> Observation:  # fmt: skip
    """Record and sign what you saw a learner do, and which criteria it is evidence for."""
    made = Observation.objects.create(
        submission=_work(assignment, enrolment, by, at), on=on, activity=activity, how=how,
        support=support, answers=list(answers), by=by, at=at,
    )  # fmt: skip
    made.criteria.set(criteria)
    codes = made.codes
    record(
        f"{by.name} recorded what they observed of {enrolment.learner} on {on:%-d %B %Y} for "
        f"{assignment}, as evidence for {codes}.", made, name="observation_recorded", by=by, at=at,
        on=on, activity=activity, criteria=codes, how=how, support=support,
        answers=[list(one) for one in answers],
    )  # fmt: skip
    for one in files:
        attach(made, one, by=by, at=at)
    return made


@action(
    by=Role.LEARNER, whose=observation_queries.is_own_observation,
    unless=observation_queries.obstacles_to_agreeing, records="observation_signed",
)  # fmt: skip
def sign_observation(
    observation: Observation, *, by: Person, at: datetime, agrees: bool, words: str = ""
) -> Observation:
    """Say of an observation of your work whether it is what you did. Your name and the moment are kept."""
    observation.learner_agrees, observation.learner_words = agrees, words
    observation.learner_by, observation.learner_at = by, at
    observation.save(update_fields=["learner_agrees", "learner_words", "learner_by", "learner_at"])
    said = "signed the observation" if agrees else "saw it otherwise than the observation"
    record(
        f"{by.name} {said} of {observation.on:%-d %B %Y}"
        f"{': ' + words if words else '.'}", observation, name="observation_signed", by=by, at=at,
        agrees=agrees, words=words,
    )  # fmt: skip
    return observation


@action(
    by=Role.ASSESSOR, unless=observation_queries.obstacles_to_stating,
    warn=observation_queries.cautions_on_stating,
    records=("witness_statement_recorded", "file_attached"),
)  # fmt: skip
def record_witness_statement(
    assignment: Assignment, *, by: Person, at: datetime, enrolment: Enrolment, witness: str,
    post: str, relation: str, written: str, on: date, seen: str, criteria: Sequence[Criterion],
    signed_on: date, paper: str = "", answers: Sequence[tuple[str, str]] = (),
    files: Sequence[Taken] = (),
) -> WitnessStatement:  # fmt: skip
    """Record what a witness stated about a learner’s work. You still judge it yourself."""
    made = WitnessStatement.objects.create(
        submission=_work(assignment, enrolment, by, at), witness=witness, post=post,
        relation=relation, written=written, on=on, account=seen, signed_on=signed_on, paper=paper,
        answers=list(answers), by=by, at=at,
    )  # fmt: skip
    made.criteria.set(criteria)
    codes = made.codes
    record(
        f"{by.name} recorded the statement of {witness}, {post}, about {enrolment.learner} on "
        f"{on:%-d %B %Y} for {assignment}, as evidence for {codes}.", made,
        name="witness_statement_recorded", by=by, at=at, witness=witness, post=post,
        relation=relation, written=written, on=on, seen=seen, criteria=codes,
        signed_on=signed_on, paper=paper, answers=[list(one) for one in answers],
    )  # fmt: skip
    for one in files:
        attach(made, one, by=by, at=at)
    return made


def _take_back(one: Observed, by: Person, at: datetime, why: str) -> None:
    one.taken_back_by, one.taken_back_at, one.why_taken_back = by, at, why
    one.save(update_fields=["taken_back_by", "taken_back_at", "why_taken_back"])


@action(
    by=Role.ASSESSOR, unless=observation_queries.obstacles_to_taking_back,
    records="observation_taken_back",
)  # fmt: skip
def take_back_observation(
    observation: Observation, *, by: Person, at: datetime, why: str
) -> Observation:
    """Take back an observation that you recorded, and say why. It stays to be read."""
    _take_back(observation, by, at, why)
    record(
        f"{by.name} took back the observation of {observation.on:%-d %B %Y} of "
        f"{observation.submission.enrolment.learner}: {why}", observation,
        name="observation_taken_back", by=by, at=at, why=why,
    )  # fmt: skip
    return observation


@action(
    by=Role.ASSESSOR, unless=observation_queries.obstacles_to_taking_back,
    records="witness_statement_taken_back",
)  # fmt: skip
def take_back_witness_statement(
    statement: WitnessStatement, *, by: Person, at: datetime, why: str
) -> WitnessStatement:
    """Take back a witness statement that you recorded, and say why. It stays to be read."""
    _take_back(statement, by, at, why)
    record(
        f"{by.name} took back the statement of {statement.witness} about "
        f"{statement.submission.enrolment.learner}: {why}", statement,
        name="witness_statement_taken_back", by=by, at=at, why=why,
    )  # fmt: skip
    return statement
