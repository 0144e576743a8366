"""What briefs ask of somebody today: to verify, to put right, to hand out, to say what was done."""

from collections.abc import Iterable

from fairmark.briefs.awaiting import waiting_for
from fairmark.briefs.models import ActionPoint, Brief
from fairmark.briefs.queries import issued_to, learner_of
from fairmark.briefs.rules import BriefState
from fairmark.people.rules import Role
from fairmark.planner.sources import Task, Whose, brings_tasks


@brings_tasks
def briefs_to_verify(whose: Whose) -> Iterable[Task]:
    """Briefs that were sent, for those who may verify them; due as the page of them says."""
    for one in waiting_for(whose.centre, whose.person, whose.holdings, whose.on):
        if not one.is_own_work:
            brief, due = one.brief, one.due
            yield Task(
                f"Verify the brief “{brief.title}”",
                f"{brief.assignment}, {brief.assignment.cohort}: sent by {brief.sent_by}."
                + (f" Due {due.why}." if due else ""),
                f"{brief.get_absolute_url()}verify/", due.on if due else None, "d-hollow",
            )  # fmt: skip


@brings_tasks
def action_points_to_do(whose: Whose) -> Iterable[Task]:
    """What a verification asked of this person."""
    mine = ActionPoint.objects.filter(owner=whose.person, done_at=None, closed_at=None)
    for point in mine.select_related("verification__verifier", "verification__brief"):
        yield Task(
            point.words, f"{point.verification.verifier} asked for it in the brief "
            f"“{point.verification.brief.title}”.", f"/briefs/points/{point.pk}/", point.due_on,
            "pencil",
        )  # fmt: skip


@brings_tasks
def briefs_in_hand(whose: Whose) -> Iterable[Task]:
    """One's own briefs: changes asked, or approved and to be handed out."""
    mine = Brief.objects.filter(
        centre=whose.centre, written_by=whose.person,
        state__in=[BriefState.CHANGES_ASKED, BriefState.APPROVED],
    ).select_related("assignment__unit", "assignment__cohort", "approved_by")  # fmt: skip
    for brief in mine:
        about = f"{brief.assignment}, {brief.assignment.cohort}."
        if brief.state == BriefState.CHANGES_ASKED:
            yield Task(f"Change the brief “{brief.title}” and send it again", about,
                       brief.get_absolute_url(), brief.hand_out_on, "redo")  # fmt: skip
        else:
            yield Task(f"Hand out “{brief.title}”", f"{about} Approved by {brief.approved_by}.",
                       f"{brief.get_absolute_url()}issue/", brief.hand_out_on, "doc")  # fmt: skip


@brings_tasks
def briefs_to_receive(whose: Whose) -> Iterable[Task]:
    """For a learner: briefs that they have not confirmed."""
    if Role.LEARNER not in whose.roles or (learner := learner_of(whose.person)) is None:
        return
    had = set(learner.receipts.values_list("issue", flat=True))
    for issue in issued_to(learner):
        if issue.pk not in had:
            yield Task(f"Confirm that you have “{issue.brief.title}”",
                       str(issue.brief.assignment.unit), issue.get_absolute_url(),
                       issue.brief.hand_in_on, "doc")  # fmt: skip
