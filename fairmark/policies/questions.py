"""The questions that turn the exemplars into a centre's own drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairmark.policies.exemplars import KINDS


@dataclass(frozen=True)
class Question:
    """One thing to say about the centre. `choices` empty: words; `counts`: the number it sets."""

    name: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    counts: str = ""
    many: bool = False
    required: bool = True


YES_NO = (("yes", "Yes"), ("no", "No"))

QUESTIONS = (
    Question("centre_kind", "What kind of centre are you?", choices=(
        ("school", "A school or sixth form"), ("college", "A college"),
        ("provider", "A training provider or employer"))),
    Question("size", "How many BTEC learners do you have?",
             "A small centre may keep one file for the centre and its programmes.", choices=(
        ("small", "Up to 100"), ("middle", "101 to 1,000"), ("large", "More than 1,000"))),
    Question("levels", "Which levels do you offer?", choices=(
        ("lower", "Entry to Level 3"), ("higher", "Levels 4 to 7")), many=True),
    Question("sites", "Do you teach at more than one site?", choices=YES_NO),
    Question("partners", "Do you deliver any qualification together with another centre?",
             "Then a policy on collaborative arrangements is required.", choices=YES_NO),
    Question("all_elsewhere", "Are all your learners taught at another centre of a consortium?",
             "Then the smaller set of five policies is required.", choices=YES_NO),
    Question("remote", "Is any of your teaching or assessment at a distance?", choices=(
        ("no", "No, all of it is face to face"), ("blended", "Some of it (blended)"),
        ("distance", "All of it on some programme (distance)"))),
    Question("records_place", "Where do you keep assessment and verification records?",
             "As people say it, such as: Fairmark, and the BTEC area of SharePoint"),
    Question("hand_in_place", "How do learners hand in work?",
             "Such as: Teams assignments, or the workshop office for practical work"),
    Question("complaints_contact", "Who hears complaints?", "A person or a post, and how to reach them"),
    Question("concerns_contact", "Whom may learners and staff tell about malpractice, in confidence?"),
    Question("support_contact", "Who leads learning support?"),
    Question("days_to_tell", "Within how many working days do you tell the awarding body of a change?",
             counts="registration.days_to_tell"),
    Question("return_days", "Within how many working days do learners have assessed work back?",
             counts="assessment.return_days"),
    Question("reply_days", "Within how many working days does an assessor reply to an appeal?",
             counts="appeals.reply_days"),
    Question("review_month", "In which month do you review your policies?", choices=tuple(
        (str(number), name) for number, name in enumerate(
            ("January", "February", "March", "April", "May", "June", "July", "August", "September",
             "October", "November", "December"), 1))),
)  # fmt: skip

#: What only the centre knows and a text may name: the placeholder and the question that fills it.
FILLED_BY_ANSWERS = (
    "records_place", "hand_in_place", "complaints_contact", "concerns_contact", "support_contact",
)  # fmt: skip


def words_of_ours(answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers that stand in the text of a policy."""
    return {name: str(answers[name]) for name in FILLED_BY_ANSWERS if answers.get(name)}


def numbers_in(answers: Mapping[str, Any]) -> dict[str, int]:
    """The answers that set a number of a policy, by the number's key."""
    return {
        one.counts: int(answers[one.name])
        for one in QUESTIONS
        if one.counts and answers.get(one.name) not in (None, "")
    }


def labels(names: Iterable[str]) -> list[str]:
    """The questions of these names, in the order in which they are asked."""
    names = set(names)
    return [one.label for one in QUESTIONS if one.name in names]


#: What a centre holds at the least where every learner is taught elsewhere. Source: FAQ-1, COL-08.
TAUGHT_ELSEWHERE = frozenset(
    {"registration", "malpractice", "collaboration", "appeals", "adjustments"}
)


def does(answers: dict[str, Any]) -> frozenset[str]:
    """What a centre with these answers does, by which blocks of an exemplar are needed."""
    found = set(answers.get("levels", ()))
    found |= {name for name in ("sites", "partners") if answers.get(name) == "yes"}
    if answers.get("remote", "no") != "no":
        found.add("remote")
    return frozenset(found)


def required(answers: dict[str, Any]) -> frozenset[str]:
    """The policies that a centre with these answers must hold. Source: POL-1, FAQ-1, HBC-9.

    Before any answer: every one of them but that on collaboration, which an arrangement brings.
    """
    if answers.get("all_elsewhere") == "yes":
        return TAUGHT_ELSEWHERE
    needed = set(KINDS)
    if answers.get("partners") != "yes":
        needed.discard("collaboration")
    return frozenset(needed)
