"""Nobody judges their own family, unless it is declared and agreed that nobody else can."""

import pytest
from django.db import IntegrityError, transaction

from fairmark.administration import actions as administration
from fairmark.assessment import chance_actions, decision_actions, tie_actions
from fairmark.assessment.tie_models import AgreedTie
from fairmark.assessment.tie_queries import in_every_sample
from fairmark.assessment.tie_rules import Standing, obstacle_to_judging, shares_a_surname
from fairmark.guide.showing import State, shown
from fairmark.learners.models import Learner
from fairmark.people.models import Account, ConflictOfInterest
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Role
from fairmark.planner import sources
from fairmark.planner.sources import Whose
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, Refused
from tests.assessment.conftest import confirmed, decide, decide_all, enrolment_of, returned
from tests.builders import a_person, hold

pytestmark = pytest.mark.django_db


# -- the rule --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "stops"),
    [
        (Standing(), False),
        (Standing(near="family"), True),
        (Standing(near="friend"), True),
        (Standing(near="family", agreed=True), False),
        (Standing(is_self=True), True),
        (Standing(is_self=True, near="family", agreed=True), True),
    ],
)
def test_who_stands_too_near(standing, stops):
    assert bool(obstacle_to_judging(standing)) is stops


@pytest.mark.parametrize(
    ("name", "surname", "shared"),
    [
        ("Joanne Tyler", "Tyler", True),
        ("Joanne Tyler", "TYLER", True),
        ("Siobhán O’Neill", "ONeill", True),
        ("Zoë Müller", "Muller", True),
        ("Priya Shah-Patel", "Patel", True),
        ("Ana de Souza", "de la Cruz", False),
        ("Tyler Joanne", "Tyler", False),
        ("Li", "Li", False),
        ("", "Tyler", False),
    ],
)
def test_a_surname_in_common(name, surname, shared):
    assert shares_a_surname(name, surname) is shared


# -- deciding and signing --------------------------------------------------------------------


def declare(by, work, at, kind="family"):
    return administration.declare_conflict(
        by.centre, by=by, at=at, kind=kind, about="My niece.",
        learner_ref=work.enrolment.learner.ref.lower() + " ",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["family", "friend"])
def test_a_declared_tie_stops_confirming_deciding_and_signing(own_work, asa, in_time, kind):
    decide_all(own_work, asa, in_time)
    declare(asa, own_work, in_time, kind)
    with pytest.raises(Refused, match="you declared that they are"):
        decide(own_work, asa, in_time, A_P1="not met")
    with pytest.raises(Refused, match=r"Lena .*: you declared"):
        decision_actions.sign_records(
            own_work.assignment, by=asa, at=in_time, works=[own_work], declared=True
        )
    with pytest.raises(Refused, match="Another assessor judges it"):
        confirmed(own_work, asa, in_time)
    assert not own_work.records.exists()


def test_a_tie_that_ended_to_somebody_else_or_of_somebody_else_stops_nothing(
    own_work, asa, ivor, ravi, in_time
):
    declare(ivor, own_work, in_time)
    ended = declare(asa, own_work, in_time)
    ended.ended_at = in_time
    ended.save()
    other = enrolment_of(ravi).learner.ref
    administration.declare_conflict(
        asa.centre, by=asa, at=in_time, kind="family", about="My nephew.", learner_ref=other
    )
    decide(own_work, asa, in_time, A_P1="met")


def test_the_lead_verifier_agrees_that_nobody_else_can_and_the_work_is_in_every_sample(
    own_work, asa, vera, in_time
):
    tie = declare(asa, own_work, in_time)
    assert in_every_sample([own_work], in_time.date()) == {}
    tie_actions.agree_to_assess_despite_tie(
        own_work, by=vera, at=in_time, conflict=tie, why="Asa is the only teacher of the unit."
    )
    event = Event.objects.get(name="tie_agreed")
    assert event.subject == own_work.enrolment.trail_subject()
    returned(own_work, asa, in_time)
    [why] = in_every_sample([own_work], in_time.date()).values()
    assert why == "Asa Assessor judged it and has declared a tie to the learner."


def test_a_tie_declared_after_the_decisions_puts_the_work_in_every_sample(own_work, asa, in_time):
    returned(own_work, asa, in_time)
    assert in_every_sample([own_work], in_time.date()) == {}
    declare(asa, own_work, in_time)
    assert list(in_every_sample([own_work], in_time.date())) == [own_work.pk]


