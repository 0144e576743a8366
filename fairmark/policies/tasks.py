"""What the policies ask of somebody today: read, decide, settle, publish, review."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, F, Q

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planner.queries import rhythm
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.policies import life_queries, queries, questions, readership
from fairmark.policies.models import Approval, PolicyVersion, Review
from fairmark.policies.rules import WRITERS, Standing
from fairmark.ui.words import how_many, in_turn

#: From how many policies on they are one task: a page to work through, not a wall of rows.
TOGETHER = 4


@brings_tasks
def policy_tasks(whose: Whose) -> Iterable[Task]:
    """Everything that policies ask of somebody with these roles."""
    centre, person, roles = whose.centre, whose.person, set(whose.roles)
    return [
        *_to_read(centre, person, roles, whose.on),
        *_of_drafts(centre, person, roles, whose.on),
        *_to_review(centre, roles, whose.on),
    ]


def _name(version: PolicyVersion) -> str:
    return f"the {version.policy.get_kind_display().lower()} policy"


def _to_read(centre: Centre, person: Person, roles: set[Role], on: date) -> list[Task]:
    versions = readership.to_read(centre, person, roles, on)
    if len(versions) >= TOGETHER:
        names = in_turn([version.policy.get_kind_display().lower() for version in versions])
        return [
            Task(f"Read {len(versions)} policies", f"They are in force, and concern you: {names}.",
                 "/policies/", None)
        ]  # fmt: skip
    return [
        Task(f"Read {_name(version)}",
             f"Version {version.number} is in force since {version.effective_on:%-d %B %Y}: "
             f"{version.summary}", version.policy.get_absolute_url(), None)
        for version in versions
    ]  # fmt: skip


def _of_drafts(centre: Centre, person: Person, roles: set[Role], on: date) -> list[Task]:
    drafts = PolicyVersion.objects.open().filter(policy__centre=centre)
    counted = drafts.annotate(remarks=Count("comments", filter=Q(comments__settled_at=None)))
    found = []
    in_force = queries.versions_in_force(centre, on=on)
    missing = questions.required(queries.answers_of(centre)) - set(in_force)
    sent_back = _sent_back(centre)
    for draft in counted.select_related("policy", "drafted_by", "sent_by").order_by("policy__kind"):
        link = draft.get_absolute_url()
        mine = draft.drafted_by_id == person.pk and bool(roles & set(WRITERS))
        if mine and draft.remarks:
            remarks = how_many(draft.remarks, "comment")
            held = "goes to nobody" if draft.standing == Standing.DRAFT else "is not published"
            found.append(Task(f"Settle {remarks} on {_name(draft)}",
                              f"Version {draft.number} {held} before.", link, None, "chat"))  # fmt: skip
        if draft.standing == Standing.IN_APPROVAL:
            found += _of_approval(draft, roles, mine and not draft.remarks, link)
        elif mine and (back := sent_back.get(draft.pk)):
            found.append(Task(f"Change {_name(draft)}, and send it again",
                              f"{back.person} sent version {draft.number} back: {back.words}", link,
                              None, "redo"))  # fmt: skip
        elif mine and draft.policy.kind in missing:
            found.append(Task(f"Finish {_name(draft)}",
                              f"It is required of us, and none is in force. Version {draft.number} "
                              f"was begun on {draft.drafted_at:%-d %B}.", link, None, "pencil"))  # fmt: skip
    return found


def _sent_back(centre: Centre) -> dict[int, Approval]:
    """For each open draft that was sent back since it was last sent, who did so and why."""
    found = Approval.objects.filter(
        agreed=False, version__policy__centre=centre, version__published_at=None,
        version__discarded_at=None, round=F("version__round"),
    )  # fmt: skip
    return {one.version_id: one for one in found.select_related("person")}


def _of_approval(draft: PolicyVersion, roles: set[Role], publishes: bool, link: str) -> list[Task]:
    waiting = life_queries.waiting_for(draft)
    if roles & set(waiting):
        return [
            Task(f"Approve {_name(draft)}, or send it back",
                 f"Version {draft.number}, sent by {draft.sent_by} on {draft.sent_at:%-d %B}: "
                 f"{draft.summary}", link, None, "pencil")
        ]  # fmt: skip
    if publishes and not waiting:
        return [
            Task(f"Publish {_name(draft)}",
                 f"Everybody who was asked has agreed to version {draft.number}.", link, None)
        ]  # fmt: skip
    return []


def _to_review(centre: Centre, roles: set[Role], on: date) -> list[Task]:
    found = []
    answers, ahead = queries.answers_of(centre), timedelta(days=rhythm(on).soon_days)
    last: dict[int, Review] = {}
    for review in Review.objects.filter(policy__centre=centre):
        last.setdefault(review.policy_id, review)
    open_drafts = PolicyVersion.objects.open().filter(policy__centre=centre)
    drafted = set(open_drafts.values_list("policy", flat=True))
    for version in queries.versions_in_force(centre, on=on).values():
        found += _to_rewrite(version, last.get(version.policy_id), roles, drafted)
        if version.content["owner"] not in roles:
            continue
        due = life_queries.review_due_on(version, last.get(version.policy_id), answers=answers)
        if due - ahead <= on:
            writes = bool(roles & set(WRITERS))
            about = (
                "What was looked at and found is kept, also where nothing changes."
                if writes
                else "You own it. The quality nominee keeps the review with you."
            )
            address = version.policy.get_absolute_url()
            found.append(Task(f"Review {_name(version)}", about,
                              f"{address}review/" if writes else address, due, "redo"))  # fmt: skip
    return found


def _to_rewrite(
    version: PolicyVersion, last: Review | None, roles: set[Role], drafted: set[int]
) -> list[Task]:
    """A review that asked for a new version asks its writers, until one is begun."""
    asked = last is not None and last.outcome == Review.Outcome.CHANGE
    if not (asked and roles & set(WRITERS)) or version.policy_id in drafted:
        return []
    assert last is not None
    if version.drafted_at >= last.at:
        return []
    return [
        Task(f"Draft a new version of {_name(version)}",
             f"The review of {last.at:%-d %B} asked for one: {last.found}",
             f"{version.policy.get_absolute_url()}new/", None, "pencil")
    ]  # fmt: skip
