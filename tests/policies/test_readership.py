"""Who has read a policy, by team, and what policies ask of people on Today."""

from datetime import date, timedelta

import pytest

from demo import policies as demonstration
from fairmark.people.rules import Holding, Role
from fairmark.planner.sources import Whose
from fairmark.policies import (
    actions,
    draft_actions,
    front_matter_actions,
    life_queries,
    queries,
    readership,
)
from fairmark.policies.exemplars import KINDS
from fairmark.policies.models import PolicyVersion
from fairmark.policies.tasks import policy_tasks
from tests.builders import EARLY, MONDAY, a_person, a_programme
from tests.policies.conftest import make_own

TODAY = MONDAY.date()


@pytest.fixture
def version(policy):
    return queries.last_published(policy)


def tasks_of(person, *roles, on=TODAY):
    scope = ("centre", person.centre_id)
    held = tuple(Holding(Role(role), scope, EARLY) for role in roles)
    return list(policy_tasks(Whose(person.centre, person, held, on)))


def asked(person, *roles, on=TODAY):
    return [task.title for task in tasks_of(person, *roles, on=on)]


def teams(version):
    return [(t.name, t.have_read, t.asked, [p.name for p in t.waiting])
            for t in readership.teams_of(version, MONDAY)]  # fmt: skip


def test_progress_is_told_by_programme_and_by_role_of_the_centre(version, programme, erin, pia):
    asha = a_person(version.policy.centre, "Asha Assessor", Role.ASSESSOR, programme)
    other = a_programme(version.policy.centre, code="XBS3E", title="Enterprise")
    a_person(version.policy.centre, "Otto Other", Role.ASSESSOR, other)
    actions.acknowledge_version(version, by=asha, at=MONDAY)
    actions.acknowledge_version(version, by=erin, at=MONDAY)
    names = {one[0]: one[1:] for one in teams(version)}
    assert names == {
        _scope(pia): (1, 2, ["Pia Leader"]),
        _scope_of("Otto Other"): (0, 1, ["Otto Other"]),
        "Exams officer": (1, 1, []),
    }


def _scope(person):
    return person.roles_held.get().scope_name


def _scope_of(name):
    from fairmark.people.models import RoleHeld

    return RoleHeld.objects.get(person__name=name).scope_name


def test_a_reader_is_asked_until_they_have_read_it(version, erin):
    title = "Read the registration, entry and certification policy"
    assert asked(erin, Role.EXAMS_OFFICER) == [title]
    actions.acknowledge_version(version, by=erin, at=MONDAY)
    assert asked(erin, Role.EXAMS_OFFICER) == []


def test_whom_it_does_not_concern_is_not_asked(version, erin):
    assert asked(erin, Role.ADMINISTRATOR) == []
    assert asked(erin, Role.LEARNER) == []


def test_a_reader_is_asked_again_only_where_the_change_is_material(
    version, agreed, erin, quinn, policy
):
    actions.acknowledge_version(version, by=erin, at=MONDAY)
    second = actions.publish_version(agreed, by=quinn, at=MONDAY, effective_on=TODAY)
    assert len(asked(erin, Role.EXAMS_OFFICER)) == 1
    PolicyVersion.objects.filter(pk=second.pk).update(is_material=False)
    assert asked(erin, Role.EXAMS_OFFICER) == []


def test_many_policies_to_read_are_one_task(centre, quinn, hana, erin):
    from demo import policies as demonstration
    from fairmark.policies.models import Policy

    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=demonstration.ANSWERS)
    for policy in Policy.objects.filter(centre=centre, kind__in=("appeals", "malpractice",
                                                                 "adjustments")):  # fmt: skip
        demonstration.publish(policy, writer=quinn, approver=hana, at=MONDAY, summary="Ours.",
                              effective_on=TODAY + timedelta(days=6))  # fmt: skip
    assert len(asked(erin, Role.EXAMS_OFFICER)) == 1
    assert asked(erin, Role.EXAMS_OFFICER, on=TODAY + timedelta(days=6)) == ["Read 4 policies"]


