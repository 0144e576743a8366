"""Every policy of the bench's centre, made its own and put in force, so that each control has work."""

from datetime import UTC, date, datetime


def put_in_force(centre) -> None:
    """Somebody in each role, all eight policies in force from 1 September 2025."""
    from demo.policies import ANSWERS, publish
    from fairmark.people.models import Person, RoleHeld
    from fairmark.people.rules import Role
    from fairmark.policies.draft_actions import answer_questions
    from fairmark.policies.models import Policy

    at = datetime(2025, 8, 1, 9, tzinfo=UTC)
    people = {role: Person.objects.create(centre=centre, name=f"Some {role}") for role in Role}
    RoleHeld.objects.bulk_create(
        RoleHeld(centre=centre, person=person, role=role, scope_id=centre.pk,
                 scope_name=centre.name, from_at=at)
        for role, person in people.items()
        if role != Role.ADMINISTRATOR
    )  # fmt: skip
    answers = ANSWERS | {"partners": "yes", "levels": ["lower", "higher"]}
    writer, approver = people[Role.QUALITY_NOMINEE], people[Role.HEAD_OF_CENTRE]
    answer_questions(centre, by=writer, at=at, answers=answers)
    for policy in Policy.objects.filter(centre=centre):
        publish(policy, writer=writer, approver=approver, at=at, effective_on=date(2025, 9, 1),
                summary="Ours.")  # fmt: skip