def test_it_is_agreed_once_with_a_reason_by_somebody_without_a_tie(own_work, asa, vera, in_time):
    tie = declare(asa, own_work, in_time)
    agree = {"at": in_time, "conflict": tie, "why": "Nobody else teaches it."}
    with pytest.raises(Refused, match="Say why nobody else can"):
        tie_actions.agree_to_assess_despite_tie(own_work, by=vera, **agree | {"why": " "})
    with pytest.raises(Refused, match="Only the lead internal verifier or the quality nominee"):
        tie_actions.agree_to_assess_despite_tie(own_work, by=asa, **agree)
    theirs = declare(vera, own_work, in_time, "friend")
    with pytest.raises(Refused, match=r"declared a tie to Lena .* yourself"):
        tie_actions.agree_to_assess_despite_tie(own_work, by=vera, **agree)
    theirs.delete()
    tie_actions.agree_to_assess_despite_tie(own_work, by=vera, **agree)
    with pytest.raises(Refused, match="waits to be agreed"):
        tie_actions.agree_to_assess_despite_tie(own_work, by=vera, **agree)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedTie.objects.update(why="")


def test_it_is_not_agreed_while_the_plan_names_somebody_else(own_work, asa, vera, in_time):
    tie = declare(asa, own_work, in_time)
    programme = own_work.assignment.cohort.programme
    other = a_person(asa.centre, "Bo Second", Role.ASSESSOR, programme)
    own_work.assignment.planned.get().assessors.create(person=other)
    with pytest.raises(Refused, match="names Bo Second for Lena"):
        tie_actions.agree_to_assess_despite_tie(
            own_work, by=vera, at=in_time, conflict=tie, why="It is quicker."
        )


def test_a_declaration_about_somebody_else_cannot_be_agreed_here(
    own_work, asa, ivor, vera, in_time
):
    declare(asa, own_work, in_time)
    stranger = declare(ivor, own_work, in_time)
    with pytest.raises(Refused, match="does not concern the work"):
        tie_actions.agree_to_assess_despite_tie(
            own_work, by=vera, at=in_time, conflict=stranger, why="Nobody else."
        )


def test_nobody_judges_their_own_work(own_work, asa, in_time):
    learner = own_work.enrolment.learner
    learner.person = asa
    learner.save()
    with pytest.raises(Refused, match="nobody judges their own"):
        decide(own_work, asa, in_time, A_P1="met")


# -- cautions --------------------------------------------------------------------------------


def sign(work, by, at, **but):
    return decision_actions.sign_records(
        work.assignment, by=by, at=at, works=[work], declared=True, **but
    )


def named_like(work, surname="Assessor"):
    Learner.objects.filter(pk=work.enrolment.learner_id).update(surname=surname)
    work.enrolment.refresh_from_db()
    work.refresh_from_db()


def test_a_shared_surname_asks_for_a_word_before_it_is_signed(own_work, asa, in_time):
    named_like(own_work)
    decide_all(own_work, asa, in_time)
    with pytest.raises(NeedsReason, match="has your surname, and you have declared no tie"):
        sign(own_work, asa, in_time)
    sign(own_work, asa, in_time, reason="We are not related.")
    assert own_work.records.count() == 1


def test_a_shared_surname_that_was_declared_is_asked_about_no_more(own_work, asa, in_time):
    named_like(own_work)
    decide_all(own_work, asa, in_time)
    declare(asa, own_work, in_time, "same name")
    sign(own_work, asa, in_time)