def read_all(version, *people):
    for person in people:
        actions.acknowledge_version(version, by=person, at=MONDAY)


def test_approvers_then_the_writer_are_asked_in_turn(version, own, quinn, hana):
    read_all(version, quinn, hana)
    nominee, head = (quinn, Role.QUALITY_NOMINEE), (hana, Role.HEAD_OF_CENTRE)
    name = "the registration, entry and certification policy"
    assert asked(*nominee) == asked(*head) == []
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    decide = [f"Approve {name}, or send it back"]
    assert asked(*nominee) == asked(*head) == decide
    actions.approve_version(own, by=quinn, at=MONDAY)
    assert (asked(*nominee), asked(*head)) == ([], decide)
    actions.approve_version(own, by=hana, at=MONDAY)
    assert (asked(*nominee), asked(*head)) == ([f"Publish {name}"], [])
    actions.publish_version(own, by=quinn, at=MONDAY, effective_on=TODAY + timedelta(days=9))
    assert asked(*nominee) == asked(*head) == []


def test_where_any_one_is_enough_the_others_are_asked_no_more(version, own, quinn, hana):
    read_all(version, quinn, hana)
    version.content["approval"] = "any"  # and was enough until now
    version.save()
    own = front_matter_actions.set_responsibilities(
        own, by=quinn, at=MONDAY, owner=Role.QUALITY_NOMINEE, readers=[Role.ASSESSOR],
        approvers=[Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE], approval="any",
    )  # fmt: skip
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    actions.approve_version(own, by=quinn, at=MONDAY)
    assert asked(hana, Role.HEAD_OF_CENTRE) == []


def test_the_writer_settles_comments(version, draft, quinn, hana, erin):
    read_all(version, quinn, hana)
    comment = draft_actions.comment_on_block(draft, by=erin, at=MONDAY, block="aims", words="Who?")
    title = "Settle 1 comment on the registration, entry and certification policy"
    assert asked(quinn, Role.QUALITY_NOMINEE) == [title]
    assert asked(hana, Role.HEAD_OF_CENTRE) == []
    draft_actions.settle_comment(comment, by=quinn, at=MONDAY)
    assert asked(quinn, Role.QUALITY_NOMINEE) == []


def test_the_owner_is_asked_to_review_before_it_is_due(version, erin, quinn):
    read_all(version, erin, quinn)
    due = life_queries.review_due_on(version, None, answers={})
    early = due - timedelta(days=31)
    assert asked(erin, Role.EXAMS_OFFICER, on=early) == []
    [task] = tasks_of(erin, Role.EXAMS_OFFICER, on=due - timedelta(days=30))
    assert (task.title, task.due_on) == (
        "Review the registration, entry and certification policy", due,
    )  # fmt: skip
    assert asked(quinn, Role.QUALITY_NOMINEE, on=due) == []
    actions.review_policy(
        version.policy, by=quinn, at=MONDAY + timedelta(days=300), looked_at="x", found="y",
        outcome="stands", links_open=True,
    )  # fmt: skip
    assert asked(erin, Role.EXAMS_OFFICER, on=due) == []


def test_today_gathers_the_tasks_of_policies(version, client, erin):
    from fairmark.people.models import Account

    client.force_login(Account.objects.create(person=erin, email="e@example.ac.uk"))
    assert (
        "Read the registration, entry and certification policy" in client.get("/").content.decode()
    )


def test_writers_see_who_has_not_read_it_and_others_only_the_count(version, client, erin, quinn):
    from fairmark.people.models import Account

    def page(person):
        account, _ = Account.objects.get_or_create(
            person=person, defaults={"email": f"{person.pk}@example.ac.uk"}
        )
        client.force_login(account)
        return client.get("/policies/registration/").content.decode()

    assert "Still to read it: Erin Exams" in page(quinn)
    said = page(erin)
    assert "Still to read it" not in said
    assert "0 of 2" in said


