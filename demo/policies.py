"""How Thornmere College came by its policies."""

from datetime import date, datetime, timedelta

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.policies import actions, draft_actions, life_queries, queries
from fairmark.policies.models import Policy, PolicyVersion

#: What the college said about itself.
ANSWERS = {
    "centre_kind": "college",
    "size": "middle",
    "levels": ["lower"],
    "sites": "yes",
    "partners": "no",
    "all_elsewhere": "no",
    "remote": "blended",
    "records_place": "Fairmark, and the BTEC area of the college’s SharePoint",
    "hand_in_place": "Teams assignments, or at the workshop office for practical work",
    "complaints_contact": "the clerk to the governors, clerk@thornmere.example",
    "concerns_contact": "the safeguarding lead, in confidence, room B12",
    "support_contact": "Joanna Pryce, learning support",
    "days_to_tell": 10,
    "return_days": 15,
    "reply_days": 5,
    "review_month": "7",
}

#: How things are done at Thornmere, for each procedure of a policy; the rest have one sentence.
HERE = {
    "registration-procedure": "Class lists come from the student records office every Friday in "
    "September. The list that counts is the one in Fairmark.",
    "transfer-procedure": "The form *Change of course*, signed by both programme leaders, is handed in "
    "at the exams office window in the main building.",
    "withdrawal-procedure": "A leaver’s form comes from the tutor with the last day of attendance. The "
    "exams office looks for forms every Monday morning.",
    "entry-procedure": "Entries are agreed at the programme leaders’ meeting in October and January. "
    "The list hangs in the staff room of each site for a week.",
    "unit-claim-procedure": "The lead internal verifier brings the signed list to the exams office; "
    "nothing is claimed from an e-mail.",
    "claim-procedure": "Claims are made by the exams officer and checked by the deputy head of "
    "curriculum, at the same desk, before they are sent.",
}


def publish(
    policy: Policy, *, writer: Person, approver: Person, at: datetime, effective_on: date,
    summary: str, numbers: dict[str, int] | None = None,
) -> PolicyVersion:  # fmt: skip
    """Make the open draft the college's own, have it approved and publish it, over five days."""
    draft = queries.open_draft(policy) or draft_actions.start_draft(
        policy, by=writer, at=at, from_exemplar=True
    )
    for block in draft.content["blocks"]:
        if block["part"] == "procedures":
            draft = draft_actions.say_how_it_is_done_here(
                draft, by=writer, at=at, block=block["id"],
                text=HERE.get(block["id"], f"At Thornmere this is kept in {ANSWERS['records_place']}."),
            )  # fmt: skip
    if numbers:
        draft_actions.set_numbers(
            draft, by=writer, at=at, numbers=numbers,
            reason="Agreed by the quality group on 12 July, with the head of centre present.",
        )  # fmt: skip
    actions.send_for_approval(draft, by=writer, at=at + timedelta(days=1), summary=summary)
    actions.approve_version(draft, by=writer, at=at + timedelta(days=1))
    actions.approve_version(
        draft, by=approver, at=at + timedelta(days=4), words="Read with the governors’ clerk."
    )
    return actions.publish_version(
        draft,
        by=writer,
        at=at + timedelta(days=5),
        effective_on=effective_on,
        links_open=True,
    )


def set_up(centre: Centre, *, writer: Person, approver: Person, at: datetime) -> None:
    """The questions answered, and the policies the college has in force from September."""
    draft_actions.answer_questions(centre, by=writer, at=at, answers=ANSWERS)
    september = date(at.year, 9, 1)
    for policy in Policy.objects.filter(centre=centre).order_by("pk"):
        draft = queries.open_draft(policy)
        if draft is None:
            continue
        publish(
            policy, writer=writer, approver=approver, at=at, effective_on=september,
            summary=SUMMARIES.get(policy.kind, "The college’s own policy, after its yearly review."),
            numbers=NUMBERS.get(policy.kind),
        )  # fmt: skip


SUMMARIES = {
    "registration": "Registration within 38 working days, so that it ends before half term.",
}
NUMBERS = {
    "registration": {"registration.days_to_register": 38},
    "distance": {"distance.viva_percent": 20},
}


def begin_next(centre: Centre, *, writer: Person, at: datetime) -> None:
    """What is not finished at Thornmere: there is always something. Answers shall come in a day."""
    draft = draft_actions.start_draft(
        Policy.objects.get(centre=centre, kind="distance"), by=writer, at=at
    )
    draft_actions.set_numbers(
        draft, by=writer, at=at + timedelta(minutes=10),
        numbers=queries.numbers_of(draft) | {"distance.answer_days": 1},
    )  # fmt: skip


#: Who has not come round to reading the policies yet.
HAVE_NOT_READ = ("Imran Qureshi", "Joanne Fairclough")


def read_by_staff(centre: Centre, at: datetime) -> None:
    """Everybody whom a policy in force concerns says that they have read it, but for a few."""
    for version in queries.versions_in_force(centre, on=at.date()).values():
        for person in life_queries.readers_of(version, at).waiting:
            if person.name not in HAVE_NOT_READ:
                actions.acknowledge_version(version, by=person, at=at, number=version.number)