def test_a_tie_of_another_kind_asks_for_a_word(own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    declare(asa, own_work, in_time, "other")
    with pytest.raises(NeedsReason, match="You declared a tie to Lena"):
        sign(own_work, asa, in_time)


def test_a_learner_who_works_here_asks_for_a_word_until_it_is_declared(own_work, asa, in_time):
    lena = own_work.enrolment.learner.person
    decide_all(own_work, asa, in_time)
    hold(lena, Role.ADMINISTRATOR)
    with pytest.raises(NeedsReason, match="works here too"):
        sign(own_work, asa, in_time)
    administration.declare_conflict(
        asa.centre, by=lena, at=in_time, kind="own study", about="I take Business myself."
    )
    sign(own_work, asa, in_time)
    [why] = in_every_sample([own_work], in_time.date()).values()
    assert why.endswith("works here and declared that they study here.")


def test_whoever_authorises_another_attempt_with_a_tie_says_why(own_work, asa, vera, in_time):
    returned(own_work, asa, in_time, A_D1="not met")
    declare(vera, own_work, in_time)
    with pytest.raises(NeedsReason, match="You declared a tie"):
        chance_actions.authorise_attempt(
            own_work, by=vera, at=in_time, due_on=in_time.date(), can_improve=True,
            criteria=list(own_work.brief.tasks.get().criteria.filter(code="A.D1")),
        )  # fmt: skip


# -- tasks, page, board ----------------------------------------------------------------------


def tasks_of(person, at):
    whose = Whose(person.centre, person, tuple(roles_in_force(person, at)), at.date())
    return [one.title for one in sources.tasks(whose) if one.title.startswith("Agree who judges")]


def test_the_lead_verifier_is_asked_and_no_more_once_it_is_agreed(own_work, asa, vera, in_time):
    assert tasks_of(vera, in_time) == []
    tie = declare(asa, own_work, in_time)
    assert tasks_of(vera, in_time) == [f"Agree who judges the work of {own_work.enrolment.learner}"]
    assert tasks_of(asa, in_time) == []
    tie_actions.agree_to_assess_despite_tie(
        own_work, by=vera, at=in_time, conflict=tie, why="Nobody else teaches it."
    )
    assert tasks_of(vera, in_time) == []


def test_the_page_of_the_work_says_who_may_not_judge_it(client, own_work, asa, vera, in_time):
    declare(asa, own_work, in_time)
    client.force_login(Account.objects.create_user("v@example.ac.uk", person=vera))
    page = client.get(own_work.get_absolute_url()).content.decode()
    assert "Asa Assessor declared that Lena" in page
    assert "My niece" not in page
    assert 'href="tie/"' in page
    client.force_login(Account.objects.create_user("a@example.ac.uk", person=asa))
    assert 'href="tie/"' not in client.get(own_work.get_absolute_url()).content.decode()
    assert client.get(f"{own_work.get_absolute_url()}tie/").status_code == 404


def showing(centre, at):
    return shown("ASM-A2", centre, at.date())


def bad(centre, at):
    return [one.what for one in showing(centre, at).findings if one.bad]


def test_without_signed_work_it_cannot_be_told(own_work, centre, in_time):
    assert showing(centre, in_time).state == State.CANNOT_TELL


def test_it_stays_under_way_while_nobody_outside_has_verified(own_work, asa, centre, in_time):
    returned(own_work, asa, in_time)
    assert showing(centre, in_time).state == State.UNDER_WAY


def test_work_judged_by_a_relative_turns_it_until_it_is_agreed(
    own_work, asa, vera, centre, in_time
):
    returned(own_work, asa, in_time)
    tie = declare(asa, own_work, in_time)
    found = showing(centre, in_time)
    assert (found.state, found.told, found.asked) == (State.NOT_MET, 0, 1)
    tie_actions.agree_to_assess_despite_tie(
        own_work,
        by=vera,
        at=in_time,
        conflict=tie,
        why="It came out afterwards; she reads it again.",
    )
    assert showing(centre, in_time).state == State.UNDER_WAY


def test_a_colleague_who_studies_here_undeclared_turns_it(own_work, asa, centre, in_time):
    returned(own_work, asa, in_time)
    lena = own_work.enrolment.learner.person
    hold(lena, Role.ADMINISTRATOR)
    [found] = bad(centre, in_time)
    assert found.endswith("works here and has not declared that they study here")
    ConflictOfInterest.objects.create(
        centre=centre, person=lena, kind="own study", about="Business.", declared_at=in_time
    )
    assert bad(centre, in_time) == []


def test_a_tie_to_nobody_known_is_listed(own_work, asa, centre, in_time):
    returned(own_work, asa, in_time)
    before = len(showing(centre, in_time).findings)
    ConflictOfInterest.objects.create(
        centre=centre, person=asa, kind="family", about="?", learner_ref="X1", declared_at=in_time
    )
    after = showing(centre, in_time)
    assert len(after.findings) == before + 1
    assert "names no learner we know" in after.findings[0].what