def test_the_register_says_what_you_have_to_read(version, client, erin):
    from fairmark.people.models import Account

    client.force_login(Account.objects.create(person=erin, email="e@example.ac.uk"))
    assert "To read" in client.get("/policies/").content.decode()
    actions.acknowledge_version(version, by=erin, at=MONDAY)
    assert "To read" not in client.get("/policies/").content.decode()


@pytest.mark.parametrize("policies", [1, 3])
def test_tasks_take_as_many_queries_for_three_policies_as_for_one(
    policies, centre, quinn, hana, django_assert_max_num_queries
):
    """Drafts in approval ask for their decisions; what is in force does not ask again for each."""
    from demo import policies as demonstration
    from fairmark.policies.models import Policy

    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=demonstration.ANSWERS)
    for policy in Policy.objects.filter(centre=centre).exclude(kind="registration")[:policies]:
        draft = queries.open_draft(policy)
        if draft:
            make_own(draft, quinn)
            demonstration.publish(policy, writer=quinn, approver=hana, at=MONDAY, summary="Ours.",
                                  effective_on=date(2025, 10, 12))  # fmt: skip
    with django_assert_max_num_queries(11):
        tasks_of(quinn, Role.ASSESSOR, Role.QUALITY_NOMINEE, on=date(2025, 10, 13))


def test_a_draft_sent_back_comes_back_to_its_writer(version, own, quinn, hana, erin):
    read_all(version, quinn, hana)
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    actions.send_back(own, by=hana, at=MONDAY, words="Name the room.")
    [task] = tasks_of(quinn, Role.QUALITY_NOMINEE)
    assert (
        task.title == "Change the registration, entry and certification policy, and send it again"
    )
    assert task.about == "Hana Head sent version 2 back: Name the room."
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours, with the room.")
    assert task.title not in asked(quinn, Role.QUALITY_NOMINEE)


def test_a_required_policy_that_is_only_a_draft_is_to_be_finished(centre, quinn):
    draft_actions.answer_questions(
        centre, by=quinn, at=MONDAY, answers=demonstration.ANSWERS | {"remote": "no"}
    )
    assert "Finish the appeals and complaints policy" in asked(quinn, Role.QUALITY_NOMINEE)


def test_a_review_that_asked_for_a_new_version_asks_its_writers_to_begin_it(version, quinn, hana):
    read_all(version, quinn, hana)
    actions.review_policy(version.policy, by=quinn, at=MONDAY, looked_at="x", found="Too slow.",
                          outcome="change", links_open=True)  # fmt: skip
    title = "Draft a new version of the registration, entry and certification policy"
    assert asked(quinn, Role.QUALITY_NOMINEE) == [title]
    draft_actions.start_draft(version.policy, by=quinn, at=MONDAY + timedelta(hours=1))
    assert asked(quinn, Role.QUALITY_NOMINEE) == []


def test_a_learner_says_that_they_have_read_what_learners_are_shown(client, version, erin):
    """Counted as a learner, beside the staff and never among them."""
    centre = version.policy.centre
    lena, leo = (
        a_person(centre, name, Role.LEARNER, email=f"{name.lower()}@example.ac.uk")
        for name in ("Lena", "Leo")
    )
    staff = life_queries.readers_of(version, MONDAY)
    client.force_login(lena.accounts.get())
    page = client.get("/policies/for-learners/").content.decode()
    assert "I have read this" in page

    client.post("/policies/for-learners/registration/acknowledgement/", {"number": version.number})

    page = client.get("/policies/for-learners/").content.decode()
    assert "You read it on" in page
    assert "I have read this" not in page
    told = readership.learners_of(version, MONDAY)
    assert (told.have_read, told.asked, told.waiting) == (1, 2, (leo,))
    assert life_queries.readers_of(version, MONDAY) == staff
    client.post("/policies/for-learners/registration/acknowledgement/", {"number": version.number})
    assert version.acknowledgements.count() == 1


def test_every_policy_has_its_place_among_those_for_learners():
    assert sorted(readership.LEARNERS_ORDER) == sorted(KINDS)
