"""What Thornmere's Business team sees, keeps, talks about and predicts beside the work itself."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from demo.assessment import assessors_of, assignment_of, learners_of
from demo.briefs import BUSINESS, Diary, at
from fairmark.assessment import comment_actions, observation_actions, queries
from fairmark.evidence.keeping import take_in
from fairmark.learners import tutorial_actions
from fairmark.learners.models import Enrolment
from fairmark.learners.tutorial_rules import Agreed
from fairmark.tracking.prediction_actions import predict_grade

#: Comments that the team keeps: who, words, shared.
COMMENTS = (
    ("joanne", "Say what the judgement rests on.", False),
    ("joanne", "Name the business and the year for each figure.", True),
    ("meera", "Explain why, and not only what.", True),
)


def beside_the_work(college: Diary) -> None:
    """Observed presentations, a witness, kept comments, tutorials and predictions."""
    college.on(at(date(2025, 10, 14), 15), lambda when: _comments(college, when))
    college.on(at(date(2025, 11, 5), 12), lambda when: _tutorials(college, when))
    college.on(at(date(2025, 11, 20), 16), lambda when: _predict(college, when))
    college.on(at(date(2026, 1, 19), 15), lambda when: _observe(college, when))


def _comments(college: Diary, when: datetime) -> None:
    for name, words, is_shared in COMMENTS:
        comment_actions.keep_comment(
            college.cohorts[BUSINESS].programme, by=college.people[name], at=when, words=words,
            is_shared=is_shared,
        )  # fmt: skip


def _observe(college: Diary, when: datetime) -> None:
    """Four presentations: one signed by both, one on paper, and one that Zofia has yet to sign.

    For one a volunteer of the food bank stated what she saw.
    """
    assignment = assignment_of(college, BUSINESS, "1", 2)
    column = next(
        one for one in queries.columns_of(assignment.cohort, {assignment.unit_id})
        if one.assignment == assignment
    )  # fmt: skip
    everybody = learners_of(assignment, when.date())
    assessors = assessors_of(assignment, everybody)
    zofia = college.people["zofia"]
    chosen = [one for one in everybody if one.learner.person_id == zofia.pk]
    chosen += [one for one in everybody if one.learner.person_id not in (None, zofia.pk)][:1]
    chosen += [one for one in everybody if one.learner.person_id is None][:1]
    for one in chosen:
        if one.pk not in assessors or not queries.work_of(assignment, one):
            continue
        paper = SimpleUploadedFile("observation-signed.txt", b"Signed by learner and assessor.\n")
        made = observation_actions.record_observation(
            assignment, by=assessors[one.pk], at=when, enrolment=one, on=date(2026, 1, 15),
            activity="Presented the two businesses to the class in eight minutes, and answered three "
            "questions.", criteria=column.criteria[:2],
            how="Named the features of both and, asked by the class, explained why they differ.",
            support="Slides; the class’s question sheet",
            files=[] if one.learner.person_id else [take_in(paper)],
        )  # fmt: skip
        person = one.learner.person
        if person and person != zofia:
            observation_actions.sign_observation(
                made, by=person, at=when + timedelta(hours=3), agrees=True,
                words="There were four questions.",
            )  # fmt: skip
    witnessed = chosen[-1]
    if witnessed.pk in assessors:
        observation_actions.record_witness_statement(
            assignment, by=assessors[witnessed.pk], at=when, enrolment=witnessed,
            witness="Gwenllian Rees", post="Volunteer co-ordinator, Thornmere Food Bank",
            relation="client", written="witness", on=date(2026, 1, 12),
            seen="Asked me about our year in numbers and wrote down how we decide what to buy.",
            criteria=column.criteria[:1], signed_on=date(2026, 1, 13),
            paper="Course folder, room B12",
        )  # fmt: skip


def _business(college: Diary) -> list[Enrolment]:
    return [one for one in queries.enrolled_in(college.cohorts[BUSINESS]) if one.left_on is None]


def _tutorials(college: Diary, when: datetime) -> None:
    """Joanne has talked with most; four she has not. Zofia's target is past its day without a word."""
    joanne, zofia = college.people["joanne"], college.people["zofia"]
    everybody = _business(college)
    hers = next(one for one in everybody if one.learner.person_id == zofia.pk)
    rest = [one for one in everybody if one != hers]
    for place, one in enumerate([hers, *rest[:-4]]):
        targets = [Agreed("Draft the part on stakeholders and bring it.", date(2025, 11, 12))]
        made = tutorial_actions.note_tutorial(
            one.learner, by=joanne, at=when + timedelta(minutes=10 * place), on=when.date(),
            words="How the first assignment goes, what is still missing, and how the days are planned.",
            targets=targets if place < 6 else [],
        )  # fmt: skip
        if one == hers:
            college.on(
                at(date(2025, 11, 6), 19),
                lambda moment, made=made: tutorial_actions.reply_to_tutorial(
                    made,
                    by=zofia,
                    at=moment,
                    words="I shall bring it on Tuesday before registration.",
                ),
            )
        else:
            for target in made.targets.all():
                college.on(
                    at(date(2025, 11, 12), 12),
                    lambda moment, target=target: tutorial_actions.settle_target(
                        target, by=joanne, at=moment, is_done=True, outcome="Read together."
                    ),
                )
    tutorial_actions.note_tutorial(
        rest[0].learner, by=joanne, at=when + timedelta(hours=4), on=when.date(),
        words="Asked to hand in two days later once; told me why. No further step for now.",
        is_shared=False, why_private="Told in confidence about somebody at home.",
    )  # fmt: skip


def _predict(college: Diary, when: datetime) -> None:
    """Priti predicts the qualification for most; Joanne a Distinction that decisions overtake."""
    priti, joanne = college.people["priti"], college.people["joanne"]
    assignment = assignment_of(college, BUSINESS, "1", 1)
    for place, one in enumerate(_business(college)):
        if place < 18:
            predict_grade(
                one, by=priti, at=when + timedelta(minutes=place), grade="PMMD"[place % 4],
                why="Entry grades, and the first drafts that I have seen.",
            )  # fmt: skip
        if place in (1, 2):
            predict_grade(
                one, by=joanne, at=when, grade="D", unit=assignment.unit,
                why="Both drafts weigh the two businesses against each other.",
            )  # fmt: skip
