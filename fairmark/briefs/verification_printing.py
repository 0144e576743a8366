"""The internal verification of a brief on paper: one that was signed, and the form of a family."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from fairmark.briefs import queries, rules
from fairmark.briefs.models import Verification, VerificationAnswer
from fairmark.briefs.printing import (
    VERIFIER,
    Told,
    day_of,
    qualification_of,
    told,
    unit_words,
)
from fairmark.briefs.rules import Origin
from fairmark.centre.models import Centre
from fairmark.documents.papers import Field, Paper, Signature, form_on_paper
from fairmark.people.rules import Role
from fairmark.rulebook.queries import rule
from fairmark.rulebook.words import family_words
from fairmark.ui.words import in_turn

#: How many action points a blank form has room for.
BLANK_POINTS = 4
TITLE = "Internal verification of an assignment brief"

#: The head of the form in the rule pack, and what fills each of its fields.
HEAD: dict[str, Callable[[Verification, Told], str | None]] = {
    "Programme": lambda one, its: its.brief.assignment.cohort.programme.title,
    "Assessor": lambda one, its: its.assessors,
    "Verifier": lambda one, its: str(one.verifier),
    "Unit": lambda one, its: unit_words(its.brief),
    "Assignment": lambda one, its: f"{its.brief}, version {its.brief.version}",
    "Criteria targeted": lambda one, its: ", ".join(c.code for c, _ in its.criteria) or "None",
    "Authorised brief, changed or not": lambda one, its: _authorised(one, its),
    # Nothing here goes to the awarding body's checking service, so nothing is known of it.
    "Sent to the checking service": lambda one, its: None,
}


def verification_on_paper(one: Verification, at: datetime) -> Paper:
    """A verification as it was signed, with its action points as they stand now. Source: IV-01, §4.1."""
    brief = one.brief
    on = timezone.localdate(one.at)
    family = qualification_of(brief).family
    its = told(brief)
    head = rule("forms.brief_verification_head", family=family, on=on).value
    fields = [Field(name, HEAD[name](one, its) if name in HEAD else None) for name in head]
    return form_on_paper(
        f"verification-of-brief-{brief.pk}-{one.pk}", "briefs/paper/verification.html",
        TITLE, brief.centre, at, about=f"{brief.assignment}, {brief.assignment.cohort}: {brief.title}",
        head=fields, verification=one, answers=one.answers.all(), signatures=_signatures(one),
        points=one.points.select_related("owner", "done_by", "closed_by"),
        stamp=f"{TITLE}, {one.get_outcome_display().lower()} on {day_of(one.at)}, "
        f"printed on {day_of(at)}",
    )  # fmt: skip


def blank_verification(centre: Centre, family: str, at: datetime) -> Paper:
    """The form of a family with its head, its questions and nothing answered."""
    on = timezone.localdate(at)
    asked = rule("forms.brief_verification", family=family, on=on).value
    questions = rules.questions_of(asked, unchanged=False)
    few = [str(n) for n, question in enumerate(questions, 1) if question.unchanged]
    second = rule("roles.countersigns_brief", family=family, on=on).value
    signers = ["assessor", VERIFIER, *([second] if second in set(Role) else [])]
    head = rule("forms.brief_verification_head", family=family, on=on).value
    return form_on_paper(
        f"verification-of-brief-blank-{family.replace('_', '-')}", "briefs/paper/verification.html",
        TITLE, centre, at, about=family_words(family), head=[Field(name) for name in head],
        blank=True, questions=questions, few=in_turn(few),
        choices=[words for _, words in VerificationAnswer._meta.get_field("answer").flatchoices],
        outcomes=Verification.Outcome.labels, points=range(BLANK_POINTS),
        signatures=[Signature(role) for role in signers],
        stamp=f"{TITLE}, blank form, {family_words(family)}",
    )  # fmt: skip


def _authorised(one: Verification, its: Told) -> str:
    if its.brief.origin != Origin.AUTHORISED:
        return f"No. {its.brief.get_origin_display()}"
    return "Authorised, used unchanged" if one.few_questions else "Authorised, changed"


def _signatures(one: Verification) -> list[Signature]:
    """Author, verifier and, where the family asks for it, the second signature of an approval."""
    brief = one.brief
    found = []
    # Of a brief that was sent again since then only the later sending is known.
    if brief.sent_by and brief.sent_at and brief.sent_at <= one.at:
        found.append(Signature("sent for verification by", str(brief.sent_by), brief.sent_at))
    found.append(Signature(VERIFIER, str(one.verifier), one.at))
    role = queries.countersigner_of(brief, timezone.localdate(one.at))
    if role is not None and one.outcome == Verification.Outcome.APPROVED:
        found.append(
            Signature(role, str(brief.countersigned_by), brief.countersigned_at)
            if brief.countersigned_by else Signature(role)
        )  # fmt: skip
    return found
