"""Observation records and witness statements on paper: one that is kept, and the form to fill in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from fairmark.assessment.observation_models import Observation, Observed, WitnessStatement
from fairmark.assessment.observation_queries import asked_of_observation, asked_of_witness
from fairmark.centre.models import Centre
from fairmark.documents.papers import Field, Paper, Signature, form_on_paper

OBSERVATION, STATEMENT = "Observation record", "Witness statement"
#: What stands above the questions.
HEAD = ("Learner", "Qualification", "Unit", "Assignment", "Assessor")
#: The question of the rule pack's forms that is answered by signing.
SIGNED = "signed"
TEMPLATE = "assessment/paper/observed.html"


def observation_on_paper(one: Observation, at: datetime) -> Paper:
    """As it was signed; a learner without an account signs here. Source: ASM-20."""
    words = {
        "activity": f"{one.activity}\n{_day(one.on)}", "criteria": one.codes, "how": one.how,
        "evidence": one.support,
    }  # fmt: skip
    if one.learner_agrees is False:
        notes = [f"The learner saw it otherwise: {one.learner_words}"]
    else:
        notes = [one.learner_words] if one.learner_words else []
    return _kept(
        one, at, OBSERVATION, asked_of_observation(timezone.localdate(one.at)), words, notes,
        [
            Signature("assessor", str(one.by), one.at),
            Signature("learner", str(one.learner_by), one.learner_at) if one.learner_at
            else Signature("learner"),
        ],
    )  # fmt: skip


def statement_on_paper(one: WitnessStatement, at: datetime) -> Paper:
    """As it was recorded, and where its signature is. Source: ASM-21."""
    words = {
        "witness": f"{one.witness}, {one.post}", "relation": one.get_relation_display(),
        "seen": f"{one.account}\n{_day(one.on)}", "criteria": one.codes,
    }  # fmt: skip
    kept = f" The signed paper: {one.paper}." if one.paper else ""
    notes = [
        f"{one.get_written_display()}. Signed by {one.witness} on {_day(one.signed_on)}.{kept}"
    ]
    return _kept(
        one, at, STATEMENT, asked_of_witness(timezone.localdate(one.at)), words, notes,
        [Signature("recorded by", str(one.by), one.at)],
    )  # fmt: skip


def blank_observation(centre: Centre, at: datetime) -> Paper:
    """The form to fill in where there is no screen, such as at a workplace."""
    asked = asked_of_observation(timezone.localdate(at))
    return _blank(centre, at, OBSERVATION, asked, ["assessor", "learner"])


def blank_statement(centre: Centre, at: datetime) -> Paper:
    """The form for a witness, who has no account."""
    return _blank(centre, at, STATEMENT, asked_of_witness(timezone.localdate(at)), ["witness"])


def _kept(
    one: Observed, at: datetime, title: str, asked: Sequence[Mapping[str, str]],
    words: Mapping[str, str], notes: list[str], signatures: list[Signature],
) -> Paper:  # fmt: skip
    work = one.submission
    assignment = work.assignment
    head = (
        str(work.enrolment.learner), assignment.cohort.programme.qualification.title,
        f"Unit {assignment.unit.number}: {assignment.unit.title}", str(assignment), str(one.by),
    )  # fmt: skip
    if one.taken_back_at:
        notes = [*notes, f"Taken back by {one.taken_back_by}: {one.why_taken_back}"]
    return form_on_paper(
        f"{_name(title)}-{one.pk}", TEMPLATE, title, work.centre, at,
        about=f"{work.enrolment.learner}, {_day(one.on)}",
        head=[Field(*pair) for pair in zip(HEAD, head, strict=True)],
        questions=[(row["asks"], words[row["id"]]) for row in asked if row["id"] in words]
        + [(asks, answer) for asks, answer in one.answers],
        notes=notes, signatures=signatures, draft="Taken back" if one.taken_back_at else "",
        stamp=f"{title} of {_day(one.on)}, printed on {_day(at)}",
    )  # fmt: skip


def _blank(
    centre: Centre, at: datetime, title: str, asked: Sequence[Mapping[str, str]], signers: list[str]
) -> Paper:
    return form_on_paper(
        f"{_name(title)}-blank", TEMPLATE, title, centre, at, blank=True,
        head=[Field(name) for name in HEAD],
        questions=[(row["asks"], "") for row in asked if row["id"] != SIGNED],
        signatures=[Signature(role) for role in signers], stamp=f"{title}, blank form",
    )  # fmt: skip


def _name(title: str) -> str:
    return title.lower().replace(" ", "-")


def _day(on: date) -> str:
    """A day, or the day of a moment, in words."""
    day = timezone.localdate(on) if isinstance(on, datetime) else on
    return f"{day:%-d %B %Y}"
